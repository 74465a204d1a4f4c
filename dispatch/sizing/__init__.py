"""Sweeps over a case: points, engine, representative periods."""
