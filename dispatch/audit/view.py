"""View of one family, or of some of its assets, for the audit: numbers of the case, series, reported columns, and
checks.

Arrays are (n, n_t), one row per asset; numbers of the case are (n, 1) so that they broadcast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, On, Recorder
from dispatch.audit.tolerances import EXACT, FEASIBLE
from dispatch.case.entity import Entity

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, eq=False)
class View(Generic[E]):
    """`family` names checks, costs and tables; `known` are the ids of the whole family."""

    recorder: Recorder
    reader: Reader
    family: str
    assets: tuple[E, ...]
    known: tuple[str, ...]

    @classmethod
    def of(cls, recorder: Recorder, reader: Reader, family: str, assets: Sequence[E]) -> View[E]:
        return cls(recorder, reader, family, tuple(assets), tuple(asset.id for asset in assets))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(asset.id for asset in self.assets)

    def where(self, chosen: Array) -> View[E]:
        """Only the assets for which `chosen` (n,) is true."""
        some = tuple(asset for asset, yes in zip(self.assets, chosen, strict=True) if yes)
        return View(self.recorder, self.reader, self.family, some, self.known)

    def which(self, condition: Callable[[E], bool]) -> Array:
        """(n,) bool."""
        return np.array([condition(asset) for asset in self.assets], dtype=bool)

    def each(self, number: Callable[[E], float | None]) -> Array:
        """(n, 1) numbers of the case; NaN for None."""
        return np.array([[number(asset)] for asset in self.assets], dtype=float).reshape(-1, 1)

    def series(self, field: str) -> Array:
        """(n, N) or (n, N+G) of a field that may vary."""
        return self.recorder.series.stack(self.assets, field)

    def read(self, column: str, on: On = "period") -> Array:
        """A reported column; NaN where it cannot be read."""
        return self.reader.read(self.family, self.known, self.ids, column, on)

    def read_where(self, chosen: Array, column: str, on: On = "period") -> Array:
        """A column that only the `chosen` assets have; 0 for the others."""
        read = self.where(chosen).read(column, on)
        found = np.zeros((len(self.assets), read.shape[1]))
        found[chosen] = read
        return found

    def at_most(self, check: str, value: Array, limit: Array, size: Array | None = None, on: On = "period") -> None:
        """value ≤ limit, relative to 1 + |limit| unless `size` says otherwise."""
        self._compare(check, value - limit, value, limit, np.abs(limit) if size is None else size, on, FEASIBLE)

    def at_least(self, check: str, value: Array, limit: Array, size: Array | None = None, on: On = "period") -> None:
        """value ≥ limit."""
        self._compare(check, limit - value, value, limit, np.abs(limit) if size is None else size, on, FEASIBLE)

    def within(self, check: str, low: Array, value: Array, high: Array, on: On = "period") -> None:
        """low ≤ value ≤ high."""
        self.at_least(check, value, low, on=on)
        self.at_most(check, value, high, on=on)

    def equal(self, check: str, value: Array, expected: Array, size: Array, on: On = "period") -> None:
        """value = expected as far as the solver holds it."""
        self._compare(check, np.abs(value - expected), value, expected, size, on, FEASIBLE)

    def same(self, check: str, value: Array, expected: Array, on: On = "period") -> None:
        """value = expected to rounding: nothing but arithmetic lies between them."""
        self._compare(check, np.abs(value - expected), value, expected, np.abs(expected), on, EXACT)

    def less_than(self, check: str, value: Array, limit: float) -> None:
        """value ≤ limit, absolute, in the unit of the value."""
        bound = np.full((1, 1), limit)
        self.recorder.compare(
            f"{self.family}.{check}", value, value, bound, np.zeros((1, 1)), self.ids, "period", limit
        )

    def optimal(self, check: str, reduced: Array, value: Array, low: Array, high: Array, on: On = "period") -> None:
        """At reported prices, nothing better is within the limits; see `Recorder.optimal`."""
        self.recorder.optimal(f"{self.family}.{check}", reduced, value, low, high, self.ids, on)

    def prices(self, buses: Sequence[str]) -> Array:
        """(len(buses), N) CNY/MWh at the given buses."""
        return self.reader.read("price", self.reader.priced, buses, "price_cny_per_mwh")

    def cost(self, term: str, amount_cny: Array, size_cny: Array | None = None, *, is_shortage: bool = False) -> None:
        """A part of the objective, `family.term`; is_shortage as in `Recorder.cost`."""
        self.recorder.cost(f"{self.family}.{term}", amount_cny, size_cny, is_shortage=is_shortage)

    def _compare(
        self, check: str, excess: Array, value: Array, limit: Array, size: Array, on: On, tolerance: float
    ) -> None:
        self.recorder.compare(f"{self.family}.{check}", excess, value, limit, size, self.ids, on, tolerance)
