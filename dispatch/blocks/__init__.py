"""The physics: one family a file, in plain Pyomo; `build.py` is the table of contents."""
