"""Tables of the response: prices and payments, and what its simulation found (docs/frequency.md)."""

from __future__ import annotations

from typing import cast

from dispatch.case.schema import Case
from dispatch.families.response.margins import Simulated
from dispatch.families.response.settlement import add_response_tables
from dispatch.frequency.tables import add_frequency_tables
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series
from dispatch.solve.answer import Answer


def add_tables(tables: Tables, case: Case, series: Series, answer: Answer) -> Tables:
    """The same tables with all of this, where a response is asked for."""
    tables = add_response_tables(tables, case, series)
    simulated = answer.findings.get("response")
    return tables if simulated is None else add_frequency_tables(tables, case, series, cast("Simulated", simulated))
