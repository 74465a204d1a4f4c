"""Storage: installed and candidate stores, the connections that stores share, and targets."""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.families.storage.rows.candidate import add_sites
from dispatch.families.storage.rows.storage import add_storage
from dispatch.families.storage.rows.target import add_targets
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series

__all__ = ["add_rows"]


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Stores first: sites and targets read their columns."""
    add_storage(m, case, series)
    add_sites(m, case, series)
    add_targets(m, case, series)
