"""Kirchhoff's voltage law for the lines that ask for it (linear DC power flow), in cycle form.

With f = (θ0 − θ1 − shift)/x on every line, angles add up to nothing around a cycle:

    (kirchhoff.1) Σ ± (x·f + shift) = 0          for every cycle of a basis of the network

One row a cycle and period, and no angle columns. The basis is that of a breadth-first spanning forest: every line off
the forest closes one cycle with the paths to the common ancestor. Rows are scaled to a largest |x| of 1. Reference:
Hörsch et al., "Linear optimal power flow using cycle flows" (2018).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.network.entity import Line
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series

Cycle = list[tuple[int, float]]


def cycle_basis(lines: Sequence[Line]) -> list[Cycle]:
    """Cycles as lists of (line number, +1 along it or −1 against it); parallel lines close cycles of two."""
    neighbours: dict[str, list[tuple[int, str]]] = {}
    for i, line in enumerate(lines):
        neighbours.setdefault(line.bus0, []).append((i, line.bus1))
        neighbours.setdefault(line.bus1, []).append((i, line.bus0))
    above: dict[str, tuple[str, int]] = {}
    depth: dict[str, int] = {}
    for root in neighbours:
        if root in depth:
            continue
        depth[root] = 0
        queue = deque([root])
        while queue:
            bus = queue.popleft()
            for i, other in neighbours[bus]:
                if other not in depth:
                    depth[other], above[other] = depth[bus] + 1, (bus, i)
                    queue.append(other)
    tree = {i for _, i in above.values()}
    return [_close(lines, i, above, depth) for i in range(len(lines)) if i not in tree]


def _close(lines: Sequence[Line], i: int, above: dict[str, tuple[str, int]], depth: dict[str, int]) -> Cycle:
    """The cycle bus0 → bus1 along line i and back through the forest."""
    cycle: Cycle = [(i, 1.0)]
    here, there = lines[i].bus1, lines[i].bus0
    while here != there:
        if depth[here] >= depth[there]:
            parent, j = above[here]
            cycle.append((j, 1.0 if lines[j].bus0 == here else -1.0))
            here = parent
        else:
            parent, j = above[there]
            cycle.append((j, 1.0 if lines[j].bus0 == parent else -1.0))
            there = parent
    return cycle


def add_kirchhoff(m: Formulation, case: Case, series: Series) -> None:
    """One row per cycle and period."""
    lawful = [line for line in case.line if line.kirchhoff]
    cycles = cycle_basis(lawful)
    if not cycles:
        return
    f = m.families["line"]
    L, one, two = f.axis_of["line"], f.axis_of["signed"], f.axis_of["two_way"]
    position = {line.id: i for i, line in enumerate(case.line)}
    C = f.axis("cycle", [f"cycle{c}" for c in range(len(cycles))])
    x, shift = np.zeros((C.size, L.size)), np.zeros(C.size)
    for c, cycle in enumerate(cycles):
        largest = max(abs(lawful[i].x_pu or 0.0) for i, _ in cycle)
        for i, sign in cycle:
            x[c, position[lawful[i].id]] += sign * (lawful[i].x_pu or 0.0) / largest
            shift[c] += sign * lawful[i].phase_shift_rad / largest
    drop, offset = f.param("cycle_x", (C, L), x), f.param("cycle_shift", (C,), shift)
    at, line = np.nonzero(x)
    flow, forward, backward = (f.var_of[v] for v in ("flow_mw", "forward_mw", "backward_mw"))
    signed_in = _members_of(f, "signed_in_cycle", C, one, L, at, line)
    two_in = _members_of(f, "two_way_in_cycle", C, two, L, at, line)

    def voltage_law(c, t):  # (kirchhoff.1)
        one_column = sum(drop[c, i] * flow[i, t] for i in signed_in[c])
        two_column = sum(drop[c, i] * (forward[i, t] - backward[i, t]) for i in two_in[c])
        return one_column + two_column == -offset[c]

    f.constraint("voltage_law", (C, m.period), voltage_law)


def _members_of(f, name, cycles, chosen, lines, at, line):
    """Which lines of a sub-axis are in which cycle."""
    position = {label: i for i, label in enumerate(chosen.labels)}
    found = np.array([position.get(lines.labels[i], -1) for i in line], dtype=np.int64)
    return f.members(name, cycles, chosen, at[found >= 0], found[found >= 0])
