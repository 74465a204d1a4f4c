"""Run-of-river plants, which make a series of available power."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from dispatch.case.entity import Entity, Flow, Group, Hours
from dispatch.families.catchment.entity import CatchmentId
from dispatch.families.weather.entity import MonthlyShares


class RiverPlant(Entity):
    """Run-of-river hydro on a catchment: flow over the design flow, per unit of its rating.

    Give the `design_m3s` at which it runs full, or the `full_load_hours_h` of a normal year, from which it is found.
    `ecological_m3s` stays in the river. `availability_pu` is the share in service, or twelve.
    """

    group: ClassVar[Group] = "series"
    catchment: CatchmentId
    design_m3s: Flow | None = None
    full_load_hours_h: Hours | None = None
    ecological_m3s: Flow = 0.0
    availability_pu: MonthlyShares | Annotated[float, Field(gt=0, le=1)] = 0.96
