"""Tables of goals without time, and columns of families."""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.verdict import Check


def reported(recorder: Recorder, name: str, column: str) -> dict[str, float]:
    """label → number of a table without time; empty, and a failed check, where it cannot be read."""
    table = recorder.tables.optional(name)
    recorder.record(Check("tables.missing", int(table is None), 0, name))
    if table is None:
        return {}
    recorder.record(Check("tables.columns", int(column not in table.columns), 0, f"{name}.{column}"))
    if column not in table.columns:
        return {}
    return {label: float(value) for label, value in zip(table.labels, table.columns[column], strict=False)}


def column_of(recorder: Recorder, family: str, label: str, column: str) -> Array:
    table = recorder.tables.optional(family)
    if table is None or column not in table.columns or label not in table.labels:
        return np.full(recorder.horizon.periods, np.nan)
    return np.asarray(table.columns[column][list(table.labels).index(label)], dtype=float)
