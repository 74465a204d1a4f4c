"""Catchments, run-of-river plants and hydraulic head, as functions of arrays."""
