"""The tables of results: every table that a run may hold, and every column that each may hold.

A run holds those of the families and options of its case, as their rooms declare them. Whoever reads a name that is not
declared has misspelt it; a name that is declared and not there is absent for a reason. A name that ends in `.*` stands
for one column for every asset (`p_mw.bat1`). Indices are in `results.tables`, units in the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dispatch.case.names import nearest
from dispatch.families.rooms import ROOMS, declaration

# Of solves that follow each other, whatever the families.
_ITERATIONS = {
    "head_iteration": (
        "objective_cny",
        "true_objective_cny",
        "energy_mwh",
        "true_energy_mwh",
        "true_energy_mwh.*",
        "mean_error_pu",
        "worst_plant_mean_error_pu",
        "max_error_pu",
        "solver_iterations",
        "trust_m",
        "accepted",
        "seconds",
    ),
}

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "price": ("price_cny_per_mwh",),
    **{table: columns for room in ROOMS for table, columns in declaration(room).tables.items()},
    **_ITERATIONS,
}


class UnknownResultError(LookupError):
    """A table or column that no run holds, or a label that this one does not.

    No KeyError, so that `get` of a mapping does not take it for an absent key.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], inside: str = ""):
        where = f" in table {inside!r}" if inside else ""
        near = ", ".join(repr(other) for other in nearest(name, known)) or "none"
        super().__init__(f"no {kind} {name!r}{where}; nearest: {near}")


def declares(table: str, column: str = "") -> bool:
    """Whether a run may hold such a table, and in it such a column."""
    known = COLUMNS.get(table, ())
    return table in COLUMNS and (not column or column in known or f"{column.partition('.')[0]}.*" in known)


def columns_of(table: str = "") -> tuple[str, ...]:
    """Declared columns of a table; of all, if none is named."""
    return COLUMNS[table] if table else tuple(dict.fromkeys(name for columns in COLUMNS.values() for name in columns))


def check(table: str, column: str) -> None:
    """Raises UnknownResultError unless a run may hold the column."""
    if not declares(table):
        raise UnknownResultError("table", table, COLUMNS)
    if not declares(table, column):
        raise UnknownResultError("column", column, COLUMNS[table], table)
