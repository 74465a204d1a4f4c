"""Runs side by side: frame, page and workbook."""

from __future__ import annotations

from dispatch.present.comparison.decision import decision_markdown, decision_rows
from dispatch.present.comparison.write import write_comparison

__all__ = ["decision_markdown", "decision_rows", "write_comparison"]
