"""The place of each part of a case in its files, and the parts that could not be read.

A case made of Python objects has no places: every fault then names the entity alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from dispatch.case.names import label_of
from dispatch.case.node import Node, named
from dispatch.errors import NOWHERE, Where

_EMPTY = Node({})


@dataclass(frozen=True)
class Places:
    """tree: the whole case file; items: id() of an entity → its Node; unread: family → ids that did not validate.

    A reference to something unread is not called unknown: its own fault is already reported. A family that
    could not be read at all has the id `*`.
    """

    tree: Node = _EMPTY
    items: Mapping[int, Node] = field(default_factory=dict)
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, entity: BaseModel, key: str = "") -> Where:
        """Place of an entity or of one of its fields, with its label."""
        node = self.items.get(id(entity), Node(None))
        return named(node.descend([key]).where, label_of(entity, key))

    def at(self, *path: str | int, label: str = "") -> Where:
        """Place of a setting such as `time.step`."""
        return named(self.tree.descend(path).where if self.tree.value else NOWHERE, label or ".".join(map(str, path)))

    def is_unread(self, family: str, name: str) -> bool:
        """Whether an entity of that name was written but had faults itself."""
        unread = self.unread.get(family, frozenset())
        return name in unread or "*" in unread
