"""Machines: what is on line, and what it may still give or take back.

Rows, for the responders with anything live in a direction, R↑ and R↓ the sums of what they hold; p what they make:

    (machine.1) p + R↑ ≤ online              online: a column, or what is committed; without security all that is there
    (machine.2) p − R↓ ≥ load_min·online     of plant with commitment its own p_min
    (machine.3) Σ_s f0·R_p/(Δf_ss − db)·R_s ≤ online  of governors, where security is asked: what droop gives at Δf_ss

online_mw[r,t] is between p/1 and p/load_min of machines without commitment columns, at most what is available. What
must last behind the reserves (water) is in the rooms of the families (`Headroom.add_backing`).

A governor delivers what its droop asks for, not what is held ready: a reserve that droop does not reach within the
limit of the steady state is not sold, neither for the steady state nor for an instant, although it would come at larger
deviations. (machine.3) is left out where it follows from (machine.1) and (machine.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.families.response.entity import Way
from dispatch.families.response.resolve import RESPONDING, ResolvedResponder, Service
from dispatch.families.response.rows.plan import WAYS, Plan, Turning
from dispatch.program.components import Axis, Rule
from dispatch.program.headroom import Headroom


def has_online(plan: Plan, responder: ResolvedResponder) -> bool:
    """Whether what is on line is a column of the responder's own (where security is asked)."""
    return not plan.headroom(responder).is_committed(responder.asset)


def machine_families(plan: Plan) -> list[Headroom]:
    """What families with machines offer."""
    found = (plan.m.outputs.get(family) for family in RESPONDING)
    return [x for x in found if isinstance(x, Headroom) and x.turns]


def add_machines(plan: Plan) -> None:
    """Columns of what is on line, headroom and water of machines."""
    f = plan.m.family("responder")
    f.axis("responder", [x.id for x in plan.responders])
    if plan.settings.security:
        own = [x for x in plan.machines if has_online(plan, x)]
        axis = f.axis("online", [x.id for x in own], index_name="responder")
        most = np.array([plan.headroom(x).available_mw(x.asset) for x in own]).reshape(axis.size, plan.m.period.size)
        f.var("own_online_mw", (axis, plan.m.period), upper=most, shown=False)
        _add_turning(plan)
    families = machine_families(plan)
    for headroom in families:
        for way in WAYS:
            _add_room(plan, headroom, way)
            if plan.settings.security:
                _add_droop(plan, headroom, way)
    for headroom in families:
        headroom.add_backing(plan)


@dataclass(frozen=True, eq=False)
class _Group:
    """Machines whose capacity on line is in the same columns; `place`: position of each on the axis."""

    axis: Axis
    columns: Any
    machines: list[ResolvedResponder]
    place: list[int]


def _groups(plan: Plan) -> dict[str, _Group]:
    """Machines with a column of their own (`own`), and those that a family commits."""
    f, found = plan.m.families["responder"], {}
    own = [x for x in plan.machines if has_online(plan, x)]
    if own:
        axis = f.axis_of["online"]
        found["own"] = _Group(axis, f.var_of["own_online_mw"], own, [(axis.labels or ()).index(x.id) for x in own])
    for headroom in machine_families(plan):
        committed = [x for x in plan.machines if x.family == headroom.family and not has_online(plan, x)]
        if committed and (commitment := headroom.commitment) is not None:
            labels = commitment.axis.labels or ()
            place = [labels.index(x.asset.id) for x in committed]
            found[commitment.name] = _Group(commitment.axis, commitment.committed, committed, place)
    return found


def _add_turning(plan: Plan) -> None:
    """What is on line of every machine, and the kinetic energy in it: `plan.turning`."""
    f, machines = plan.m.families["responder"], plan.machines
    if not machines:
        return
    M = f.axis("machine", [x.id for x in machines], index_name="responder")
    mine = {}
    for name, group in _groups(plan).items():
        hours = np.zeros(group.axis.size)
        hours[group.place] = [x.inertia_h_s for x in group.machines]
        inertia = f.param(f"inertia_{name}_h_s", (group.axis,), hours)
        pairs = list(zip(group.place, group.machines, strict=True))
        plan.turning[name] = Turning(group.axis, inertia, group.columns, pairs)
        at = np.array([machines.index(x) for x in group.machines], dtype=np.int64)
        mine[name] = f.members(f"{name}_of", M, group.axis, at, np.array(group.place, dtype=np.int64))

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

    f.quantity("online_mw", (M, plan.m.period), online)
    f.quantity("kinetic_mw_s", (M, plan.m.period), kinetic)


def _add_room(plan: Plan, headroom: Headroom, way: Way) -> None:
    serving = plan.serving(way, headroom.family)
    chosen = plan.machines if plan.settings.security else serving
    _add_rows(plan, headroom, way, [x for x in chosen if x.family == headroom.family and has_online(plan, x)])
    _add_committed(plan, headroom, way, [x for x in serving if not has_online(plan, x)])


def _add_rows(plan: Plan, headroom: Headroom, way: Way, chosen: list[ResolvedResponder]) -> None:
    """(machine.1) or (machine.2) of machines without commitment; on line, also of those that hold nothing ready."""
    if not chosen:
        return
    f, m, name = plan.f, plan.m, f"{headroom.family}_{way}"
    R, T = f.axis(name, [x.asset.id for x in chosen], index_name=headroom.family), m.period
    made, reserve = headroom.output, plan.reserves_of(f"{name}_services", R, chosen, way)
    online = least = most = None
    if plan.settings.security:
        online = _online_of(plan, R, chosen, name)
        least = f.param(f"{name}_load_min", (R,), [x.load_min_pu for x in chosen]) if way == "down" else None
    else:
        most = f.param(f"{name}_most", (R, T), np.array([headroom.available_mw(x.asset) for x in chosen]))

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


def _add_committed(plan: Plan, headroom: Headroom, way: Way, chosen: list[ResolvedResponder]) -> None:
    """(machine.1) and (machine.2) of machines with commitment, which holds the rest of itself."""
    commitment = headroom.commitment
    if not chosen or commitment is None:
        return
    f, name, p_mw = plan.f, commitment.name, headroom.output
    R = f.axis(f"{name}_{way}", [x.asset.id for x in chosen], index_name=headroom.family)
    committed, p_min = commitment.committed, commitment.p_min_pu
    reserve = plan.reserves_of(f"{name}_{way}_services", R, chosen, way)
    rules = {
        "up": lambda r, t: p_mw(r, t) + reserve(r, t) <= committed[r, t],  # (machine.1)
        "down": lambda r, t: p_mw(r, t) - reserve(r, t) >= p_min[r] * committed[r, t],  # (machine.2)
    }
    f.constraint(f"room_{name}_{way}", (R, plan.m.period), rules[way])


def _add_droop(plan: Plan, headroom: Headroom, way: Way) -> None:
    """(machine.3), of machines with a column of their own and of committed ones."""

    def demanded(x: ResolvedResponder, s: Service) -> float:
        within = plan.within_rating_pu(x, s)
        # Within no droop at all the reserve is held at nothing by its bound.
        return 1 / within if within else 0.0

    def binds(x: ResolvedResponder) -> bool:
        """Whether it does not follow from p + R ≤ online and p ≥ least·online."""
        asset: Any = x.asset
        least = x.load_min_pu if has_online(plan, x) else asset.p_min_pu
        mine = [demanded(x, s) for r, s in plan.live[way] if r.id == x.id]
        return max(mine) * (1 - least) > 1

    chosen = [x for x in plan.serving(way, headroom.family) if binds(x)]
    own = [x for x in chosen if has_online(plan, x)]
    committed = [x for x in chosen if not has_online(plan, x)]
    groups = [(headroom.family, own)]
    if headroom.commitment is not None:
        groups.append((headroom.commitment.name, committed))
    for group, some in groups:
        if some:
            name = f"droop_{group}_{way}"
            R = plan.f.axis(name, [x.asset.id for x in some], index_name=headroom.family)
            asked = plan.weighted(f"{name}_services", R, some, way, demanded)
            online = _online_of(plan, R, some, name) if some is own else _committed_of(headroom)

            def droop(r: Any, t: Any, asked: Rule = asked, online: Rule = online) -> Any:  # (machine.3)
                return asked(r, t) <= online(r, t)

            plan.f.constraint(name, (R, plan.m.period), droop)


def _committed_of(headroom: Headroom) -> Rule:
    """The rule (r, t) → committed capacity."""
    assert headroom.commitment is not None
    committed = headroom.commitment.committed
    return lambda r, t: committed[r, t]
