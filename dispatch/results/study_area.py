"""What belongs to the study area of a case, and its energy balance.

An asset is in the study area if its bus is in `home_area`; without a `home_area` all assets are. Power is (N,) MW.
The balance of the study area holds in every period, exactly:

    generation + discharge + unserved + flexible + net import = demand + charge + losses

Flexible is what flexible loads draw less than they ask for (`results.demand_response`), negative where they draw more.
Losses are those of branches with both ends in the area. What crosses the border is counted at its inner end: corridors
at buses of the area, and lines and links with one end outside. Pumping counts as charging.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.case.study_area import study_area_buses
from dispatch.families import roles
from dispatch.families.declare import Flow, Role
from dispatch.families.rooms import ENTITIES, entities_of
from dispatch.horizon import Horizon
from dispatch.results import schema
from dispatch.results.demand_response import load_reductions_mw
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series

E = TypeVar("E")
Placed = TypeVar("Placed", bound=Entity)


class Dispatched(Protocol):
    """A case with its answer: a `Solved`, or a run read from disk."""

    @property
    def case(self) -> Case: ...
    @property
    def series(self) -> Series: ...
    @property
    def tables(self) -> Tables: ...


@runtime_checkable
class Answered(Protocol):
    """A run, solved here or read from disk, that holds such an answer beside its records."""

    @property
    def answer(self) -> Dispatched: ...


@dataclass(frozen=True)
class Answer:
    """The least that is needed of a run: enough to read one back from its directory."""

    case: Case
    series: Series
    tables: Tables


@dataclass(frozen=True, eq=False)
class StudyArea:
    """A run seen from its study area: `home_area` of the case."""

    answer: Dispatched

    @property
    def case(self) -> Case:
        return self.answer.case

    @property
    def horizon(self) -> Horizon:
        return self.answer.series.horizon

    @property
    def buses(self) -> frozenset[str]:
        return study_area_buses(self.case)

    def assets(self, entities: Iterable[Placed]) -> tuple[Placed, ...]:
        """Those whose `bus` lies in the study area."""
        inside = self.buses
        return tuple(e for e in entities if e.bus in inside)  # type: ignore[attr-defined]

    @property
    def plants(self) -> tuple[Any, ...]:
        """Generation in the study area, storage not included."""
        return tuple(p for family in roles.families(Role.GENERATION) for p in self.members(family))

    def members(self, *families: str) -> tuple[Any, ...]:
        """Entities of families whose `bus` lies in the study area."""
        return tuple(e for family in families for e in self.assets(entities_of(self.case, family)))

    def flow_mw(self, flow: Flow, entities: Iterable[Entity]) -> np.ndarray:
        """(N,) what entities of the family of a flow give to their buses."""
        chosen = list(entities)
        given = np.zeros(self.horizon.periods)
        for term in flow.terms:
            having = [e for e in chosen if roles.has_column(term, e)]
            given = given + term.sign * self.total(flow.family, term.column, having)
        return given

    def sent_mw(self, flow: Flow, branches: Iterable[Entity]) -> np.ndarray:
        """(N,) what branches take at their bus0; only of a flow between two buses."""
        sent = flow.terms[0]
        return np.asarray(-sent.sign * self.total(flow.family, sent.column, branches))

    def received_mw(self, flow: Flow, branches: Iterable[Entity]) -> np.ndarray:
        """(N,) what branches give at their bus1; only of a flow between two buses."""
        received = flow.terms[1]
        return np.asarray(received.sign * self.total(flow.family, received.column, branches))

    def role_mw(self, role: Role, entities: Iterable[Entity] | None = None) -> np.ndarray:
        """(N,) what entities (all in the study area by default) give in a role."""
        chosen = None if entities is None else list(entities)
        found = np.zeros(self.horizon.periods)
        for flow in roles.flows(role):
            kind = ENTITIES[flow.family]
            some = self.members(flow.family) if chosen is None else [e for e in chosen if isinstance(e, kind)]
            found = found + self.flow_mw(flow, some)
        return found

    @property
    def stations_mw(self) -> np.ndarray:
        """(N,) what power stations send out of the area over one-way lines."""
        inside, sent = self.buses, np.zeros(self.horizon.periods)
        for flow in roles.flows(Role.BRANCH):
            branches = entities_of(self.case, flow.family)
            sent = sent + self.sent_mw(flow, [b for b in branches if roles.counts(flow, "residual", b, inside)])
        return sent

    def rows(self, table: str, column: str, entities: Iterable[Entity]) -> np.ndarray:
        """(n, N) one row an entity; 0 where others have such a column and this asset does not.

        Raises where the run has no such table or column; no entities have (0, N) of any column that is declared.
        """
        chosen = list(entities)
        if not chosen:
            schema.check(table, column)
            return np.zeros((0, self.horizon.periods))
        found = self.answer.tables[table]
        at = [found.position(e.id) for e in chosen]
        return np.asarray(np.nan_to_num(found.columns[column][at]))

    def total(self, table: str, column: str, entities: Iterable[Entity]) -> np.ndarray:
        """(N,) sum over the entities."""
        return np.asarray(self.rows(table, column, entities).sum(axis=0))

    def energy(self, power: np.ndarray) -> np.ndarray:
        """(…) MWh of (…, N) MW, weights included."""
        return np.asarray(power @ self.horizon.energy_h)


def by_key(entities: Iterable[E], key: Callable[[E], str]) -> dict[str, list[E]]:
    """Entities grouped, groups in order of first appearance."""
    groups: dict[str, list[E]] = {}
    for entity in entities:
        groups.setdefault(key(entity), []).append(entity)
    return groups


def generation_mw(area: StudyArea) -> dict[str, np.ndarray]:
    """Technology → (N,) net power of the plants in the study area; pumping makes it negative."""
    found: dict[str, np.ndarray] = {}
    for flow in roles.flows(Role.GENERATION):
        for plant in area.members(flow.family):
            found[plant.technology] = found.get(plant.technology, 0.0) + area.flow_mw(flow, [plant])
    return found


def consumption_mw(area: StudyArea) -> dict[str, np.ndarray]:
    """Kind of consumption → (N,) what is drawn beside loads in the study area; none that the area does not have."""
    flows = [flow for flow in roles.flows(Role.CONSUMPTION) if area.members(flow.family)]
    return {roles.kind_of(flow): 0.0 - area.flow_mw(flow, area.members(flow.family)) for flow in flows}


def load_reduction_mw(area: StudyArea, loads: Iterable[Entity] | None = None) -> np.ndarray:
    """(N,) what loads (all in the study area by default) draw less than they ask for."""
    reductions = load_reductions_mw(area.case, area.answer.tables)
    chosen = area.members(*roles.families(Role.DEMAND)) if loads is None else loads
    return sum((reductions[load.id] for load in chosen if load.id in reductions), np.zeros(area.horizon.periods))


def drawn_mw(area: StudyArea) -> np.ndarray:
    """(N,) drawn in the study area: demand less what loads draw less, and what is drawn beside it."""
    return 0.0 - area.role_mw(Role.DEMAND) - area.role_mw(Role.CONSUMPTION) - load_reduction_mw(area)


def border_mw(area: StudyArea) -> np.ndarray:
    """(N,) net export of the study area, counted at its inner end; what meters draw comes from outside."""
    inside, leaving = area.buses, 0.0 - area.role_mw(Role.EXCHANGE)
    for flow in roles.flows(Role.BRANCH):
        branches: tuple[Any, ...] = entities_of(area.case, flow.family)
        out = [b for b in branches if b.bus0 in inside and b.bus1 not in inside]
        back = [b for b in branches if b.bus1 in inside and b.bus0 not in inside]
        leaving = leaving + area.sent_mw(flow, out) - area.received_mw(flow, back)
    return leaving


def losses_mw(area: StudyArea) -> np.ndarray:
    """(N,) lost on lines and links with both ends in the study area."""
    inside, given = area.buses, np.zeros(area.horizon.periods)
    for flow in roles.flows(Role.LOSS):
        branches: tuple[Any, ...] = entities_of(area.case, flow.family)
        given = given + area.flow_mw(flow, [b for b in branches if {b.bus0, b.bus1} <= inside])
    return 0.0 - given


def net_load_mw(area: StudyArea) -> tuple[np.ndarray, np.ndarray]:
    """(N,) net load before and after the optimisation.

    before = demand − available wind − available PV: what is left for everything else if nothing reacts;
    after = before − storage output (charging raises it) + what is drawn beside loads − what flexible loads draw less:
    what is left once storage and loads have moved energy about. Neither curtailment nor unserved energy is credited,
    so that no peak is "shaved" by a blackout.
    """
    before = 0.0 - area.role_mw(Role.DEMAND)
    for flow in roles.flows(Role.AVAILABLE):
        varying = [e for e in area.members(flow.family) if roles.counts(flow, "net_load", e, area.buses)]
        before = before - area.flow_mw(flow, varying)
    moved = area.role_mw(Role.STORAGE) + area.role_mw(Role.CONSUMPTION)
    return before, before - moved - load_reduction_mw(area)
