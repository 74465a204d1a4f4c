"""Curves of water: level and storage, tailwater, output by head."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from dispatch.case.entity import Entity, Group
from dispatch.case.reference import Ref

CurveId = Annotated[str, Ref("curve")]


class Curve(Entity):
    """A curve through points, straight in between; x and y strictly increasing unless its use is an exception.

    level_storage: x level m, y volume hm³; tailwater: x total release m³/s, y level m; expected output: x net head m,
    y share of the rating.
    """

    group: ClassVar[Group] = "series"
    x: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = Field(min_length=2, max_length=1000)
    y: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = Field(min_length=2, max_length=1000)
