"""Catchments, which make a series of inflow."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dispatch.case.entity import Entity, Flow, Group, Share
from dispatch.case.reference import Ref
from dispatch.case.varying import Monthly

CatchmentId = Annotated[str, Ref("catchment")]


class Catchment(Entity):
    """Natural or regulated inflow: a long-run mean, its course over the year, and what makes a year dry or wet.

    `mean_m3s` is that of many years; a year has `dry_pu`, `normal_pu` or `wet_pu` of it, by the hydrology of the case.
    `shape` gives relative monthly flows, or `ten_day_shape` 36 ten-day flows; only their proportions matter. Days vary
    around it as a lognormal AR(1) process, by `daily_sigma_pu`, with `daily_memory` from day to day; `regional_pu` is
    the share of its variance that the whole region has in common. Flows are daily means, or with `step` a smooth course
    in between that keeps them.
    """

    group: ClassVar[Group] = "series"
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
