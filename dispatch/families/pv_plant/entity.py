"""PV plants, which make a series of available power."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dispatch.case.entity import Entity, Group, Hours, Share
from dispatch.families.weather.entity import Altitude, MonthlyShares, WeatherId


class PvPlant(Entity):
    """A PV plant at a weather site: irradiance and temperature → available AC power, per unit of the AC rating.

    `altitude_m` is that of the site unless given. `tilt_deg` 0 is flat; `azimuth_deg` 180 is south, and modules face
    the equator where it is not given. `tracking: single_axis` turns them about a horizontal axis, up to
    `max_angle_deg`, rows apart by `ground_cover_ratio` (width of modules over distance of rows). `decomposition` splits
    GHI where the weather has nothing else. `dc_ac_ratio` is module power over inverter power. Above
    `inverter_derating_from_m` the inverter carries less by `inverter_derating_pu_per_km`. Losses: `soiling_pu` (one
    share or twelve), `mismatch_pu`, `wiring_pu`, `other_loss_pu`. `bifaciality_pu` of the light on the back, above
    ground of `albedo_pu`, counts. `full_load_hours_h`, where known, scales the result to that yield; the factor is
    reported.
    """

    group: ClassVar[Group] = "series"
    weather: WeatherId
    altitude_m: Altitude | None = None
    tracking: Literal["fixed", "single_axis"] = "fixed"
    tilt_deg: Annotated[float, Field(ge=0, le=90)] = 25.0
    azimuth_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    max_angle_deg: Annotated[float, Field(gt=0, le=90)] = 60.0
    ground_cover_ratio: Annotated[float, Field(gt=0, lt=1)] = 0.4
    decomposition: Literal["erbs", "dirint"] = "erbs"
    temperature_model: Literal["faiman", "sapm"] = "faiman"
    temperature_coefficient_per_k: Annotated[float, Field(le=0, ge=-0.02)] = -0.0035
    dc_ac_ratio: Annotated[float, Field(gt=0.2, le=3)] = 1.2
    inverter_efficiency: Annotated[float, Field(gt=0.5, le=1)] = 0.96
    inverter_derating_from_m: Annotated[float, Field(ge=0, le=6000)] = 2000.0
    inverter_derating_pu_per_km: Annotated[float, Field(ge=0, le=0.5)] = 0.05
    soiling_pu: MonthlyShares = 0.02
    mismatch_pu: Share = 0.02
    wiring_pu: Share = 0.02
    other_loss_pu: Share = 0.03
    bifaciality_pu: Share = 0.0
    albedo_pu: Share = 0.2
    full_load_hours_h: Hours | None = None
