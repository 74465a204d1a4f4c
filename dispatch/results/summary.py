"""A run in one page of JSON: `summary.json`.

Energies are MWh over the horizon, weights included. Of generation, storage, load, curtailment and peak only the
home area counts (all of the case where it names none); export is listed by corridor wherever it starts, unserved
energy and cost are those of the whole model. Storage is neither in `installed_mw` nor in `energy_mwh`: it generates
nothing.

    gap            (objective − bound) / (1 + |objective|); the bound is the lower of what the solver proved before any
                   direction was closed and of the certificate's dual objective
    peak           largest and spread (largest − smallest) of the net load before and after (`study_area.net_load_mw`)
    storage        power and energy as they stand at the end, built ones included
    (`dispatch.results.installed_capacity`) full_cycles    MWh taken out of the stores per MWh that they hold when full
    rate           curtailed / available
    response, target_*   null until a case asks for them; the price of a goal that has no row yet is null too

Beyond the contract: goals of storage and whether they apply, what was built of every candidate, what was run
(case, scenario, from, to, step, hours), costs by term, net export of the study area, mean price of
every bus. Every number is finite or null.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.families.rooms import entities_of
from dispatch.horizon import Horizon
from dispatch.results.installed_capacity import building_figures, storage_figures, target_figures
from dispatch.results.response_figures import response_figures
from dispatch.results.study_area import (
    Dispatched,
    StudyArea,
    border_mw,
    by_key,
    consumption_mw,
    generation_mw,
    load_reduction_mw,
    net_load_mw,
)

STEPS = ("series", "build", "solve", "audit", "write")


class Check(Protocol):
    """One thing that the audit looked at: the worst violation, what is allowed, and where it was."""

    @property
    def name(self) -> str: ...
    @property
    def worst(self) -> float: ...
    @property
    def tolerance(self) -> float: ...
    @property
    def where(self) -> str: ...


class Verdict(Protocol):
    """What the audit found."""

    @property
    def passed(self) -> bool: ...
    @property
    def checks(self) -> Iterable[Check]: ...


class _Program(Protocol):
    @property
    def c(self) -> np.ndarray: ...
    @property
    def row_lower(self) -> np.ndarray: ...
    @property
    def matrix(self) -> Any: ...


class _Solution(Protocol):
    @property
    def status(self) -> str: ...


class Outcome(Dispatched, Protocol):
    """A dispatched case with the figures of the solver; `dispatch.solve.pipeline.Solved` is one."""

    @property
    def program(self) -> _Program: ...
    @property
    def solution(self) -> _Solution: ...
    @property
    def bound_cny(self) -> float: ...
    @property
    def objective_cny(self) -> float: ...
    @property
    def costs_cny(self) -> dict[str, float]: ...


def summarize(
    solved: Outcome, audit: Verdict | None = None, seconds: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """The contract's figures, ready for JSON.

    `seconds` may also hold `peak_memory_mib`; a step that was not timed took 0 s.
    """
    spent = seconds or {}
    objective, bound = solved.objective_cny, solved.bound_cny
    program = solved.program
    content: dict[str, Any] = {
        "status": str(solved.solution.status),
        "objective_cny": objective,
        "bound_cny": bound,
        "gap": (objective - bound) / (1 + abs(objective)),
        "periods": solved.series.horizon.periods,
        "columns": len(program.c),
        "rows": len(program.row_lower),
        "nonzeros": int(program.matrix.nnz),
        "seconds": {step: spent.get(step, 0.0) for step in STEPS},
        "peak_memory_mib": spent.get("peak_memory_mib", 0.0),
        **describe_system(solved),
        "audit": {
            "passed": None if audit is None else bool(audit.passed),
            "worst": {} if audit is None else {check.name: check.worst for check in audit.checks},
        },
        "costs_cny": dict(solved.costs_cny),
    }
    plain: dict[str, Any] = _plain(content)
    return plain


def describe_system(answer: Dispatched) -> dict[str, Any]:
    """The part of a summary that follows from case, series and tables alone."""
    area, case = StudyArea(answer), answer.case
    return {
        "case": case.name,
        "scenario": case.scenario,
        **_span(area.horizon),
        "installed_mw": {t: sum(p.p_nom_mw for p in plants) for t, plants in _by_technology(area).items()},
        "energy_mwh": {t: area.energy(power) for t, power in generation_mw(area).items()},
        "load_mwh": _drawn_by_kind(area),
        "export_mwh": {k.id: area.energy(0.0 - area.role_mw(Role.EXCHANGE, [k])) for k in case.corridor},
        "net_export_mwh": area.energy(border_mw(area)),
        "unserved_mwh": area.energy(area.role_mw(Role.SHORTAGE, _everywhere(case, Role.SHORTAGE))),
        "curtailment": _curtailment(area),
        "peak": _peak(area),
        "objective": _objective(answer),
        "storage": storage_figures(area),
        "targets": target_figures(area),
        "built": building_figures(area),
        "response": response_figures(answer.tables, area.horizon.cost_h),
        "price_cny_per_mwh": _prices(area),
    }


def _drawn_by_kind(area: StudyArea) -> dict[str, Any]:
    """MWh served to every kind of load, less what it drew less; then what each family draws beside loads."""
    loads = by_key(area.members(*roles.families(Role.DEMAND)), lambda load: load.kind)
    served = {k: area.energy(area.role_mw(Role.SERVED, x) - load_reduction_mw(area, x)) for k, x in loads.items()}
    return served | {kind: area.energy(power) for kind, power in consumption_mw(area).items()}


def _everywhere(case: Case, role: Role) -> list[Entity]:
    """Entities of the families with a role, in the study area or not."""
    return [entity for family in roles.families(role) for entity in entities_of(case, family)]


def _objective(answer: Dispatched) -> dict[str, Any]:
    """The objective of the case, and for lexicographic stages the value reached by each of them."""
    table = answer.tables.optional("stage")
    reached: dict[str, float] = {}
    if table is not None and "value" in table.columns:
        reached = dict(zip(table.labels, table.columns["value"].tolist(), strict=True))
    return {"goal": answer.case.objective.goal, "reached": reached}


def _by_technology(area: StudyArea) -> dict[str, list[Any]]:
    return by_key(area.plants, lambda p: p.technology)


def _span(horizon: Horizon) -> dict[str, Any]:
    """First and last instant in local time, the step, the hours that the horizon stands for, and those hours as the
    objective counts them (later years discounted): what turns its money into money a year.
    """
    ends = pd.DatetimeIndex([horizon.start.min(), horizon.end.max()], tz="UTC").tz_convert(horizon.zone)
    begin, finish = (stamp.isoformat(timespec="minutes") for stamp in ends)
    counted = {"hours": horizon.hours, "discounted_hours": float(horizon.cost_h.sum())}
    return {"from": begin, "to": finish, "step": step_text(horizon), **counted}


def step_text(horizon: Horizon) -> str:
    """`15min`, `1h`; `mixed` where steps differ."""
    if np.ptp(horizon.dt_h) > 1e-9:
        return "mixed"
    hours = float(horizon.dt_h[0])
    return f"{round(hours)}h" if abs(hours - round(hours)) < 1e-9 else f"{60 * hours:.4g}min"


def _curtailment(area: StudyArea) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for technology, plants in by_key(area.members(*roles.families(Role.AVAILABLE)), lambda r: r.technology).items():
        lost = float(area.energy(area.role_mw(Role.CURTAILMENT, plants)))
        available = float(area.energy(area.role_mw(Role.AVAILABLE, plants)))
        found[technology] = {"mwh": lost, "rate": lost / available if available > 0 else 0.0}
    return found


def _peak(area: StudyArea) -> dict[str, Any]:
    before, after = net_load_mw(area)
    return {
        "net_load_before_mw": before.max(),
        "net_load_after_mw": after.max(),
        "spread_before_mw": np.ptp(before),
        "spread_after_mw": np.ptp(after),
    }


def _prices(area: StudyArea) -> dict[str, float]:
    """Mean over time of every bus that has a balance."""
    table = area.answer.tables.optional("price")
    if table is None or "price_cny_per_mwh" not in table.columns:
        return {}
    means = area.energy(table.columns["price_cny_per_mwh"]) / area.horizon.hours
    return dict(zip(table.labels, means.tolist(), strict=True))


def _plain(value: Any) -> Any:
    """Python numbers only; what is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
