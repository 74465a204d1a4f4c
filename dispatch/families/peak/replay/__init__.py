"""Flat curves and held goals: the curve from powers, the measures from the curve, and whether what was reached is kept.

    residual = load − available wind and PV − storage − what loads draw less            in the study area
               (curve `residual`: − other renewables − hydro + exports that have a plan + one-way lines that leave)
    measure  = max − min (or max) of the curve in a window of the local calendar + ε·Σ|change|
    shortage = Σ price · (unserved energy, missed releases, floods, obligations, reserves)
    curtailment = Σ h · (available − p) + Σ h · spill · mean productivity

Every goal must stay within value + max(held_pu·|value|, floor_pu·size) of what its stage reached, shortage and
curtailment of less than the floor at their value; curtailment within curtailment_room_pu of what renewables could have
made, if that is more. `held_price` is what other families need: with a held goal in force, a unit that counts towards
it costs that much more.
"""

from dispatch.families.peak.replay.audit import audit_rows
from dispatch.families.peak.replay.prices import curve_price, held_price, in_residual, leaves_residual

__all__ = ["audit_rows", "curve_price", "held_price", "in_residual", "leaves_residual"]
