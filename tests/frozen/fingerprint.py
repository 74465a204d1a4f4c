"""What a linear program contains, whatever the order of its rows and columns.

A row is known by its limits and its entries, an entry by its value and the column that it belongs to, a column by cost,
limits and its entries. Two rounds of that, as sums of scrambled 64-bit words, tell programs apart and do not depend on
how anything is ordered or called. Values count to nine digits, so that a sum in another order is the same.

Beside the fingerprint of the whole stands one of every family by itself: the first difference shows where to look.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np

DIGITS = 9
ROUNDS = 2


def fingerprint(program: Any) -> dict[str, Any]:
    """Sizes, one digest of everything, and `size, digest` of every family of rows and columns of a LinearProgram."""
    rows, columns, nonzeros = program.shape
    matrix = program.matrix
    at = np.repeat(np.arange(rows), np.diff(matrix.indptr))
    index, value = np.asarray(matrix.indices), _words(matrix.data)
    row = own_row = _mixed(_words(program.row_lower), _words(program.row_upper))
    column = own_column = _mixed(_words(program.c), _words(program.column_lower), _words(program.column_upper))
    own_row = _mixed(own_row, _summed(value, at, rows))
    own_column = _mixed(own_column, _summed(value, index, columns))
    for _ in range(ROUNDS):
        row = _mixed(row, _summed(_mixed(value, column[index]), at, rows))
        column = _mixed(column, _summed(_mixed(value, row[at]), index, columns))
    return {
        "rows": rows,
        "columns": columns,
        "nonzeros": nonzeros,
        "constant_cny": float(f"{program.c0:.{DIGITS}g}"),
        "content": _digest(row, column),
        "rows_of": _by_family(program.rows, own_row),
        "columns_of": _by_family(program.columns, own_column),
    }


def _by_family(layouts: dict[str, Any], words: np.ndarray) -> dict[str, str]:
    """`size digest` by name of family, sorted by name; families without a member are left out."""
    parts = {name: words[layout.offset : layout.offset + layout.size] for name, layout in layouts.items()}
    return {name: f"{len(part)} {_digest(part)}" for name, part in sorted(parts.items()) if len(part)}


def _words(values: np.ndarray) -> np.ndarray:
    """A 64-bit word a number, the same for numbers that agree to nine digits."""
    exact = np.asarray(values, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.abs(exact))))
        short = np.where(np.isfinite(scale), np.round(exact * scale) / scale, exact)
    return np.ascontiguousarray(short + 0.0).view(np.uint64)  # + 0.0: no negative zero


def _mixed(*words: np.ndarray) -> np.ndarray:
    """One word of several, order counts (the finaliser of SplitMix64)."""
    mixed = np.full(words[0].shape, 0x9E3779B97F4A7C15, dtype=np.uint64)
    for word in words:
        mixed = (mixed ^ word) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed


def _summed(words: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """The sum modulo 2⁶⁴ of scrambled words at each position: their order does not count."""
    total = np.zeros(size, dtype=np.uint64)
    np.add.at(total, at, _mixed(words))
    return total


def _digest(*words: np.ndarray) -> str:
    return sha256(b"".join(np.sort(word).tobytes() for word in words)).hexdigest()[:16]
