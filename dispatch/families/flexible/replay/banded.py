"""Plants that run in a band of what is on line, and below it only for a while: furnaces, and batch fleets as a band.

deep_min·N·(1 − idle) ≤ p ≤ band_max·N·(1 − idle)        N the nominal power of a decided fleet, else the demand
missing = max(0, band_min·N·(1 − idle) − p):  Σ Δt·missing ≤ (band_min − deep_min)·deep_h of what is on line in any
deep_h + recovery_h hours; the reported deep_mwh grows by at least as much; |Δ(up − down)| ≤ ramp·N·Δ
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.families.flexible.entity import Banded
from dispatch.families.flexible.replay.calendar import rolled
from dispatch.families.flexible.replay.demand_response import FlexibleResults

B = TypeVar("B", bound=Banded)


def audit_band(flexible: FlexibleResults[B], nominal: Array, drawn: Array, idle: Array) -> None:
    """Band, time below it, ramps; nominal (n, N) MW."""
    view, horizon = flexible.view, flexible.recorder.horizon
    if not view.assets:
        return
    on_line = nominal * (1 - idle)
    low, high = view.each(lambda x: x.deep_min_pu) * on_line, view.each(lambda x: x.band_max_pu) * on_line
    view.at_least("band", drawn, low, nominal)
    view.at_most("band", drawn, high, nominal)
    missing = np.maximum(0.0, view.each(lambda x: x.band_min_pu) * on_line - drawn)
    deep = view.read("deep_mwh", "boundary")
    grown = deep[:, horizon.last_boundary] - deep[:, horizon.first_boundary]
    view.at_least("below_band", grown, horizon.dt_h * missing, horizon.dt_h * nominal)
    view.at_most("below_band_start", np.abs(deep[:, horizon.segment_start]), np.zeros((1, 1)), on="start")
    for i, plant in enumerate(view.assets):
        window = plant.deep_h + plant.recovery_h
        if plant.deep_h == 0:
            view.recorder.compare(
                f"{view.family}.below_band_time",
                missing[i : i + 1],
                missing[i : i + 1],
                0 * missing[i : i + 1],
                nominal[i : i + 1],
                (plant.id,),
                "period",
            )
            continue
        used, span, end = rolled(horizon, missing[i], window)
        asked, _, _ = rolled(horizon, nominal[i], window)
        depth = plant.band_min_pu - plant.deep_min_pu
        budget = depth * plant.deep_h * asked / span * (1 - idle[i, end])
        at = int(np.argmax(used - budget))
        one = slice(at, at + 1)
        view.recorder.compare(
            f"{view.family}.below_band_time",
            (used - budget)[None, one],
            used[None, one],
            budget[None, one],
            asked[None, one],
            (plant.id,),
            "whole",
        )
    _audit_ramp(flexible, nominal)


def _audit_ramp(flexible: FlexibleResults[B], nominal: Array) -> None:
    view, horizon = flexible.view, flexible.recorder.horizon
    ramp = view.each(lambda x: x.ramp_pu_per_h)
    some = ~np.isnan(ramp[:, 0])
    deviation = flexible.up - flexible.down
    change = np.abs(deviation[:, horizon.step_after] - deviation[:, horizon.step_before])
    larger = np.maximum(nominal[:, horizon.step_before], nominal[:, horizon.step_after])
    view.where(some).at_most("ramp", change[some], (ramp * horizon.step_h * larger)[some], larger[some], "step")
