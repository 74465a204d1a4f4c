"""Assets by name: which families respond or may be lost, where assets are and what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.case.entity import Entity
from dispatch.families.response.catalogue import ABILITIES, STORAGE, Ability

if TYPE_CHECKING:
    from dispatch.case.schema import Case

RESPONDING = ("storage", *ABILITIES)
LOSABLE = ("powerhouse", "thermal", "renewable", "storage", "corridor", "load")
MACHINES = ("powerhouse", "thermal")


def split_asset(name: str) -> tuple[str, str]:
    """`storage/bat` → (storage, bat)."""
    family, _, id = name.partition("/")
    return family, id


def asset_of(case: Case, name: str) -> Entity | None:
    """The entity that `family/id` names, None where there is none or it is switched off."""
    family, id = split_asset(name)
    if family not in {*RESPONDING, *LOSABLE}:
        return None
    found = next((e for e in getattr(case, family) if e.id == id), None)
    return found if found is None or getattr(found, "enabled", True) else None


def ability_of(family: str, asset: Entity) -> Ability | None:
    """What an asset can do by its family and technology; None for what cannot respond."""
    if family == "storage":
        technology: str = getattr(asset, "technology", "")
        return STORAGE.get(technology.split("_")[0], STORAGE["lfp"])
    return ABILITIES.get(family)


def response_buses(case: Case) -> frozenset[str]:
    """Buses whose assets respond without being named: those of `response.areas`, else of the home area, else all."""
    areas = case.response.areas or ((case.home_area,) if case.home_area else ())
    return frozenset(bus.id for bus in case.bus if not areas or bus.area in areas)


def bus_of(case: Case, asset: Entity) -> str:
    """Bus of an asset; a flexible load is at the bus of its load."""
    bus = getattr(asset, "bus", None)
    if bus is not None:
        return str(bus)
    load = getattr(asset, "load", None)
    return next((x.bus for x in case.load if x.id == load), "")
