"""Headroom of powerhouses: capacity on line, flow through the turbines, water behind it.

R↑ is the sum of what a powerhouse holds upwards, T the backing time of a service, k the productivity, MW per m³/s:

    (hydro.6) turbine + R↑/k ≤ turbine_max          where power follows from head: turbine flow limits it too
    (hydro.7) V − V_min ≥ 0.0036·Σ_h Σ_s T_s·R↑/k   at both ends of the period: water for the backing time

Less power needs no water: gates let pass what turbines do not take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dispatch.families.hydro.rows.limits import HM3_PER_M3S_H, turbine_limit
from dispatch.program.components import Rule
from dispatch.program.formulation import Formulation
from dispatch.program.headroom import Headroom, Part
from dispatch.series.assemble import Series
from dispatch.water.level_limits import level_bounds

if TYPE_CHECKING:
    from dispatch.families.response.rows.plan import Plan


class PowerhouseHeadroom(Headroom):
    """Output is generation, pumping aside; `headed`: powerhouses whose power the model takes from head."""

    turns = True

    def __init__(self, m: Formulation, series: Series, generation: Rule, headed: frozenset[str]):
        super().__init__(m, series, "powerhouse", generation)
        self.headed = headed

    def parts(self) -> list[Part]:
        """At constant productivity and from head: a sum over members may hold no other sum."""
        f = self.m.families["powerhouse"]
        productivity, turbine = f.param_of["productivity"], f.var_of["turbine_m3s"]
        houses = f.axis_of["powerhouse"]
        found = [Part(houses, lambda h, t: productivity[h, t] * turbine[h, t], houses.labels or ())]
        if self.headed:
            generated, own = f.var_of["generated_mw"], f.axis_of["headed"]
            found.append(Part(own, lambda d, t: generated[d, t], own.labels or ()))
        return found

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) available capacity."""
        return np.asarray(self.series.of(asset, "p_max_pu") * asset.p_nom_mw)

    def droop_rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) available capacity: all of it may be on line."""
        return self.rating_mw(asset)

    def available_mw(self, asset: Any) -> np.ndarray:
        """(N,) available capacity, at constant productivity no more than the turbines make."""
        rated = np.asarray(asset.p_nom_mw * self.series.of(asset, "p_max_pu"))
        if asset.id in self.headed:
            return rated
        flow = turbine_limit((asset,), self.series, frozenset())[0]
        return np.minimum(rated, flow * self.series.of(asset, "productivity_mw_per_m3s"))

    def largest_mw(self, asset: Any, *, gives: bool) -> np.ndarray:
        """(N,) available capacity."""
        if not gives:
            return super().largest_mw(asset, gives=gives)
        return np.asarray(asset.p_nom_mw * self.series.of(asset, "p_max_pu"))

    def add_backing(self, plan: Plan) -> None:
        """(hydro.6) and (hydro.7)."""
        self._add_flow(plan)
        self._add_water(plan)

    def _add_flow(self, plan: Plan) -> None:
        chosen = [x for x in plan.serving("up", "powerhouse") if x.asset.id in self.headed]
        if not chosen:
            return
        f, T = plan.f, self.m.period
        houses: tuple[Any, ...] = tuple(x.asset for x in chosen)
        R = f.axis("headed", [h.id for h in houses], index_name="powerhouse")
        per_mw = f.param("flow_m3s_per_mw", (R, T), 1 / self.series.stack(houses, "productivity_mw_per_m3s"))
        most = f.param("flow_most_m3s", (R, T), np.array([[h.turbine_max_m3s] for h in houses]))
        turbine = self.m.families["powerhouse"].var_of["turbine_m3s"]
        reserve = plan.reserves_of("headed_services", R, chosen, "up")

        def flow(r: Any, t: Any) -> Any:  # (hydro.6)
            return turbine[r, t] + per_mw[r, t] * reserve(r, t) <= most[r, t]

        f.constraint("flow", (R, T), flow)

    def _add_water(self, plan: Plan) -> None:
        """(hydro.7), a row a reservoir and end of period."""
        lake_of = {x.id: x.asset.reservoir for x in plan.serving("up", "powerhouse")}  # type: ignore[attr-defined]
        if not lake_of:
            return
        m, f, T, series = self.m, plan.f, self.m.period, self.series
        lakes = [lake for lake in series.case.reservoir if lake.id in lake_of.values()]
        low = series.stack(lakes, "volume_min_hm3")
        for i, lake in enumerate(lakes):
            low[i] = level_bounds(series.case, lake, series.of, low[i], np.full_like(low[i], np.inf))[0]
        L = f.axis("lake", [lake.id for lake in lakes], index_name="reservoir")
        least = f.param("volume_min_hm3", (L, m.boundary), low)
        position = {lake.id: i for i, lake in enumerate(lakes)}
        A, reserve = f.axis_of["up"], f.var_of["reserve_up_mw"]
        pairs, need = [], np.zeros((A.size, T.size))
        for k, (x, service) in enumerate(plan.live["up"]):
            if x.id in lake_of:
                pairs.append((position[lake_of[x.id]], k))
                hours = service.profile.backing_h or 0.0
                need[k] = HM3_PER_M3S_H * hours / series.of(x.asset, "productivity_mw_per_m3s")
        at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
        mine = f.members("lake_services", L, A, at, member)
        water = f.param("water_hm3_per_mw", (A, T), need)
        volume = m.families["reservoir"].var_of["volume_hm3"]

        def backed(r: Any, t: Any, b: Any) -> Any:  # (hydro.7)
            return volume[r, b] - sum(water[s, t] * reserve[s, t] for s in mine[r]) >= least[r, b]

        f.constraint("water_at_start", (L, T), lambda r, t: backed(r, t, m.start[t]))
        f.constraint("water_at_end", (L, T), lambda r, t: backed(r, t, m.end[t]))
