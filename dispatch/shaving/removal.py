"""A case without some of what shaves its peak: what "removed" means, and how it is done without new series.

A player is one asset, or a group of them, that can be switched off. Removed means that it no longer regulates, not
that its energy is gone:

    flexible load   draws its baseline (`enabled: false`); a virtual plant with all of its offers likewise
    others          as the part `removal` of their room says: a store is out of the case, a reservoir is levelled within
                    the day, a corridor exchanges its schedule

What is held is written as references to a table `held`, which `HeldSeries` answers: the series of the case are
assembled once, and every coalition reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, partial
from typing import Any

import numpy as np
from pydantic import BaseModel

from dispatch.case.names import nearest
from dispatch.case.schema import Case
from dispatch.case.study_area import study_area_buses
from dispatch.case.table import TimeTable
from dispatch.case.varying import SeriesRef
from dispatch.errors import CaseError, Fault, Where
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.families.flexible.entity import Flexible, Switched
from dispatch.families.held import HELD, Member
from dispatch.families.rooms import ENTITIES, entities_of, part, rooms_with
from dispatch.results.study_area import StudyArea
from dispatch.series.assemble import Series
from dispatch.shaving.spans import spans_of
from dispatch.solve.pipeline import Solved

# What is switched off in the case itself, in the order of the register.
SWITCHED = tuple(family for family in ENTITIES if issubclass(ENTITIES[family], Switched))


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
        changed: dict[str, object] = {}
        for room in rooms_with("removal"):
            changed |= part(room, "removal").without(case, gone)
        off = {"enabled": False}
        for family in SWITCHED:
            every = entities_of(case, family)
            changed[family] = tuple(e.model_copy(update=off) if (family, e.id) in gone else e for e in every)
        return case.model_copy(update=changed)


def players_of(case: Case, groups: Mapping[str, Sequence[str]] | None = None) -> tuple[Player, ...]:
    """Everything in the study area that can be removed, each on its own or in groups.

    groups: name → patterns of `family/id`. With groups only what they name plays, each asset in the first group that
    names it. Raises CaseError where a pattern names nothing, or there is nothing to remove.
    """
    single = _removable(case)
    if not single:
        raise CaseError(Fault.of("nothing_shaves", Where(entity="case"), nearest=_players()))
    if groups is None:
        return tuple(Player("/".join(member), (member,)) for member in single)
    faults, players, taken = [], [], set[tuple[str, str]]()
    for name, patterns in groups.items():
        for pattern in patterns:
            if not any(fnmatchcase("/".join(member), pattern) for member in single):
                known = nearest(pattern, ["/".join(member) for member in single])
                faults.append(Fault.of("unknown_player", Where(entity=name), value=pattern, nearest=known))
        chosen = tuple(
            member
            for member in single
            if member not in taken and any(fnmatchcase("/".join(member), pattern) for pattern in patterns)
        )
        taken |= set(chosen)
        if chosen:
            players.append(Player(name, chosen))
    if faults:
        raise CaseError(faults)
    return tuple(players)


def _players() -> tuple[str, ...]:
    """Families that can play."""
    named = {part(room, "removal").FAMILY for room in rooms_with("removal")} | {*SWITCHED}
    return tuple(family for family in ENTITIES if family in named)


def by_family(case: Case) -> dict[str, list[str]]:
    """Groups for `players_of`: one a family that the case has in the study area."""
    return {family: [f"{family}/*"] for family in dict.fromkeys(member[0] for member in _removable(case))}


def _removable(case: Case) -> list[Member]:
    """(family, id) of what regulates in the study area, in the order of the register."""
    inside = study_area_buses(case)
    found = [member for room in rooms_with("removal") for member in part(room, "removal").players(case, inside)]
    loads: list[Any] = [load for family in roles.families(Role.DEMAND) for load in entities_of(case, family)]
    in_area = {load.id for load in loads if load.bus in inside}
    for family in SWITCHED:
        for e in entities_of(case, family):
            if e.enabled and (not isinstance(e, Flexible) or e.load in in_area):  # type: ignore[attr-defined]
                found.append((family, e.id))
    order = list(ENTITIES)
    return sorted(found, key=lambda member: order.index(member[0]))


def given_mw(area: StudyArea, members: Collection[Member]) -> np.ndarray:
    """(N,) what players give to the area beyond what its net load after regulation is already less."""
    given = (part(room, "removal").given_mw(area, members) for room in rooms_with("removal"))
    return sum(given, np.zeros(area.horizon.periods))


def _held(full: Solved) -> dict[str, np.ndarray]:
    """Column of the table `held` → (N,)."""
    held: dict[str, np.ndarray] = {}
    for room in rooms_with("removal"):
        held |= part(room, "removal").held(StudyArea(full), partial(_day_mean, full))
    return held


def _day_mean(full: Solved, values: np.ndarray) -> np.ndarray:
    """(N,) mean over the local day of each period, as far as the run covers it."""
    horizon, mean = full.horizon, np.empty_like(values)
    for day in spans_of(horizon, ["day"]):
        mean[day.periods] = np.average(values[day.periods], weights=horizon.dt_h[day.periods])
    return mean
