"""The main job: a case on disk → an audited run on disk.

    from dispatch import load_case, run
    result = run(load_case("models/zhaotong"), start="2025-01-01", end="2025-01-08", folder="runs")
    result.tables["storage_state"].wide("soc_mwh")

The same function serves the command line and notebooks; without `folder` or `out` nothing is written. `open_run` reads
a run back.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from dispatch.audit import Audit, audit_run
from dispatch.case import load_case
from dispatch.case.check import validate_case
from dispatch.case.dump import case_digest, dump_case
from dispatch.case.schema import Case
from dispatch.case.time_axis import horizon_of
from dispatch.frequency.tables import arming_list
from dispatch.horizon import Horizon
from dispatch.jobs.store import (
    damage_explained,
    find_run,
    free_name,
    require_place,
    run_name,
    write_json,
    writing,
    writing_numbered,
)
from dispatch.jobs.system import peak_memory_mib
from dispatch.present.quantity import UnitSystem
from dispatch.present.run_page import write_page
from dispatch.program.highs_log import Listener
from dispatch.results.facts import evaluate_facts
from dispatch.results.study_area import Answer
from dispatch.results.summary import summarize
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series, assemble_series
from dispatch.solve.open_session import open_session
from dispatch.solve.pipeline import OpenSession, Progress, Solved, Stopwatch, solve_case

_PACKAGES = ("dispatch", "highspy", "numpy", "pandas", "pyarrow", "pydantic", "pyomo", "scipy")


@dataclass(frozen=True, eq=False)
class Shared:
    """What a run takes from the runs beside it in a sweep instead of making its own (`dispatch.sizing`).

    tables: directory of a dumped case with the same series tables; page: whether `report.html` is written; note: more
    for `run.json`, asked for when everything is solved.
    """

    assemble: Callable[[Case, Horizon], Series] = assemble_series
    open_session: OpenSession = open_session
    tables: Path | None = None
    page: bool = True
    note: Callable[[], Mapping[str, object]] = dict


@dataclass(frozen=True, eq=False)
class Run:
    """A solved and audited case; `path` is where it was written, if it was."""

    solved: Solved
    audit: Audit
    facts: pd.DataFrame | None
    summary: dict[str, Any]
    manifest: dict[str, Any]
    path: Path | None = None

    @property
    def answer(self) -> Solved:
        """Case, series and tables."""
        return self.solved

    @property
    def tables(self) -> Tables:
        """Results by family: `run.tables["storage"].tidy()`."""
        return self.solved.tables


@dataclass(frozen=True, eq=False)
class OpenedRun:
    """A run read back from disk: the case as it was solved, the tables and the figures."""

    path: Path
    case: Case
    tables: Tables
    summary: dict[str, Any]
    manifest: dict[str, Any]

    @cached_property
    def answer(self) -> Answer:
        """Case, series over the horizon that was run, and tables."""
        options = self.manifest["options"]
        horizon = horizon_of(self.case, options["from"], options["to"], options["step"])
        return Answer(self.case, Series(self.case, horizon), self.tables)


def open_run(name: str | Path, folder: str | Path = "runs") -> OpenedRun:
    """A run by path, name, unique beginning of its name, or `latest`. Raises CaseError naming what is there."""
    found = find_run(str(name), Path(folder))
    summary, manifest = found.sound()
    with damage_explained(found.path):
        tables = Tables.read(found.path / "results")
    return OpenedRun(found.path, load_case(found.path / "case"), tables, summary, manifest)


def run(
    case: Case,
    *,
    start: str | None = None,
    end: str | None = None,
    step: str | None = None,
    folder: str | Path | None = None,
    out: str | Path | None = None,
    options: Mapping[str, object] | None = None,
    listener: Listener | None = None,
    progress: Progress | None = None,
    shared: Shared | None = None,
    units: UnitSystem = "auto",
) -> Run:
    """Co-dispatch a case and audit the answer.

    start, end (not included), step: override the case's horizon; folder: directory of runs, in which one with a
    telling name is made; out: exact directory instead; options: noted in the manifest; shared: for runs in a sweep;
    units: of the page (`dispatch.present.quantity`).
    Raises InputError, InfeasibleError or SolveError; a failed audit does not raise, look at `run.audit.passed`.
    """
    validate_case(case)
    horizon = horizon_of(case, start, end, step)
    digest = case_digest(case)
    final = _place(case, digest, folder, out)
    clock = Stopwatch(progress)
    shared = shared or Shared()
    log: list[str] = []
    with clock.step("series"):
        series = shared.assemble(case, horizon)
    solved = solve_case(
        case, horizon, listener=_both(log, listener), clock=clock, series=series, open_session=shared.open_session
    )
    with clock.step("audit"):
        audit = audit_run(
            case, solved.series, solved.tables, solved.costs_cny, solved.objective_cny, solved.certificate
        )
        facts = evaluate_facts(case, solved.series, solved.tables) if case.facts else None
    manifest = _manifest(case, digest, options or {}, start, end, step)
    if final is None:
        return Run(solved, audit, facts, summarize(solved, audit, clock.seconds | _memory()), manifest)
    result = Run(solved, audit, facts, {}, manifest, final)
    if out:
        with writing(final) as hidden:
            summary = _write(result, hidden, "".join(log), clock, shared, units)
    else:
        with writing_numbered(final) as placed:
            summary = _write(result, placed.hidden, "".join(log), clock, shared, units)
        final = placed.final
    return replace(result, summary=summary, path=final)


def _place(case: Case, digest: str, folder: str | Path | None, out: str | Path | None) -> Path | None:
    """Where the run will be written, if anywhere. Raises CaseError where that cannot be, before anything is solved."""
    if folder is None and out is None:
        return None
    final = Path(out) if out else Path(folder or "runs") / run_name(case.name, case.scenario, digest, datetime.now(UTC))
    require_place(final if out else free_name(final))
    return final


def _write(result: Run, folder: Path, log: str, clock: Stopwatch, shared: Shared, units: UnitSystem) -> dict[str, Any]:
    """Fill the directory of a run; the summary, which is returned, is written last, because it contains the time of
    writing."""
    with clock.step("write"):
        dump_case(result.solved.case, folder / "case", shared.tables)
        result.tables.write(folder / "results")
        if (armed := arming_list(result.tables)) is not None:
            armed.to_csv(folder / "arming.csv", index=False, float_format="%.6g")
        (folder / "log.txt").write_text(log, encoding="utf-8")
        if shared.page:
            summary = summarize(result.solved, result.audit, clock.seconds | _memory())
            page = folder / "report.html"
            write_page(page, result.solved, result.audit, summary, result.manifest, result.facts, units=units)
    summary = summarize(result.solved, result.audit, clock.seconds | _memory())
    write_json(folder / "summary.json", summary)
    write_json(folder / "run.json", result.manifest | dict(shared.note()) | {"seconds": clock.seconds})
    return summary


def _both(log: list[str], listener: Listener | None) -> Listener:
    """Keep the log of the solver and pass it on."""

    def listen(message: str) -> None:
        log.append(message)
        if listener is not None:
            listener(message)

    return listen


def _memory() -> dict[str, float]:
    """Peak memory of this process so far."""
    return {"peak_memory_mib": peak_memory_mib()}


def _manifest(
    case: Case, digest: str, options: Mapping[str, object], start: str | None, end: str | None, step: str | None
) -> dict[str, Any]:
    return {
        "case": case.name,
        "scenario": case.scenario,
        "digest": digest,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "options": {"from": start, "to": end, "step": step, **options},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
    }
