"""Virtual power plants and their offers."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dispatch.case.entity import Entity, Group, Share
from dispatch.case.reference import Ref
from dispatch.case.varying import PeriodValue
from dispatch.families.flexible.entity import (
    Switched,
)
from dispatch.families.load.entity import LoadId

VirtualPlantId = Annotated[str, Ref("virtual_plant")]


class VirtualPlant(Switched):
    """Loads that an aggregator has promised a share of, to be called by its offers (`offer`): a virtual power plant.

    Members are `loads` (with `load_share_pu` of each in the same order, else `share_pu`), and, where `kinds` names any,
    every load of these kinds (shell patterns) at a bus of `county`, with `share_pu`. Members reduce their demand in
    proportion to what they have promised. A flexible load is no member, and no load promises more than all of itself.
    What members promise is at least 1 MW.
    """

    loads: tuple[LoadId, ...] = ()
    load_share_pu: tuple[Share, ...] = ()
    county: str = ""
    kinds: tuple[str, ...] = ()
    share_pu: Share = 0.1


class Offer(Entity):
    """What a virtual plant offers at a price: to draw less (`cut`) or more (`fill`) for a while when it is called.

    It offers what its members promise, at most `p_max_mw`, times `available_pu` (hours in which it may be called). A
    call lasts at most `duration_h` and is followed by `rest_h`; every member is called at most `calls_per_day` times a
    local day and `calls_per_season` times a season (dry Dec–Apr, normal May and Nov, wet Jun–Oct), and not within
    `notice_h` of the start of the horizon. Energy is paid by the MWh, calls by the kW and event.

    `rebound_pu` of the energy comes back: from `rebound_after_h` on (`duration_h` where not given), for three times
    `rebound_h`, in each a factor e less than in the one before.
    """

    group: ClassVar[Group] = "flexible"
    virtual_plant: VirtualPlantId
    direction: Literal["cut", "fill"] = "cut"
    p_max_mw: Annotated[float, Field(ge=1, le=1e5, allow_inf_nan=False)] | None = None
    available_pu: PeriodValue = 1.0
    price_cny_per_mwh: PeriodValue = 0.0
    price_cny_per_kw_event: PeriodValue = 0.0
    duration_h: Annotated[float, Field(gt=0, le=24)] = 4.0
    rest_h: Annotated[float, Field(ge=0, le=744)] = 4.0
    notice_h: Annotated[float, Field(ge=0, le=168)] = 0.0
    calls_per_day: Annotated[float, Field(gt=0, le=288)] = 1.0
    calls_per_season: Annotated[float, Field(gt=0, le=10000)] | None = None
    rebound_pu: Annotated[float, Field(ge=0, le=1.5)] = 0.0
    rebound_after_h: Annotated[float, Field(ge=0, le=168)] | None = None
    rebound_h: Annotated[float, Field(gt=0, le=168)] = 2.0
