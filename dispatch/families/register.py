"""The register of families: one line a family, in the order in which a case lists them.

The name of a field is the name of the family in case files and result tables, its type the entity, and the package of
the entity the room that holds everything else about it. What follows from these lines is in
`dispatch.families.rooms`.
"""

from __future__ import annotations

from pydantic import Field

from dispatch.case.settings import Settings
from dispatch.families.batch_fleet.entity import BatchFleet
from dispatch.families.bus.entity import Bus
from dispatch.families.catchment.entity import Catchment
from dispatch.families.charging.entity import Charging
from dispatch.families.computing.entity import Computing
from dispatch.families.corridor.entity import Corridor
from dispatch.families.curve.entity import Curve
from dispatch.families.furnace.entity import Furnace
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.load.entity import Load
from dispatch.families.meter.entity import Meter
from dispatch.families.network.entity import Line, Link
from dispatch.families.potline.entity import Potline
from dispatch.families.pv_plant.entity import PvPlant
from dispatch.families.renewable.entity import Renewable
from dispatch.families.response.entity import Contingency, Responder, ResponseProfile
from dispatch.families.river_plant.entity import RiverPlant
from dispatch.families.shiftable.entity import Shiftable
from dispatch.families.storage.entity import Site, Storage, StorageShare
from dispatch.families.temperature_load.entity import TemperatureLoad
from dispatch.families.thermal.entity import Thermal
from dispatch.families.virtual_plant.entity import Offer, VirtualPlant
from dispatch.families.weather.entity import Weather
from dispatch.families.wind_farm.entity import WindFarm


class Families(Settings):
    """The entities of a case."""

    bus: tuple[Bus, ...] = Field(min_length=1)
    renewable: tuple[Renewable, ...] = ()
    reservoir: tuple[Reservoir, ...] = ()
    powerhouse: tuple[Powerhouse, ...] = ()
    storage: tuple[Storage, ...] = ()
    site: tuple[Site, ...] = ()
    storage_share: tuple[StorageShare, ...] = ()
    meter: tuple[Meter, ...] = ()
    thermal: tuple[Thermal, ...] = ()
    load: tuple[Load, ...] = ()
    potline: tuple[Potline, ...] = ()
    furnace: tuple[Furnace, ...] = ()
    batch_fleet: tuple[BatchFleet, ...] = ()
    shiftable: tuple[Shiftable, ...] = ()
    computing: tuple[Computing, ...] = ()
    charging: tuple[Charging, ...] = ()
    virtual_plant: tuple[VirtualPlant, ...] = ()
    offer: tuple[Offer, ...] = ()
    line: tuple[Line, ...] = ()
    link: tuple[Link, ...] = ()
    corridor: tuple[Corridor, ...] = ()
    response_profile: tuple[ResponseProfile, ...] = ()
    responder: tuple[Responder, ...] = ()
    contingency: tuple[Contingency, ...] = ()
    weather: tuple[Weather, ...] = ()
    pv_plant: tuple[PvPlant, ...] = ()
    wind_farm: tuple[WindFarm, ...] = ()
    catchment: tuple[Catchment, ...] = ()
    river_plant: tuple[RiverPlant, ...] = ()
    curve: tuple[Curve, ...] = ()
    temperature_load: tuple[TemperatureLoad, ...] = ()


# Rooms that have no entities of their own: what several families share, and goals that settings ask for.
WITHOUT_ENTITIES = ("flexible", "peak")
# The family at whose entities all others meet: the balance of power has a row for each of them.
NODE = "bus"
