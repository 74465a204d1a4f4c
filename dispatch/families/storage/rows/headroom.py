"""Headroom of storage: power left each way, energy and space for the backing time.

R↑ and R↓ are the sums of what a store holds, T_s the backing time of a service. P and E are installed power and
energy, existing and new (`dispatch.families.storage.rows.rating`):

    (storage.4) p_dis − p_ch + R↑ ≤ P_dis              (storage.5) p_ch − p_dis + R↓ ≤ P_ch
    (storage.6) soc − soc_min·E ≥ Σ_s T_s·R↑_s/η_d      (storage.7) soc_max·E − soc ≥ Σ_s T_s·R↓_s·η_c  both ends
    (storage.8) R ≤ share·(P_dis + P_ch)                of candidates, whose rating is a column
    (storage.9) R_s ≤ (2·H_v·RoCoF_max/f0)·P_dis        of virtual inertia of candidates; of a governor of one
                R_s ≤ ((Δf_ss − db)/(f0·R_p))·P_dis     where security is asked
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dispatch.families.storage.candidate import is_candidate
from dispatch.families.storage.rows.rating import Rating, rating_of
from dispatch.families.storage.size import charge_nom_mw, size_of
from dispatch.program.headroom import Headroom

if TYPE_CHECKING:
    from dispatch.families.response.entity import Way
    from dispatch.families.response.resolve import ResolvedResponder
    from dispatch.families.response.rows.plan import Plan


class StorageHeadroom(Headroom):
    """Output is discharging less charging; the rating is the swing from full charging to full discharging."""

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) the whole swing, with everything built that may be."""
        built = asset.build_max_mw * (1 + (charge_nom_mw(asset) / asset.p_nom_mw if asset.p_nom_mw > 0 else 1.0))
        return np.asarray(self.series.of(asset, "p_max_pu") * (asset.p_nom_mw + charge_nom_mw(asset) + built))

    def droop_rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) discharging power, with everything built that may be."""
        return np.asarray(self.series.of(asset, "p_max_pu") * size_of(asset, asset.build_max_mw, 0.0).discharge_mw)

    def largest_mw(self, asset: Any, *, gives: bool) -> np.ndarray:
        """(N,) discharging power; where `gives` is false charging power."""
        size = size_of(asset, asset.build_max_mw, 0.0)
        return np.asarray(self.series.of(asset, "p_max_pu") * (size.discharge_mw if gives else size.charge_mw))

    def limits_share(self, responder: ResolvedResponder) -> bool:
        """(storage.4) and (storage.5) do where the share is 1, (storage.8) where the rating is a column."""
        return responder.share_max_pu == 1 or is_candidate(responder.asset)  # type: ignore[arg-type]

    def add_headroom(self, plan: Plan, way: Way) -> None:
        """(storage.4) to (storage.9)."""
        chosen = plan.serving(way, "storage")
        rating = rating_of(self.m, plan.case, self.series)
        if not chosen or rating is None:
            return
        self._add_power(plan, way, chosen, rating)
        built = [x for x in chosen if is_candidate(x.asset)]  # type: ignore[arg-type]
        if built:
            self._add_shares(plan, way, [x for x in built if x.share_max_pu < 1], rating)
            limited = [
                s.profile.id for x, s in plan.live[way] if x in built and plan.within_rating_pu(x, s) is not None
            ]
            for k, profile in enumerate(dict.fromkeys(limited)):
                self._add_within_rating(plan, way, built, rating, profile, f"virtual_{way}_{k}")

    def _add_power(self, plan: Plan, way: Way, chosen: list[ResolvedResponder], rating: Rating) -> None:
        """(storage.4) to (storage.7)."""
        m, f, T, storage = self.m, plan.f, self.m.period, self.m.families["storage"]
        stores: tuple[Any, ...] = tuple(x.asset for x in chosen)
        R = f.axis(f"store_{way}", [x.asset.id for x in chosen], index_name="storage")
        reserve = plan.reserves_of(f"store_{way}_services", R, chosen, way)
        charge, discharge, soc = (storage.var_of[n] for n in ("p_charge_mw", "p_discharge_mw", "soc_mwh"))
        limit = self.series.stack(stores, "soc_min_pu" if way == "up" else "soc_max_pu")
        edge = f.param(f"soc_{way}_pu", (R, m.boundary), limit)
        need = plan.weighted(
            f"store_{way}_backing", R, chosen, way, lambda x, s: (s.profile.backing_h or 0.0) * _per_mwh(x, way)
        )

        def power(r: Any, t: Any) -> Any:
            if way == "up":  # (storage.4)
                return discharge[r, t] - charge[r, t] + reserve(r, t) - rating.discharge_mw(r, t) <= 0
            return charge[r, t] - discharge[r, t] + reserve(r, t) - rating.charge_mw(r, t) <= 0  # (storage.5)

        def backed(r: Any, t: Any, b: Any) -> Any:
            left = soc[r, b] - edge[r, b] * rating.energy_mwh(r, b)
            return (left if way == "up" else -left) - need(r, t) >= 0  # (storage.6), (storage.7)

        f.constraint(f"store_{way}", (R, T), power)
        f.constraint(f"soc_{way}_at_start", (R, T), lambda r, t: backed(r, t, m.start[t]))
        f.constraint(f"soc_{way}_at_end", (R, T), lambda r, t: backed(r, t, m.end[t]))

    def _add_shares(self, plan: Plan, way: Way, shared: list[ResolvedResponder], rating: Rating) -> None:
        """(storage.8)."""
        if not shared:
            return
        f, T = plan.f, self.m.period
        R = f.axis(f"built_{way}", [x.asset.id for x in shared], index_name="storage")
        share = f.param(f"built_{way}_share", (R,), [x.share_max_pu for x in shared])
        reserve = plan.reserves_of(f"built_{way}_services", R, shared, way)

        def within_share(r: Any, t: Any) -> Any:  # (storage.8)
            return reserve(r, t) - share[r] * (rating.discharge_mw(r, t) + rating.charge_mw(r, t)) <= 0

        f.constraint(f"built_{way}", (R, T), within_share)

    def _add_within_rating(
        self, plan: Plan, way: Way, built: list[ResolvedResponder], rating: Rating, profile: str, name: str
    ) -> None:
        """(storage.9) of one profile."""
        pairs = {x.id: (x, s) for x, s in plan.live[way] if s.profile.id == profile and x in built}
        if not pairs:
            return
        f, T, A = plan.f, self.m.period, plan.f.axis_of[way]
        V = f.axis(name, [x.asset.id for x, _ in pairs.values()], index_name="storage")
        per_mw = f.param(f"{name}_pu", (V,), [plan.within_rating_pu(x, s) for x, s in pairs.values()])
        labels = A.labels or ()
        member = np.array([labels.index(s.id) for _, s in pairs.values()], dtype=np.int64)
        mine = f.members(f"{name}_services", V, A, np.arange(len(member)), member)
        held = f.var_of[f"reserve_{way}_mw"]

        def within_rating(s: Any, t: Any) -> Any:  # (storage.9)
            return sum(held[k, t] for k in mine[s]) - per_mw[s] * rating.discharge_mw(s, t) <= 0

        f.constraint(name, (V, T), within_rating)


def _per_mwh(responder: ResolvedResponder, way: Way) -> float:
    """MWh of the store that a MWh on the grid side takes or brings."""
    store: Any = responder.asset
    return float(1 / store.eta_discharge if way == "up" else store.eta_charge)
