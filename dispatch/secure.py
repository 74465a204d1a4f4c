"""Dispatch, simulate, tighten and dispatch again until model and simulation agree."""
