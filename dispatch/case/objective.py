"""What a dispatch is for: least cost, or first of all a flat curve (docs/peak.md)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Objective(BaseModel):
    """`cost`, or `peak`: lexicographic stages, each result held as a constraint in the following ones (docs/peak.md).

    `peak` first minimises unserved energy and missed safety limits, then curtailment, then in every `window` the
    `measure` of a `curve` of the study area, then cost. `net_load` is load minus available wind and PV after storage
    and flexible loads: it is followed by hydro, thermal plant and ties. `residual` also subtracts hydro and adds
    planned exports: it is carried by thermal plant and ties without a plan. With `dates` only the windows that
    contain one of them count. `smoothing` is the weight of one MW of change from period to period relative to one MW
    of the measure. The result of a stage is held within `held_pu` of its value, or `floor_pu` of its largest possible
    value; curtailment within `curtailment_room_pu` of the available energy of wind, PV and run-of-river, if that is
    more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    goal: Literal["cost", "peak"] = "cost"
    measure: Literal["spread", "peak"] = "spread"
    curve: Literal["net_load", "residual"] = "net_load"
    window: Literal["day", "week", "month", "year", "all"] = "day"
    dates: tuple[date, ...] = ()
    smoothing: Annotated[float, Field(ge=0, le=0.01)] = 1e-4
    held_pu: Annotated[float, Field(ge=0, le=0.1)] = 1e-4
    floor_pu: Annotated[float, Field(ge=1e-9, le=1e-2)] = 1e-8
    # A tenth of a percentage point, the last digit to which rates of use are reported.
    curtailment_room_pu: Annotated[float, Field(ge=0, le=0.1)] = 1e-3
