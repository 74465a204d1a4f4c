"""What a solve gives, whichever solver made it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np


class Status(StrEnum):
    """How a solve ended; only the first two carry values."""

    OPTIMAL = "optimal"
    FEASIBLE_AT_LIMIT = "feasible_at_limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Solution:
    """Values of one solve. x: (columns,); row_dual: (rows,); objective and bound in CNY.

    `bound` is the dual objective: no dispatch within the limits costs less.
    """

    status: Status
    x: np.ndarray
    row_dual: np.ndarray
    objective: float
    iterations: int
    seconds: float
    solver: str
    message: str = ""
