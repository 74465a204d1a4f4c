"""Wind farms, which make a series of available power."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dispatch.case.entity import Entity, Group, Hours, Share
from dispatch.families.weather.entity import Altitude, MonthlyShares, WeatherId


class WindFarm(Entity):
    """A wind farm at a weather site: wind, temperature and pressure → available power, per unit of its rating.

    `altitude_m`, of the foot of the towers, is that of the site unless given. `turbine` names a bundled power curve.
    `speed_up` is the wind on the ridge over that of the site; `roughness_length_m` carries it up to `hub_height_m`.
    `density_correction` moves the power curve with the density of the air. After a storm turbines wait until the wind
    falls to `restart_m_per_s`. Losses: `wake_loss_pu`, `icing_loss_pu` (one share or twelve), `other_loss_pu`.
    `full_load_hours_h`, where known, fits the speed-up to that yield; what was found is reported.
    """

    group: ClassVar[Group] = "series"
    weather: WeatherId
    altitude_m: Altitude | None = None
    turbine: str
    hub_height_m: Annotated[float, Field(gt=10, le=250)] = 90.0
    density_correction: Literal["site_curve", "equivalent_speed", "none"] = "site_curve"
    restart_m_per_s: Annotated[float, Field(gt=0, le=40)] | None = None
    roughness_length_m: Annotated[float, Field(gt=0, le=3)] = 0.1
    speed_up: Annotated[float, Field(gt=0.2, le=5)] = 1.0
    wake_loss_pu: MonthlyShares = 0.08
    icing_loss_pu: MonthlyShares = 0.0
    other_loss_pu: Share = 0.05
    full_load_hours_h: Hours | None = None
