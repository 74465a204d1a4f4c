"""A tree of YAML values, each with the file and line where it was written.

Merging, overriding and table rows all work on this tree, so that a fault found much later still names the
file and the line. Trees are values: every change makes a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dispatch.errors import NOWHERE, Where


@dataclass(frozen=True)
class Node:
    """A scalar, a dict of Nodes or a list of Nodes, with the place of its key (or item)."""

    value: Any
    where: Where = NOWHERE

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    def get(self, key: str | int) -> Node | None:
        """Child of a mapping or list, or None."""
        if self.is_mapping:
            return self.value.get(key) if isinstance(key, str) else None
        if self.is_list and isinstance(key, int) and key < len(self.value):
            return self.value[key]
        return None

    def text(self, key: str) -> str:
        """A child's text; empty where it is absent or no text."""
        child = self.get(key)
        return child.value if child and isinstance(child.value, str) else ""

    def put(self, key: str, child: Node) -> Node:
        """The mapping with one child set."""
        return replace(self, value={**self.value, key: child})

    def drop(self, *keys: str) -> Node:
        """The mapping without some children."""
        return replace(self, value={k: v for k, v in self.value.items() if k not in keys})

    def plain(self) -> Any:
        """The tree without its places."""
        if self.is_mapping:
            return {key: child.plain() for key, child in self.value.items()}
        if self.is_list:
            return [child.plain() for child in self.value]
        return self.value

    def descend(self, path: Sequence[str | int]) -> Node:
        """The deepest Node along a path that exists."""
        node = self
        for key in path:
            child = node.get(key)
            if child is None:
                break
            node = child
        return node


def node_of(value: Any, where: Where = NOWHERE) -> Node:
    """A tree of plain values, all written in one place."""
    if isinstance(value, dict):
        return Node({str(key): node_of(child, where) for key, child in value.items()}, where)
    if isinstance(value, list | tuple):
        return Node([node_of(child, where) for child in value], where)
    return Node(value, where)


def named(where: Where, entity: str) -> Where:
    """The place with an entity; existing text of the place (an override) stays in front."""
    return replace(where, entity=": ".join(part for part in (where.entity, entity) if part))
