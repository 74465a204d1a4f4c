"""What is measured: every section is a list of tasks, every task runs in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
YEAR_HOURS, YEAR_QUARTERS, WEEK_QUARTERS = 8760, 35_040, 672
LIMIT_S = 900.0
# So that a barrier's objective can be compared to 1e-9; one or two iterations more than the default of 1e-8.
TIGHT = {"ipm_optimality_tolerance": 1e-10}

Task = dict[str, Any]
Found = dict[str, Any]


def _task(side: str, periods: int, repeat: int = 1, **more: Any) -> Task:
    step_h = 0.25 if periods == YEAR_QUARTERS else 1.0
    return {"side": side, "periods": periods, "step_h": step_h, "repeat": repeat, "limit_s": LIMIT_S, **more}


def _build(quick: bool) -> list[Task]:
    horizons = (168, 744) if quick else (744, YEAR_HOURS, YEAR_QUARTERS)
    peers, plain = ("dispatch", "pypsa", "pypsa_sparse"), ("pyomo_arrays", "pyomo", "rules")
    tasks = [_task(s, n, 1 if quick else 3) for n in horizons for s in peers]
    if quick:
        return tasks
    return tasks + [_task(s, 744, 3) for s in plain] + [_task(s, YEAR_HOURS) for s in plain]


def _solve(quick: bool) -> list[Task]:
    sides = ("dispatch", "pypsa")
    if quick:
        return [_task(s, 168, method="simplex") for s in (*sides, "pyomo", "pyomo_arrays", "rules")]
    runs = ((744, "simplex"), (YEAR_HOURS, "simplex"), (YEAR_HOURS, "hipo"), (YEAR_QUARTERS, "hipo"))
    return [_task(s, n, method=m, options=TIGHT if m == "hipo" else {}) for n, m in runs for s in sides]


def _growth(quick: bool) -> list[Task]:
    weeks = (1, 2) if quick else (1, 2, 4, 8, 13, 26, 39)
    tasks = [_task("dispatch", w * WEEK_QUARTERS, 1 if quick else 3) for w in weeks]
    for task in tasks:
        task["step_h"] = 0.25
    return tasks if quick else [*tasks, _task("dispatch", YEAR_QUARTERS, 3)]


def _solvers(quick: bool) -> list[Task]:
    horizons = (168,) if quick else (168, 744, 2208, YEAR_HOURS)
    tasks = [_task("dispatch", n, method=m) for n in horizons for m in ("simplex", "hipo", "hipo_crossover", "ipx")]
    if quick:
        return tasks
    for task in tasks:
        task["limit_s"] = 180.0
    variants: tuple[dict[str, Any], ...] = (
        {"hipo_system": "normaleq"}, {"hipo_system": "augmented"}, {"threads": 1}, {"threads": 2}, {"parallel": "on"},
    )  # fmt: skip
    return tasks + [_task("dispatch", YEAR_HOURS, method="hipo", options=o) | {"limit_s": 180.0} for o in variants]


SECTIONS = {"build": _build, "solve": _solve, "growth": _growth, "solvers": _solvers}


def run_section(name: str, quick: bool) -> Iterator[Found]:
    """Every task of a section with its median result and the load of the machine before it."""
    for task in SECTIONS[name](quick):
        load = os.getloadavg()[0]
        runs = [run_task(task) for _ in range(task["repeat"])]
        middle = {k: median(r[k] for r in runs) if _is_number(runs[0][k]) else runs[0][k] for k in runs[0]}
        spread = sorted(r["build_s"] for r in runs)
        yield {**task, **middle, "build_s_range": [spread[0], spread[-1]], "load_before": round(load, 2)}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def run_task(task: Task) -> Found:
    """One measurement in a fresh process. Raises RuntimeError with what it said where it fails."""
    command = [sys.executable, "-m", "benchmarks.measure", json.dumps(task)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{task} failed:\n{done.stderr[-3000:]}")
    # HiGHS writes to the same pipe, sometimes last.
    return dict(json.loads(next(line for line in done.stdout.split("\n") if line.startswith("{"))))


def run_job(case: str = "models/zhaotong") -> Found:
    """The whole job: case on disk → audited run on disk, by the command line, with its parts."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dispatch.cli", "run", case, "--json", "--out", f"{folder}/run"]
        load, began = os.getloadavg()[0], time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
        if done.returncode:
            raise RuntimeError(f"{case} failed with exit code {done.returncode}:\n{done.stderr[-3000:]}")
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    found = {"case": case, "wall_s": seconds, "written_mib": size / 2**20, "load_before": round(load, 2)}
    return found | json.loads(done.stdout)


def run_series() -> Found:
    """The series of a year at 15 min: nothing kept, kept while made, read back; three processes each, medians."""
    found: Found = {"load_before": round(os.getloadavg()[0], 2)}
    with tempfile.TemporaryDirectory() as folder:
        for name, caches in (
            ("uncached", ["", "", ""]),
            ("first", [f"{folder}/{i}" for i in range(3)]),
            ("again", [f"{folder}/0"] * 3),
        ):
            runs = [_json_process("benchmarks.series", cache) for cache in caches]
            found |= runs[0] | {f"{name}_s": median(run["series_s"] for run in runs)}
    return found


def _json_process(module: str, *arguments: str) -> Found:
    """The last line that a module prints, read as JSON. Raises RuntimeError with what it said where it fails."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-3000:]}")
    return dict(json.loads(next(line for line in done.stdout.split("\n") if line.startswith("{"))))


def run_loads() -> list[Found]:
    """A week with every flexible load against none: medians of three processes each."""
    found = []
    for last, step in (("2030-07-15", "1h"), ("2030-07-10", "15min")):
        for switch in ("off", "on"):
            runs = [_json_process("benchmarks.loads", switch, last, step) for _ in range(3)]
            middle = {name: median(run[name] for run in runs) for name in ("build", "solve")}
            found.append(runs[0] | middle | {"step": step, "load_before": round(os.getloadavg()[0], 2)})
    return found


def run_sweep(quick: bool = False) -> list[Found]:
    """100 sizes of storage on typical weeks of a year, with two workers and with one."""
    found = []
    for workers in (2, 1):
        load = round(os.getloadavg()[0], 2)
        words = ("3", "2") if quick else ("10", "10")
        found.append(_json_process("benchmarks.sweep", *words, str(workers), "4") | {"load_before": load})
    return found


def run_frequency() -> list[Found]:
    """A year of hours after four contingencies, simulated on one thread and on two."""
    found = []
    for threads in ("1", "2"):
        load = round(os.getloadavg()[0], 2)
        found.append({"load_before": load, **_json_process("benchmarks.frequency", threads)})
    return found


def run_response() -> list[Found]:
    """A week without response, with a share and with security, medians of three processes each; four weeks once."""
    found = []
    for last, repeat in (("2030-07-15", 3), ("2030-08-05", 1)):
        for asked in ("off", "share", "security"):
            load = round(os.getloadavg()[0], 2)
            runs = [_json_process("benchmarks.response", asked, last, "1h") for _ in range(repeat)]
            middle = {name: median(run[name] for run in runs) for name in ("build", "solve")}
            found.append(runs[0] | middle | {"step": "1h", "load_before": load})
    return found
