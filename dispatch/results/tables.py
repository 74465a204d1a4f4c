"""Tables by family, unit and label: what is written to disk, what the audit replays and reports show.

A table holds every column that shares a family and a time axis: `storage` has powers on periods, `storage_state`
the state of charge on boundaries, `corridor_total` what has no time. Its arrays are (labels, times);
`tidy` gives the long frame that Parquet stores, `wide` one column as times × labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(eq=False)
class Table:
    """labels: names along `axis`; time: (n_t,) local stamps or None; columns: name → (labels, n_t) or (labels,)."""

    axis: str
    labels: tuple[str, ...]
    time: pd.DatetimeIndex | None
    segment: np.ndarray | None
    columns: dict[str, np.ndarray] = field(default_factory=dict)

    def tidy(self) -> pd.DataFrame:
        """One row a label and time, labels first; `segment` only where there is more than one."""
        count = 1 if self.time is None else len(self.time)
        content: dict[str, object] = {
            self.axis: pd.Categorical.from_codes(
                np.repeat(np.arange(len(self.labels)), count), categories=pd.Index(list(self.labels), dtype=str)
            )
        }
        if self.time is not None:
            content["time"] = self.time[np.tile(np.arange(count), len(self.labels))]
        if self.segment is not None:
            content["segment"] = np.tile(self.segment, len(self.labels))
        content |= {name: values.ravel() for name, values in self.columns.items()}
        return pd.DataFrame(content)

    def wide(self, column: str) -> pd.DataFrame:
        """One column as times × labels."""
        index = self.time if self.time is not None else pd.RangeIndex(1)
        return pd.DataFrame(self.columns[column].reshape(len(self.labels), -1).T, index, list(self.labels))

    def of(self, label: str, column: str) -> np.ndarray:
        """(n_t,) one label's values."""
        return self.columns[column][self.labels.index(label)]


class Tables(Mapping[str, Table]):
    """All tables of a run, by name."""

    def __init__(self, tables: dict[str, Table]):
        self._tables = tables

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def array(self, name: str, column: str) -> np.ndarray:
        """(labels, n_t) of a column; an empty (0, 0) array where the case has no such family."""
        table = self._tables.get(name)
        return table.columns[column] if table is not None and column in table.columns else np.zeros((0, 0))

    def write(self, folder: Path) -> None:
        """One Parquet file a table."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self._tables.items():
            table.tidy().to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """The tables of a run directory, exactly as they were written."""
        return cls({path.stem: _from_tidy(pd.read_parquet(path)) for path in sorted(folder.glob("*.parquet"))})


def _from_tidy(frame: pd.DataFrame) -> Table:
    axis = str(frame.columns[0])
    labels = tuple(frame[axis].cat.categories)
    count = len(frame) // max(len(labels), 1)
    time = pd.DatetimeIndex(frame["time"].iloc[:count]) if "time" in frame else None
    segment = frame["segment"].to_numpy()[:count] if "segment" in frame else None
    shape = (len(labels),) if time is None else (len(labels), count)
    kept = [c for c in frame.columns[1:] if c not in ("time", "segment")]
    return Table(axis, labels, time, segment, {c: frame[c].to_numpy().reshape(shape) for c in kept})
