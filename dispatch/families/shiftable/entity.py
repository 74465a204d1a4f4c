"""Loads that may move within a window of the calendar."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dispatch.case.varying import PeriodValue
from dispatch.families.flexible.entity import (
    Producing,
)


class Shiftable(Producing):
    """A share of a load that may move within a window: `share_pu` less at one time, `share_pu` more at another.

    Nothing moves between the local hours `pinned_from_h` and `pinned_to_h` (past midnight where from > to).
    """

    target: Literal["at_least", "equal"] = "equal"
    wear_cost_cny_per_mwh: PeriodValue = 20.0
    share_pu: PeriodValue = 0.12
    pinned_from_h: Annotated[float, Field(ge=0, le=24)] | None = None
    pinned_to_h: Annotated[float, Field(ge=0, le=24)] | None = None
