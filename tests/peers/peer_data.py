"""Where the open validation data is, and the little that every converter needs.

The data is not part of this repository. It is looked for in `$DISPATCH_VALIDATION_DATA`, then in `shared/validation`
beside the repository; tests that need it skip where it is in neither.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dispatch.case.table import TimeTable
from dispatch.horizon import Horizon

ENVIRONMENT = "DISPATCH_VALIDATION_DATA"
REPOSITORY = Path(__file__).resolve().parents[2]
START = "2025-01-01T00:00+00:00"

# 10⁶ s: over one such period 1 m³/s is 1 hm³, so that dimensionless examples need no conversion.
UNIT_STEP_H = 1e6 / 3600
# Nothing that a case can save by not serving a load is worth this much.
UNSERVED_CNY_PER_MWH = 1e6


def validation_folder(*parts: str) -> Path:
    """A folder or file of the data; skips the test where it is absent."""
    named = os.environ.get(ENVIRONMENT)
    root = Path(named) if named else REPOSITORY.parent / "shared" / "validation"
    found = root.joinpath(*parts)
    if not found.exists():
        pytest.skip(f"validation data {'/'.join(parts)} is absent; set {ENVIRONMENT} to the folder that holds it")
    return found


def read_json(*parts: str) -> Any:
    """A JSON file of the data."""
    return json.loads(validation_folder(*parts).read_text(encoding="utf-8"))


def table_on(horizon: Horizon, columns: Mapping[str, Sequence[float] | np.ndarray]) -> TimeTable:
    """A series table with one row a period of the horizon, whose steps may differ between segments or periods.

    Rows are laid on the finest step that divides all periods; every column holds over each of them.
    """
    length = np.rint(3600 * horizon.dt_h).astype(np.int64)
    step = int(np.gcd.reduce(length))
    count = length // step
    span = int((horizon.end[-1] - horizon.start[0]).astype(np.int64))
    if span != int(length.sum()):
        raise ValueError("the segments of the horizon must follow one another without a gap")
    index = pd.date_range(pd.Timestamp(horizon.start[0], tz="UTC"), periods=int(count.sum()), freq=f"{step}s")
    held = {name: np.repeat(np.asarray(values, dtype=float), count) for name, values in columns.items()}
    frame = pd.DataFrame(held, index=index)
    if len(frame) == 1:
        frame = pd.concat([frame, frame.set_axis(index + pd.Timedelta(seconds=step))])
    return TimeTable.from_frame(frame)


def unit_horizon(periods: int) -> Horizon:
    """`periods` stages without a length: flow and volume, power and energy, have the same numbers."""
    return Horizon.regular(START, periods, UNIT_STEP_H, weight=1 / UNIT_STEP_H)
