"""Tolerances of the audit, derived from those of the solver.

A run counts as solved when its certificate finds every row and column of the LP within 1e-6 · (1 + |bound|). A check
of the replay may add up a few of those (exchange = schedule + above − below − import), so it allows five times as
much, relative to 1 + the size of the largest term: a balance of 10,000 MW closes to 50 kW, one of 10 MW to 55 W.
Arithmetic on the same numbers (curtailment = available − used, costs) does not depend on the solver and must agree to
rounding; float64 leaves 1e-16 a term, sums over a year stay far below 1e-9.
"""

from __future__ import annotations

# The certificate's own limits; `dispatch.program.certificate` states them too and a test compares them.
PRIMAL = 1e-6
DUAL = 1e-6
GAP = 1e-6

# excess / (1 + size) of what the solver holds: balances, limits, states.
FEASIBLE = 5 * PRIMAL
# |difference| / (1 + size) of what is only arithmetic: derived quantities, given inputs, costs.
EXACT = 1e-9
# The smaller of two opposed powers is noise up to AT_ONCE_PU of the rating and AT_ONCE_MW beyond it (a line of
# 1,000 MW: 101 kW, far below what a dispatch instruction resolves). A barrier stops with every closed direction
# slightly open; `program.complementarity` closes pairs above half of it.
AT_ONCE_MW = 1e-3
AT_ONCE_PU = 1e-4
# What a value that is missing or not a number counts as; finite, so that JSON can hold it.
UNKNOWN = 1e30


def countable(violation: float) -> float:
    """A violation as a number ≥ 0 that can be compared and stored; UNKNOWN for NaN."""
    return min(max(violation, 0.0), UNKNOWN) if violation == violation else UNKNOWN
