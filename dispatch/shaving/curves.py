"""A run seen from the study area or from one county: its load curves and what every resource gives.

Curves, (N,) MW:

    load             L, what is asked for                                                        (curves.1)
    net_load_before  N = L − available wind − available PV                                       (curves.2)
    net_load_after   N − storage − what flexible loads draw less (`study_area.net_load_mw`)            (curves.3)
    residual         net_load_after − hydro, with and without reservoir + deliveries: what thermal plant and ties
                     carry                                                                       (curves.4)

Deliveries are exports of corridors that have a plan, and what stations send away over one-way lines
(`dispatch.case.study_area`, which the objective `curve: residual` takes too).

The balance of an area says who carries its net load, period by period:

    N = hydro + river + thermal + storage + flexible + virtual plants + unserved − export + metered − losses
        − curtailed + remainder                                                                             (curves.5)

`resources` returns every term with its sign, the remainder (what the solver leaves open, some 1e-7 MW) among them, so
that the terms add up to N exactly and a reader sees how large it is. Import counts positive, export negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dispatch.case.technology import is_pv, is_wind
from dispatch.families import roles
from dispatch.families.declare import Flow, Role
from dispatch.families.flexible.entity import enabled
from dispatch.families.rooms import FLEXIBLE, entities_of
from dispatch.locale import text
from dispatch.results.demand_response import members_mw, reduction_mw
from dispatch.results.study_area import Answered, Dispatched, StudyArea, losses_mw, net_load_mw

CURVES = ("load", "net_load_before", "net_load_after", "residual")
STUDY_AREA = "home"
KINDS = (
    *dict.fromkeys(roles.kind_of(flow) for flow in roles.resource_flows()),
    *("losses", "curtailed_wind", "curtailed_pv", "unserved", "remainder"),
)


@dataclass(frozen=True, eq=False)
class Resource:
    """Something that carries net load: `p_mw` (N,), positive where it gives."""

    kind: str
    id: str
    zh: str
    en: str
    p_mw: np.ndarray

    @classmethod
    def of_area(cls, kind: str, p_mw: np.ndarray) -> Resource:
        """What belongs to the area as a whole and not to one asset."""
        return cls(kind, "", text(f"curve.{kind}", "zh"), text(f"curve.{kind}", "en"), p_mw)


@dataclass(frozen=True, eq=False)
class Region(StudyArea):
    """A run seen from a set of buses; `id` is `home` or the name of a county."""

    id: str
    inside: frozenset[str]

    @property
    def buses(self) -> frozenset[str]:
        return self.inside

    @cached_property
    def curves(self) -> dict[str, np.ndarray]:
        """(N,) MW of every name in CURVES."""
        before, after = net_load_mw(self)
        return {
            "load": 0.0 - self.role_mw(Role.DEMAND),
            "net_load_before": before,
            "net_load_after": after,
            "residual": after - self._regulating_mw(),
        }

    def _regulating_mw(self) -> np.ndarray:
        """(N,) what the residual counts beyond the net load: water, planned exports, what stations send away."""
        given = np.zeros(self.horizon.periods)
        for flow in roles.resource_flows():
            if flow.role is not Role.BRANCH and "residual" in flow.curves and "net_load" not in flow.curves:
                every = self.members(flow.family)
                counted = [e for e in every if roles.counts(flow, "residual", e, self.inside)]
                given = given + self.flow_mw(flow, counted)
        return np.asarray(given - self.stations_mw)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every term of (curves.5), in the order of KINDS."""
        found = [resource for flow in roles.resource_flows() for resource in self._of(flow)] + self._lost()
        carried = sum((r.p_mw for r in found), np.zeros(self.horizon.periods))
        found.append(Resource.of_area("remainder", self.curves["net_load_before"] - carried))
        return tuple(sorted(found, key=lambda r: KINDS.index(r.kind)))

    def varying(self, pv: bool) -> tuple[Any, ...]:
        """Plants of PV, or of wind."""
        chosen = is_pv if pv else is_wind
        return tuple(r for r in self.members(*roles.families(Role.AVAILABLE)) if chosen(r.technology))

    def _of(self, flow: Flow) -> list[Resource]:
        if flow.role is Role.LOAD_REDUCTION:
            return self._reductions(flow) if flow.family in FLEXIBLE else self._members(flow)
        if flow.role is Role.BRANCH:
            return self._ties(flow)
        available = roles.flows(Role.AVAILABLE)
        # What the net load is already less is no resource: wind and PV.
        counted = [f for f in available if f.family == flow.family]
        listed = [
            e
            for e in self.members(flow.family)
            if not any(roles.counts(f, "net_load", e, self.inside) for f in counted)
        ]
        return [Resource(roles.kind_of(flow), e.id, e.zh, e.en, self.flow_mw(flow, [e])) for e in listed]

    def _reductions(self, flow: Flow) -> list[Resource]:
        """What each flexible load of this area draws less than its baseline."""
        inside = {load.id: load for load in self.members(*roles.families(Role.DEMAND))}
        found = []
        for e in enabled(getattr(self.case, flow.family)):
            if e.load in inside:
                load, less = inside[e.load], reduction_mw(flow, e, self.answer.tables)
                found.append(Resource(roles.kind_of(flow), e.id, e.zh or load.zh, e.en or load.en, less))
        return found

    def _members(self, flow: Flow) -> list[Resource]:
        """What each virtual plant makes loads of this area draw less."""
        inside = {load.id for load in self.members(*roles.families(Role.DEMAND))}
        found = []
        for plant in enabled(getattr(self.case, flow.family)):
            less = [p for name, p in members_mw(plant, self.case, self.answer.tables).items() if name in inside]
            if less:
                found.append(Resource(roles.kind_of(flow), plant.id, plant.zh, plant.en, np.sum(less, axis=0)))
        return found

    def _ties(self, flow: Flow) -> list[Resource]:
        """Branches with one end in the area: those that leave it, then those that come in."""
        branches: tuple[Any, ...] = entities_of(self.case, flow.family)
        out = [b for b in branches if b.bus0 in self.inside and b.bus1 not in self.inside]
        back = [b for b in branches if b.bus1 in self.inside and b.bus0 not in self.inside]
        given = [(b, -self.sent_mw(flow, [b])) for b in out] + [(b, self.received_mw(flow, [b])) for b in back]
        return [Resource(roles.kind_of(flow), b.id, b.zh, b.en, power) for b, power in given]

    def _lost(self) -> list[Resource]:
        wind, pv = (self.role_mw(Role.CURTAILMENT, self.varying(pv)) for pv in (False, True))
        return [
            Resource.of_area("losses", -losses_mw(self)),
            Resource.of_area("curtailed_wind", -wind),
            Resource.of_area("curtailed_pv", -pv),
            Resource.of_area("unserved", self.role_mw(Role.SHORTAGE)),
        ]


def answer_of(run: Dispatched | Answered) -> Dispatched:
    """Case, series and tables of a solved case, of a run, or of a run read back from disk."""
    return run.answer if isinstance(run, Answered) else run


def study_area_of(run: Dispatched | Answered) -> Region:
    """The study area of a run."""
    answer = answer_of(run)
    return Region(answer, STUDY_AREA, StudyArea(answer).buses)


def regions_of(run: Dispatched | Answered) -> tuple[Region, ...]:
    """The study area, then every county of it that has a bus, in the order of the buses."""
    area = study_area_of(run)
    counties: dict[str, set[str]] = {}
    for bus in area.case.bus:
        if bus.id in area.inside and bus.county:
            counties.setdefault(bus.county, set()).add(bus.id)
    return (area, *(Region(area.answer, name, frozenset(buses)) for name, buses in counties.items()))
