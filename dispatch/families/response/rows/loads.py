"""What a load draws in the dispatch beside its demand, for the loss of it: what it is bent to goes with it.

Parts, each over an axis of its own, with the load that every position on it belongs to:

    − unserved                     of the load itself
    + up − down                    of what bends it, − demand·idle of potlines with cells off line
    + restore − give               of cars that lend
    − part·less                    of every virtual plant of which it is a member
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dispatch.case.schema import FLEXIBLE, Case
from dispatch.families.flexible.entity import enabled
from dispatch.families.virtual_plant.members import members_of
from dispatch.program.formulation import Axis, Columns, Formulation, Rule

Part = tuple[Axis, Rule, tuple[str, ...]]


def load_parts(m: Formulation, case: Case) -> Iterator[Part]:
    """All parts that there are."""
    f = m.families["load"]
    axis, unserved = f.axis_of["load"], f.var_of["unserved_mw"]
    yield axis, lambda i, t: -unserved[i, t], axis.labels or ()
    for kind in FLEXIBLE:
        owners = {x.id: x.load for x in enabled(getattr(case, kind))}
        if owners:
            yield from _bent(m, kind, owners)
    yield from _called(m, case)


def _bent(m: Formulation, kind: str, owners: dict[str, str]) -> Iterator[Part]:
    f, loads = m.families[kind], tuple(owners.values())
    F, up, down = f.axis_of[kind], f.var_of["up_mw"], f.var_of["down_mw"]
    yield F, lambda i, t: up[i, t] - down[i, t], loads
    if kind == "potline" and "potline_stretch" in m.families:
        off, stretch = m.families["potline_stretch"].var_of["off_pu"], f.param_of["stretch"]
        base = f.param_of["baseline_mw"]
        yield F, lambda i, t: -base[i, t] * off[stretch[i, t]], loads
    if "give_mw" in f.var_of:
        give, restore, V = f.var_of["give_mw"], f.var_of["restore_mw"], f.axis_of["lending"]
        yield V, lambda i, t: restore[i, t] - give[i, t], tuple(owners[id] for id in V.labels or ())


def drawn_by(m: Formulation, kind: str) -> Rule:
    """The rule (i, t) → MW that what bends loads draws, less what goes unserved: no more can be dropped."""
    f, unserved = m.families[kind], m.families["load"].var_of["unserved_mw"]
    base, home = f.param_of["baseline_mw"], f.param_of["load_of"]
    up, down = f.var_of["up_mw"], f.var_of["down_mw"]

    def drawn(i: Any, t: Any) -> Any:
        return base[i, t] - down[i, t] + up[i, t] - unserved[home[i], t]

    if kind != "potline" or "potline_stretch" not in m.families:
        return drawn
    off, stretch = m.families["potline_stretch"].var_of["off_pu"], f.param_of["stretch"]
    return lambda i, t: drawn(i, t) - base[i, t] * off[stretch[i, t]]


def _called(m: Formulation, case: Case) -> Iterator[Part]:
    v = m.families.get("virtual_plant")
    if v is None:
        return
    K, less, part, plant = v.axis_of["member"], v.var_of["less_mw"], v.param_of["part_pu"], v.param_of["plant"]
    # A member is called by its plant and its load.
    loads = {f"{x.id} {k.load.id}": k.load.id for x in enabled(case.virtual_plant) for k in members_of(x, case)}
    yield K, lambda k, t: -part[k, t] * less[plant[k], t], tuple(loads[id] for id in K.labels or ())


def most_more_mw(m: Formulation, case: Case, load: str) -> np.ndarray:
    """(N,) the most that a load may draw beyond its demand: upper bounds of everything that adds to it."""
    bound = {columns.name: columns for columns in m.columns}
    most = np.zeros(m.period.size)
    for kind in FLEXIBLE:
        for plant in enabled(getattr(case, kind)):
            if plant.load == load:
                more = (bound[name] for name in (f"{kind}.up_mw", f"{kind}.restore_mw") if name in bound)
                most = most + sum((_row(c, c.upper, plant.id) for c in more), np.zeros_like(most))
    less = bound.get("virtual_plant.less_mw")
    for plant in enabled(case.virtual_plant):
        if less is not None and any(member.load.id == load for member in members_of(plant, case)):
            most = most - np.minimum(_row(less, less.lower, plant.id), 0.0)
    return most


def _row(columns: Columns, bounds: np.ndarray, label: str) -> np.ndarray:
    """(N,) bounds of one label; nothing where it is not there."""
    labels = columns.axes[0].labels or ()
    shape = tuple(axis.size for axis in columns.axes)
    return np.asarray(np.broadcast_to(bounds, shape)[labels.index(label)] if label in labels else np.zeros(shape[1:]))
