"""Fleets of batch furnaces."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dispatch.case.entity import Cost, Hours, Share
from dispatch.families.flexible.entity import (
    Banded,
    Positive,
    Window,
)


class BatchFleet(Banded):
    """Acheson graphitisation: a staggered fleet of batches, each with a power curve of its own.

    `formulation: band`: the fleet runs within a band, with the energy of the baseline every two days and brief
    interruptions. `formulation: starts`: batches (any share of one) start in blocks of `start_block_h`, as many in a
    window as the baseline makes, and draw the curve: from `ramp_from_pu` to full over `ramp_share` of `batch_h`, full
    for `hold_share`, then down to `taper_to_pu`. Batches that run when the horizon begins were started evenly, and the
    fleet draws at most `band_max_pu` of the nominal power of its load.
    """

    mwh_per_t: Positive | None = 11.5
    product_value_cny_per_t: Cost = 15000.0
    target_window: Window = "two_days"
    target: Literal["at_least", "equal"] = "equal"
    deep_min_pu: Share = 0.0
    deep_h: Hours = 0.75
    recovery_h: Hours = 24.0
    formulation: Literal["band", "starts"] = "band"
    batch_h: Annotated[float, Field(gt=0, le=744)] = 72.0
    ramp_from_pu: Share = 0.15
    ramp_share: Share = 0.35
    hold_share: Share = 0.4
    taper_to_pu: Share = 0.7
    start_block_h: Annotated[float, Field(gt=0, le=48)] = 6.0
