"""What may be built, by when, at which cost, behind which meter: settings, sites and tariffs, and their faults.

Annualised cost of a candidate that is built in year y, CNY per MW (power) and MWh (energy) and year:

    1000·capex(y)·(CRF(r, life) + om_pu_per_year)        CRF(r, n) = r/(1 − (1 + r)^−n), 1/n for r = 0
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatch.case.entities import Cost, Energy, Entity, Hours, Life, Power, Share, Storage, Year
from dispatch.case.storage_catalogue import CATALOGUE, technology_of
from dispatch.case.varying import PeriodValue

if TYPE_CHECKING:
    from dispatch.case.schema import Case

Rate = Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)]
HOURS_PER_YEAR = 8760.0


class Sizing(BaseModel):
    """Economics of several years and of building: real `discount_rate`, of annuities and of later years (0: they count
    like the first); `capex_pu` scales every capital cost (sensitivities).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    discount_rate: Rate = 0.07
    capex_pu: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 1.0


class Targets(BaseModel):
    """What new-type storage of the home area must reach from `new_storage_year` on (always, where no year is given).

    Power, energy, and `new_storage_h` hours at full power on average; what stands counts as what is built.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    new_storage_mw: Power | None = None
    new_storage_mwh: Energy | None = None
    new_storage_h: Hours | None = None
    new_storage_year: Year | None = None

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return (self.new_storage_mw, self.new_storage_mwh, self.new_storage_h) != (None, None, None)


class StorageShare(Entity):
    """Between `share_min_pu` and `share_max_pu` of the new-type power of the home area is of technology `id`."""

    share_min_pu: Share = 0.0
    share_max_pu: Share = 1.0


class Site(Entity):
    """One connection to the grid for the candidates that name it.

    It carries `connection_mw` today and may grow to `connection_max_mw` at `connection_cost_cny_per_kw`. Where `shared`
    (hybrids behind one transformer), it must carry the net power of its stores at every moment and the rating of each
    alone, else the sum of their ratings.
    """

    connection_mw: Power = 0.0
    connection_max_mw: Power = 1e6
    connection_cost_cny_per_kw: Cost = 0.0
    life_years: Life = 25.0
    shared: bool = False


class Meter(Entity):
    """The supply of a site behind the meter under a two-part tariff (两部制电价): all that `bus` draws from outside.

    Energy costs `energy_price_cny_per_mwh`. The largest mean over a billing interval of each local month costs
    `demand_charge_cny_per_kw_month`, and no less than for `demand_min_mw`; a reading belongs to the month in which its
    interval starts or, with `reading_stamp: end`, to that in which it ends. What is given back earns
    `feed_in_price_cny_per_mwh`, up to `export_max_mw`.
    """

    bus: str
    p_nom_mw: Power
    energy_price_cny_per_mwh: PeriodValue = 0.0
    demand_charge_cny_per_kw_month: Cost = 0.0
    demand_min_mw: Power = 0.0
    billing_interval_min: Literal[5, 10, 15, 20, 30, 60] = 15
    reading_stamp: Literal["start", "end"] = "start"
    export_max_mw: Power = 0.0
    feed_in_price_cny_per_mwh: PeriodValue = 0.0


def is_candidate(store: Storage) -> bool:
    """Whether anything may be built of a store."""
    return store.build_max_mw > 0


def candidates(case: Case) -> tuple[Storage, ...]:
    """The stores of which something may be built, in the order of the case."""
    return tuple(store for store in case.storage if is_candidate(store))


def new_type_stores(case: Case) -> tuple[Storage, ...]:
    """New-type stores of the home area (of the whole case where it names none): what targets count."""
    area = {bus.id: bus.area for bus in case.bus}
    return tuple(s for s in case.storage if s.new_type and (not case.home_area or area[s.bus] == case.home_area))


def capital_recovery(rate: float, life_years: float) -> float:
    """The constant yearly payment over `life_years` that is worth 1 today, 1/yr.

    >>> round(capital_recovery(0.07, 15), 4)
    0.1098
    """
    return 1 / life_years if rate == 0 else rate / (1 - (1 + rate) ** -life_years)


def capex(store: Storage, year: int, sizing: Sizing) -> tuple[float, float]:
    """(CNY/kW, CNY/kWh) of a candidate built in a year: its own numbers, else those of the catalogue."""
    known = technology_of(store.technology)
    kw, kwh = (0.0, 0.0) if known is None else known.cost(year)
    own_kw, own_kwh = store.capex_cny_per_kw, store.capex_cny_per_kwh
    return sizing.capex_pu * (kw if own_kw is None else own_kw), sizing.capex_pu * (kwh if own_kwh is None else own_kwh)


def charge_ratio(store: Storage) -> float:
    """MW of charging that come with each MW of discharging that is built."""
    if store.p_nom_mw == 0 or store.p_charge_nom_mw is None:
        return 1.0
    return store.p_charge_nom_mw / store.p_nom_mw


def throughput_price(store: Storage) -> float:
    """CNY per MWh that enters or leaves what stores: its replacement over the energy that it passes in its life."""
    if store.cycle_life is None or store.replacement_cny_per_kwh is None:
        return 0.0
    return 1000 * store.replacement_cny_per_kwh / (2 * store.cycle_life)


def known_technologies() -> tuple[str, ...]:
    """Names in the catalogue."""
    return tuple(CATALOGUE)


def stores_at(case: Case, site: Site) -> Iterator[Storage]:
    """The stores behind a connection."""
    return (store for store in case.storage if store.site == site.id)
