"""What can be lost: contingencies of the case or, where it has none, derived ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch.case.entity import Entity
from dispatch.case.study_area import study_area_buses
from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse
from dispatch.families.response.catalogue import POLE_SHARE, UNIT_MW
from dispatch.families.response.entity import Contingency, Way
from dispatch.families.response.resolve.assets import asset_of, response_buses, split_asset
from dispatch.families.thermal.entity import Thermal
from dispatch.locale import text

if TYPE_CHECKING:
    from dispatch.case.schema import Case


@dataclass(frozen=True)
class ResolvedContingency:
    """`size_mw` from the entity where it is given, else `share_pu` of what the asset carries; `sign` makes it a loss.

    `family` and `asset` are empty for a loss that is data alone.
    """

    id: str
    entity: Contingency
    way: Way
    family: str
    asset: Entity | None
    share_pu: float
    sign: float
    derived: bool

    @property
    def fixed(self) -> bool:
        """Whether its size is data."""
        return self.entity.size_mw is not None

    @property
    def loses_unit(self) -> bool:
        """Whether one unit of several is lost at a size of its own: then all of its rating turned, however little else
        of the plant is on line; a share of what is on line would forget that.
        """
        return self.fixed and self.asset is not None and self.share_pu < 1


def resolved_contingencies(case: Case) -> tuple[ResolvedContingency, ...]:
    """Contingencies that count for the system asked for; derived ones where the case names none of them."""
    if not case.response.asked:
        return ()
    system, named = case.response.system, [c for c in case.contingency if c.enabled]
    fitting = [c for c in named if c.system in ("any", system)]
    if not fitting and not case.contingency and case.response.derive_contingencies:
        return tuple(_contingency(c, case, derived=True) for c in _derived_contingencies(case))
    return tuple(_contingency(c, case, derived=False) for c in fitting)


def _contingency(entity: Contingency, case: Case, *, derived: bool) -> ResolvedContingency:
    asset = None if entity.asset is None else asset_of(case, entity.asset)
    share = 1 / (entity.units or 1) if entity.share_pu is None else entity.share_pu
    family = "" if entity.asset is None or asset is None else split_asset(entity.asset)[0]
    # Exports and loads are withdrawals: losing one is a surplus, losing an import a deficit.
    gives = family not in ("corridor", "load")
    deficit = entity.direction == "deficit"
    return ResolvedContingency(
        entity.id, entity, "up" if deficit else "down", family, asset, share, 1.0 if gives == deficit else -1.0, derived
    )


def _derived_contingencies(case: Case) -> Iterator[Contingency]:
    """The largest unit; the poles of corridors with the system outside, either way; without it the largest load."""
    islanded = case.response.system == "islanded"
    buses = study_area_buses(case) if islanded else response_buses(case)
    units: tuple[Powerhouse | Thermal, ...] = (*case.powerhouse, *case.thermal)
    plants = [p for p in units if p.bus in buses and p.p_nom_mw > 0]
    if plants:
        plant = max(plants, key=unit_mw)
        yield Contingency(
            id="largest_unit",
            **_words("largest_unit"),
            direction="deficit",
            size_mw=unit_mw(plant),
            asset=f"{'powerhouse' if isinstance(plant, Powerhouse) else 'thermal'}/{plant.id}",
            share_pu=min(1.0, unit_mw(plant) / plant.p_nom_mw),
        )
    loads = [load for load in case.load if load.bus in buses and load.p_nom_mw > 0]
    if islanded and loads:
        load = max(loads, key=lambda x: x.p_nom_mw)
        yield Contingency(id="largest_load", **_words("largest_load"), direction="surplus", asset=f"load/{load.id}")
    if not islanded:
        for corridor in case.corridor:
            if corridor.bus in buses and corridor.p_nom_mw > 0:
                yield Contingency(
                    id=f"{corridor.id}_pole",
                    **_words("pole", corridor),
                    direction="surplus",
                    asset=f"corridor/{corridor.id}",
                    share_pu=POLE_SHARE,
                )
                if _may_import(corridor):
                    yield Contingency(
                        id=f"{corridor.id}_pole_import",
                        **_words("pole_import", corridor),
                        direction="deficit",
                        asset=f"corridor/{corridor.id}",
                        share_pu=POLE_SHARE,
                    )


def _words(loss: str, corridor: Corridor | None = None) -> dict[str, str]:
    """Display names of a derived contingency."""
    zh, en = (corridor.zh or corridor.id, corridor.en or corridor.id) if corridor else ("", "")
    return {"zh": text(f"loss.{loss}", "zh", corridor=zh), "en": text(f"loss.{loss}", "en", corridor=en)}


def _may_import(corridor: Corridor) -> bool:
    """Whether power may come in: limits that vary may be below nothing at some time."""
    least = corridor.p_min_pu
    return not isinstance(least, int | float) or least < 0


def unit_mw(plant: Powerhouse | Thermal) -> float:
    """Rating of one unit: the plant in as many equal units as its technology's typical rating makes."""
    first = plant.technology.split("_")[0]
    typical = UNIT_MW.get(first, UNIT_MW["hydro"] if isinstance(plant, Powerhouse) else UNIT_MW["thermal"])
    return plant.p_nom_mw / max(1, math.ceil(plant.p_nom_mw / typical - 1e-9))
