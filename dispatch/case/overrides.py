"""Overrides `path=value` of `--set`: change one value of a case without editing its files.

A path is a setting (``solver.name``, ``hydrology``) or family, id and field (``storage.lfp1.p_nom_mw``), the id being
`*` for all of a family. Ids may hold dots: the longest id that fits is meant. The value is YAML: a number, text,
`true`, ``table/column`` or ``{monthly: […]}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from dispatch.case.names import holds_list, nearest, part_model
from dispatch.case.node import Node
from dispatch.case.schema import Case
from dispatch.case.yaml_source import parse_yaml
from dispatch.errors import Fault, Where

ALL = "*"


class _NoSuchPathError(Exception):
    """Holds a fault's code and parameters while the path is being walked."""

    def __init__(self, code: str, part: str, known: Iterable[str] = ()):
        self.code, self.part, self.known = code, part, known


def override(tree: Node, overrides: Sequence[str], faults: list[Fault]) -> Node:
    """The tree of a case with every override applied; those that cannot be become faults."""
    for text in overrides:
        where = Where(entity=f"--set {text}")
        path, equals, written = text.partition("=")
        if not equals or not path.strip():
            faults.append(Fault.of("override_unreadable", where, value=text))
            continue
        value = parse_yaml(written, where, faults, lines=False)
        if value is None:
            continue
        try:
            tree = _put(tree, Case, path.strip(), value)
        except _NoSuchPathError as no:
            known = nearest(no.part, no.known)
            faults.append(Fault.of(no.code, where, value=path, path=path, part=no.part, nearest=known))
    return tree


def _put(node: Node, model: type[BaseModel], path: str, value: Node) -> Node:
    """`node`, a mapping that spells out `model`, with the value at `path` set."""
    key, _, rest = path.partition(".")
    if key not in model.model_fields:
        raise _NoSuchPathError("override_unknown", key, model.model_fields)
    part = part_model(model, key)
    if not rest:
        if part is not None and not (holds_list(model, key) and "id" not in part.model_fields):
            raise _NoSuchPathError("override_incomplete", key, _beginnings(node.get(key), model, key, part))
        return node.put(key, value)
    if part is None:
        raise _NoSuchPathError("override_too_deep", key)
    child = node.get(key) or Node({}, node.where)
    if holds_list(model, key):
        return node.put(key, _put_in_items(child, part, key, rest, value))
    return node.put(key, _put(child, part, rest, value)) if child.is_mapping else node


def _put_in_items(items: Node, part: type[BaseModel], family: str, path: str, value: Node) -> Node:
    """The list of entities with a field of one of them, or of all, set."""
    by_id = _by_id(items)
    if path in by_id or path == ALL:
        raise _NoSuchPathError("override_incomplete", path, [f"{family}.{path}.{field}" for field in part.model_fields])
    chosen = max((i for i in (*by_id, ALL) if path.startswith(f"{i}.")), key=len, default=None)
    if not by_id or chosen is None:
        raise _NoSuchPathError("override_unknown", path.rpartition(".")[0] or path, by_id)
    field = path[len(chosen) + 1 :]
    targets = by_id.values() if chosen == ALL else [by_id[chosen]]
    changed = {id(item): _put(item, part, field, value) for item in targets}
    return Node([changed.get(id(item), item) for item in items.value], items.where)


def _by_id(items: Node | None) -> dict[str, Node]:
    found = items.value if items is not None and items.is_list else []
    return {str(i.value["id"].value): i for i in found if i.is_mapping and "id" in i.value}


def _beginnings(node: Node | None, model: type[BaseModel], key: str, part: type[BaseModel]) -> list[str]:
    """Examples of how a path that stops too early could go on."""
    parts = [*_by_id(node), ALL] if holds_list(model, key) else list(part.model_fields)
    return [f"{key}.{name}" for name in parts]
