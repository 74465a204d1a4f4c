"""Readers of results."""
