"""Numbers that every room means alike."""

HOURS_PER_YEAR = 8760.0
"""Of a year of 365 days, to which energies and full-load hours are scaled."""
