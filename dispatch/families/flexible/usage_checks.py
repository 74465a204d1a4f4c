"""What must be true of data centres, charging fleets and demand by temperature beyond one field."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.rules import TOLERANCE
from dispatch.case.schema import Case
from dispatch.case.varying import SeriesRef
from dispatch.errors import Fault
from dispatch.families.charging.entity import Charging
from dispatch.families.computing.entity import Computing, green_contracts


def usage_faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of computing, charging and temperature_load."""
    for centre in case.computing:
        yield from _green(centre, case, at)
    yield from _sold_twice(case, at)
    for fleet in case.charging:
        yield from _profile(fleet, case, at)
    sites = [site.id for site in case.weather]
    for load in case.temperature_load:
        if load.weather not in sites and not at.is_unread("weather", load.weather):
            close, name = nearest(load.weather, sites), load.weather
            yield Fault.of(
                "unknown_entity", at.of(load, "weather"), value=name, family="weather", name=name, nearest=close
            )
        if load.heating_below_c > load.cooling_above_c:
            yield Fault.of(
                "crossed_limits", at.of(load, "heating_below_c"), value=load.heating_below_c,
                limit=f"≤ cooling_above_c = {load.cooling_above_c:.10g}", field="heating_below_c",
                other="cooling_above_c",
            )  # fmt: skip


def _green(centre: Computing, case: Case, at: Places) -> Iterator[Fault]:
    known = [plant.id for plant in (*case.renewable, *case.powerhouse)]
    unread = any(at.unread.get(family) for family in ("renewable", "powerhouse"))
    for name in centre.green_plants:
        if name not in known and not unread:
            where = at.of(centre, "green_plants")
            yield Fault.of("green_plant_unknown", where, value=name, name=name, nearest=nearest(name, known))
    count = len(centre.green_plants)
    if centre.green_contract_pu and len(centre.green_contract_pu) != count:
        where, given = at.of(centre, "green_contract_pu"), len(centre.green_contract_pu)
        yield Fault.of("green_contracts_differ", where, value=given, count=count)
    if centre.green_share_pu > 0 and not centre.green_plants:
        yield Fault.of("green_without_plants", at.of(centre, "green_share_pu"), value=centre.green_share_pu)


def _sold_twice(case: Case, at: Places) -> Iterator[Fault]:
    """Contracts of everything that is enabled, plant by plant."""
    sold: dict[str, list[tuple[Computing, float]]] = {}
    for centre in case.computing:
        whole = len(centre.green_contract_pu) in (0, len(centre.green_plants))
        if centre.enabled and centre.green_share_pu > 0 and whole:
            for plant, share in green_contracts(centre):
                sold.setdefault(plant, []).append((centre, share))
    for plant, contracts in sold.items():
        total = sum(share for _, share in contracts)
        if total > 1 + TOLERANCE:
            users = tuple(dict.fromkeys(centre.id for centre, _ in contracts))
            where = at.of(contracts[-1][0], "green_plants")
            yield Fault.of("green_sold_twice", where, value=round(total, 9), name=plant, users=users)


def _profile(fleet: Charging, case: Case, at: Places) -> Iterator[Fault]:
    shares = fleet.home_share_pu + fleet.work_share_pu + fleet.fast_share_pu + fleet.heavy_share_pu
    if shares == 0:
        yield Fault.of("charging_without_piles", at.of(fleet, "home_share_pu"), value=0)
    needed = f"charging/{fleet.id}"
    for load in case.load:
        if load.id == fleet.load and not (isinstance(load.p_pu, SeriesRef) and load.p_pu.series == needed):
            told = load.p_pu.series if isinstance(load.p_pu, SeriesRef) else load.p_pu
            yield Fault.of("charging_without_its_profile", at.of(load, "p_pu"), value=told, limit=needed, needed=needed)
