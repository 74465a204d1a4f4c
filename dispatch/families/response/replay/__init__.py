"""The millisecond response: what is held can be given, and what is given suffices.

    held       every reserve within its share, the power left to its asset and the energy, heat or water behind it
    events     what a loss takes away is recomputed from the dispatch, then followed second by second

Nothing is taken from the rows of the model: frequency is the integral of the surplus power over all instants of the
case, those too that the model proved needless.
"""

from dispatch.families.response.replay.audit import audit_rows

__all__ = ["audit_rows"]
