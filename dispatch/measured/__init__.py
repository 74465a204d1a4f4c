"""Measured files as they come: formats of the field, what is wrong with them, and repairs on request."""
