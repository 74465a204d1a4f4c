"""Millisecond simulation of the dispatched system."""
