"""Entity tables: a CSV whose header holds field names and whose rows are entities.

A list item `{table: plants.csv}` stands for the rows of that file (an item with an id is an entity: a weather site has
a field of that name). An empty cell leaves the field at its default, a cell that begins with `{` or `[` is read as
YAML (``{monthly: [...]}``), anything else is text that the schema reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dispatch.case.csv_text import check_header, csv_rows, ragged
from dispatch.case.files import LARGEST_TABLE, read_text
from dispatch.case.node import Node, named
from dispatch.case.yaml_source import parse_yaml
from dispatch.errors import Fault, Where

TABLE = "table"


def expand_tables(tree: Node, keys: Sequence[str], faults: list[Fault]) -> Node:
    """The mapping with every `{table: …}` item of the lists under `keys` replaced by its rows."""
    for key in keys:
        items = tree.get(key)
        if items is not None and items.is_list and any(_is_table(item) for item in items.value):
            rows: list[Node] = []
            for item in items.value:
                rows += _rows_of(key, item, faults) if _is_table(item) else [item]
            tree = tree.put(key, Node(rows, items.where))
    return tree


def _is_table(item: Node) -> bool:
    return item.is_mapping and TABLE in item.value and "id" not in item.value


def _rows_of(family: str, item: Node, faults: list[Fault]) -> list[Node]:
    asked = named(item.where, f"{family} table")
    for key in item.value:
        if key != TABLE:
            faults.append(Fault.of("unknown_key", named(item.where, family), value=key, key=key, nearest=(TABLE,)))
    name = item.text(TABLE)
    if not name:
        faults.append(Fault.of("not_text", asked, value=item.value[TABLE].plain(), field=TABLE))
        return []
    path = (asked.file.parent if asked.file else Path()) / name
    text = read_text(path, asked, LARGEST_TABLE, faults)
    return [] if text is None else read_rows(text, Where(path, 1, f"{family} table"), faults)


def read_rows(text: str, where: Where, faults: list[Fault]) -> list[Node]:
    """The rows of a CSV text as mappings; `where` is the file and how faults name the table."""
    lines = csv_rows(text, where, faults)
    header = next(lines, (0, []))[1]
    if "id" not in header:
        faults.append(Fault.of("missing_header", where, value=",".join(header), example="id,…"))
        return []
    if not check_header(header, where, faults):
        return []
    rows = []
    for line, cells in lines:
        if len(cells) == len(header):
            rows.append(_row(header, cells, replace(where, line=line), faults))
        else:
            faults.append(ragged(replace(where, line=line), cells, header))
    if not rows:
        faults.append(Fault.of("empty_table", where))
    return rows


def _row(header: Sequence[str], cells: Sequence[str], where: Where, faults: list[Fault]) -> Node:
    row: dict[str, Node] = {}
    place = replace(where, entity="")
    for name, cell in zip(header, cells, strict=True):
        if not cell:
            continue
        if cell[0] in "[{":
            node = parse_yaml(cell, replace(where, entity=f"{where.entity} column {name}"), faults, lines=False)
            if node is not None:
                row[name] = Node(node.value, place)
        else:
            row[name] = Node(cell, place)
    return Node(row, place)
