"""What the rows of the response share: who is in the model, their columns, what assets carry and what they may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.response.entity import Response, Way
from dispatch.families.response.losses import lost_kinetic_mw_s
from dispatch.families.response.resolve import (
    ResolvedContingency,
    ResolvedResponder,
    Service,
    droop_share_pu,
    home_buses,
    live_services,
    resolved_contingencies,
    resolved_responders,
)
from dispatch.families.response.rows.loads import Part, load_parts
from dispatch.families.storage.rows.rating import charge_nom_mw
from dispatch.program.formulation import Axis, Family, Formulation, Rule
from dispatch.series.assemble import Series
from dispatch.water.head import modelled_plants

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
    def told(self) -> Response:
        return self.case.response

    @property
    def buses(self) -> frozenset[str]:
        """Where the load stands that damps."""
        return home_buses(self.case)

    @property
    def machines(self) -> list[ResolvedResponder]:
        """What turns: powerhouses and thermal plant with inertia or with anything live."""
        held = {r.id for way in WAYS for r, _ in self.live[way]}
        found = [r for r in self.responders if r.family in ("powerhouse", "thermal")]
        return [r for r in found if r.inertia_h_s > 0 or r.id in held]

    def open(self) -> None:
        """The columns of everything that may be held ready, and what holding it costs."""
        f, T = self.f, self.m.period
        names = list(dict.fromkeys(service.id for way in WAYS for _, service in self.live[way]))
        f.axis("response", names)
        for way in WAYS:
            pairs = self.live[way]
            A = f.axis(way, [service.id for _, service in pairs], says="response")
            most = np.array([self.most_mw(*pair, way) for pair in pairs]).reshape(A.size, T.size)
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

    def most_mw(self, responder: ResolvedResponder, service: Service, way: Way) -> np.ndarray:
        """(N,) an upper bound of a reserve: the share of the rating (of the swing of a store) that may be held."""
        rated = self.rated_mw(responder, way)
        share, within = responder.share_max_pu * rated, self.within_rating_pu(responder, service)
        return share if within is None else np.minimum(share, within * self.discharge_most_mw(responder.asset, rated))

    def within_rating_pu(self, responder: ResolvedResponder, service: Service) -> float | None:
        """The share of what discharges, or is on line, that a service may be beside every other limit: virtual inertia
        by its RoCoF, governors by their droop where frequency is limited; None for others.
        """
        if service.profile.tier == "T0":
            return self.inertia_headroom_pu(service)
        if self.told.security and service.governed and responder.family in ("storage", "powerhouse", "thermal"):
            return droop_share_pu(service.profile, self.told)
        return None

    def inertia_headroom_pu(self, service: Service) -> float:
        """2·H_v·RoCoF_max/f0: headroom per MW of rating that emulates inertia."""
        hours = service.profile.virtual_inertia_h_s or 0.0
        return 2 * hours * self.told.rocof_max_hz_s / self.told.f0_hz

    def discharge_most_mw(self, asset: Entity, otherwise: np.ndarray) -> np.ndarray:
        """(N,) the rating that may emulate inertia: the discharging power of a store."""
        if type(asset).__name__ != "Storage":
            return otherwise
        return self.series.of(asset, "p_max_pu") * (asset.p_nom_mw + asset.build_max_mw)  # type: ignore[attr-defined]

    def rated_mw(self, responder: ResolvedResponder, way: Way) -> np.ndarray:
        """(N,) the most that an asset could ever change in a direction."""
        asset: Any = responder.asset
        of = self.series.of
        if responder.family == "storage":
            built = asset.build_max_mw * (1 + (charge_nom_mw(asset) / asset.p_nom_mw if asset.p_nom_mw > 0 else 1.0))
            return of(asset, "p_max_pu") * (asset.p_nom_mw + charge_nom_mw(asset) + built)
        if responder.family in ("potline", "charging", "computing"):
            load = next(x for x in self.case.load if x.id == asset.load)
            most = of(load, "p_pu") * load.p_nom_mw
            return most if responder.family == "potline" else np.maximum(most, load.p_nom_mw)
        if responder.family == "load":
            return of(asset, "p_pu") * asset.p_nom_mw
        if responder.family == "corridor":
            return asset.p_nom_mw * (of(asset, "p_max_pu") - of(asset, "p_min_pu"))
        return of(asset, "p_max_pu") * asset.p_nom_mw

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
        self, name: str, axis: Axis, responders: Sequence[ResolvedResponder], way: Way,
        weight: Callable[[ResolvedResponder, Service], float],
    ) -> Rule:  # fmt: skip
        """As `reserves_of`, every reserve times a number of its own."""
        reserve, A = self.f.var_of[f"reserve_{way}_mw"], self.f.axis_of[way]
        home = {r.id: i for i, r in enumerate(responders)}
        pairs = [(home[r.id], k) for k, (r, _) in enumerate(self.live[way]) if r.id in home]
        at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
        mine = self.f.members(name, axis, A, at, member)
        by = self.f.param(f"{name}_weight", (A,), [weight(*pair) for pair in self.live[way]])
        return lambda i, t: sum(by[s] * reserve[s, t] for s in mine[i])

    def carried_on(self, name: str, family: Family, axis: Axis, assets: Sequence[Entity | None], of: str) -> Rule:
        """The rule (i, t) → `carried` less its data for an axis whose positions stand for assets of the family `of`."""
        parts = []
        for k, (mine, carried, owners) in enumerate(self.carried_parts(of)):
            pairs = [
                (i, position) for i, a in enumerate(assets) if a is not None
                for position, owner in enumerate(owners) if owner == a.id
            ]  # fmt: skip
            if pairs:
                at, there = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
                parts.append((family.members(f"{name}_{of}_{k}", axis, mine, at, there), carried))

        def total(i: Any, t: Any) -> Any:
            found: Any = 0
            for listed, carried in parts:
                found = found + sum(carried(a, t) for a in listed[i])
            return found

        return total

    def carried(self, family: str) -> Rule:
        """The rule (asset, t) → MW that assets of a family give to the grid (corridors and loads: take from it)."""
        found = self.m.families[family]
        var = found.var_of
        if family == "powerhouse":
            return self.generation()
        if family == "storage":
            return lambda s, t: var["p_discharge_mw"][s, t] - var["p_charge_mw"][s, t]
        if family == "load":
            wanted, unserved = found.param_of["demand_mw"], var["unserved_mw"]
            return lambda i, t: wanted[i, t] - unserved[i, t]
        if family == "corridor":
            return self._export()
        p_mw = var["p_mw"]
        return lambda i, t: p_mw[i, t]

    def generation(self) -> Rule:
        """What a powerhouse makes, pumping aside."""
        f = self.m.families["powerhouse"]
        productivity, turbine = f.param_of["productivity"], f.var_of["turbine_m3s"]
        if not modelled_plants(self.case):
            return lambda h, t: productivity[h, t] * turbine[h, t]
        made, generated = f.members_of["made"], f.var_of["generated_mw"]
        return lambda h, t: productivity[h, t] * turbine[h, t] + sum(generated[d, t] for d in made[h])

    def carried_parts(self, family: str) -> list[Part]:
        """What assets of a family give to the grid (corridors and loads: take from it) beyond `carried_data_mw`, which
        no column decides: parts with an axis each, and the asset of every position on it. A sum over members may hold
        no other sum.
        """
        if family == "load":
            return list(load_parts(self.m, self.case))
        return [(axis, rule, axis.labels or ()) for axis, rule in self._own_parts(family)]

    def _own_parts(self, family: str) -> list[tuple[Axis, Rule]]:
        found = self.m.families[family]
        axis, var = found.axis_of, found.var_of
        if family == "corridor":
            above, below, taken = (var[n] for n in ("above_schedule_mw", "below_schedule_mw", "import_mw"))
            return [
                (axis["above"], lambda k, t: above[k, t]),
                (axis["below"], lambda k, t: -below[k, t]),
                (axis["import"], lambda k, t: -taken[k, t]),
            ]
        if family == "powerhouse" and modelled_plants(self.case):
            productivity, turbine, generated = found.param_of["productivity"], var["turbine_m3s"], var["generated_mw"]
            return [
                (axis["powerhouse"], lambda h, t: productivity[h, t] * turbine[h, t]),
                (axis["headed"], lambda d, t: generated[d, t]),
            ]
        return [(axis[family], self.carried(family))]

    def carried_data_mw(self, family: str, asset: Any) -> np.ndarray:
        """(N,) the part of `carried` that is data: a schedule, a demand."""
        if family == "corridor":
            return self.series.of(asset, "schedule_mw")
        if family == "load":
            return self.series.of(asset, "p_pu") * asset.p_nom_mw
        return np.zeros(self.m.period.size)

    def _export(self) -> Rule:
        f = self.m.families["corridor"]
        schedule, var, of = f.param_of["schedule_mw"], f.var_of, f.members_of
        above, below, taken = var["above_schedule_mw"], var["below_schedule_mw"], var["import_mw"]

        def export(k: Any, t: Any) -> Any:
            up, down = sum(above[i, t] for i in of["above_of"][k]), sum(below[i, t] for i in of["below_of"][k])
            return schedule[k, t] + up - down - sum(taken[i, t] for i in of["import_of"][k])

        return export
