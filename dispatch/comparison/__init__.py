"""Runs side by side: frame, page and workbook."""

from __future__ import annotations

from dispatch.comparison.decision import decision_markdown, decision_rows
from dispatch.comparison.points import Points, points_of
from dispatch.comparison.write import write_comparison

__all__ = ["Points", "decision_markdown", "decision_rows", "points_of", "write_comparison"]
