"""Value of flexible loads: a case dispatched with none of them, each kind alone, and all together.

    table = flexibility_table(case, start="2030-01-07", end="2030-01-14", step="1h")

Every run is audited. Series are assembled once: switching a kind on or off changes none of them. Rows, in the order
off, kinds, all; energies with weights, of the study area:

    cost_cny, saved_cny     total cost, and what it is less than with everything off
    curtailed_mwh           wind, PV and run-of-river that could not be used
    unserved_mwh            demand that went without
    peak_mw, spread_mw      largest net load, and its distance from the smallest: demand as drawn less the wind and PV
                            that were used, the storage not counted (what the rest of the system has to follow)
    shifted_mwh             moved by flexible loads: of each the larger of what it drew less and what it drew more than
                            it asked for, so that a MWh that is moved counts once
    lost_t, deferred_t      product lost, and made at another time of its window
    lost_cny                what the lost product is worth
    saved_cny_per_mwh       saved_cny / shifted_mwh
    paid_cny                to offers of virtual plants (part of cost)
    solve_s                 seconds to build and solve; columns, rows of the program
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.audit import audit_run
from dispatch.case.check import validate_case
from dispatch.case.schema import Case
from dispatch.case.technology import is_pv, is_wind
from dispatch.case.time_axis import horizon_of
from dispatch.errors import AuditError, CaseError, Fault, Where
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.families.rooms import FLEXIBLE
from dispatch.program.highs_log import Listener
from dispatch.results import schema
from dispatch.results.demand_response import load_reductions_mw
from dispatch.results.study_area import StudyArea, drawn_mw
from dispatch.series.assemble import Series, assemble_series
from dispatch.solve.pipeline import Progress, Solved, Stopwatch, solve_case

KINDS = roles.families(Role.LOAD_REDUCTION)
OFF, ALL = "off", "all"
COLUMNS = (
    "run",
    "cost_cny",
    "saved_cny",
    "curtailed_mwh",
    "unserved_mwh",
    "peak_mw",
    "spread_mw",
    "shifted_mwh",
    "lost_t",
    "deferred_t",
    "lost_cny",
    "paid_cny",
    "saved_cny_per_mwh",
    "solve_s",
    "columns",
    "rows",
)


@dataclass(frozen=True, eq=False)
class Trial:
    """One dispatch: what was switched on, the answer, seconds to build and solve."""

    name: str
    solved: Solved
    seconds: float


def kinds_of(case: Case) -> tuple[str, ...]:
    """Kinds of which something is switched on. Raises CaseError where there is none."""
    found = tuple(kind for kind in KINDS if any(entity.enabled for entity in getattr(case, kind)))
    if not found:
        raise CaseError(Fault.of("nothing_flexible", Where(entity="case"), nearest=KINDS))
    return found


def only(case: Case, kinds: Iterable[str]) -> Case:
    """The case with only these kinds switched on, as far as they were."""
    chosen = frozenset(kinds)
    off = {
        kind: tuple(e.model_copy(update={"enabled": False}) for e in getattr(case, kind))
        for kind in KINDS
        if kind not in chosen
    }
    return case.model_copy(update=off)


def flexibility_table(
    case: Case,
    *,
    start: str | None = None,
    end: str | None = None,
    step: str | None = None,
    listener: Listener | None = None,
    progress: Progress | None = None,
    done: Callable[[str, int, int], None] | None = None,
) -> pd.DataFrame:
    """One row a run. `done` is called before each with its name, its number and how many there are.

    Raises InputError, InfeasibleError, SolveError, or AuditError naming the run that failed.
    """
    validate_case(case)
    kinds = kinds_of(case)
    runs = {OFF: (), **{kind: (kind,) for kind in kinds}, **({ALL: kinds} if len(kinds) > 1 else {})}
    series = assemble_series(case, horizon_of(case, start, end, step))
    rows: list[dict[str, object]] = []
    for number, (name, chosen) in enumerate(runs.items()):
        if done is not None:
            done(name, number, len(runs))
        trial = _dispatch(name, only(case, chosen), series, listener, progress)
        rows.append(measure(trial))
    table = pd.DataFrame(rows)
    table["saved_cny"] = table["cost_cny"].iloc[0] - table["cost_cny"]
    moved = table["shifted_mwh"].where(table["shifted_mwh"] > 1e-6)
    table["saved_cny_per_mwh"] = table["saved_cny"] / moved
    return table[list(COLUMNS)]


def _dispatch(name: str, case: Case, series: Series, listener: Listener | None, progress: Progress | None) -> Trial:
    clock = Stopwatch(progress)
    solved = solve_case(case, series.horizon, listener=listener, clock=clock, series=series)
    with clock.step("audit"):
        audit = audit_run(
            case, solved.series, solved.tables, solved.costs_cny, solved.objective_cny, solved.certificate
        )
    if not audit.passed:
        raise AuditError("\n".join([name, *audit.report("en")]))
    return Trial(name, solved, clock.seconds["build"] + clock.seconds["solve"])


def measure(trial: Trial) -> dict[str, object]:
    """The figures of one dispatch; what compares it with others is left to the table."""
    solved, area = trial.solved, StudyArea(trial.solved)
    case, tables = solved.case, solved.tables
    net = _net_load(area)
    counting = [name for kind in FLEXIBLE if schema.declares(name := f"{kind}_window_total", "lost_t")]
    windows = [table for name in counting if (table := tables.optional(name)) is not None]
    offers = tables.optional("offer_total")

    def total(column: str) -> float:
        return float(sum(np.nansum(t.columns[column]) for t in windows if column in t.columns))

    return {
        "run": trial.name,
        "cost_cny": solved.objective_cny,
        "curtailed_mwh": float(area.energy(area.role_mw(Role.CURTAILMENT))),
        "unserved_mwh": float(area.energy(area.role_mw(Role.SHORTAGE, case.load))),
        "peak_mw": float(net.max()),
        "spread_mw": float(np.ptp(net)),
        "shifted_mwh": _shifted(area),
        "lost_t": total("lost_t"),
        "deferred_t": total("deferred_t"),
        "lost_cny": total("lost_cny"),
        "paid_cny": 0.0 if offers is None else float(offers.columns["paid_cny"].sum()),
        "solve_s": trial.seconds,
        "columns": len(solved.program.c),
        "rows": len(solved.program.row_lower),
    }


def _net_load(area: StudyArea) -> np.ndarray:
    """(N,) demand as drawn less the wind and PV that were used; unserved energy is not credited."""
    plants = area.members(*roles.families(Role.AVAILABLE))
    varying = [plant for plant in plants if is_wind(plant.technology) or is_pv(plant.technology)]
    return np.asarray(drawn_mw(area) - area.role_mw(Role.GENERATION, varying))


def _shifted(area: StudyArea) -> float:
    """MWh that flexible loads moved: the larger of what each drew less and more."""
    moved = 0.0
    for less in load_reductions_mw(area.case, area.answer.tables).values():
        down, up = (float(area.energy(np.maximum(side, 0.0))) for side in (less, -less))
        moved += max(down, up)
    return moved
