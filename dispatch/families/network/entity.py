"""AC lines and DC links."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dispatch.case.entity import Entity, Power
from dispatch.case.varying import PeriodValue
from dispatch.families.bus.entity import BusId


class Line(Entity):
    """An AC line or corridor of circuits; with `kirchhoff` its flow obeys the voltage law (DC power flow).

    `loss_pu` is the share of the sent power that is lost. `x_pu` is the series reactance on a common
    base (only ratios matter within one synchronous network); `phase_shift_rad` is that of a transformer
    at bus0: flow = (θ0 − θ1 − shift)/x. A `one_way` line, such as that of a power station, only carries from
    bus0 to bus1.
    """

    bus0: BusId
    bus1: BusId
    v_nom_kv: float = Field(0.0, ge=0, le=2000, allow_inf_nan=False)
    length_km: float = Field(0.0, ge=0, le=10000, allow_inf_nan=False)
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    loss_pu: Annotated[float, Field(ge=0, lt=1)] = 0.0
    kirchhoff: bool = False
    one_way: bool = False
    x_pu: float | None = Field(None, allow_inf_nan=False)
    phase_shift_rad: float = Field(0.0, allow_inf_nan=False)


class Link(Entity):
    """A controllable DC link: sends 0…`p_nom_mw` from bus0 to bus1 and `p_min_pu` < 0 allows the reverse."""

    bus0: BusId
    bus1: BusId
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    p_min_pu: PeriodValue = 0.0
    loss_pu: Annotated[float, Field(ge=0, lt=1)] = 0.0
    marginal_cost_cny_per_mwh: PeriodValue = 0.0
