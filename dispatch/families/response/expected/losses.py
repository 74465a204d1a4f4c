"""What can be lost, derived from the case a second time by the rules of `Response` and `Contingency`.

Contingencies that are enabled and of the system asked for count. Where the case names none at all, these follow, if
`derive_contingencies`: the largest unit, and the poles of corridors (islanded: the largest unit and the largest load).
"""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.bus.expected import study_area_buses
from dispatch.families.corridor.entity import Corridor
from dispatch.families.response import catalogue
from dispatch.families.response.entity import Contingency, Way
from dispatch.families.response.expected.responders import TURNING, assets_of, responding_buses

_TAKING = ("corridor", "load")


@dataclass(frozen=True)
class ExpectedContingency:
    """Something that can be lost; `family` and `asset` are empty for a loss that is data alone."""

    id: str
    entity: Contingency
    way: Way
    family: str
    asset: Entity | None
    share_pu: float

    @property
    def fixed(self) -> bool:
        """Whether the case gives its size."""
        return self.entity.size_mw is not None

    @property
    def one_of_several(self) -> bool:
        """Whether it is one unit of several, lost at a size of its own."""
        return self.fixed and self.asset is not None and self.share_pu < 1

    @property
    def carried_sign(self) -> float:
        """1 where the loss is what the asset carries (gives, or takes where it takes), −1 where it is the reverse."""
        return 1.0 if (self.family in _TAKING) == (self.way == "down") else -1.0


def contingencies_of(case: Case) -> tuple[ExpectedContingency, ...]:
    """Everything that can be lost."""
    if not case.response.asked:
        return ()
    named = case.contingency
    if not named and case.response.derive_contingencies:
        named = tuple(_largest(case)) if case.response.system == "islanded" else tuple(_unit_and_poles(case))
    assets = assets_of(case)
    found = []
    for entity in named:
        if entity.enabled and entity.system in ("any", case.response.system):
            asset = assets.get(entity.asset or "")
            family = (entity.asset or "").split("/")[0] if asset is not None else ""
            share = entity.share_pu if entity.share_pu is not None else 1 / (entity.units or 1)
            way: Way = "up" if entity.direction == "deficit" else "down"
            found.append(ExpectedContingency(entity.id, entity, way, family, asset, share))
    return tuple(found)


def _largest_unit(case: Case) -> list[Contingency]:
    """The largest unit: a plant is as many equal units as keep within the typical rating of its technology."""
    buses = study_area_buses(case) if case.response.system == "islanded" else responding_buses(case)
    found: tuple[float, str, float] | None = None
    for family in TURNING:
        typical = catalogue.UNIT_MW["hydro" if family == "powerhouse" else "thermal"]
        for plant in getattr(case, family):
            rated = catalogue.UNIT_MW.get(plant.technology.split("_")[0], typical)
            units = 1
            while plant.p_nom_mw / rated - 1e-9 > units:
                units += 1
            size = plant.p_nom_mw / units
            if plant.bus in buses and size > 0 and (found is None or size > found[0]):
                found = size, f"{family}/{plant.id}", min(1.0, size / plant.p_nom_mw)
    if found is None:
        return []
    size, asset, share = found
    return [Contingency(id="largest_unit", direction="deficit", size_mw=size, asset=asset, share_pu=share)]


def _largest(case: Case) -> list[Contingency]:
    """Islanded: the largest unit and the largest load at home."""
    found = _largest_unit(case)
    home = study_area_buses(case)
    loads = [load for load in case.load if load.bus in home and load.p_nom_mw > 0]
    if loads:
        most = max(load.p_nom_mw for load in loads)
        name = next(load.id for load in loads if load.p_nom_mw == most)
        found.append(Contingency(id="largest_load", direction="surplus", asset=f"load/{name}"))
    return found


def _unit_and_poles(case: Case) -> list[Contingency]:
    """Interconnected: the largest unit, and one pole of every corridor: of its export, and of its import if it may."""
    found, buses = _largest_unit(case), responding_buses(case)
    for corridor in case.corridor:
        if corridor.bus not in buses or corridor.p_nom_mw <= 0:
            continue
        pole = {"asset": f"corridor/{corridor.id}", "share_pu": catalogue.POLE_SHARE}
        found.append(Contingency.model_validate({"id": f"{corridor.id}_pole", "direction": "surplus", **pole}))
        if _imports(corridor):
            name = f"{corridor.id}_pole_import"
            found.append(Contingency.model_validate({"id": name, "direction": "deficit", **pole}))
    return found


def _imports(corridor: Corridor) -> bool:
    """Whether power may come in; limits that vary over time may at some time be negative."""
    return corridor.p_min_pu < 0 if isinstance(corridor.p_min_pu, int | float) else True
