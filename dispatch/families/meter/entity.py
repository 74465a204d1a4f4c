"""Supply of a site behind the meter."""

from __future__ import annotations

from typing import ClassVar, Literal

from dispatch.case.entity import Cost, Entity, Group, Power
from dispatch.case.varying import PeriodValue
from dispatch.families.bus.entity import BusId


class Meter(Entity):
    """The supply of a site behind the meter under a two-part tariff (两部制电价): all that `bus` draws from outside.

    Energy costs `energy_price_cny_per_mwh`. The largest mean over a billing interval of each local month costs
    `demand_charge_cny_per_kw_month`, and no less than for `demand_min_mw`; a reading belongs to the month in which its
    interval starts or, with `reading_stamp: end`, to that in which it ends. What is given back earns
    `feed_in_price_cny_per_mwh`, up to `export_max_mw`.
    """

    group: ClassVar[Group] = "connection"
    bus: BusId
    p_nom_mw: Power
    energy_price_cny_per_mwh: PeriodValue = 0.0
    demand_charge_cny_per_kw_month: Cost = 0.0
    demand_min_mw: Power = 0.0
    billing_interval_min: Literal[5, 10, 15, 20, 30, 60] = 15
    reading_stamp: Literal["start", "end"] = "start"
    export_max_mw: Power = 0.0
    feed_in_price_cny_per_mwh: PeriodValue = 0.0
