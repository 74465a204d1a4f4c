"""The case: everything that a dispatch job depends on, typed and frozen.

One key per family, in the singular, as in result frames: ``bus``, ``renewable``, ``reservoir``,
``powerhouse``, ``storage``, ``thermal``, ``load``, ``line``, ``link``, ``corridor``. `check_case` finds
what single entities cannot see (unknown buses, cycles in the cascade …).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dispatch.case.entities import (
    Bus,
    Corridor,
    Line,
    Link,
    Load,
    Powerhouse,
    Renewable,
    Reservoir,
    Storage,
    Thermal,
)
from dispatch.case.table import TimeTable


class Section(BaseModel):
    """A group of settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Section):
    """A stretch of time with a weight in cost and energy totals: a year (1) or a representative week (52/n)."""

    start: AwareDatetime
    end: AwareDatetime
    weight: Annotated[float, Field(gt=0, le=10000)] = 1.0
    label: str = ""


class Time(Section):
    """The axis. `start`–`end` (end not included) or `segments`; `step` such as 15min, 1h; zone for local time."""

    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    step: str = "15min"
    zone: str = "Asia/Shanghai"
    segments: tuple[Span, ...] = ()


class Solver(Section):
    """How to solve. `gap` is the relative optimality tolerance of the barrier; threads 0 lets HiGHS choose."""

    name: Literal["auto", "simplex", "ipx", "hipo", "hipo_crossover", "ipx_crossover"] = "auto"
    gap: Annotated[float, Field(gt=0, le=0.01)] = 1e-7
    time_limit_s: Annotated[float, Field(gt=0, le=1e6)] = 7200.0
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    presolve: bool = True


class Fact(Section):
    """A number that the case must reproduce. `quantity` is a key of `dispatch.facts.QUANTITIES`."""

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


class Case(Section):
    """A whole system. Made by `load_case` from files or straight from Python objects."""

    name: str = Field(min_length=1)
    zh: str = ""
    en: str = ""
    description: str = ""
    scenario: str = ""
    home_area: str = ""
    hydrology: Literal["dry", "normal", "wet"] = "normal"
    time: Time = Time()
    solver: Solver = Solver()
    bus: tuple[Bus, ...] = Field(min_length=1)
    renewable: tuple[Renewable, ...] = ()
    reservoir: tuple[Reservoir, ...] = ()
    powerhouse: tuple[Powerhouse, ...] = ()
    storage: tuple[Storage, ...] = ()
    thermal: tuple[Thermal, ...] = ()
    load: tuple[Load, ...] = ()
    line: tuple[Line, ...] = ()
    link: tuple[Link, ...] = ()
    corridor: tuple[Corridor, ...] = ()
    series: dict[str, TimeTable] = {}
    facts: tuple[Fact, ...] = ()


FAMILIES = (
    "bus", "renewable", "reservoir", "powerhouse", "storage", "thermal", "load", "line", "link", "corridor",
)  # fmt: skip
