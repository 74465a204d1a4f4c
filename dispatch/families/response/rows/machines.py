"""Machines: what is on line, what it may still give or take back, and the water behind it.

Rows, for the responders with anything live in a direction, R↑ and R↓ the sums of what they hold; p what they make:

    (machine.1) p + R↑ ≤ online              online: a column, or what is committed; without security all that is there
    (machine.2) p − R↓ ≥ load_min·online     of thermal plant with commitment its own p_min
    (machine.3) turbine + R↑/k ≤ turbine_max          where power follows from head: the gates have room too
    (machine.4) V − V_min ≥ 0.0036·Σ_h Σ_s T_s·R↑/k   at both ends of the period: water for the backing time

    (machine.5) Σ_s f0·R_p/(Δf_ss − db)·R_s ≤ online  of governors, where security is asked: what droop gives at Δf_ss

online_mw[r,t] is between p/1 and p/load_min of machines without commitment columns, at most what is available. k is
the productivity, MW per m³/s. Less power needs no water: gates let pass what turbines do not take.

A governor delivers what its droop asks for, not what is held ready: a reserve that droop does not reach within the
limit of the steady state is not sold, neither for the steady state nor for an instant, although it would come at larger
deviations. (machine.5) is left out where it follows from (machine.1) and (machine.2).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.families.hydro.rows.hydro import HM3_PER_M3S_H, turbine_limit
from dispatch.families.response.entity import Way
from dispatch.families.response.resolve import ResolvedResponder, Service
from dispatch.families.response.rows.plan import WAYS, Plan, Turning
from dispatch.families.thermal.rows import needs_commitment
from dispatch.program.formulation import Axis, Rule
from dispatch.water.head import modelled_plants
from dispatch.water.level_limits import level_bounds


def has_online(responder: ResolvedResponder) -> bool:
    """Whether what is on line is a column of the responder's own (where security is asked)."""
    asset: Any = responder.asset
    return responder.family == "powerhouse" or (responder.family == "thermal" and not needs_commitment(asset))


def available_mw(plan: Plan, responder: ResolvedResponder) -> np.ndarray:
    """(N,) MW of a machine that may be on line: rated and available, within the turbines at constant productivity."""
    asset: Any = responder.asset
    rated = asset.p_nom_mw * plan.series.of(asset, "p_max_pu")
    if responder.family == "thermal" or asset.id in {plant.house.id for plant in modelled_plants(plan.case)}:
        return rated
    flow = turbine_limit((asset,), plan.series, frozenset())[0]
    return np.minimum(rated, flow * plan.series.of(asset, "productivity_mw_per_m3s"))


def add_machines(plan: Plan) -> None:
    """Columns of what is on line, headroom and water of powerhouses and thermal plant."""
    f = plan.m.family("responder")
    f.axis("responder", [x.id for x in plan.responders])
    if plan.told.security:
        own = [x for x in plan.machines if has_online(x)]
        axis = f.axis("online", [x.id for x in own], says="responder")
        most = np.array([available_mw(plan, x) for x in own]).reshape(axis.size, plan.m.period.size)
        f.var("own_online_mw", (axis, plan.m.period), upper=most, shown=False)
        _add_turning(plan)
    for family in ("powerhouse", "thermal"):
        for way in WAYS:
            _add_room(plan, family, way)
            if plan.told.security:
                _add_droop(plan, family, way)
    _add_flow(plan)
    _add_water(plan)


def _add_turning(plan: Plan) -> None:
    """What is on line of every machine, and the kinetic energy in it: `plan.turning`."""
    m, f, T = plan.m, plan.m.families["responder"], plan.m.period
    machines = plan.machines
    if not machines:
        return
    M = f.axis("machine", [x.id for x in machines], says="responder")
    own = [x for x in machines if has_online(x)]
    committed = [x for x in machines if not has_online(x)]
    mine = {}
    for name, chosen in (("own", own), ("committed", committed)):
        if not chosen:
            continue
        owner = f if name == "own" else m.families["thermal"]
        axis = owner.axis_of["online" if name == "own" else "thermal_committed"]
        known = {id: k for k, id in enumerate(axis.labels or ())}
        there = [known[x.id if name == "own" else x.asset.id] for x in chosen]
        hours = np.zeros(axis.size)
        hours[there] = [x.inertia_h_s for x in chosen]
        plan.turning[name] = Turning(
            axis, f.param(f"inertia_{name}_h_s", (axis,), hours),
            owner.var_of["own_online_mw" if name == "own" else "committed_mw"], list(zip(there, chosen, strict=True)),
        )  # fmt: skip
        at = np.array([machines.index(x) for x in chosen], dtype=np.int64)
        mine[name] = f.members(f"{name}_of", M, axis, at, np.array(there, dtype=np.int64))

    def online(i: Any, t: Any) -> Any:
        found: Any = 0
        for name, listed in mine.items():
            found = found + sum(plan.turning[name].online[k, t] for k in listed[i])
        return found

    def kinetic(i: Any, t: Any) -> Any:
        found: Any = 0
        for name, listed in mine.items():
            inertia, what = plan.turning[name].inertia, plan.turning[name].online
            found = found + sum(inertia[k] * what[k, t] for k in listed[i])
        return found

    f.quantity("online_mw", (M, T), online)
    f.quantity("kinetic_mw_s", (M, T), kinetic)


def _add_room(plan: Plan, family: str, way: Way) -> None:
    serving = plan.serving(way, family)
    own = [x for x in (plan.machines if plan.told.security else serving) if x.family == family and has_online(x)]
    _add_rows(plan, family, way, own)
    _add_committed(plan, way, [x for x in serving if not has_online(x)])


def _add_rows(plan: Plan, family: str, way: Way, chosen: list[ResolvedResponder]) -> None:
    """(machine.1) or (machine.2) of machines without commitment; on line, also of those that hold nothing ready."""
    if not chosen:
        return
    f, m, name = plan.f, plan.m, f"{family}_{way}"
    R, T = f.axis(name, [x.asset.id for x in chosen], says=family), m.period
    made = plan.carried(family)
    reserve = plan.reserves_of(f"{name}_services", R, chosen, way)
    security = plan.told.security
    online = _online_of(plan, R, chosen, name) if security else None
    least = f.param(f"{name}_load_min", (R,), [x.load_min_pu for x in chosen]) if security and way == "down" else None
    most = (
        f.param(f"{name}_most", (R, T), np.array([available_mw(plan, x) for x in chosen])) if online is None else None
    )

    def room_up(r: Any, t: Any) -> Any:  # (machine.1)
        return made(r, t) + reserve(r, t) <= (most[r, t] if online is None else online(r, t))  # type: ignore[index]

    def room_down(r: Any, t: Any) -> Any:  # (machine.2)
        floor = 0 if least is None or online is None else least[r] * online(r, t)
        return made(r, t) - reserve(r, t) - floor >= 0

    f.constraint(f"room_{name}", (R, T), room_up if way == "up" else room_down)


def _online_of(plan: Plan, axis: Axis, chosen: list[ResolvedResponder], name: str) -> Rule:
    """The rule (r, t) → what is on line of the machines of an axis."""
    of = plan.m.families["responder"]
    target, online = of.axis_of["online"], of.var_of["own_online_mw"]
    known = {label: i for i, label in enumerate(target.labels or ())}
    at = plan.f.param(f"{name}_online", (axis,), [known[x.id] for x in chosen], target=target)
    return lambda r, t: online[at[r], t]


def _add_committed(plan: Plan, way: Way, chosen: list[ResolvedResponder]) -> None:
    """(machine.1) and (machine.2) of thermal plant with commitment, which holds the rest of itself."""
    if not chosen:
        return
    f, thermal = plan.f, plan.m.families["thermal"]
    R = f.axis(f"committed_{way}", [x.asset.id for x in chosen], says="thermal")
    p_mw, committed, p_min = thermal.var_of["p_mw"], thermal.var_of["committed_mw"], thermal.param_of["p_min_pu"]
    reserve = plan.reserves_of(f"committed_{way}_services", R, chosen, way)
    rules = {
        "up": lambda r, t: p_mw[r, t] + reserve(r, t) <= committed[r, t],  # (machine.1)
        "down": lambda r, t: p_mw[r, t] - reserve(r, t) >= p_min[r] * committed[r, t],  # (machine.2)
    }
    f.constraint(f"room_committed_{way}", (R, plan.m.period), rules[way])


def _add_droop(plan: Plan, family: str, way: Way) -> None:
    """(machine.5), of machines with a column of their own and of committed ones."""
    f, T = plan.f, plan.m.period

    def demanded(x: ResolvedResponder, s: Service) -> float:
        within = plan.within_rating_pu(x, s)
        # Within no droop at all the reserve is held at nothing by its bound.
        return 1 / within if within else 0.0

    def bound(x: ResolvedResponder) -> bool:
        """Whether no more than p + R ≤ online and p ≥ least·online follows."""
        asset: Any = x.asset
        least = x.load_min_pu if has_online(x) else asset.p_min_pu
        mine = [demanded(x, s) for r, s in plan.live[way] if r.id == x.id]
        return max(mine) * (1 - least) > 1

    chosen = [x for x in plan.serving(way, family) if bound(x)]
    for name, some in (
        (f"{family}_{way}", [x for x in chosen if has_online(x)]),
        (f"committed_{way}", [x for x in chosen if not has_online(x)]),
    ):
        if not some:
            continue
        R = f.axis(f"droop_{name}", [x.asset.id for x in some], says=family)
        asked = plan.weighted(f"droop_{name}_services", R, some, way, demanded)
        committed = None if has_online(some[0]) else plan.m.families["thermal"].var_of["committed_mw"]
        own = _online_of(plan, R, some, f"droop_{name}") if committed is None else None

        def droop(r: Any, t: Any, asked: Rule = asked, own: Rule | None = own, committed: Any = committed) -> Any:
            return asked(r, t) <= (committed[r, t] if own is None else own(r, t))

        f.constraint(f"droop_{name}", (R, T), droop)


def _add_flow(plan: Plan) -> None:
    headed = {plant.house.id for plant in modelled_plants(plan.case)}
    chosen = [x for x in plan.serving("up", "powerhouse") if x.asset.id in headed]
    if not chosen:
        return
    f, T = plan.f, plan.m.period
    R = f.axis("headed", [x.asset.id for x in chosen], says="powerhouse")
    houses: tuple[Any, ...] = tuple(x.asset for x in chosen)
    per_mw = f.param("flow_m3s_per_mw", (R, T), 1 / plan.series.stack(houses, "productivity_mw_per_m3s"))
    most = f.param("flow_most_m3s", (R, T), np.array([[h.turbine_max_m3s] for h in houses]))
    turbine = plan.m.families["powerhouse"].var_of["turbine_m3s"]
    reserve = plan.reserves_of("headed_services", R, chosen, "up")

    def flow(r: Any, t: Any) -> Any:  # (machine.3)
        return turbine[r, t] + per_mw[r, t] * reserve(r, t) <= most[r, t]

    f.constraint("flow", (R, T), flow)


def _add_water(plan: Plan) -> None:
    """(machine.4), a row a reservoir and end of period."""
    chosen = plan.serving("up", "powerhouse")
    if not chosen:
        return
    m, f, T, case, series = plan.m, plan.f, plan.m.period, plan.case, plan.series
    houses: tuple[Any, ...] = tuple(x.asset for x in chosen)
    fed = [lake for lake in case.reservoir if lake.id in {h.reservoir for h in houses}]
    low = series.stack(fed, "volume_min_hm3")
    for i, lake in enumerate(fed):
        low[i] = level_bounds(case, lake, series.of, low[i], np.full_like(low[i], np.inf))[0]
    L = f.axis("lake", [lake.id for lake in fed], says="reservoir")
    least = f.param("volume_min_hm3", (L, m.boundary), low)
    lakes = {lake.id: i for i, lake in enumerate(fed)}
    home = {x.id: lakes[x.asset.reservoir] for x in chosen}  # type: ignore[attr-defined]
    pairs = [(home[x.id], k) for k, (x, _) in enumerate(plan.live["up"]) if x.id in home]
    at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
    A, reserve = f.axis_of["up"], f.var_of["reserve_up_mw"]
    mine = f.members("lake_services", L, A, at, member)
    need = np.zeros((A.size, T.size))
    for k, (x, service) in enumerate(plan.live["up"]):
        if x.id in home:
            hours = service.profile.backing_h or 0.0
            need[k] = HM3_PER_M3S_H * hours / series.of(x.asset, "productivity_mw_per_m3s")
    water = f.param("water_hm3_per_mw", (A, T), need)
    volume = m.families["reservoir"].var_of["volume_hm3"]

    def backed(r: Any, t: Any, b: Any) -> Any:  # (machine.4)
        return volume[r, b] - sum(water[s, t] * reserve[s, t] for s in mine[r]) >= least[r, b]

    f.constraint("water_at_start", (L, T), lambda r, t: backed(r, t, m.start[t]))
    f.constraint("water_at_end", (L, T), lambda r, t: backed(r, t, m.end[t]))
