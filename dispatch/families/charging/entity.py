"""Fleets of charging points."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dispatch.case.entity import Cost, Efficiency, Share
from dispatch.case.varying import PeriodValue
from dispatch.families.flexible.entity import (
    Flexible,
    Positive,
)


class Charging(Flexible):
    """A fleet of charging points, drawn one by one: what its cars ask for, and how much of that may wait.

    The load must read `p_pu: charging/<id>`: the same sessions make the demand without any dispatcher, per unit of
    the sum of all ratings, and the envelope of what a dispatcher may do. Points have four uses with a share of the
    piles and a rating each; `energy_kwh_per_pile_day` is the mean over all piles and the year. `managed_share_pu` of
    the energy belongs to drivers who take part. Their cars wait, which costs `wear_cost_cny_per_mwh` for every MWh that
    is moved; those of `v2g_share_pu` of them charge at once and then lend up to `v2g_depth_kwh` each, with the losses
    of both ways and at `v2g_wear_cost_cny_per_mwh` given back. The dispatcher plans as if points gave only `pace_pu` of
    their rating (`dispatch.charging.tighten` finds how much is safe).

    With `stations` the points stand at so many stations, of sizes that are drawn; a station takes at most
    `station_limit_pu` of the ratings of its points from the grid, less what cars without a dispatcher draw there.
    """

    piles: Annotated[int, Field(ge=1, le=1_000_000)] = 3000
    stations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    station_limit_pu: Annotated[float, Field(gt=0, le=1)] = 1.0
    home_share_pu: Share = 0.25
    work_share_pu: Share = 0.10
    fast_share_pu: Share = 0.50
    heavy_share_pu: Share = 0.15
    home_kw: Positive = 7.0
    work_kw: Positive = 7.0
    fast_kw: Positive = 90.0
    heavy_kw: Positive = 200.0
    energy_kwh_per_pile_day: Positive = 80.0
    managed_share_pu: Share = 0.3
    wear_cost_cny_per_mwh: PeriodValue = 20.0
    v2g_share_pu: Share = 0.0
    v2g_depth_kwh: Annotated[float, Field(ge=0, le=1e5)] = 15.0
    v2g_wear_cost_cny_per_mwh: Cost = 300.0
    eta_charge: Efficiency = 0.94
    eta_discharge: Efficiency = 0.94
    pace_pu: Annotated[float, Field(gt=0, le=1)] = 0.15
    cyclic: bool = False
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] | None = None
