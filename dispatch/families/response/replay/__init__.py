"""The replay of the response: what is held can be delivered, and what is delivered suffices.

    held       every reserve within its share, the power left to its asset and the energy, heat or water behind it
    events     what a loss takes away is recomputed from the dispatch, then followed second by second
    prices     what is charged for contingencies is what is paid

Who must respond to what is derived from the case once more (`dispatch.families.response.expected`). Nothing is taken
from the rows of the model: frequency is the integral of the surplus power over all instants of the case, those too that
the model proved needless.
"""

from dispatch.families.response.replay.audit import audit_rows

__all__ = ["audit_rows"]
