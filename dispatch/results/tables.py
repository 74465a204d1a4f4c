"""Tables by family, unit and label: what is written to disk, what the audit replays and reports show.

A table holds every column that shares a family and a time axis: `storage` has powers on periods, `storage_state`
the state of charge on boundaries, `corridor_total` what has no time. Its arrays are (labels, times);
`tidy` gives the long frame that Parquet stores, `wide` one column as times × labels.

`results.schema` declares which tables and columns there may be. Reading fails on every other name, with the nearest
ones, `in` included. What is declared and not in this run has to be asked for by `optional`, which then gives None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import overload

import numpy as np
import pandas as pd

from dispatch.results import schema
from dispatch.results.schema import UnknownResultError as UnknownResultError


class AbsentResultError(LookupError):
    """A table or column that a run may hold and this one does not."""

    def __init__(self, kind: str, name: str, inside: str = ""):
        where = f" of table {inside!r}" if inside else ""
        super().__init__(f"{kind} {name!r}{where} is not part of this run; `optional` gives None for it")


class Columns(dict[str, np.ndarray]):
    """Columns by name. A name that no table declares is an error, also in `in` and `get`.

    table: name of the table that they stand in, once it is known; until then columns of all tables are.
    """

    table = ""

    def __missing__(self, name: str) -> np.ndarray:
        self._declared(name)
        raise AbsentResultError("column", name, self.table)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or self._declared(str(name))

    def _declared(self, name: str) -> bool:
        """False for a declared column that is not here; raises UnknownResultError for any other."""
        tables = (self.table,) if self.table else schema.COLUMNS
        if not any(schema.declares(table, name) for table in tables):
            raise UnknownResultError("column", name, (*self, *schema.columns_of(self.table)), self.table)
        return False

    @overload  # type: ignore[override]
    def get(self, name: str, default: None = None) -> np.ndarray | None: ...
    @overload
    def get(self, name: str, default: np.ndarray) -> np.ndarray: ...
    def get(self, name: str, default: np.ndarray | None = None) -> np.ndarray | None:
        """A column, or `default` where this run does not have it."""
        if name in self:
            return self[name]
        return default


@dataclass(eq=False)
class Table:
    """labels: names along `axis`; time: (n_t,) local stamps or None; columns: name → (labels, n_t) or (labels,)."""

    axis: str
    labels: tuple[str, ...]
    time: pd.DatetimeIndex | None
    segment: np.ndarray | None
    columns: Columns

    def __init__(
        self,
        axis: str,
        labels: Iterable[str],
        time: pd.DatetimeIndex | None,
        segment: np.ndarray | None,
        columns: Mapping[str, np.ndarray] | None = None,
    ):
        self.axis, self.labels, self.time, self.segment = axis, tuple(labels), time, segment
        self.columns = Columns(columns or {})

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

    def position(self, label: str) -> int:
        """Row of a label."""
        if label not in self.labels:
            raise UnknownResultError("label", label, self.labels, self.columns.table)
        return self.labels.index(label)

    def of(self, label: str, column: str) -> np.ndarray:
        """(n_t,) one label's values."""
        return self.columns[column][self.position(label)]

    def optional(self, column: str) -> np.ndarray | None:
        """A column, or None where this run does not have it."""
        return self.columns.get(column)


class Tables(Mapping[str, Table]):
    """All tables of a run, by name."""

    def __init__(self, tables: Mapping[str, Table]):
        self._tables = dict(tables)
        for name, table in self._tables.items():
            table.columns.table = name if schema.declares(name) else ""

    def __getitem__(self, name: str) -> Table:
        if name not in self:
            raise AbsentResultError("table", name)
        return self._tables[name]

    def __contains__(self, name: object) -> bool:
        if name not in self._tables and not schema.declares(str(name)):
            raise UnknownResultError("table", str(name), (*self._tables, *schema.COLUMNS))
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def optional(self, name: str) -> Table | None:
        """A table, or None where the case does not have what it is about."""
        return self._tables[name] if name in self else None

    def array(self, name: str, column: str) -> np.ndarray:
        """(labels, n_t) of a column; an empty (0, 0) array where the case has no such family."""
        table = self.optional(name)
        if table is None:
            schema.check(name, column)
            return np.zeros((0, 0))
        return table.columns[column]

    def write(self, folder: Path) -> None:
        """One Parquet file a table."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self._tables.items():
            table.tidy().to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """The tables of a run directory, exactly as they were written."""
        files = sorted(folder.glob("*.parquet"))
        if special := [path.name for path in files if not path.is_file()]:
            raise OSError(f"{special[0]} is not an ordinary file")
        return cls({path.stem: _from_tidy(pd.read_parquet(path)) for path in files})


def _from_tidy(frame: pd.DataFrame) -> Table:
    axis = str(frame.columns[0])
    labels = tuple(frame[axis].cat.categories)
    count = len(frame) // max(len(labels), 1)
    time = pd.DatetimeIndex(frame["time"].iloc[:count]) if "time" in frame else None
    segment = frame["segment"].to_numpy()[:count] if "segment" in frame else None
    shape = (len(labels),) if time is None else (len(labels), count)
    kept = [c for c in frame.columns[1:] if c not in ("time", "segment")]
    return Table(axis, labels, time, segment, {c: frame[c].to_numpy().reshape(shape) for c in kept})
