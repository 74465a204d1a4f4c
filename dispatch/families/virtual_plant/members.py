"""Who belongs to a virtual plant."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from dispatch.case.schema import Case
from dispatch.families.load.entity import Load
from dispatch.families.virtual_plant.entity import VirtualPlant

LEAST_MW = 1.0


class Member(NamedTuple):
    """A load and the share of its demand that it has promised; `field` is where the plant names it."""

    load: Load
    share_pu: float
    field: str


def members_of(plant: VirtualPlant, case: Case) -> tuple[Member, ...]:
    """Members in the order of the loads of the case; names that do not exist are left out."""
    shares = dict(zip(plant.loads, plant.load_share_pu or (plant.share_pu,) * len(plant.loads), strict=False))
    county = {bus.id: bus.county for bus in case.bus}
    found = []
    for load in case.load:
        if load.id in plant.loads:
            found.append(Member(load, shares.get(load.id, plant.share_pu), "loads"))
        elif county.get(load.bus) == plant.county and any(fnmatchcase(load.kind, kind) for kind in plant.kinds):
            found.append(Member(load, plant.share_pu, "kinds"))
    return tuple(found)
