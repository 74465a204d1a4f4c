"""Overlays: a scenario applied to a case.

Settings merge key by key. Entity lists (lists of mappings with an id) merge by id: fields of an existing entity are
replaced individually, new ids are appended, `{id: x, remove: true}` removes an entity. Anything else, the value of an
entity's field included, is replaced completely.
"""

from __future__ import annotations

from dispatch.case.names import entity_label, nearest
from dispatch.case.node import Node, named
from dispatch.errors import Fault

REMOVE = "remove"


def merge(base: Node, over: Node, faults: list[Fault]) -> Node:
    """The mapping `base` with the mapping `over` applied to it."""
    merged = dict(base.value)
    for key, node in over.value.items():
        below = merged.get(key)
        if below is not None and below.is_mapping and node.is_mapping:
            merged[key] = merge(below, node, faults)
        elif _is_entity_list(node) and (below is None or below.value is None or _is_entity_list(below)):
            merged[key] = _merge_entities(key, below, node, faults)
        else:
            merged[key] = node
    return Node(merged, base.where)


def _is_entity_list(node: Node) -> bool:
    return node.is_list and all(item.is_mapping and "id" in item.value for item in node.value)


def _merge_entities(family: str, base: Node | None, over: Node, faults: list[Fault]) -> Node:
    items: list[Node] = list(base.value) if base is not None and base.value else []
    position = {_id_of(item): i for i, item in reversed(list(enumerate(items)))}
    removed: set[int] = set()
    for item in over.value:
        name = _id_of(item)
        at = position.get(name)
        if _is_removal(item):
            if at is None:
                where = named(item.where, entity_label(family, name))
                known = nearest(name, position)
                faults.append(Fault.of("remove_unknown", where, value=name, family=family, name=name, nearest=known))
            else:
                removed.add(at)
        elif at is None:
            position[name] = len(items)
            items.append(item)
        else:
            items[at] = Node({**items[at].value, **item.value}, items[at].where)
    return Node([item for i, item in enumerate(items) if i not in removed], base.where if base else over.where)


def _id_of(item: Node) -> str:
    """The id as text; it has not been validated by the schema yet."""
    return str(item.value["id"].plain())


def _is_removal(item: Node) -> bool:
    mark = item.get(REMOVE)
    return mark is not None and mark.value is True
