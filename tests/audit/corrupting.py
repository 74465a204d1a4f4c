"""How to make a run wrong: changes of what it states (a column, a table, a cost) or of the case that judges it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tests.audit.rich_case import Exhibit

Change = Callable[[Exhibit], Exhibit]


@dataclass(frozen=True)
class Wrong:
    """what: in words; check: its name; at: asset where it must be found; make: the change."""

    what: str
    check: str
    at: str
    make: Change


def column(name: str, label: str, change: Callable[[np.ndarray], Any]) -> Change:
    return lambda x: x.with_column(name, label, change)


def add(at: int | slice, amount: float) -> Callable[[np.ndarray], np.ndarray]:
    """One value, or some, differ by `amount`."""

    def change(values: np.ndarray) -> np.ndarray:
        changed = values.copy()
        changed[at] += amount
        return changed

    return change


def times(factor: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda values: values * factor


def later(values: np.ndarray) -> np.ndarray:
    """Everything one period late."""
    return np.roll(values, 1, axis=-1)


def judged_by(family: str, label: str, **fields: Any) -> Change:
    """The case says something else of an asset."""
    return lambda x: x.with_asset(family, label, **fields)


def both(*changes: Change) -> Change:
    def make(x: Exhibit) -> Exhibit:
        for change in changes:
            x = change(x)
        return x

    return make


def cost(term: str, change: Callable[[float], float]) -> Change:
    return lambda x: replace(x, costs_cny={**x.costs_cny, term: change(x.costs_cny.get(term, 0.0))})


def table(name: str, **changes: Callable[[Any], Any]) -> Change:
    """Parts of a table replaced by what the functions make of them."""
    return lambda x: x.with_table(name, **{k: change(getattr(x.tables[name], k)) for k, change in changes.items()})


def swapped(name: str, one: str, other: str) -> Change:
    """Two columns of a table change names."""

    def change(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {**columns, one: columns[other], other: columns[one]}

    return table(name, columns=change)


def without(name: str, dropped: str) -> Change:
    return table(name, columns=lambda columns: {k: v for k, v in columns.items() if k != dropped})


def certified(**fields: Any) -> Change:
    return lambda x: replace(x, certificate=replace(x.certificate, **fields))
