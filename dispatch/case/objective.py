"""What a dispatch is for: least cost, or first of all a flat curve (docs/peak.md)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Objective(BaseModel):
    """`cost`, or `peak`: one goal after the other, each held while the next is sought (docs/peak.md).

    `peak` first keeps unserved energy and missed safety limits least, then curtailment, then in every `window` the
    `measure` of a `curve` of the home area, then cost. `net_load` is load less available wind and PV after storage and
    flexible loads: what hydro, thermal plant and ties follow. `residual` also has hydro regulate and planned exports
    supplied: what thermal plant and ties without a plan carry. With `dates` only the windows that hold one of them are
    shaved. `smoothing` is what one MW of change from period to period counts beside one MW of the measure. A goal
    that was reached is held within `held_pu` of its value, or `floor_pu` of all that could be lost; curtailment within
    `curtailment_room_pu` of what wind, sun and run-of-river could have made, if that is more.
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
