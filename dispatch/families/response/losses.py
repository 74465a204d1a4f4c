"""What goes with a contingency beside its megawatts: inertia of machines, damping of loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dispatch.case.study_area import study_area_buses
from dispatch.families.load.entity import Load
from dispatch.families.response.resolve import ResolvedContingency, ResolvedResponder

if TYPE_CHECKING:
    from dispatch.case.schema import Case


def lost_kinetic_mw_s(
    contingency: ResolvedContingency, responder: ResolvedResponder, turning_mw_s: np.ndarray, size_mw: np.ndarray
) -> np.ndarray:
    """(N,) MW·s of a machine that go with a contingency of its asset: a share of what turns, or all of a unit's."""
    if not contingency.loses_unit:
        return np.asarray(contingency.share_pu * turning_mw_s)
    rated_mw = contingency.share_pu * float(getattr(responder.asset, "p_nom_mw", 0.0))
    return np.asarray(responder.inertia_h_s * np.maximum(rated_mw, size_mw))


def undamped_pu(contingency: ResolvedContingency, case: Case) -> tuple[Load, float] | None:
    """The load at home that damps no more after a contingency, and how much of it; None where none is lost."""
    load = contingency.asset
    if not isinstance(load, Load) or load.bus not in study_area_buses(case):
        return None
    return load, contingency.share_pu
