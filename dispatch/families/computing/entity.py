"""Data centres."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dispatch.case.entity import Cost, Power, Share
from dispatch.case.reference import Ref
from dispatch.case.varying import PeriodValue
from dispatch.families.flexible.entity import (
    Flexible,
)

GreenPlantId = Annotated[str, Ref("renewable", "powerhouse", code="green_plant_unknown")]


class Computing(Flexible):
    """A data centre: `deferrable_pu` of its work may wait, for at most `deadline_h`.

    What waits is a queue, empty at both ends of every segment, or, where `cyclic`, as long at the end as at the start.
    While it is worked off the centre draws no more than `p_max_mw` (the load's p_nom_mw where not given). Every MWh
    that waits for an hour costs `delay_cost_cny_per_mwh_h`, every MWh that is moved `wear_cost_cny_per_mwh`.

    `green_share_pu` of what it draws in every `green_window` must be matched, period by period, by the output of
    `green_plants` (renewable or powerhouse): `green_contract_pu` of each is sold to it, a share per plant in the same
    order (the whole plant where not given). Missing green energy costs `green_shortfall_cost_cny_per_mwh`; without a
    price none may be missing.
    """

    deferrable_pu: PeriodValue = 0.3
    deadline_h: Annotated[float, Field(gt=0, le=168)] = 12.0
    p_max_mw: Power | None = None
    cyclic: bool = False
    delay_cost_cny_per_mwh_h: Cost = 1.0
    wear_cost_cny_per_mwh: PeriodValue = 1.0
    green_share_pu: Share = 0.0
    green_window: Literal["month", "all"] = "all"
    green_plants: tuple[GreenPlantId, ...] = ()
    green_contract_pu: tuple[Share, ...] = ()
    green_shortfall_cost_cny_per_mwh: Cost | None = None


def green_contracts(centre: Computing) -> tuple[tuple[str, float], ...]:
    """(plant, share of its output) of every contract."""
    shares = centre.green_contract_pu or (1.0,) * len(centre.green_plants)
    return tuple(zip(centre.green_plants, shares, strict=True))
