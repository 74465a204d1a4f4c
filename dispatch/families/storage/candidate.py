"""Candidates of storage: what may be built and at which cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dispatch.case.sizing import Sizing
from dispatch.families.storage.catalogue import CATALOGUE, technology_of
from dispatch.families.storage.entity import Site, Storage

if TYPE_CHECKING:
    from dispatch.case.schema import Case


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


def capex(store: Storage, year: int, sizing: Sizing) -> tuple[float, float]:
    """(CNY/kW, CNY/kWh) of a candidate built in a year: its own numbers, else those of the catalogue."""
    known = technology_of(store.technology)
    kw, kwh = (0.0, 0.0) if known is None else known.cost(year)
    own_kw, own_kwh = store.capex_cny_per_kw, store.capex_cny_per_kwh
    return sizing.capex_pu * (kw if own_kw is None else own_kw), sizing.capex_pu * (kwh if own_kwh is None else own_kwh)


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
