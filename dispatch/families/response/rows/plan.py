"""What the rows of the response share: who is in the model, their columns, what assets carry and what they may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.case.study_area import study_area_buses
from dispatch.families.response.entity import Response, Way
from dispatch.families.response.losses import lost_kinetic_mw_s
from dispatch.families.response.resolve import (
    ResolvedContingency,
    ResolvedResponder,
    Service,
    droop_share_pu,
    live_services,
    resolved_contingencies,
    resolved_responders,
)
from dispatch.program.components import Axis, Rule
from dispatch.program.formulation import Family, Formulation
from dispatch.program.headroom import Headroom
from dispatch.series.assemble import Series

WAYS: tuple[Way, ...] = ("up", "down")
Pair = tuple[ResolvedResponder, Service]


@dataclass(frozen=True, eq=False)
class Turning:
    """Columns of what is on line: over `axis`, with seconds of inertia each; machines by position on the axis."""

    axis: Axis
    inertia: Any
    online: Any
    machines: list[tuple[int, ResolvedResponder]]


@dataclass(eq=False)
class Plan:
    """`live` are (responder, service) by direction; `f` is the family `response`."""

    m: Formulation
    case: Case
    series: Series
    f: Family
    responders: tuple[ResolvedResponder, ...]
    contingencies: tuple[ResolvedContingency, ...]
    live: dict[Way, tuple[Pair, ...]]
    turning: dict[str, Turning] = field(default_factory=dict)

    @classmethod
    def of(cls, m: Formulation, case: Case, series: Series) -> Plan:
        live = {way: live_services(case, way) for way in WAYS}
        return cls(m, case, series, m.family("response"), resolved_responders(case), resolved_contingencies(case), live)

    @property
    def settings(self) -> Response:
        return self.case.response

    @property
    def buses(self) -> frozenset[str]:
        """Bus of the load that damps."""
        return study_area_buses(self.case)

    @property
    def machines(self) -> list[ResolvedResponder]:
        """What turns, with inertia or with anything live."""
        held = {r.id for way in WAYS for r, _ in self.live[way]}
        found = [r for r in self.responders if self.headroom(r).turns]
        return [r for r in found if r.inertia_h_s > 0 or r.id in held]

    def open(self) -> None:
        """The columns of everything that may be held ready, and what holding it costs."""
        f, T = self.f, self.m.period
        names = list(dict.fromkeys(service.id for way in WAYS for _, service in self.live[way]))
        f.axis("response", names)
        for way in WAYS:
            pairs = self.live[way]
            A = f.axis(way, [service.id for _, service in pairs], index_name="response")
            most = np.array([self.most_mw(*pair) for pair in pairs]).reshape(A.size, T.size)
            reserve = f.var(f"reserve_{way}_mw", (A, T), upper=most)
            price = f.param(f"cost_{way}", (A,), [responder.cost_cny_per_mw_h for responder, _ in pairs])
            f.cost(f"held_{way}", (A, T), lambda s, t, r=reserve, p=price: self.m.cost_h[t] * p[s] * r[s, t])

    def unit_kinetic_mw_s(self, contingency: ResolvedContingency) -> np.ndarray:
        """(N,) kinetic energy that goes with one unit of a plant of several, its rating at full speed; else nothing."""
        nothing = np.zeros(self.m.period.size)
        if not contingency.loses_unit:
            return nothing
        size = self.series.of(contingency.entity, "size_mw")
        mine = [x for x in self.machines if x.asset is contingency.asset]
        return sum((lost_kinetic_mw_s(contingency, x, nothing, size) for x in mine), nothing)

    def headroom(self, responder: ResolvedResponder) -> Headroom:
        """What the family of a responder offers."""
        found = self.m.outputs[responder.family]
        assert isinstance(found, Headroom)
        return found

    def most_mw(self, responder: ResolvedResponder, service: Service) -> np.ndarray:
        """(N,) an upper bound of a reserve: the share of the rating (of the swing of a store) that may be held."""
        headroom = self.headroom(responder)
        rated = headroom.rating_mw(responder.asset)
        share, within = responder.share_max_pu * rated, self.within_rating_pu(responder, service)
        if within is None:
            return share
        refers_to = headroom.droop_rating_mw(responder.asset)
        return np.minimum(share, within * (rated if refers_to is None else refers_to))

    def within_rating_pu(self, responder: ResolvedResponder, service: Service) -> float | None:
        """The share of what discharges, or is on line, that a service may be beside every other limit: virtual inertia
        by its RoCoF, governors by their droop where frequency is limited; None for others.
        """
        if service.profile.tier == "T0":
            return self.inertia_headroom_pu(service)
        droops = self.headroom(responder).droop_rating_mw(responder.asset) is not None
        if self.settings.security and service.governed and droops:
            return droop_share_pu(service.profile, self.settings)
        return None

    def inertia_headroom_pu(self, service: Service) -> float:
        """2·H_v·RoCoF_max/f0: headroom per MW of rating that emulates inertia."""
        hours = service.profile.virtual_inertia_h_s or 0.0
        return 2 * hours * self.settings.rocof_max_hz_s / self.settings.f0_hz

    def serving(self, way: Way, family: str) -> list[ResolvedResponder]:
        """Responders of a family with anything live in a direction, in order."""
        found = {r.id: r for r, _ in self.live[way] if r.family == family}
        return list(found.values())

    def reserves_of(self, name: str, axis: Axis, responders: Sequence[ResolvedResponder], way: Way) -> Rule:
        """The rule (i, t) → Σ of what the responders of an axis hold in a direction."""
        reserve, A = self.f.var_of[f"reserve_{way}_mw"], self.f.axis_of[way]
        home = {r.id: i for i, r in enumerate(responders)}
        pairs = [(home[r.id], k) for k, (r, _) in enumerate(self.live[way]) if r.id in home]
        at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
        mine = self.f.members(name, axis, A, at, member)
        return lambda i, t: sum(reserve[s, t] for s in mine[i])

    def weighted(
        self,
        name: str,
        axis: Axis,
        responders: Sequence[ResolvedResponder],
        way: Way,
        weight: Callable[[ResolvedResponder, Service], float],
    ) -> Rule:
        """As `reserves_of`, every reserve times a number of its own."""
        reserve, A = self.f.var_of[f"reserve_{way}_mw"], self.f.axis_of[way]
        home = {r.id: i for i, r in enumerate(responders)}
        pairs = [(home[r.id], k) for k, (r, _) in enumerate(self.live[way]) if r.id in home]
        at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
        mine = self.f.members(name, axis, A, at, member)
        numbers = [weight(r, s) if r.id in home else 0.0 for r, s in self.live[way]]
        by = self.f.param(f"{name}_weight", (A,), numbers)
        return lambda i, t: sum(by[s] * reserve[s, t] for s in mine[i])

    def hold_within_share(self, family: str, drawn: Rule) -> None:
        """Rows: what responders of a family hold upwards is within their share of what they draw."""
        chosen = self.serving("up", family)
        if not chosen:
            return
        f, T = self.f, self.m.period
        R = f.axis(f"{family}_up", [x.asset.id for x in chosen], index_name=family)
        share = f.param(f"{family}_up_share", (R,), [x.share_max_pu for x in chosen])
        reserve = self.reserves_of(f"{family}_up_services", R, chosen, "up")
        f.constraint(f"{family}_up", (R, T), lambda r, t: reserve(r, t) <= share[r] * drawn(r, t))

    def output_on(self, name: str, family: Family, axis: Axis, assets: Sequence[Entity | None], of: str) -> Rule:
        """The rule (i, t) → output less its data for an axis whose positions stand for assets of the family `of`."""
        found = []
        for k, part in enumerate(self.m.outputs[of].parts()):
            pairs = [
                (i, position)
                for i, a in enumerate(assets)
                if a is not None
                for position, owner in enumerate(part.owners)
                if owner == a.id
            ]
            if pairs:
                at, there = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
                found.append((family.members(f"{name}_{of}_{k}", axis, part.axis, at, there), part.rule))

        def total(i: Any, t: Any) -> Any:
            value: Any = 0
            for listed, rule in found:
                value = value + sum(rule(a, t) for a in listed[i])
            return value

        return total
