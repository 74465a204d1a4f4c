"""Merged tree of a case file → Case, or all of its faults at once.

Parts that do not validate are set aside, so that the remaining parts can still be checked against each other: a
negative size in one place does not hide an unknown bus in another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from dispatch.case.check import check_case
from dispatch.case.explain import Path, explain, explain_booleans, stray_booleans
from dispatch.case.node import Node, named
from dispatch.case.places import Places
from dispatch.case.read_table import SeriesSpec, read_table
from dispatch.case.schema import Case
from dispatch.case.settings import Time
from dispatch.case.table import TimeTable
from dispatch.case.zones import is_zone
from dispatch.errors import CaseError, Fault
from dispatch.families.rooms import FAMILIES, MODELLED

LISTS = (*FAMILIES, "facts")


def build_case(tree: Node, faults: list[Fault], quantities: Collection[str] | None = None) -> Case:
    """The case that a tree spells out. Raises CaseError with `faults` and all that are found here."""
    tables, unread_tables = _read_series(tree, faults)
    tree = _with_offsets(tree)
    refused: set[Path] = set(stray_booleans(Case, tree))
    faults += explain_booleans(refused, Case, tree)
    case = _validated(tree, tables)
    if isinstance(case, ValidationError):
        faults += explain(case, Case, tree)
        refused |= {error["loc"] for error in case.errors(include_url=False)}
    unread: dict[str, frozenset[str]] = {"series": unread_tables}
    if refused:
        tree, missing = _set_aside(tree, refused)
        unread |= missing
        case = _validated(tree, tables)
    if isinstance(case, Case):
        faults += check_case(case, places=Places(tree, _items(case, tree), unread), quantities=quantities)
    if faults or not isinstance(case, Case):
        raise CaseError(sorted(faults, key=lambda f: (str(f.where.file or ""), f.where.line)))
    return case


def _read_series(tree: Node, faults: list[Fault]) -> tuple[dict[str, TimeTable], frozenset[str]]:
    """Tables by name, and the names of those that could not be read."""
    specs = tree.get("series")
    if specs is None:
        return {}, frozenset()
    if not specs.is_mapping:
        faults.append(Fault.of("not_a_mapping", named(specs.where, "series"), value=specs.plain(), field="series"))
        return {}, frozenset("*")
    read = {name: _read_one(name, node, faults) for name, node in specs.value.items()}
    tables = {name: table for name, table in read.items() if table is not None}
    return tables, frozenset(read.keys() - tables.keys())


def _read_one(name: str, node: Node, faults: list[Fault]) -> TimeTable | None:
    label = f"series '{name}'"
    if isinstance(node.value, TimeTable):
        return node.value
    if "/" in name:
        faults.append(Fault.of("illegal_table_name", named(node.where, label), value=name))
        return None
    if name in MODELLED:
        faults.append(Fault.of("reserved_table_name", named(node.where, label), value=name, name=name))
        return None
    try:
        spec = SeriesSpec.model_validate(node.plain())
    except ValidationError as refused:
        faults += explain(refused, SeriesSpec, node, label)
        return None
    file = node.get("file") or node
    return read_table(name, spec, named(file.where, label), faults)


def _with_offsets(tree: Node) -> Node:
    """The tree with local times of its time section (`start: 2030-01-01`) given the offset of the zone."""
    time = tree.get("time")
    if time is None or not time.is_mapping:
        return tree
    name = time.text("zone") or str(Time.model_fields["zone"].default)
    zone: tzinfo = ZoneInfo(name) if is_zone(name) else UTC
    time = _span_with_offsets(time, zone)
    spans = time.get("segments")
    if spans is not None and spans.is_list:
        time = time.put("segments", Node([_span_with_offsets(span, zone) for span in spans.value], spans.where))
    return tree.put("time", time)


def _span_with_offsets(span: Node, zone: tzinfo) -> Node:
    for key in ("start", "end"):
        if text := span.text(key):
            span = span.put(key, Node(_with_offset(text, zone), span.value[key].where))
    return span


def _with_offset(text: str, zone: tzinfo) -> str:
    """A local time with its offset; unchanged if it is not a time, has an offset, or occurs twice or never."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return text
    early, late = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return text if local.tzinfo is not None or early.utcoffset() != late.utcoffset() else early.isoformat()


def _validated(tree: Node, tables: Mapping[str, TimeTable]) -> Case | ValidationError:
    """The case, or what the schema refuses of it."""
    try:
        return Case.model_validate(tree.plain() | {"series": tables})
    except ValidationError as refused:
        return refused


def _set_aside(tree: Node, refused: set[Path]) -> tuple[Node, dict[str, frozenset[str]]]:
    """The tree without refused items and settings, and the ids of the former (`*` where all of a key is gone)."""
    unread: dict[str, frozenset[str]] = {}
    for key in {str(path[0]) for path in refused} & tree.value.keys():
        node = tree.value[key]
        numbers = {path[1] for path in refused if path[0] == key and len(path) > 1}
        if node.is_list and numbers:
            names = (str(node.value[i].descend(["id"]).value) for i in numbers)
            unread[key] = frozenset(names)
            kept = [item for i, item in enumerate(node.value) if i not in numbers]
            tree = tree.put(key, Node(kept, node.where))
        else:
            unread[key] = frozenset("*")
            tree = tree.drop(key)
    return tree if "name" in tree.value else tree.put("name", Node("?")), unread


def _items(case: Case, tree: Node) -> dict[int, Node]:
    """The Node of every entity and fact, by its id()."""
    return {
        id(entity): node
        for key in LISTS
        if key in tree.value
        for entity, node in zip(getattr(case, key), tree.value[key].value, strict=True)
    }
