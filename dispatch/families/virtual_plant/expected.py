"""Members of virtual plants, derived from the case a second time: nothing here comes from `members` of the model.

Members are the loads that a plant names, each with its own share where shares are given, and every load at a bus of the
plant's county whose kind matches one of `kinds`, with the common share. A name goes before a kind.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from dispatch.case.schema import Case
from dispatch.families.load.entity import Load
from dispatch.families.virtual_plant.entity import VirtualPlant


class Member(NamedTuple):
    """A load and the share of its demand that it has promised."""

    load: Load
    share_pu: float


def members_of(plant: VirtualPlant, case: Case) -> tuple[Member, ...]:
    """Members in the order of the loads."""
    in_county = {bus.id for bus in case.bus if bus.county == plant.county}
    shares = {
        load.id: plant.share_pu
        for load in case.load
        for kind in plant.kinds
        if load.bus in in_county and fnmatchcase(load.kind, kind)
    }
    for position, name in enumerate(plant.loads):
        shares[name] = plant.load_share_pu[position] if plant.load_share_pu else plant.share_pu
    return tuple(Member(load, shares[load.id]) for load in case.load if load.id in shares)
