"""From windows back to the whole program: its dispatch, and the duals that prove a bound."""

from __future__ import annotations

import numpy as np

from dispatch.program.linear_program import LinearProgram
from dispatch.solve.windows.link_types import Links
from dispatch.solve.windows.master import Cut, Point
from dispatch.solve.windows.split import MASTER, Split
from dispatch.solve.windows.window import Window


def stitch(
    program: LinearProgram,
    split: Split,
    links: Links,
    windows: list[Window],
    state: np.ndarray,
    parts: list[np.ndarray],
) -> np.ndarray:
    """(columns,) of all windows side by side; where dropped rows and arrivals are not right yet, `seams` mends them.

    state: (S,) that of the windows; parts: columns of every window.
    """
    x = np.zeros(len(program.c))
    for window, part in zip(windows, parts, strict=True):
        x[window.column] = part[: len(window.column)]
    whole = np.flatnonzero(links.states.column >= 0)
    owned = links.states.column[whole]
    timeless = split.column[owned] == MASTER
    x[owned[timeless]] = state[whole[timeless]]
    return np.clip(x, program.column_lower, program.column_upper)


def whole_dual(
    program: LinearProgram, links: Links, windows: list[Window], point: Point, cuts: list[Cut]
) -> np.ndarray:
    """(rows,) duals of the whole program: those of every window's cuts by their weights in the master.

    Weights of a window add up to 1. Of a carried state each row keeps its own dual, which proves at least as much as
    the one dual that the state has. Rows that were dropped have none.
    """
    dual = np.zeros(program.shape[0])
    total = np.zeros(len(windows))
    weight = np.maximum(point.weight, 0.0)
    for cut, share in zip(cuts, weight, strict=True):
        total[cut.window] += share
    for cut, share in zip(cuts, weight, strict=True):
        if share > 0:
            dual[windows[cut.window].row] += share / total[cut.window] * cut.row_dual
    dual[links.master.row] = point.row_dual
    return dual
