"""Link rows and states as arrays: what windows share (`links` says how they are found)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class States:
    """Columns of the master: (S,) limits and cost; column: the column of the program that each is, −1 for a total.

    row: a row of the program whose dual is worth about as much as the state (of one asset, in the same unit).
    """

    lower: np.ndarray
    upper: np.ndarray
    cost: np.ndarray
    column: np.ndarray
    row: np.ndarray

    @property
    def count(self) -> int:
        """S."""
        return len(self.lower)


@dataclass(frozen=True, eq=False)
class Outgoing:
    """Entries value·x[column] in the link row of `state` in `window`."""

    window: np.ndarray
    state: np.ndarray
    column: np.ndarray
    value: np.ndarray


@dataclass(frozen=True, eq=False)
class Incoming:
    """New columns of windows, each with entry 1 in the link row of `state`; they are `value` times in rows `row` of the
    program: entries belong to the new column `of`. lower, upper: limits of the new columns."""

    window: np.ndarray
    state: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    of: np.ndarray
    row: np.ndarray
    value: np.ndarray


@dataclass(frozen=True, eq=False)
class MasterRows:
    """Rows of the program that the master holds: entries value·state in row `row[at]`."""

    row: np.ndarray
    at: np.ndarray
    state: np.ndarray
    value: np.ndarray


@dataclass(frozen=True, eq=False)
class Links:
    """Everything that windows share; dropped: numbers of the rows left out of the bound."""

    states: States
    outgoing: Outgoing
    incoming: Incoming
    master: MasterRows
    dropped: np.ndarray
