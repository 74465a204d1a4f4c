"""What belongs to the study area of a case, and its energy balance.

An asset is in the study area where its bus lies in `home_area`; without a home area everything is. Power is (N,) MW.
The balance of the study area holds in every period, exactly:

    generation + discharge + unserved + flexible + net import = demand + charge + losses

Flexible is what flexible loads draw less than they ask for (`results.demand_response`), negative where they draw more.
Losses are those of branches with both ends in the area. What crosses the border is counted at its inner end: corridors
at buses of the area, and lines and links with one end outside. Pumping counts as charging.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.case.study_area import study_area_buses
from dispatch.case.technology import is_pv as is_pv
from dispatch.case.technology import is_wind as is_wind
from dispatch.families.hydro.entity import Powerhouse
from dispatch.families.network.entity import Line, Link
from dispatch.families.renewable.entity import Renewable
from dispatch.families.thermal.entity import Thermal
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
    def plants(self) -> tuple[Renewable | Powerhouse | Thermal, ...]:
        """Generation in the study area, storage not included."""
        case = self.case
        return (*self.assets(case.renewable), *self.assets(case.powerhouse), *self.assets(case.thermal))

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
    tables = {Renewable: "renewable", Powerhouse: "powerhouse", Thermal: "thermal"}
    groups = by_key(area.plants, lambda p: p.technology)
    return {
        technology: sum((area.total(tables[type(p)], "p_mw", [p]) for p in plants), np.zeros(area.horizon.periods))
        for technology, plants in groups.items()
    }


def load_reduction_mw(area: StudyArea, loads: Iterable[Entity] | None = None) -> np.ndarray:
    """(N,) what loads (all in the study area by default) draw less than they ask for."""
    reductions = load_reductions_mw(area.case, area.answer.tables)
    chosen = area.assets(area.case.load) if loads is None else loads
    return sum((reductions[load.id] for load in chosen if load.id in reductions), np.zeros(area.horizon.periods))


def border_mw(area: StudyArea) -> np.ndarray:
    """(N,) net export of the study area, counted at its inner end; what meters draw comes from outside."""
    inside, meters = area.buses, area.assets(area.case.meter)
    leaving = area.total("corridor", "export_mw", area.assets(area.case.corridor))
    leaving = leaving + area.total("meter", "export_mw", [m for m in meters if m.export_max_mw > 0])
    leaving = leaving - area.total("meter", "import_mw", meters)
    families: Mapping[str, tuple[Line | Link, ...]] = {"line": area.case.line, "link": area.case.link}
    for family, branches in families.items():
        out = [b for b in branches if b.bus0 in inside and b.bus1 not in inside]
        back = [b for b in branches if b.bus1 in inside and b.bus0 not in inside]
        leaving = leaving + area.total(family, "p0_mw", out) - area.total(family, "p1_mw", back)
    return leaving


def losses_mw(area: StudyArea) -> np.ndarray:
    """(N,) lost on lines and links with both ends in the study area."""
    inside, lost = area.buses, np.zeros(area.horizon.periods)
    families: Mapping[str, tuple[Line | Link, ...]] = {"line": area.case.line, "link": area.case.link}
    for family, branches in families.items():
        lost = lost + area.total(family, "loss_mw", [b for b in branches if {b.bus0, b.bus1} <= inside])
    return lost


def net_load_mw(area: StudyArea) -> tuple[np.ndarray, np.ndarray]:
    """(N,) net load before and after the optimisation.

    before = demand − available wind − available PV: what is left for everything else if nothing reacts;
    after = before − storage output (charging raises it) − what flexible loads draw less: what is left once storage and
    loads have moved energy about. Neither curtailment nor unserved energy is credited, so that no peak is "shaved" by a
    blackout.
    """
    case = area.case
    varying = [r for r in area.assets(case.renewable) if is_wind(r.technology) or is_pv(r.technology)]
    before = area.total("load", "demand_mw", area.assets(case.load)) - area.total("renewable", "available_mw", varying)
    return before, before - area.total("storage", "p_mw", area.assets(case.storage)) - load_reduction_mw(area)
