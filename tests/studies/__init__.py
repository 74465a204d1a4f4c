"""Studies over a whole case."""
