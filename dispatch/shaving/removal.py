"""A case without some of what shaves its peak: what "removed" means, and how it is done without new series.

A player is one asset, or a group of them, that can be switched off. Removed means that it no longer regulates, not
that its energy is gone:

    storage         out of the case (what is built of candidates is settled before: `built.as_built`)
    flexible load   draws its baseline (`enabled: false`); a virtual plant with all of its offers likewise
    reservoir       its powerhouses give at most the mean power that they give on that local day in the full run, and it
                    releases at least that day's mean release, at the price of missing a release where that cannot be
                    (its own, at least RELEASE_CNY_PER_HM3): levelled within the day. Ramp and navigation limits of a
                    held reservoir are not judged: steps at midnight are of our making. A powerhouse that pumps stands
                    still.
    corridor        exchanges its schedule, as far as its limits allow; without a schedule, the mean of the day in the
                    full run. Ramps, blocks and energy obligations are not judged, nor is what they cost.

What is held is written as references to a table `held`, which `HeldSeries` answers: the series of the case are
assembled once, and every coalition reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

import numpy as np
from pydantic import BaseModel

from dispatch.case.names import nearest
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.varying import SeriesRef
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.corridor.entity import Corridor
from dispatch.families.flexible.entity import Switched
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.rooms import FLEXIBLE
from dispatch.results.study_area import StudyArea
from dispatch.series.assemble import Series
from dispatch.shaving.spans import spans_of
from dispatch.solve.pipeline import Solved

HELD = "held"
RELEASE_CNY_PER_HM3 = 3e6
FAMILIES = ("reservoir", "storage", *FLEXIBLE, "virtual_plant", "corridor")


class HeldSeries(Series):
    """The series of a case, and what is held of removed players."""

    def __init__(self, base: Series, held: Mapping[str, np.ndarray]):
        super().__init__(base.case, base.horizon)
        self._base, self._held = base, held

    def of(self, entity: BaseModel, field: str) -> np.ndarray:
        """As `Series.of`; references to the table `held` are answered here."""
        value = getattr(entity, field)
        if isinstance(value, SeriesRef) and value.address("")[0] == HELD:
            return self._held[value.address("")[1]]
        return self._base.of(entity, field)

    @cached_property
    def modelled(self) -> dict[tuple[str, str], TimeTable]:
        """Those of the case."""
        return self._base.modelled


@dataclass(frozen=True)
class Player:
    """What is switched on and off together: (family, id) of each member."""

    name: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Removal:
    """Makes cases without some players from the answer with all of them."""

    full: Solved
    series: HeldSeries

    @classmethod
    def of(cls, full: Solved) -> Removal:
        """Hold every reservoir and corridor as `full` says; memory: one (N,) array a plant."""
        return cls(full, HeldSeries(full.series, _held(full)))

    def without(self, removed: Iterable[Player]) -> Case:
        """The case in which these players no longer regulate."""
        gone = {member for player in removed for member in player.members}
        case = self.full.case
        lakes = {name for family, name in gone if family == "reservoir"}
        changed: dict[str, object] = {
            "storage": tuple(e for e in case.storage if ("storage", e.id) not in gone),
            "reservoir": tuple(_hold_lake(e, case) if e.id in lakes else e for e in case.reservoir),
            "powerhouse": tuple(_hold_house(e) if e.reservoir in lakes else e for e in case.powerhouse),
            "corridor": tuple(_hold_corridor(e) if ("corridor", e.id) in gone else e for e in case.corridor),
        }
        for family in (*FLEXIBLE, "virtual_plant"):
            entities: tuple[Switched, ...] = getattr(case, family)
            off = {"enabled": False}
            changed[family] = tuple(e.model_copy(update=off) if (family, e.id) in gone else e for e in entities)
        return case.model_copy(update=changed)


def players_of(case: Case, groups: Mapping[str, Sequence[str]] | None = None) -> tuple[Player, ...]:
    """Everything in the study area that can be removed, each on its own or in groups.

    groups: name → patterns of `family/id`. With groups only what they name plays, each asset in the first group that
    names it. Raises CaseError where a pattern names nothing, or there is nothing to remove.
    """
    single = _removable(case)
    if not single:
        raise CaseError(Fault.of("nothing_shaves", Where(entity="case"), nearest=FAMILIES))
    if groups is None:
        return tuple(Player("/".join(member), (member,)) for member in single)
    faults, players, taken = [], [], set[tuple[str, str]]()
    for name, patterns in groups.items():
        for pattern in patterns:
            if not any(fnmatchcase("/".join(member), pattern) for member in single):
                known = nearest(pattern, ["/".join(member) for member in single])
                faults.append(Fault.of("unknown_player", Where(entity=name), value=pattern, nearest=known))
        chosen = tuple(
            member for member in single
            if member not in taken and any(fnmatchcase("/".join(member), pattern) for pattern in patterns)
        )  # fmt: skip
        taken |= set(chosen)
        if chosen:
            players.append(Player(name, chosen))
    if faults:
        raise CaseError(faults)
    return tuple(players)


def by_family(case: Case) -> dict[str, list[str]]:
    """Groups for `players_of`: one a family that the case has in the study area."""
    return {family: [f"{family}/*"] for family in dict.fromkeys(member[0] for member in _removable(case))}


def _removable(case: Case) -> list[tuple[str, str]]:
    """(family, id) of what regulates in the study area, in the order of FAMILIES."""
    inside = frozenset(b.id for b in case.bus if not case.home_area or b.area == case.home_area)
    in_area = {load.id for load in case.load if load.bus in inside}
    turbines = {house.reservoir for house in case.powerhouse if house.bus in inside}
    found = [("reservoir", lake.id) for lake in case.reservoir if lake.id in turbines]
    found += [("storage", s.id) for s in case.storage if s.bus in inside]
    for family in FLEXIBLE:
        found += [(family, e.id) for e in getattr(case, family) if e.enabled and e.load in in_area]
    found += [("virtual_plant", plant.id) for plant in case.virtual_plant if plant.enabled]
    return found + [("corridor", k.id) for k in case.corridor if k.bus in inside]


def _held(full: Solved) -> dict[str, np.ndarray]:
    """Column of the table `held` → (N,)."""
    area, series, case = StudyArea(full), full.series, full.case
    held = {}
    for lake in case.reservoir:
        held[f"release:{lake.id}"] = np.maximum(_day_mean(full, area.total("reservoir", "release_m3s", [lake])), 0.0)
    for house in case.powerhouse:
        made = _day_mean(full, area.total("powerhouse", "p_mw", [house])) / max(house.p_nom_mw, 1e-9)
        held[f"house:{house.id}"] = np.clip(made, 0.0, 1.0)
    for k in case.corridor:
        p_nom = max(k.p_nom_mw, 1e-9)
        low, high = (p_nom * series.of(k, field) for field in ("p_min_pu", "p_max_pu"))
        plan = series.of(k, "schedule_mw")
        wanted = plan if plan.any() else _day_mean(full, area.total("corridor", "export_mw", [k]))
        held[f"corridor:{k.id}"] = np.clip(wanted, low, high) / p_nom
    return held


def _day_mean(full: Solved, values: np.ndarray) -> np.ndarray:
    """(N,) mean over the local day of each period, as far as the run covers it."""
    horizon, mean = full.horizon, np.empty_like(values)
    for day in spans_of(horizon, ["day"]):
        mean[day.periods] = np.average(values[day.periods], weights=horizon.dt_h[day.periods])
    return mean


def _hold_lake(lake: Reservoir, case: Case) -> Reservoir:
    pumps = any(h.pump_max_m3s > 0 for h in case.powerhouse if h.reservoir == lake.id)
    change: dict[str, object] = {
        "release_ramp_m3s_per_h": None, "tail_ramp_m_per_h": None, "tail_ramp_m_per_day": None,
        "release_shortfall_cost_cny_per_hm3": max(lake.release_shortfall_cost_cny_per_hm3 or 0.0, RELEASE_CNY_PER_HM3),
    }  # fmt: skip
    if not pumps:
        change["release_min_m3s"] = SeriesRef(series=f"{HELD}/release:{lake.id}", scale=1.0)
    return lake.model_copy(update=change)


def _hold_house(house: Powerhouse) -> Powerhouse:
    if house.pump_max_m3s > 0:
        return house.model_copy(update={"p_max_pu": 0.0, "pump_max_m3s": 0.0})
    return house.model_copy(update={"p_max_pu": SeriesRef(series=f"{HELD}/house:{house.id}", scale=1.0)})


def _hold_corridor(k: Corridor) -> Corridor:
    kept = SeriesRef(series=f"{HELD}/corridor:{k.id}", scale=1.0)
    change = {
        "p_max_pu": kept, "p_min_pu": kept, "hold_h": 0.0, "ramp_mw_per_h": None, "energy_min_mwh": None,
        "energy_max_mwh": None, "energy_shortfall_cost_cny_per_mwh": None, "deviation_cost_cny_per_mwh": 0.0,
    }  # fmt: skip
    return k.model_copy(update=change)
