"""Weather, water and the plants that live on them: what is asked of the series stage, one model per kind.

These entities give no columns to the model. Each *makes* a series, and other entities refer to it by family and id as
they would to a column of a table: ``p_max_pu: pv_plant/haiba``, ``inflow_m3s: catchment/baihetan``.
`dispatch.series.modelled` resolves such references. A `weather` site gives several columns, which its plants use.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, field_validator
from pydantic_core import PydanticKnownError

from dispatch.case.entity import Entity, Group, Share
from dispatch.case.reference import Ref
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
        # Limits on the items would be reported twice: the tuple that is left would be too short.
        for value in values:
            if not 0 <= value <= 1:
                limit = {"ge": 0} if value < 0 else {"le": 1}
                raise PydanticKnownError("greater_than_equal" if value < 0 else "less_than_equal", limit)
        return values


MonthlyShares = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] | MonthlyShare

WeatherId = Annotated[str, Ref("weather")]


class Weather(Entity):
    """The weather at a site: measured where `table` names a series of weather, else a synthetic year.

    A synthetic year has the climate given here: yearly GHI, sunshine hours (direct normal irradiance above 120 W/m²),
    monthly mean temperature, monthly mean wind at `wind_height_m`. What is left out is taken from latitude and altitude
    (`dispatch.weather.normals`). With a `table`, `altitude_m` is that of its station. `temperature_c` is twelve monthly
    means, `wind_speed_m_per_s` one mean or twelve; `ghi_kwh_per_m2` and `sun_hours_h` are sums of a year. With only one
    of the latter the other follows from it. `sunshine_shape`: how sunny each month is against the others (share of
    daylight; only proportions matter); `wind_peak_h` is the solar hour of the strongest wind, `wind_swing_pu` how far
    it then exceeds the mean.
    """

    group: ClassVar[Group] = "series"
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
