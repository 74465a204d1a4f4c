"""Headroom and backing of what is no machine: stores, loads that can drop what they draw, corridors.

Rows, R↑ and R↓ the sums of what a responder holds; no megawatt is sold twice, nor beside the energy that it moves:

    (headroom.1) p_dis − p_ch + R↑ ≤ P_dis              (headroom.2) p_ch − p_dis + R↓ ≤ P_ch
    (headroom.3) soc − soc_min·E ≥ Σ_s T_s·R↑_s/η_d      (headroom.4) soc_max·E − soc ≥ Σ_s T_s·R↓_s·η_c  both ends
    (headroom.5) R↑ ≤ shed of a potline                  which the heat of its cells backs (`flexible.potline`), and
                 R↑ ≤ shed_max·(p − unserved)            of what it draws: a dark line drops nothing
    (headroom.6) R↑ ≤ share·(p − unserved)               of what charging, computing and loads draw
    (headroom.7) export − R↑ ≥ p_min,  export + R↓ ≤ p_max        of corridors
    (headroom.8) R ≤ share·rating                        where a bound cannot say it: several services, a store to build
    (headroom.9) R_s ≤ (2·H_v·RoCoF_max/f0)·P_dis        of virtual inertia of a store to build; of a governor on one
                 R_s ≤ ((Δf_ss − db)/(f0·R_p))·P_dis     as (machine.5), where security is asked

P and E are what stands and what is built (`dispatch.families.storage.rows.rating`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.families.response.entity import Way
from dispatch.families.response.resolve import ResolvedResponder
from dispatch.families.response.rows.loads import drawn_by
from dispatch.families.response.rows.plan import WAYS, Plan
from dispatch.families.storage.candidate import is_candidate
from dispatch.families.storage.rows.rating import Rating, rating_of

_DRAWN = ("charging", "computing", "load")


def add_headroom(plan: Plan) -> None:
    """Rows of stores, potlines, loads and corridors."""
    rating = rating_of(plan.m, plan.case, plan.series) if any(x.family == "storage" for x in plan.responders) else None
    for way in WAYS:
        if rating is not None:
            _add_stores(plan, way, rating)
        _add_corridors(plan, way)
        _add_shares(plan, way)
    _add_potlines(plan)
    for family in _DRAWN:
        _add_drawn(plan, family)


def _add_stores(plan: Plan, way: Way, rating: Rating) -> None:
    chosen = plan.serving(way, "storage")
    if not chosen:
        return
    m, f, T, storage = plan.m, plan.f, plan.m.period, plan.m.families["storage"]
    stores: tuple[Any, ...] = tuple(x.asset for x in chosen)
    R = f.axis(f"store_{way}", [x.asset.id for x in chosen], says="storage")
    reserve = plan.reserves_of(f"store_{way}_services", R, chosen, way)
    charge, discharge, soc = (storage.var_of[n] for n in ("p_charge_mw", "p_discharge_mw", "soc_mwh"))
    limit = plan.series.stack(stores, "soc_min_pu" if way == "up" else "soc_max_pu")
    edge = f.param(f"soc_{way}_pu", (R, m.boundary), limit)
    need = plan.weighted(
        f"store_{way}_backing", R, chosen, way,
        lambda x, s: (s.profile.backing_h or 0.0) * _per_mw(x, way),
    )  # fmt: skip

    def room(r: Any, t: Any) -> Any:
        if way == "up":  # (headroom.1)
            return discharge[r, t] - charge[r, t] + reserve(r, t) - rating.discharge_mw(r, t) <= 0
        return charge[r, t] - discharge[r, t] + reserve(r, t) - rating.charge_mw(r, t) <= 0  # (headroom.2)

    def backed(r: Any, t: Any, b: Any) -> Any:
        left = soc[r, b] - edge[r, b] * rating.energy_mwh(r, b)
        return (left if way == "up" else -left) - need(r, t) >= 0  # (headroom.3), (headroom.4)

    f.constraint(f"store_{way}", (R, T), room)
    f.constraint(f"soc_{way}_at_start", (R, T), lambda r, t: backed(r, t, m.start[t]))
    f.constraint(f"soc_{way}_at_end", (R, T), lambda r, t: backed(r, t, m.end[t]))
    _add_built(plan, way, [x for x in chosen if is_candidate(x.asset)], rating)  # type: ignore[arg-type]


def _per_mw(responder: ResolvedResponder, way: Way) -> float:
    """MWh of the store that a MWh of the grid side takes or brings; nothing for what is no store."""
    store: Any = responder.asset
    if responder.family != "storage":
        return 0.0
    return float(1 / store.eta_discharge if way == "up" else store.eta_charge)


def _add_built(plan: Plan, way: Way, chosen: list[ResolvedResponder], rating: Rating) -> None:
    """(headroom.8) and (headroom.9) of stores whose rating is a column."""
    if not chosen:
        return
    f, T = plan.f, plan.m.period
    shared = [x for x in chosen if x.share_max_pu < 1]
    if shared:
        R = f.axis(f"built_{way}", [x.asset.id for x in shared], says="storage")
        share = f.param(f"built_{way}_share", (R,), [x.share_max_pu for x in shared])
        reserve = plan.reserves_of(f"built_{way}_services", R, shared, way)

        def built(r: Any, t: Any) -> Any:  # (headroom.8)
            return reserve(r, t) - share[r] * (rating.discharge_mw(r, t) + rating.charge_mw(r, t)) <= 0

        f.constraint(f"built_{way}", (R, T), built)
    limited = [s.profile.id for x, s in plan.live[way] if x in chosen and plan.within_rating_pu(x, s) is not None]
    for k, profile in enumerate(dict.fromkeys(limited)):
        _add_emulated(plan, way, chosen, rating, profile, f"virtual_{way}_{k}")


def _add_emulated(
    plan: Plan, way: Way, chosen: list[ResolvedResponder], rating: Rating, profile: str, name: str
) -> None:
    """(headroom.9) of one profile."""
    virtual = {x.id: (x, s) for x, s in plan.live[way] if s.profile.id == profile and x in chosen}
    if not virtual:
        return
    f, T, A = plan.f, plan.m.period, plan.f.axis_of[way]
    V = f.axis(name, [x.asset.id for x, _ in virtual.values()], says="storage")
    per_mw = f.param(f"{name}_pu", (V,), [plan.within_rating_pu(x, s) for x, s in virtual.values()])
    labels = A.labels or ()
    member = np.array([labels.index(s.id) for _, s in virtual.values()], dtype=np.int64)
    mine = f.members(f"{name}_services", V, A, np.arange(len(member)), member)
    held = f.var_of[f"reserve_{way}_mw"]

    def emulated(s: Any, t: Any) -> Any:  # (headroom.9)
        return sum(held[k, t] for k in mine[s]) - per_mw[s] * rating.discharge_mw(s, t) <= 0

    f.constraint(name, (V, T), emulated)


def _add_shares(plan: Plan, way: Way) -> None:
    """(headroom.8) of assets with several services whose rating is a number."""
    several = [
        x for x in {x.id: x for x, _ in plan.live[way]}.values()
        if sum(y.id == x.id for y, _ in plan.live[way]) > 1 and x.family not in _DRAWN
        and not (x.family == "storage" and (x.share_max_pu == 1 or is_candidate(x.asset)))  # type: ignore[arg-type]
    ]  # fmt: skip
    if not several:
        return
    f, T = plan.f, plan.m.period
    R = f.axis(f"shared_{way}", [x.id for x in several], says="responder")
    most = f.param(f"shared_{way}_mw", (R, T), np.array([x.share_max_pu * plan.rated_mw(x, way) for x in several]))
    reserve = plan.reserves_of(f"shared_{way}_services", R, several, way)
    f.constraint(f"shared_{way}", (R, T), lambda r, t: reserve(r, t) <= most[r, t])


def _add_potlines(plan: Plan) -> None:
    chosen = plan.serving("up", "potline")
    if not chosen:
        return
    f, potline = plan.f, plan.m.families["potline"]
    R = f.axis("potline_up", [x.asset.id for x in chosen], says="potline")
    shed, reserve = potline.var_of["shed_mw"], plan.reserves_of("potline_up_services", R, chosen, "up")
    f.constraint("potline_up", (R, plan.m.period), lambda r, t: reserve(r, t) <= shed[r, t])  # (headroom.5)
    most, drawn = f.param("potline_most_pu", (R,), [x.asset.shed_max_pu for x in chosen]), drawn_by(plan.m, "potline")  # type: ignore[attr-defined]
    f.constraint("potline_drawn", (R, plan.m.period), lambda r, t: reserve(r, t) <= most[r] * drawn(r, t))


def _add_drawn(plan: Plan, family: str) -> None:
    """(headroom.6)."""
    chosen = plan.serving("up", family)
    if not chosen:
        return
    m, f = plan.m, plan.f
    R, T = f.axis(f"{family}_up", [x.asset.id for x in chosen], says=family), m.period
    share = f.param(f"{family}_up_share", (R,), [x.share_max_pu for x in chosen])
    reserve = plan.reserves_of(f"{family}_up_services", R, chosen, "up")
    drawn = plan.carried("load") if family == "load" else drawn_by(m, family)
    f.constraint(f"{family}_up", (R, T), lambda r, t: reserve(r, t) <= share[r] * drawn(r, t))


def _add_corridors(plan: Plan, way: Way) -> None:
    chosen = plan.serving(way, "corridor")
    if not chosen:
        return
    f, T = plan.f, plan.m.period
    corridors: tuple[Any, ...] = tuple(x.asset for x in chosen)
    R = f.axis(f"corridor_{way}", [x.asset.id for x in chosen], says="corridor")
    p_nom = np.array([[k.p_nom_mw] for k in corridors])
    edge = f.param(
        f"corridor_{way}_mw", (R, T), p_nom * plan.series.stack(corridors, "p_min_pu" if way == "up" else "p_max_pu")
    )
    export, reserve = plan.carried("corridor"), plan.reserves_of(f"corridor_{way}_services", R, chosen, way)
    rules = {
        "up": lambda r, t: export(r, t) - reserve(r, t) >= edge[r, t],  # (headroom.7)
        "down": lambda r, t: export(r, t) + reserve(r, t) <= edge[r, t],
    }
    f.constraint(f"corridor_{way}", (R, T), rules[way])
