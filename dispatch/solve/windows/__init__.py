"""A long horizon solved in windows of days, with a bound proven on the whole program (docs/windows.md)."""
