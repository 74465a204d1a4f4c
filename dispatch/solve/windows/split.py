"""Which window every column and row of a program belongs to.

A window is a range of consecutive periods within one segment. A column belongs to the window of its period; a column
without a period (a day's least release, say) to the window of the rows that it appears in, or to the master where these
lie in several. A row belongs to the window of all its columns where that is one, else to that of its period; rows
without a period that touch several windows belong to the master.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.horizon import Horizon
from dispatch.program.linear_program import LinearProgram
from dispatch.program.subproblem import Spans

MASTER = -1


@dataclass(frozen=True, eq=False)
class Split:
    """edge: (K+1,) first period of every window, and N; column, row: (columns,), (rows,) window or MASTER."""

    edge: np.ndarray
    column: np.ndarray
    row: np.ndarray

    @property
    def windows(self) -> int:
        """K."""
        return len(self.edge) - 1


def window_edges(horizon: Horizon, days: float) -> np.ndarray:
    """(K+1,) first period of every window of about `days` local days, and N at the end.

    Windows begin at local midnight, because what is limited by the day then lies within one of them, and at the start
    of every segment. The last window of a segment is longer where less than half a window would be left.
    """
    day = horizon.local_time().tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    edges = [0]
    for first, last in zip(horizon.segment_first_period, horizon.segment_last_period, strict=True):
        elapsed = day[first : last + 1] - day[first]
        count = max(1, int((elapsed[-1] + 1) / days + 0.5))
        starts = np.searchsorted(elapsed, np.ceil(days * np.arange(1, count)))
        edges += [*(int(first) + starts[starts <= last - first]).tolist(), int(last) + 1]
    return np.unique(edges)


def split_program(program: LinearProgram, edge: np.ndarray, shared: np.ndarray | None = None) -> Split:
    """See the module. shared: numbers of rows that belong to the master although they have a period."""
    count = len(edge) - 1
    spans = Spans(program)
    window = np.repeat(np.arange(count), np.diff(edge))
    touched = spans.first <= spans.last
    first, last = (np.where(touched, window[np.where(touched, p, 0)], MASTER) for p in (spans.first, spans.last))
    column = np.where(first == last, first, MASTER)
    row = _row_window(program, window, column, count)
    if shared is not None:
        row[shared] = MASTER
    return Split(edge, column, row)


def _row_window(program: LinearProgram, window: np.ndarray, column: np.ndarray, count: int) -> np.ndarray:
    """(rows,) window of every row."""
    rows = program.matrix.shape[0]
    row = np.repeat(np.arange(rows), np.diff(program.matrix.indptr))
    of_entry = column[program.matrix.indices]
    inside = of_entry != MASTER
    least, most = np.full(rows, count), np.full(rows, MASTER)
    np.minimum.at(least, row[inside], of_entry[inside])
    np.maximum.at(most, row[inside], of_entry[inside])
    period = program.row_period()
    own = np.where(period >= 0, window[np.maximum(period, 0)], MASTER)
    return np.where(least == most, most, own)
