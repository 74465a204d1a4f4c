"""Findings of many tables as one frame, for the page and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd

from dispatch.measured.finding import Finding

COLUMNS = ("table", "kind", "column", "first", "last", "count", "value", "limit", "words")


class Examined(Protocol):
    """Whatever carries findings, such as a TimeTable."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...


def quality_frame(tables: Mapping[str, Examined], lang: str = "en") -> pd.DataFrame:
    """One row a finding, repair or note, tables in their order; columns `COLUMNS`, `words` in `en` or `zh`."""
    rows = [
        (name, seen.kind, seen.column, seen.first, seen.last, seen.count, seen.value, seen.limit, seen.text(lang))
        for name, table in tables.items()
        for seen in table.findings
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"count": "int64", "value": "float64", "limit": "float64"})
