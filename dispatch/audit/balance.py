"""Power balance: the injections of all families add up to zero at every bus in every period.

Measured relative to the largest power ever exchanged at the bus: at 10,000 MW to 50 kW, at 10 MW to 55 W.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Recorder


def audit_balance(recorder: Recorder) -> None:
    """Check the balance; every family must have injected before."""
    size = recorder.gross.max(axis=1, keepdims=True)
    names = tuple(recorder.bus_number)
    recorder.compare(
        "bus.power_balance", np.abs(recorder.injected), recorder.injected, np.zeros((1, 1)), size, names, "period"
    )
