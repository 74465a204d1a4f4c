"""Weather, water and the plants that live on them: what is asked of the series stage, one model per kind.

These entities give no columns to the model. Each *makes* a series, and other entities refer to it by family and id as
they would to a column of a table: ``p_max_pu: pv_plant/haiba``, ``inflow_m3s: catchment/baihetan``.
`dispatch.series.modelled` resolves such references. A `weather` site gives several columns, which its plants use.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticKnownError

from dispatch.case.entities import Entity, Flow, Hours, Share
from dispatch.case.varying import Monthly

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Altitude = Annotated[float, Field(ge=-430, le=6000, allow_inf_nan=False)]


class MonthlyShare(Monthly):
    """Twelve shares of one, January to December."""

    scale: Share = 1.0

    @field_validator("monthly")
    @classmethod
    def _shares(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        # Limits on the items would be told with an echo: the tuple that is left would be too short.
        for value in values:
            if not 0 <= value <= 1:
                limit = {"ge": 0} if value < 0 else {"le": 1}
                raise PydanticKnownError("greater_than_equal" if value < 0 else "less_than_equal", limit)
        return values


MonthlyShares = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] | MonthlyShare


class Weather(Entity):
    """The weather at a site: measured where `table` names a series of weather, else a synthetic year.

    A synthetic year has the climate given here: yearly GHI, sunshine hours (direct normal irradiance above 120 W/m²),
    monthly mean temperature, monthly mean wind at `wind_height_m`. What is left out is taken from latitude and altitude
    (`dispatch.weather.normals`). With a `table`, `altitude_m` is that of its station. `temperature_c` is twelve monthly
    means, `wind_speed_m_per_s` one mean or twelve; `ghi_kwh_per_m2` and `sun_hours_h` are sums of a year. With only one
    of the latter the other follows from it. `sunshine_shape` says how sunny each month is against the others (share of
    daylight; only proportions matter); `wind_peak_h` is the solar hour of the strongest wind, `wind_swing_pu` how far
    it then exceeds the mean.
    """

    lat: Latitude
    lon: Longitude
    altitude_m: Altitude = 0.0
    county: str = ""
    table: str = ""
    ghi_kwh_per_m2: Annotated[float, Field(gt=300, le=3000)] | None = None
    sun_hours_h: Annotated[float, Field(gt=200, le=4500)] | None = None
    temperature_c: Monthly | None = None
    wind_speed_m_per_s: Annotated[float, Field(gt=0, le=25)] | Monthly | None = None
    wind_height_m: Annotated[float, Field(gt=0, le=300)] = 10.0
    sunshine_shape: Monthly | None = None
    wind_peak_h: Annotated[float, Field(ge=0, le=24)] = 16.0
    wind_swing_pu: Annotated[float, Field(ge=0, le=0.8)] = 0.15


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

    weather: str
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


class WindFarm(Entity):
    """A wind farm at a weather site: wind, temperature and pressure → available power, per unit of its rating.

    `altitude_m`, of the foot of the towers, is that of the site unless given. `turbine` names a bundled power curve.
    `speed_up` is the wind on the ridge over that of the site; `roughness_length_m` carries it up to `hub_height_m`.
    `density_correction` moves the power curve with the density of the air. After a storm turbines wait until the wind
    falls to `restart_m_per_s`. Losses: `wake_loss_pu`, `icing_loss_pu` (one share or twelve), `other_loss_pu`.
    `full_load_hours_h`, where known, fits the speed-up to that yield; what was found is reported.
    """

    weather: str
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


class Catchment(Entity):
    """Natural or regulated inflow: a long-run mean, its course over the year, and what makes a year dry or wet.

    `mean_m3s` is that of many years; a year has `dry_pu`, `normal_pu` or `wet_pu` of it, by the hydrology of the case.
    `shape` gives relative monthly flows, or `ten_day_shape` 36 ten-day flows; only their proportions matter. Days vary
    around it as a lognormal AR(1) process, by `daily_sigma_pu`, with `daily_memory` from day to day; `regional_pu` is
    the share of its variance that the whole region has in common. Flows are daily means, or with `step` a smooth course
    in between that keeps them.
    """

    mean_m3s: Flow
    shape: Monthly | None = None
    ten_day_shape: tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)], ...] = Field((), max_length=36)
    dry_pu: Annotated[float, Field(gt=0, le=1)] = 0.8
    normal_pu: Annotated[float, Field(gt=0, le=3)] = 1.0
    wet_pu: Annotated[float, Field(ge=1, le=3)] = 1.2
    daily_sigma_pu: Annotated[float, Field(ge=0, le=1)] = 0.12
    daily_memory: Annotated[float, Field(ge=0, lt=1)] = 0.9
    regional_pu: Share = 0.6
    step: Literal["1d", "1h", "15min"] = "1d"


class RiverPlant(Entity):
    """Run-of-river hydro on a catchment: flow over the design flow, per unit of its rating.

    Give the `design_m3s` at which it runs full, or the `full_load_hours_h` of a normal year, from which it is found.
    `ecological_m3s` stays in the river. `availability_pu` is the share in service, or twelve.
    """

    catchment: str
    design_m3s: Flow | None = None
    full_load_hours_h: Hours | None = None
    ecological_m3s: Flow = 0.0
    availability_pu: MonthlyShares | Annotated[float, Field(gt=0, le=1)] = 0.96


class Curve(Entity):
    """A curve through points, straight in between; x and y strictly increasing unless its user says otherwise.

    level_storage: x level m, y volume hm³; tailwater: x total release m³/s, y level m; expected output: x net head m,
    y share of the rating.
    """

    x: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = Field(min_length=2, max_length=1000)
    y: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = Field(min_length=2, max_length=1000)
