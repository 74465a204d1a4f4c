"""What the report says: one key, (Chinese, English). Sentences of sections, heads of tables, terms and formulas."""

from __future__ import annotations

from dispatch.present.peak_report.words_results import RESULTS
from dispatch.present.peak_report.words_sections import SECTIONS
from dispatch.present.peak_report.words_tables import TABLES
from dispatch.present.peak_report.words_terms import TERMS

TEXT: dict[str, tuple[str, str]] = {**SECTIONS, **RESULTS, **TABLES, **TERMS}
