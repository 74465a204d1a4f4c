"""Where windows begin: states, penalties and the master's box, from an answer of the same program with longer steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.solve.windows.link_types import Links

# Slack pays so many times what a unit of the state is worth at most in the coarse answer.
DEAR = 10.0
# A state without a limit may leave its place in the coarse answer by so many times its finite range.
ROOM = 2.0
# The whole cost is about so many units of money in the master.
COSTS = 2.0**15
# Stands for an endless limit where a middle is taken.
WIDE = 1e6


@dataclass(frozen=True, eq=False)
class Start:
    """(S,) states; penalty: CNY a unit of slack; lower, upper: the box of the master, finite.

    unit_cny: a unit of money in the master, such that its costs are numbers as HiGHS likes them.
    """

    state: np.ndarray
    penalty: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    unit_cny: float


def begin(program: LinearProgram, links: Links, x: np.ndarray, row_dual: np.ndarray) -> Start:
    """x: (columns,), row_dual: (rows,) of the coarse answer, spread over the periods."""
    states = links.states
    at = state_of(links, x)
    span = _finite_span(program, links)
    room = ROOM * np.where(span > 0, span, 1.0 + np.abs(at))
    lower = np.where(np.isfinite(states.lower), states.lower, np.minimum(at, 0.0) - room)
    upper = np.where(np.isfinite(states.upper), states.upper, np.maximum(at, 0.0) + room)
    worth = _worth(links, _dearest(program.rows, np.abs(row_dual)))
    cost = abs(program.c0 + float(program.c @ x))
    unit = 2.0 ** np.floor(np.log2(max(cost, 1.0) / COSTS))
    return Start(np.clip(at, lower, upper), DEAR * worth + 1.0, lower, upper, float(unit))


def begin_anywhere(program: LinearProgram, links: Links) -> Start:
    """Where there is no coarse answer: in the middle of the box, with penalties from the dearest column."""
    middle = 0.5 * (np.maximum(program.column_lower, -WIDE) + np.minimum(program.column_upper, WIDE))
    endless = ~np.isfinite(program.column_lower) | ~np.isfinite(program.column_upper)
    x = np.where(endless, np.clip(0.0, program.column_lower, program.column_upper), middle)
    return begin(program, links, x, np.full(program.shape[0], np.abs(program.c).max(initial=1.0)))


def state_of(links: Links, x: np.ndarray) -> np.ndarray:
    """(S,) states of a dispatch x (columns,)."""
    out, states = links.outgoing, links.states
    total = np.bincount(out.state, out.value * x[out.column], states.count)
    return np.where(states.column >= 0, x[states.column], total)


def _finite_span(program: LinearProgram, links: Links) -> np.ndarray:
    """(S,) how far a state can move by those of its columns that have limits."""
    width = program.column_upper - program.column_lower
    out = links.outgoing
    return np.bincount(
        out.state, np.abs(out.value) * np.where(np.isfinite(width), width, 0.0)[out.column], links.states.count
    )


def _dearest(rows: dict[str, Layout], dual: np.ndarray) -> np.ndarray:
    """(rows,) the largest dual of the family of every row."""
    largest = np.zeros(len(dual))
    for layout in rows.values():
        if layout.size:
            layout.of(largest)[...] = layout.of(dual).max()
    return largest


def _worth(links: Links, dual: np.ndarray) -> np.ndarray:
    """(S,) what a unit of a state can be worth by the rows that take it in."""
    worth = np.zeros(links.states.count)
    incoming = links.incoming
    np.maximum.at(worth, incoming.state[incoming.of], np.abs(incoming.value) * dual[incoming.row])
    shared = links.states.column < 0
    worth[shared] = np.maximum(worth[shared], dual[links.states.row[shared]])
    return worth
