"""Lexicographic objectives: one solve after the other, earlier goals held."""
