"""Lines, the voltage law on them, and links."""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.families.network.rows.kirchhoff import add_kirchhoff
from dispatch.families.network.rows.network import add_lines, add_links
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series

__all__ = ["add_rows"]


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Lines first: the voltage law reads their columns."""
    add_lines(m, case, series)
    add_kirchhoff(m, case, series)
    add_links(m, case, series)
