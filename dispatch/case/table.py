"""A table of time series: an axis of UTC instants and named columns.

Stamps are period starts. A `mean` column holds over each period (MW, pu, m³/s), a `sum` column is a
total per period (MWh, hm³), an `instant` column is a reading at the stamp. `dispatch.series` puts
columns on a horizon; this module only holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from dispatch.measured.finding import Finding, Site

Quantity = Literal["mean", "sum", "instant"]
Repeat = Literal["no", "day", "year"]


@dataclass(frozen=True, eq=False)
class TimeTable:
    """Columns over the periods [start[i], start[i] + step).

    start: (n,) datetime64[s], UTC, strictly increasing; end: datetime64[s] of the last period;
    columns: name → (n,) float64, no NaN. `repeat` lets a day or a year stand for any other.
    `origin` is the file that it came from and `lines` the line of each row there, `examined` whether it was looked at
    for what is odd and `findings` what was noted, found and repaired in it, `site` where it was measured if the file
    says so: for messages, no part of the content.
    """

    start: np.ndarray
    end: np.datetime64
    columns: Mapping[str, np.ndarray]
    quantity: Quantity = "mean"
    repeat: Repeat = "no"
    origin: str = ""
    lines: np.ndarray | None = field(default=None, repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    site: Site | None = field(default=None, repr=False)
    examined: bool = field(default=False, repr=False)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, quantity: Quantity = "mean", repeat: Repeat = "no") -> TimeTable:
        """A table from a frame whose index is a regular, time-zone aware DatetimeIndex of period starts.

        Raises ValueError for a naive, unordered or irregular index or a NaN.
        """
        index = frame.index
        if not isinstance(index, pd.DatetimeIndex) or index.tz is None:
            raise ValueError("the index must be a DatetimeIndex with a time zone")
        if len(index) < 2:
            raise ValueError("a series table needs at least two rows to show its step")
        start = index.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
        steps = np.diff(start)
        if (steps != steps[0]).any() or steps[0] <= np.timedelta64(0, "s"):
            raise ValueError("the index must increase in equal steps")
        columns = {str(k): np.ascontiguousarray(frame[k], dtype=float) for k in frame.columns}
        for name, values in columns.items():
            if not np.isfinite(values).all():
                raise ValueError(f"column {name!r} has a value that is not finite")
        return cls(start, start[-1] + steps[0], columns, quantity, repeat)

    @property
    def step_s(self) -> int:
        """Length of a period in seconds."""
        return int((self.end - self.start[-1]).astype(int))

    @property
    def length_s(self) -> int:
        """Seconds from the first start to the last end."""
        return int((self.end - self.start[0]).astype("timedelta64[s]").astype(int))

    def __eq__(self, other: object) -> bool:
        """Same axis, columns and meaning; where they came from does not count."""
        if not isinstance(other, TimeTable):
            return NotImplemented
        return (
            (self.quantity, self.repeat, self.end, self.columns.keys())
            == (other.quantity, other.repeat, other.end, other.columns.keys())
            and np.array_equal(self.start, other.start)
            and all(np.array_equal(values, other.columns[name]) for name, values in self.columns.items())
        )

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)
