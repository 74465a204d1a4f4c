"""The model: one physical family a file, in plain Pyomo; `build.py` is its table of contents."""

# Before Pyomo, which otherwise answers the first import of SciPy with all of scipy.stats: 45 MB and 0.3 s.
import scipy.sparse  # noqa: F401
