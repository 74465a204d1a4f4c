"""Runs in their directories and their summaries."""
