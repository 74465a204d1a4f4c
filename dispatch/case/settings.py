"""Everything that a case says beside its entities: time, solver, objective, head, forecasts, response, targets, facts.

Each group of settings is a `Section`; `Settings` holds one of each. `dispatch.case.schema.Case` adds the entities.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from dispatch.case.entity import Volume
from dispatch.case.objective import Objective
from dispatch.case.sizing import Sizing, Targets
from dispatch.families.response.entity import Response


class Section(BaseModel):
    """A group of settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _no_number(value: object) -> object:
    """Refuse numbers, which pydantic would take for seconds since 1970."""
    text = str(value).strip()
    if isinstance(value, int | float) or re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text):
        raise PydanticCustomError("datetime_type", "a number is no time")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_no_number)]


class Span(Section):
    """An interval of time with a weight in cost and energy totals: a year (1) or a representative week (52/n).

    Reservoirs named in `volume_start_hm3` and `volume_end_hm3` begin and end it with just so much water.
    """

    start: Instant
    end: Instant
    weight: Annotated[float, Field(gt=0, le=10000)] = 1.0
    label: str = ""
    volume_start_hm3: dict[str, Volume] = {}
    volume_end_hm3: dict[str, Volume] = {}


class Time(Section):
    """The axis. `start`–`end` (end not included) or `segments`; `step` such as 15min, 1h; zone for local time."""

    start: Instant | None = None
    end: Instant | None = None
    step: str = "15min"
    zone: str = "Asia/Shanghai"
    segments: tuple[Span, ...] = ()


class Solver(Section):
    """How to solve: `windows` in windows of a week (docs/windows.md), the other names whole.

    `gap` is the relative optimality tolerance of the barrier, and the proven gap that windows are to reach; threads 0
    lets HiGHS choose, and takes all cores for windows.
    """

    name: Literal["auto", "windows", "simplex", "ipx", "hipo", "hipo_crossover", "ipx_crossover"] = "auto"
    gap: Annotated[float, Field(gt=0, le=0.01)] = 1e-7
    time_limit_s: Annotated[float, Field(gt=0, le=1e6)] = 7200.0
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    presolve: bool = True


class Head(Section):
    """How water becomes power (docs/head.md). `constant`: the productivity of each powerhouse.

    `hull`: planes above the true power over the flows and levels of each `window`, whose levels are those between the
    rule curves; with `band_m` a second time, over the levels within so many metres of the first answer. `successive`:
    planes that touch the true power at the last answer, again and again within a trust region that begins at `trust_m`
    of level, until the true objective moves by less than `tolerance_pu` or `most_iterations` are done.
    """

    method: Literal["constant", "hull", "successive"] = "constant"
    window: Literal["week", "month", "all"] = "month"
    band_m: Annotated[float, Field(gt=0, le=200)] | None = None
    trust_m: Annotated[float, Field(gt=0, le=200)] = 10.0
    tolerance_pu: Annotated[float, Field(gt=0, le=0.1)] = 0.001
    most_iterations: Annotated[int, Field(ge=1, le=50)] = 8


class Synthesis(Section):
    """Synthetic weather and water: same seed, same year. Sites `correlation_km` apart correlate by 1/e."""

    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 2025
    correlation_km: Annotated[float, Field(gt=0, le=5000)] = 150.0


class ForecastError(Section):
    """How far forecasts of one kind go wrong; formulas and sources in `dispatch.forecast.error_model`.

    The spread h hours ahead is `sigma_pu`·√(1 − e^(−h/`tau_h`)). Along an issue, errors `memory_h` apart correlate by
    `memory`. `shared_pu` is the share of variance that all issues have in common, `own_pu` that of a site alone, which
    no neighbour knows.
    """

    sigma_pu: Annotated[float, Field(ge=0, le=1)]
    tau_h: Annotated[float, Field(gt=0, le=8760)] = 6.0
    memory: Annotated[float, Field(ge=0, lt=1)] = 0.97
    memory_h: Annotated[float, Field(ge=0.25, le=720)] = 0.25
    shared_pu: Annotated[float, Field(ge=0, le=1)] = 0.3
    own_pu: Annotated[float, Field(ge=0, le=1)] = 0.0


class WindError(ForecastError):
    """Wind: `sigma_pu` is a share of the rating."""

    sigma_pu: Annotated[float, Field(ge=0, le=1)] = 0.14


class PvError(ForecastError):
    """PV: `sigma_pu` is a share of the rating times the clear sky over 1,000 W/m²."""

    sigma_pu: Annotated[float, Field(ge=0, le=1)] = 0.10
    memory: Annotated[float, Field(ge=0, lt=1)] = 0.93


class WaterError(ForecastError):
    """Inflow and small hydro: `sigma_pu` is the spread of the logarithm of the flow."""

    sigma_pu: Annotated[float, Field(ge=0, le=1)] = 0.20
    tau_h: Annotated[float, Field(gt=0, le=8760)] = 72.0
    memory: Annotated[float, Field(ge=0, lt=1)] = 0.9
    memory_h: Annotated[float, Field(ge=0.25, le=720)] = 24.0


class LoadError(ForecastError):
    """Load: `sigma_pu` is a share of the load itself."""

    sigma_pu: Annotated[float, Field(ge=0, le=1)] = 0.03
    own_pu: Annotated[float, Field(ge=0, le=1)] = 0.5


class Forecasts(Section):
    """Forecasts of a case: when they are issued and how far they go wrong. Same seed, same forecasts.

    The day-ahead issue of `day_ahead_hour` (local; 8.5 is 08:30) holds the next day's 96 points; the intraday issue of
    every `intraday_every_min` minutes the next `intraday_h` hours.
    """

    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 2025
    correlation_km: Annotated[float, Field(gt=0, le=5000)] = 150.0
    day_ahead_hour: Annotated[float, Field(ge=0, le=23.75, multiple_of=0.25)] = 8.5
    intraday_h: Annotated[float, Field(ge=0.25, le=4, multiple_of=0.25)] = 4.0
    intraday_every_min: Literal[15, 30, 60, 120, 180, 240] = 60
    wind: WindError = WindError()
    pv: PvError = PvError()
    hydro: WaterError = WaterError()
    inflow: WaterError = WaterError()
    load: LoadError = LoadError()


class Fact(Section):
    """A number that the case must reproduce. `quantity` is a key of `dispatch.results.quantities.QUANTITIES`."""

    id: str
    quantity: str
    of: tuple[str, ...] = ()
    expected: float
    unit: str
    tolerance_pu: Annotated[float, Field(ge=0, le=1)] = 0.0
    comparison: Literal["equal", "at_least"] = "equal"
    zh: str = ""
    en: str = ""
    source: str = ""
    note: str = ""


class Settings(Section):
    """What a case says beside its entities, in the order in which it is written."""

    name: str = Field(min_length=1)
    zh: str = ""
    en: str = ""
    description: str = ""
    scenario: str = ""
    home_area: str = ""
    hydrology: Literal["dry", "normal", "wet"] = "normal"
    time: Time = Time()
    solver: Solver = Solver()
    head: Head = Head()
    objective: Objective = Objective()
    synthesis: Synthesis = Synthesis()
    forecast: Forecasts = Forecasts()
    response: Response = Response()
    sizing: Sizing = Sizing()
    targets: Targets = Targets()
