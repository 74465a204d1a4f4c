"""References as typed fields: `bus: BusId`, `downstream: ReservoirId | None`, `loads: tuple[LoadId, …]`.

A room declares the type that names its entities, such as `BusId = Annotated[str, Ref("bus", code="unknown_bus")]`.
From the annotations follow the checks that every name leads somewhere, and who refers to whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel


class Ref:
    """Marks a text as the id of an entity of one of `families`; `code` is the fault of a name that leads nowhere."""

    def __init__(self, *families: str, code: str = "unknown_entity"):
        self.families = families
        self.code = code


@dataclass(frozen=True)
class Reference:
    """`field` of an entity names entities of one of `families`."""

    field: str
    families: tuple[str, ...]
    code: str

    def names(self, entity: BaseModel) -> tuple[str, ...]:
        """What an entity names in this field: nothing, one id or several."""
        value = getattr(entity, self.field)
        return () if value is None else value if isinstance(value, tuple) else (value,)


@cache
def references_of(kind: type[BaseModel]) -> tuple[Reference, ...]:
    """The references of an entity, in the order of its fields."""
    return tuple(
        Reference(field, mark.families, mark.code)
        for field, info in kind.model_fields.items()
        for mark in (*info.metadata, *_marks(info.annotation))
        if isinstance(mark, Ref)
    )


def _marks(annotation: Any) -> Iterator[Any]:
    """Marks inside an annotation: those of `ReservoirId` in `ReservoirId | None`."""
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _marks(part)
