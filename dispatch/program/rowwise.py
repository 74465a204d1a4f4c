"""A sparse matrix by rows, put together family by family without sorting single entries.

The rows of a family form a grid: positions a on all axes but the last, times the N positions of the last (time, as a
rule). A term of a rule gives **strips**: one entry to each of the rows (a, 0) … (a, N−1). All rows of a thus have the
same number k of entries and lie side by side, so that entry t of the r-th strip of a belongs at

    N · (strips of all positions before a) + k·t + r

and only strips, a few dozen a family, are ever put in order. Where a term does not run along the last axis (one row for
a whole year, say) every entry is a strip of length 1, and the same arithmetic holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from dispatch.program.broadcast import Term


@dataclass(frozen=True, eq=False)
class Rowwise:
    """A matrix in compressed rows, named as SciPy names them; SciPy itself is imported only by `tocsr`.

    (Pyomo answers the first import of SciPy with all of scipy.stats: 45 MB and a third of a second.)
    """

    indptr: np.ndarray
    indices: np.ndarray
    data: np.ndarray
    shape: tuple[int, int]
    __array_ufunc__ = None  # so that y @ A asks this class, not numpy

    @classmethod
    def of(cls, matrix: Any) -> Rowwise:
        """From any scipy.sparse array."""
        csr = matrix.tocsr()
        return cls(csr.indptr.astype(np.int32), csr.indices.astype(np.int32), csr.data, csr.shape)

    @classmethod
    def of_row(cls, dense: np.ndarray) -> Rowwise:
        """One row."""
        index = np.flatnonzero(dense).astype(np.int32)
        return cls(np.array([0, len(index)], dtype=np.int32), index, dense[index], (1, len(dense)))

    @property
    def nnz(self) -> int:
        """Entries."""
        return len(self.data)

    @property
    def _row(self) -> np.ndarray:
        return np.repeat(np.arange(self.shape[0], dtype=np.int32), np.diff(self.indptr))

    def __matmul__(self, x: np.ndarray) -> np.ndarray:
        """A x."""
        return np.bincount(self._row, self.data * x[self.indices], minlength=self.shape[0])

    def __rmatmul__(self, y: np.ndarray) -> np.ndarray:
        """Aᵀ y, written y @ A."""
        return np.bincount(self.indices, self.data * y[self._row], minlength=self.shape[1])

    def with_rows(self, first: int, band: Band) -> Rowwise:
        """The same with other rows from `first` on, as many as the band has."""
        last = first + len(band.count)
        here = slice(self.indptr[first], self.indptr[last])
        count = np.diff(self.indptr)
        count[first:last] = band.count
        start = np.zeros_like(self.indptr)
        np.cumsum(count, out=start[1:])
        index = np.concatenate([self.indices[: here.start], band.index.astype(np.int32), self.indices[here.stop :]])
        value = np.concatenate([self.data[: here.start], band.value, self.data[here.stop :]])
        return Rowwise(start, index, value, self.shape)

    def below(self, rows: Rowwise) -> Rowwise:
        """The same with more rows below."""
        start = np.concatenate([self.indptr, self.nnz + rows.indptr[1:]]).astype(np.int32)
        index, value = np.append(self.indices, rows.indices), np.append(self.data, rows.data)
        return Rowwise(start, index, value, (self.shape[0] + rows.shape[0], self.shape[1]))

    def only(self, kept: np.ndarray) -> Rowwise:
        """The rows where `kept` (rows,) is true."""
        count = np.diff(self.indptr)
        inside = np.repeat(kept, count)
        start = np.concatenate([[0], np.cumsum(count[kept])]).astype(np.int32)
        return Rowwise(start, self.indices[inside], self.data[inside], (int(kept.sum()), self.shape[1]))

    def without_small(self, least: float) -> Rowwise:
        """Without entries of a size up to `least`."""
        kept = np.abs(self.data) > least
        counted = np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)
        return Rowwise(counted[self.indptr], self.indices[kept], self.data[kept], self.shape)

    def absolute(self) -> Rowwise:
        """|A|, entry by entry."""
        return Rowwise(self.indptr, self.indices, np.abs(self.data), self.shape)

    def tocsr(self) -> Any:
        """The same as a scipy.sparse.csr_array, without a copy."""
        from scipy import sparse

        return sparse.csr_array((self.data, self.indices, self.indptr), shape=self.shape)

    def toarray(self) -> np.ndarray:
        """Dense, for small ones."""
        dense: np.ndarray = self.tocsr().toarray()
        return dense


@dataclass(frozen=True, eq=False)
class Band:
    """The rows of one family: entries a row, and column and value of every entry, row after row."""

    count: np.ndarray
    index: np.ndarray
    value: np.ndarray

    @classmethod
    def empty(cls) -> Band:
        """No rows."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))


class _Strips(NamedTuple):
    """at: (P,) position of each strip; column: (P, N); value broadcasts to (P, N)."""

    at: np.ndarray
    column: np.ndarray
    value: np.ndarray


def stack_bands(bands: list[Band], columns: int) -> Rowwise:
    """One matrix of all families, one below the other; empties the list to give memory back as it goes."""
    entries, rows = sum(len(band.index) for band in bands), sum(len(band.count) for band in bands)
    if max(entries, columns) >= 2**31:
        raise ValueError(f"{entries} entries in {columns} columns are more than HiGHS can number")
    start = np.zeros(rows + 1, dtype=np.int32)
    if rows:
        np.cumsum(np.concatenate([band.count for band in bands]), out=start[1:])
    index, value = np.empty(entries, dtype=np.int32), np.empty(entries)
    filled = entries
    while bands:
        band = bands.pop()
        here = slice(filled - len(band.index), filled)
        index[here], value[here] = band.index, band.value
        filled = here.start
    return Rowwise(start, index, value, (rows, columns))


def lay_band(terms: Sequence[Term], shape: tuple[int, ...]) -> Band:
    """The rows of a family of this shape; entries of the same row and column add up, zeros vanish."""
    strips = [_along_last(term, shape) for term in terms]
    if any(strip is None for strip in strips):
        strips, shape = [_entries(term, shape) for term in terms], (*shape, 1)
    band, clash = _interleave([s for s in strips if s is not None], shape)
    if clash:
        return _added_up(band)
    return band if band.value.all() else _without_zeros(band)


def _interleave(strips: list[_Strips], shape: tuple[int, ...]) -> tuple[Band, bool]:
    """The rows, and whether one of them has two entries in one column."""
    n, positions = shape[-1], int(np.prod(shape[:-1]))
    at = np.concatenate([s.at for s in strips]) if strips else np.zeros(0, np.intp)
    order = np.argsort(at, kind="stable")
    count = np.bincount(at, minlength=positions)
    first = np.cumsum(count) - count
    rank = np.empty(len(at), np.intp)
    rank[order] = np.arange(len(at)) - first[at[order]]
    index, value = np.empty(n * len(at), np.int32), np.empty(n * len(at))
    begin, stride, step, done = n * first[at] + rank, count[at], np.arange(n), 0
    for s in strips:
        mine = slice(done, done + len(s.at))
        place = begin[mine, None] + stride[mine, None] * step
        index[place], value[place] = s.column, s.value
        done = mine.stop
    band = Band(np.repeat(count.astype(np.int32), n), index, value)
    return band, _clashes(np.concatenate([s.column for s in strips]) if strips else np.zeros((0, n)), at)


def _clashes(column: np.ndarray, at: np.ndarray) -> bool:
    """Whether two strips of one position share a column in some row; only those whose ranges overlap are compared."""
    if not column.size:
        return False
    low, high = column.min(axis=1), column.max(axis=1)
    order = np.lexsort((low, at))
    at, low, high = at[order], low[order], high[order]
    for gap in range(1, len(at)):
        near = np.flatnonzero((at[gap:] == at[:-gap]) & (low[gap:] <= high[:-gap]))
        if not len(near):
            return False
        if any((column[order[i]] == column[order[i + gap]]).any() for i in near):
            return True
    return False


def _without_zeros(band: Band) -> Band:
    kept = band.value != 0
    row = np.repeat(np.arange(len(band.count)), band.count)
    return Band(np.bincount(row[kept], minlength=len(band.count)).astype(np.int32), band.index[kept], band.value[kept])


def _added_up(band: Band) -> Band:
    """Entries of the same row and column as one; needs every entry sorted, so only where some clash."""
    row = np.repeat(np.arange(len(band.count)), band.count)
    order = np.lexsort((band.index, row))
    row, index, value = row[order], band.index[order], band.value[order]
    new = np.flatnonzero(np.append(True, (np.diff(row) != 0) | (np.diff(index) != 0)))
    count = np.bincount(row[new], minlength=len(band.count)).astype(np.int32)
    return _without_zeros(Band(count, index[new], np.add.reduceat(value, new)))


def _along_last(term: Term, shape: tuple[int, ...]) -> _Strips | None:
    """The strips of a term; None where its entries do not run along the last axis."""
    if term.row is None:
        column, value = (np.broadcast_to(v, shape).reshape(-1, shape[-1]) for v in (term.column, term.value))
        return _Strips(np.arange(len(column)), column, value)
    *others, last = term.row
    running = [d for d, size in enumerate(last.shape) if size > 1]
    if len(running) != 1 or last.size != shape[-1] or (last.ravel() != np.arange(last.size)).any():
        return None
    d = running[0]
    if any(other.shape[d] > 1 for other in others):
        return None
    full = np.broadcast_shapes(*(r.shape for r in term.row), np.shape(term.column), np.shape(term.value))
    at = _flat(others, shape[:-1])
    at = np.broadcast_to(at, tuple(1 if i == d else size for i, size in enumerate(full))).ravel()
    column, value = (
        np.moveaxis(np.broadcast_to(v, full), d, -1).reshape(-1, shape[-1]) for v in (term.column, term.value)
    )
    return _Strips(at, column, value)


def _entries(term: Term, shape: tuple[int, ...]) -> _Strips:
    """Every entry of a term as a strip of length 1."""
    row = np.ogrid[tuple(slice(size) for size in shape)] if term.row is None else term.row
    at, column, value = np.broadcast_arrays(_flat(row, shape), term.column, term.value)
    return _Strips(at.ravel(), column.reshape(-1, 1), value.reshape(-1, 1))


def _flat(row: Sequence[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """Flat numbers of positions along every axis; broadcasts like they do."""
    flat = np.zeros((1,) * (row[0].ndim if row else 0), np.intp)
    for position, size in zip(row, shape, strict=True):
        flat = flat * size + position
    return flat
