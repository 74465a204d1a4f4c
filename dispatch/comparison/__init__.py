"""Runs side by side: frame, page and workbook."""
