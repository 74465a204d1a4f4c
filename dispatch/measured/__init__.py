"""Measured files: formats of the field, quality checks, and repairs on request."""
