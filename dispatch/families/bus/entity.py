"""Nodes of the network."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dispatch.case.entity import Entity
from dispatch.case.reference import Ref

BusId = Annotated[str, Ref("bus", code="unknown_bus")]


class Bus(Entity):
    """A node of the network. Assets belong to the county and the area of their bus."""

    area: str = ""
    county: str = ""
    v_nom_kv: float = Field(0.0, ge=0, le=2000, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
