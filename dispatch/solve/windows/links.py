"""What windows share: states that one hands over to another, and columns and rows of the master.

A row of window k that touches columns of other windows is treated in one of three ways, told by the matrix alone:

    copied   every foreign column is a state at the boundary where k opens: k gets a copy of it (stored energy)
    carried  an equation: what it takes from window j comes in as a column a of its own; all rows of the same asset
             share one state, S = Σ_rows A_j x_j = Σ a. Of a reservoir this is stored + under way. When within k the
             water arrives is left free: a relaxation, so that the bound remains one
    dropped  anything else (ramps, limits that look back): left out of the windows, mended afterwards

A state without finite limits (a running total) is not worth carrying: its rows are dropped, as are limits without a
period that touch two neighbouring windows. Other rows of the master get a share a window, s = A_k x_k, and hold over
their sum. Columns of the master are copied into the windows whose rows touch them.

All three are written as entries of **link rows** of the windows: Σ outgoing value·x + Σ incoming columns = state.
"""

from __future__ import annotations

import numpy as np

from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.solve.windows.link_entries import Entries, LinkMaker, Ranges
from dispatch.solve.windows.link_types import Links
from dispatch.solve.windows.split import MASTER, Split


def find_links(program: LinearProgram, split: Split, shared: np.ndarray | None = None) -> Links:
    """See the module. shared: rows of the master that are not dropped, however short."""
    entries = Entries.of(program, split)
    limits = Ranges(program)
    foreign = entries.part((entries.row_window != MASTER) & (entries.window != MASTER))
    copied, carried, dropped = _sorted_out(program, split, foreign, limits)
    alive = np.ones(program.shape[0], dtype=bool)
    alive[dropped] = False
    made = LinkMaker(limits)
    timeless = entries.part((entries.window == MASTER) & (entries.row_window != MASTER) & alive[entries.row])
    globals_ = np.flatnonzero(split.column == MASTER)
    made.copy(foreign.part(copied), timeless, globals_, program.c, split)
    made.carry(foreign.part(carried), _assets(program.rows, program.shape[0]))
    of_master = entries.part(entries.row_window == MASTER)
    short = _short_rows(program, of_master)
    if shared is not None:
        short[shared] = False
    made.share(of_master.part(~short[of_master.row]))
    kept = np.flatnonzero((split.row == MASTER) & ~short)
    return made.links(kept, np.union1d(dropped, np.flatnonzero(short)))


def _short_rows(program: LinearProgram, of_master: Entries) -> np.ndarray:
    """(rows,) whether a row of the master is a limit that touches two neighbouring windows and nothing else."""
    size = program.shape[0]
    least, most = np.full(size, np.iinfo(np.int64).max), np.full(size, MASTER)
    np.minimum.at(least, of_master.row, of_master.window)
    np.maximum.at(most, of_master.row, of_master.window)
    return (least != MASTER) & (most - least == 1) & (program.row_lower != program.row_upper)


def _sorted_out(
    program: LinearProgram, split: Split, foreign: Entries, limits: Ranges
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(foreign entries that are copied, those that are carried, rows that are dropped)."""
    boundary = _boundary_of(program)
    opening = np.append(program.horizon.first_boundary[split.edge[:-1]], -2)
    at_opening = boundary[foreign.column] == opening[foreign.row_window]
    size = program.shape[0]
    elsewhere = np.bincount(foreign.row, ~at_opening, size) > 0
    equation = program.row_lower == program.row_upper
    endless = ~np.isfinite(limits.column_lower) | ~np.isfinite(limits.column_upper)
    endless &= boundary >= 0
    hopeless = np.bincount(foreign.row, endless[foreign.column], size) > 0
    touched = np.zeros(size, dtype=bool)
    touched[foreign.row] = True
    drop = touched & (hopeless | elsewhere & ~equation)
    carried = ~drop & touched & elsewhere
    copied = ~drop & touched & ~elsewhere
    return copied[foreign.row], carried[foreign.row], np.flatnonzero(drop)


def _boundary_of(program: LinearProgram) -> np.ndarray:
    """(columns,) boundary of every state, −1 of all other columns."""
    boundary = np.full(len(program.c), -1)
    for layout in program.columns.values():
        for d, axis in enumerate(layout.axes):
            if axis.name == "boundary" and layout.size:
                along = np.arange(axis.size).reshape(tuple(axis.size if i == d else 1 for i in range(len(layout.axes))))
                layout.of(boundary)[...] = along
    return boundary


def _assets(layouts: dict[str, Layout], total: int) -> np.ndarray:
    """(total,) a number for each family and position on all of its axes but time."""
    asset, given = np.zeros(total, dtype=np.int64), 0
    for layout in layouts.values():
        if not layout.size:
            continue
        timeless = tuple(1 if a.name in ("period", "boundary", "step") else a.size for a in layout.axes)
        numbers = given + np.arange(int(np.prod(timeless))).reshape(timeless)
        layout.of(asset)[...] = numbers
        given += numbers.size
    return asset
