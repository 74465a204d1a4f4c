"""What happens to one point on a worker: everything that the points before it have left is used again.

A process keeps the tables of a case, the series of the last few horizons and the session of the last program, with its
basis (`dispatch.program.warm`). Series are those of an earlier point where nothing that they are made from differs:
hydrology, weather, plants and rivers that make series, synthesis, time; how often periods count, and what their money
is worth, is that of the point's own horizon. Whatever goes wrong in a point becomes a record
of it in the directory of the sweep; only a lost process is left to the scheduler.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from dispatch.case import load_case
from dispatch.case.schema import Case
from dispatch.case.settings import Solver
from dispatch.case.table import TimeTable
from dispatch.errors import AuditError, CaseError, DispatchError, Fault, InfeasibleError, InputError, Where
from dispatch.families.rooms import ENTITIES, MODELLED, entities_of
from dispatch.horizon import Horizon
from dispatch.jobs.job import Shared, run
from dispatch.program.highs import HighsSession
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import LinearProgram
from dispatch.program.warm import Bench
from dispatch.series.assemble import Series, assemble_series
from dispatch.series.limits import check_values
from dispatch.series.modelled import references
from dispatch.sizing.folder import CASES, PLAN, Folder
from dispatch.sizing.sources import SOURCES, source_digest

# Series of three hydrologies, and one to spare.
_SERIES_KEPT = 4


@dataclass(frozen=True, eq=False)
class Task:
    """A point on its way to a worker; `settings` is its case without series tables, which are those of `base`."""

    folder: str
    run: str
    label: str
    base: str
    settings: Case
    start: str | None
    end: str | None
    step: str | None
    threads: int = 1


@dataclass(frozen=True)
class Outcome:
    """What became of a point: `status` is `done`, or why not."""

    run: str
    status: str
    seconds: float = 0.0
    warm: bool = False


@dataclass(eq=False)
class Workshop:
    """What one process keeps between points."""

    bench: Bench = field(default_factory=Bench)
    tables: OrderedDict[tuple[str, str], dict[str, TimeTable]] = field(default_factory=OrderedDict)
    series: OrderedDict[str, Series] = field(default_factory=OrderedDict)
    # Two threads of a worker must not take the same session.
    lock: threading.Lock = field(default_factory=threading.Lock)

    def case(self, task: Task) -> Case:
        """The case of a task with its tables."""
        key = (task.folder, task.base)
        if key not in self.tables:
            self.tables[key] = load_case(Path(task.folder) / CASES / task.base).series
            _trim(self.tables)
        return task.settings.model_copy(update={"series": self.tables[key]})

    def assemble(self, case: Case, horizon: Horizon, base: str) -> Series:
        """The series of a case, those of an earlier point wherever they are the same."""
        key = series_key(case, horizon, base)
        if key not in self.series:
            self.series[key] = assemble_series(case, horizon)
            _trim(self.series)
            return self.series[key]
        self.series.move_to_end(key)
        series = self.series[key].beside(case, horizon)
        check_values(series)
        return series

    def run(self, task: Task) -> bool:
        """Solve a task into its directory; returns whether it began at a neighbour's basis."""
        case, folder = self.case(task), Folder(task.folder)
        warm: list[bool] = []

        def open_session(program: LinearProgram, options: Solver, listener: Listener | None) -> HighsSession:
            own = options if options.threads else options.model_copy(update={"threads": task.threads})
            return self.bench.open(program, own, listener)

        def note() -> dict[str, object]:
            session = self.bench.session
            warm.append(session is not None and session.started_warm)
            return {"warm": warm[-1], "label": task.label, SOURCES: source_digest()}

        folder.discard(task.run)
        result = run(
            case,
            start=task.start,
            end=task.end,
            step=task.step,
            out=folder.run(task.run),
            shared=Shared(
                assemble=lambda c, h: self.assemble(c, h, task.base),
                open_session=open_session,
                tables=folder.path / CASES / task.base,
                page=False,
                note=note,
            ),
        )
        if not result.audit.passed:
            raise AuditError("; ".join(result.audit.report("en")))
        return bool(warm and warm[-1])


def series_key(case: Case, horizon: Horizon, base: str) -> str:
    """What the series of a case on a horizon depend on: tables, what makes series, who refers to them, time.

    Weights and discount are not in it: they belong to the horizon, not to the series.
    """
    making = [name for name, kind in ENTITIES.items() if name in MODELLED or kind.group == "series"]
    made = {name: [e.model_dump(mode="json") for e in entities_of(case, name)] for name in making}
    parts = (
        base,
        case.hydrology,
        case.home_area,
        case.synthesis.model_dump(mode="json"),
        case.time.zone,
        made,
        [bus.model_dump(mode="json") for bus in case.bus],
        sorted(references(case)),
    )
    digest = sha256(json.dumps(parts, sort_keys=True, default=str).encode())
    for array in (horizon.start.astype("<i8"), horizon.dt_h, horizon.segment):
        digest.update(array.tobytes())
    return digest.hexdigest()


_WORKSHOP = Workshop()


def solve_point(task: Task) -> Outcome:
    """Run on a worker: solve one point, or write down why it cannot be."""
    folder, began = Folder(task.folder), time.perf_counter()
    if not (folder.path / PLAN).is_file():
        raise CaseError(Fault.of("sweep_unseen", Where(file=folder.path), value=str(folder.path)))
    with _WORKSHOP.lock:
        if folder.finished(task.run):
            return Outcome(task.run, "done" if folder.is_done(task.run) else "failed")
        try:
            warm = _WORKSHOP.run(task)
        except (DispatchError, OSError, ValueError, ArithmeticError, LookupError, MemoryError) as fault:
            _WORKSHOP.bench.clear()
            if folder.is_done(task.run) and not isinstance(fault, AuditError):
                # Another worker, thought lost, was faster.
                return Outcome(task.run, "done")
            status, seconds = status_of(fault), time.perf_counter() - began
            folder.fail(task.run, status, reason_of(fault, "en"), reason_of(fault, "zh"), seconds)
            return Outcome(task.run, status, seconds)
        return Outcome(task.run, "done", time.perf_counter() - began, warm)


def status_of(fault: Exception) -> str:
    """One word for a fault; see `dispatch.sizing.frame`."""
    kinds = ((InputError, "input"), (InfeasibleError, "infeasible"), (AuditError, "audit"))
    return next((word for kind, word in kinds if isinstance(fault, kind)), "solver")


def reason_of(fault: Exception, lang: str) -> str:
    """A fault in words."""
    if isinstance(fault, (InputError, InfeasibleError)):
        return fault.text(lang)
    return str(fault) if isinstance(fault, DispatchError) else f"{type(fault).__name__}: {fault}"


def _trim(shelf: OrderedDict) -> None:  # type: ignore[type-arg]
    while len(shelf) > _SERIES_KEPT:
        shelf.popitem(last=False)
