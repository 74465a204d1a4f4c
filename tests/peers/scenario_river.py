"""A scenario tree as a river, so that multistage stochastic programs run on the families of a dispatch case.

Let a node of probability q take q·L hours, children side by side under their parent, and stages one after the other::

    stage 0  |---------------------------- 1 ----------------------------|
    stage 1  |--------- 0.6 ---------|------------- 0.4 ------------|
    stage 2  |--- .36 ---|--- .24 ---| …

Water released in a node travels L hours. What flows at Q through the parent's hours arrives at Q in the hours of every
child, so the volume that a parent leaves is what each of its children finds: the flow in m³/s is the volume per stage.
With the weight 1/L every cost counts with its probability.

Storing is done by a pair: a `pond` without volume, where everything meets in a node, and a `carry` above it, into
which water is pumped to be found L hours later in the pond. Its turbine gives back what pumping took.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from peer_data import START

from dispatch.families.bus.entity import Bus
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.horizon import Horizon

CARRY_BUS = "carry"


@dataclass(frozen=True)
class Node:
    """A node of the tree: its stage, its probability and what happens there."""

    stage: int
    probability: float
    outcome: dict[str, float]


Branches = Callable[[int, dict[str, float]], Sequence[tuple[float, dict[str, float]]]]


def grow(stages: int, branches: Branches) -> list[Node]:
    """All nodes, stage after stage, children in the order of their parents; `branches(0, {})` are the roots."""
    nodes: list[Node] = []
    parents = [Node(-1, 1.0, {})]
    for stage in range(stages):
        parents = [
            Node(stage, parent.probability * share, outcome)
            for parent in parents
            for share, outcome in branches(stage, parent.outcome)
        ]
        nodes += parents
    return nodes


def river_horizon(nodes: Sequence[Node], stage_h: float) -> Horizon:
    """One period a node. `stage_h` hours times every probability must be whole seconds."""
    hours = stage_h * np.array([n.probability for n in nodes])
    seconds = 3600 * hours
    if not np.allclose(seconds, np.rint(seconds), atol=1e-6):
        raise ValueError("choose stage hours that make every node whole seconds")
    return Horizon.from_steps(START, np.rint(seconds) / 3600, weight=1 / stage_h)


def over_nodes(nodes: Sequence[Node], name: str) -> np.ndarray:
    """(nodes,) what a quantity of the outcomes is in every node, 0 where it is not named."""
    return np.array([n.outcome.get(name, 0.0) for n in nodes])


def at_start(nodes: Sequence[Node], value: float) -> np.ndarray:
    """(nodes,) a value in the first stage only: what the reservoirs hold before it."""
    return np.array([value if n.stage == 0 else 0.0 for n in nodes])


def store(id_: str, stage_h: float, room: float) -> tuple[Reservoir, Powerhouse]:
    """The carry of pond `id_`, that holds at most `room`, and its machine."""
    carry = Reservoir(
        id=f"{id_}_carry",
        volume_max_hm3=0.0,
        spill_max_m3s=0.0,
        downstream=id_,
        travel_time_h=stage_h,
        past_release_m3s=0.0,
    )
    machine = Powerhouse(
        id=f"{id_}_carry",
        reservoir=carry.id,
        bus=CARRY_BUS,
        p_nom_mw=room,
        turbine_max_m3s=room,
        productivity_mw_per_m3s=1.0,
        pump_max_m3s=room,
        pump_mw_per_m3s=1.0,
    )
    return carry, machine


def carry_bus() -> Bus:
    """Where the machines of all carries are; it balances by itself."""
    return Bus(id=CARRY_BUS)
