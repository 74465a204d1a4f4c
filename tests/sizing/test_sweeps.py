"""Sweeps from end to end: the same answers as independent runs, nothing lost, nothing computed twice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from dispatch.errors import CaseError, ClusterError
from dispatch.jobs.job import open_run, run
from dispatch.sizing.catalogue import describe, query
from dispatch.sizing.cluster import LOOPBACK, connected
from dispatch.sizing.frame import read_frame, write_frame
from dispatch.sizing.plan import Plan
from dispatch.sizing.sweep import Asking, Sweep
from dispatch.sizing.worker import Task, Workshop, solve_point
from dispatch.sweeps.names import AFTER_AXES, BEFORE_AXES
from tests.sizing.conftest import DAY, begin

POWER, HOURS = "storage.battery.p_nom_mw", "storage.battery.duration_h"


def asking(case: Path, *vary: str, **more: object) -> Asking:
    return Asking(
        case=case, vary=vary, start=DAY[1], end=DAY[3], step=DAY[5], runs=case.parent / "runs", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def tasks(plan: Plan, folder: Path) -> list[Task]:
    return [
        Task(str(folder), p.run, p.label, p.base, p.case.model_copy(update={"series": {}}), p.start, p.end, p.step)
        for p in plan.points
    ]


def solved_here(sweep: Sweep) -> pd.DataFrame:
    """The points of a sweep solved in this process, one after the other."""
    sweep.folder.open(sweep.plan)
    for point, task in zip(sweep.plan.points, tasks(sweep.plan, sweep.folder.path), strict=True):
        if point.refused is None:
            solve_point(task)
        else:
            sweep.folder.fail(point.run, "input", point.refused.text("en"), point.refused.text("zh"))
    return read_frame(sweep.folder.path)


def made(folder: Path) -> dict[str, int]:
    """When each run became visible."""
    return {p.name: p.stat().st_mtime_ns for p in (folder / "points").glob("[!.]*")}


def test_warm_points_are_those_of_independent_cold_runs(small: Path) -> None:
    sweep = Sweep(asking(small, f"{POWER}=0,40,80,120", f"{HOURS}=1,2,4", "hydrology=dry,normal"))
    frame = solved_here(sweep)
    assert frame["done"].all()
    assert frame["warm"].sum() >= len(frame) - 8
    for point in sweep.plan.points:
        row = frame.set_index("point").loc[point.id]
        cold = run(point.case, start=DAY[1], end=DAY[3], step=DAY[5])
        assert row["objective_cny"] == pytest.approx(cold.summary["objective_cny"], rel=1e-7)
        assert row["bound_cny"] == pytest.approx(cold.summary["bound_cny"], rel=1e-7)
        assert row["storage.power_mw"] == cold.summary["storage"]["power_mw"]


def test_other_costs_and_loads_start_warm_and_agree(small: Path) -> None:
    sweep = Sweep(asking(small, "thermal.coal.fuel_cost_cny_per_mwh=100,285,900", "scale:load.*.p_nom_mw=0.7,1,1.2"))
    frame = solved_here(sweep)
    assert frame["done"].all()
    for point in sweep.plan.points:
        cold = run(point.case, start=DAY[1], end=DAY[3], step=DAY[5]).summary["objective_cny"]
        assert frame.set_index("point").loc[point.id, "objective_cny"] == pytest.approx(cold, rel=1e-7)


def test_the_frame_says_everything(small: Path) -> None:
    nothing = ("storage.new_battery.build_max_mw=0",)
    sweep = Sweep(asking(small, f"{POWER}=0,50", "hydrology=dry,wet", overrides=nothing))
    solved_here(sweep)
    frame = write_frame(sweep.folder.path)
    assert list(frame.columns[: len(BEFORE_AXES)]) == list(BEFORE_AXES)
    axes = frame.columns[len(BEFORE_AXES) : len(BEFORE_AXES) + 2]
    assert list(axes) == [POWER, "hydrology"]
    assert list(frame.columns[len(BEFORE_AXES) + 2 :][: len(AFTER_AXES)]) == list(AFTER_AXES)
    assert frame["point"].is_unique
    assert list(frame["kind"]).count("point") == 4
    dry = frame[(frame["kind"] == "point") & (frame["hydrology"] == "dry")]
    assert len(set(dry["baseline_no_storage"])) == 1
    baseline = frame.set_index("point").loc[dry["baseline_no_storage"].iloc[0]]
    assert (baseline["hydrology"], baseline["no_storage"], baseline["storage.power_mw"]) == ("dry", True, 0)
    # 0 MW and no storage are one case, so one run; they are two rows.
    assert dry[dry[POWER] == 0]["path"].iloc[0] == baseline["path"]
    kept = pd.read_parquet(sweep.folder.path / "points.parquet")
    assert kept["objective_cny"].tolist() == frame["objective_cny"].tolist()
    opened = open_run(frame["path"].iloc[0])
    assert opened.summary["objective_cny"] == frame["objective_cny"].iloc[0]


def test_a_point_that_cannot_be_shows_why_and_stops_nothing(small: Path) -> None:
    # More water than there is must be left; more than the lake holds is refused by the case.
    sweep = Sweep(asking(small, "reservoir.upper.volume_terminal_min_hm3=39,59,70", baselines=False))
    frame = solved_here(sweep)
    assert list(frame["status"]) == ["optimal", "infeasible", "input"]
    assert list(frame["done"]) == [True, False, False]
    assert "upper" in frame["reason"][1]
    assert "volume" in frame["reason"][2]
    assert frame["reason_zh"][1] not in ("", frame["reason"][1])
    before = made(sweep.folder.path)
    solved_here(sweep)
    assert made(sweep.folder.path) == before


def test_a_point_after_a_failed_one_is_right(small: Path) -> None:
    sweep = Sweep(asking(small, "reservoir.upper.volume_terminal_min_hm3=39,59,40", baselines=False))
    frame = solved_here(sweep)
    case = sweep.plan.points[2].case
    cold = run(case, start=DAY[1], end=DAY[3], step=DAY[5]).summary["objective_cny"]
    assert frame["objective_cny"][2] == pytest.approx(cold, rel=1e-7)


def test_candidates_have_baselines_without_them(small: Path) -> None:
    """What a candidate says of building goes with it, and a baseline that cannot be would be a row with its reason."""
    late = ("storage.new_battery.build_from_year=2029",)
    plan = Sweep(asking(small, "targets.new_storage_mw=0,100", overrides=late)).plan
    assert [point.kind for point in plan.points] == ["no_storage", "hydro_only", "point", "point"]
    assert all(point.refused is None for point in plan.points)


def test_a_path_that_does_not_exist_is_refused_before_anything_is_solved(small: Path) -> None:
    for vary in (["storage.batery.p_nom_mw=1,2"], ["solver.sped=1,2"], ["scenario=none,other"]):
        with pytest.raises(CaseError) as refused:
            Sweep(asking(small, *vary))
        assert refused.value.text("zh")
    assert not (small.parent / "runs").exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "nothing_varied"),
        ({"sample": 3}, "sample_without_axes"),
        ({"vary": ("a=1",), "points": Path("p.yaml")}, "points_and_axes"),
        ({"vary": (f"{POWER}=1",), "full": 2}, "full_without_weeks"),
        ({"vary": (f"{POWER}=1",), "weeks": 1}, "weeks_too_many"),
    ],
)
def test_what_cannot_be_asked_for(small: Path, more: dict[str, object], code: str) -> None:
    with pytest.raises(CaseError) as refused:
        Sweep(Asking(case=small, runs=small.parent, **more))  # type: ignore[arg-type]
    assert code in [fault.code for fault in refused.value.faults]


def test_runs_of_another_sweep_are_linked_not_computed(small: Path) -> None:
    first = Sweep(asking(small, f"{POWER}=0,50"))
    solved_here(first)
    second = Sweep(asking(small, f"{POWER}=0,50,100", baselines=False))
    second.folder.open(second.plan)
    shared = second.folder.adopt([p.run for p in second.plan.points])
    assert len(shared) == 2
    frame = solved_here(second)
    assert list(frame["reused"]) == [True, True, False]
    assert frame["done"].all()
    link = next((second.folder.run(shared[0]) / "results").glob("*.parquet"))
    assert link.stat().st_nlink > 1


def test_every_run_answers_sql(small: Path) -> None:
    sweep = Sweep(asking(small, f"{POWER}=0,50"))
    solved_here(sweep)
    runs = small.parent / "runs"
    run(sweep.plan.points[-1].case, start=DAY[1], end=DAY[3], step=DAY[5], folder=runs)
    assert len(query("", runs)) == 5
    best = query(f"SELECT \"{POWER}\" AS p FROM runs WHERE kind = 'point' ORDER BY objective_cny LIMIT 1", runs)
    assert best["p"].tolist() == [50]
    assert len(query("sweep = ''", runs)) == 1
    assert "objective_cny" in set(describe(runs)["column_name"])
    read, written = small / "case.yaml", small.parent / "copied.csv"
    for wrong in ("no_such_column > 1", f"SELECT * FROM read_text('{read}')", f"COPY runs TO '{written}'"):
        with pytest.raises(CaseError) as refused:
            query(wrong, runs)
        assert refused.value.faults[0].code == "query_failed"
    assert not written.exists()
    with pytest.raises(CaseError):
        query("", small)


def test_series_are_made_once_for_points_that_share_them(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dispatch.sizing import worker

    counted = []
    monkeypatch.setattr(
        worker, "assemble_series", lambda c, h, own=worker.assemble_series: counted.append(1) or own(c, h)
    )  # fmt: skip
    monkeypatch.setattr(worker, "_WORKSHOP", Workshop())
    frame = solved_here(Sweep(asking(small, f"{POWER}=0,50,100", "hydrology=dry,wet", baselines=False)))
    assert frame["done"].all()
    assert len(counted) == 2


YEARS = "time.segments=[" + ", ".join(
    f"{{start: {y}-01-01T00:00+08:00, end: {y}-01-02T00:00+08:00, weight: 182.5}}" for y in (2030, 2034)
) + "]"  # fmt: skip
BUILDING = ("time.start=null", "time.end=null", YEARS, "targets.new_storage_mw=300")


def test_every_discount_rate_has_its_own_years_and_its_own_baseline(small: Path) -> None:
    """The second year is worth less at a higher rate: point and baseline alike, warm or cold."""
    asked = Asking(case=small, vary=("sizing.discount_rate=0.03,0.07,0.10",), overrides=BUILDING, step="1h",
                   runs=small.parent / "runs")  # fmt: skip
    sweep = Sweep(asked)
    frame = solved_here(sweep)
    assert frame["done"].all(), frame["reason"].tolist()
    points = frame[frame["kind"] == "point"]
    assert len(set(points["baseline_no_storage"])) == 3
    for point in sweep.plan.points:
        row, cold = frame.set_index("point").loc[point.id], run(point.case, step="1h").summary
        assert row["objective_cny"] == pytest.approx(cold["objective_cny"], rel=1e-7)
        assert row["discounted_hours"] == cold["discounted_hours"]
        rate = point.case.sizing.discount_rate
        assert row["discounted_hours"] == pytest.approx(4380 * (1 + (1 + rate) ** -4))
        assert row["hours"] == pytest.approx(8760)


def test_a_run_whose_audit_failed_is_made_again(small: Path) -> None:
    sweep = Sweep(asking(small, f"{POWER}=0,50", baselines=False))
    solved_here(sweep)
    broken, folder = sweep.plan.points[1].run, sweep.folder
    file = folder.run(broken) / "summary.json"
    record = json.loads(file.read_text())
    record["audit"]["passed"] = False
    file.unlink()  # a second name of another sweep's file must not change with it
    file.write_text(json.dumps(record))
    assert not folder.is_done(broken)
    assert not folder.finished(broken)
    assert list(read_frame(folder.path)["status"]) == ["optimal", "audit"]
    # Nobody takes it for an answer.
    other = Sweep(asking(small, f"{POWER}=50,70", baselines=False))
    other.folder.open(other.plan)
    assert other.folder.adopt([broken]) == []
    frame = solved_here(sweep)
    assert frame["done"].all()
    assert folder.finished(broken)


def test_runs_of_other_sources_are_not_taken(small: Path) -> None:
    first = Sweep(asking(small, f"{POWER}=50", baselines=False))
    solved_here(first)
    run_id = first.plan.points[0].run
    file = first.folder.run(run_id) / "run.json"
    record = json.loads(file.read_text())
    assert len(record["sources"]) == 64
    file.write_text(json.dumps(record | {"sources": "older"}))
    second = Sweep(asking(small, f"{POWER}=50,70", baselines=False))
    second.folder.open(second.plan)
    assert second.folder.adopt([run_id]) == []


# Sweeps on real processes, of points that take some tenths of a second.

GRID = (f"{POWER}=0:120:20", f"{HOURS}=1,2")
POINTS = 14


def command(case: Path, out: Path, *more: object) -> list[object]:
    vary = [word for axis in GRID for word in ("--vary", axis)]
    return [
        "-m",
        "dispatch.cli",
        "compare",
        case,
        *vary,
        "--step",
        "15min",
        "--out",
        out,
        "--no-baselines",
        "--lang",
        "en",
        *more,
    ]


def wait_for(out: Path, count: int, seconds: float = 90.0) -> None:
    """Until so many points are there."""
    until = time.monotonic() + seconds
    while len(made(out)) < count:
        assert time.monotonic() < until, f"only {len(made(out))} points"
        time.sleep(0.05)


def finish(process: subprocess.Popen[str], code: int = 0) -> str:
    printed, _ = process.communicate(timeout=150)
    assert process.returncode == code, printed
    return printed


def whole(out: Path, case: Path) -> None:
    """Every point is there once, and right."""
    frame = read_frame(out)
    assert len(frame) == POINTS - 1  # no power for one hour or for two is the same
    assert frame["done"].all(), frame[["label", "status", "reason"]]
    assert not list((out / "points").glob(".writing-*"))
    corner = frame[(frame[POWER] == 120) & (frame[HOURS] == 2)].iloc[0]
    opened = open_run(corner["path"])
    assert corner["objective_cny"] == pytest.approx(run(opened.case).summary["objective_cny"], rel=1e-7)


def worker_of(parent: int) -> int:
    """Process id of a Dask worker below a process."""
    below = psutil.Process(parent).children(recursive=True)
    return next(p.pid for p in below if "spawn_main" in " ".join(p.cmdline()))


def test_killed_sweep_goes_on_where_it_was(small: Path, tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    out = tmp_path / "sweep"
    first = begin(processes, *command(small, out, "--workers", 2))
    wait_for(out, 4)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=20)
    time.sleep(1.0)  # workers see that their parent is gone
    before = made(out)
    assert 4 <= len(before) < POINTS - 1
    # A worker lost with the sweep, the next time: its point is tried again.
    second = begin(processes, *command(small, out, "--workers", 2))
    wait_for(out, len(before) + 1)
    os.kill(worker_of(second.pid), signal.SIGKILL)
    printed = finish(second)
    after = made(out)
    assert {name: after[name] for name in before} == before
    assert "0 failed" in printed
    whole(out, small)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def cluster(processes: list[subprocess.Popen[str]], workers: int = 1) -> str:
    """A scheduler and workers as separate processes; gives the address."""
    address = f"tcp://127.0.0.1:{free_port()}"
    begin(processes, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard")
    for _ in range(workers):
        begin(
            processes, "-m", "distributed.cli.dask_worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard",
            "--death-timeout", 60,
        )  # fmt: skip
    return address


def test_cluster_by_hand_and_its_scheduler_lost(
    small: Path, tmp_path: Path, processes: list[subprocess.Popen[str]]
) -> None:
    out = tmp_path / "sweep"
    address = cluster(processes)
    first = begin(processes, *command(small, out, "--scheduler", address))
    wait_for(out, 4)
    processes[0].send_signal(signal.SIGKILL)
    printed = finish(first, code=4)
    assert "scheduler has gone" in " ".join(printed.split())
    before = made(out)
    assert 4 <= len(before) < POINTS - 1
    finish(begin(processes, *command(small, out, "--scheduler", cluster(processes))))
    after = made(out)
    assert {name: after[name] for name in before} == before
    whole(out, small)


def test_nobody_at_the_address(small: Path) -> None:
    with pytest.raises(ClusterError) as silent:
        Sweep(asking(small, f"{POWER}=0,50", scheduler="tcp://127.0.0.1:9")).run()
    assert silent.value.faults[0].code == "no_scheduler"
    assert silent.value.exit_code == 4


def test_interrupted_politely(small: Path, tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    # A third axis makes far more points than could be solved before the signal arrives.
    out, longer = tmp_path / "sweep", ("--vary", "storage.battery.wear_cost_cny_per_mwh=0:39:1")
    first = begin(processes, *command(small, out, "--workers", 1, *longer))
    wait_for(out, 2)
    first.send_signal(signal.SIGINT)
    printed = finish(first, code=130)
    assert "Traceback" not in printed
    assert "goes on from there" in " ".join(printed.split())
    assert json.loads((out / "sweep.json").read_text())["points"]
    assert (out / "points.parquet").is_file()


def test_a_local_cluster_listens_to_this_machine_only() -> None:
    with connected(None, 1) as client:
        here = psutil.Process()
        sockets = [s for p in (here, *here.children(recursive=True)) for s in p.net_connections("inet")]
        listening = {s.laddr.ip for s in sockets if s.status == psutil.CONN_LISTEN}
        assert client.submit(sum, [1, 2]).result() == 3
    assert listening == {LOOPBACK}
