"""Windows of the goal and their measures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.audit.recorder import Array, Recorder

_LETTER = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}


def windows_of(recorder: Recorder) -> tuple[Array, tuple[str, ...]]:
    """(N,) number of the window of each period, and what the run calls them."""
    goal, horizon = recorder.case.objective, recorder.horizon
    local = horizon.local_time().tz_localize(None)
    key = local.to_period(_LETTER[goal.window]).astype(str) if goal.window != "all" else pd.Index([""] * len(local))
    pairs = list(zip(key, horizon.segment.tolist(), strict=True))
    order = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
    table = recorder.tables.optional("stage_window")
    labels = tuple(table.labels) if table is not None else ()
    short = len(order) - len(labels)
    # Matched by position: as many as the calendar has, in its order.
    labels = (*labels, *(f"? {i}" for i in range(max(short, 0))))[: len(order)]
    return np.array([order[pair] for pair in pairs]), labels


def shaved_windows(recorder: Recorder, number: Array, count: int) -> Array:
    goal = recorder.case.objective
    if not goal.dates:
        return np.ones(count, dtype=bool)
    dates = set(goal.dates)
    asked = np.array([day in dates for day in recorder.horizon.local_time().date])
    return np.array([bool(asked[number == w].any()) for w in range(count)])


def measures_of(recorder: Recorder, curve: Array, number: Array, count: int) -> tuple[Array, Array]:
    """(n,) measures of all windows, and their heights without what changes count."""
    goal, horizon = recorder.case.objective, recorder.horizon
    shaved = shaved_windows(recorder, number, count)
    height = np.array(
        [
            curve[number == w].max() - (curve[number == w].min() if goal.measure == "spread" else 0.0)
            for w in range(count)
        ]
    )
    before, after = horizon.step_before, horizon.step_after
    both = shaved[number[before]] & shaved[number[after]]
    change = np.abs(curve[after] - curve[before]) * both
    return height + goal.smoothing * np.bincount(number[after], change, count), height
