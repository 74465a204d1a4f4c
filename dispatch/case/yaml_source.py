"""YAML text → Node tree, every value with its file and line.

Plain scalars follow the YAML 1.2 core schema: only `true` and `false` are booleans (a bus may be called `no`),
`010` is ten, dates stay text for the schema to read, and a number longer than `_LONGEST_NUMBER` stays text, which
the schema refuses. Anchors and `<<` merges work; tags, duplicate keys and circular aliases are faults.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from dispatch.case.files import LARGEST_YAML, read_text
from dispatch.case.node import Node
from dispatch.errors import Fault, Where

_WORDS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".inf": float("inf"),
    "+.inf": float("inf"),
    "-.inf": float("-inf"),
    ".nan": float("nan"),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 40
# Aliases multiply: ten lines can spell a billion values.
_MOST_VALUES = 2_000_000
_MOST_LEVELS = 50
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("null", "bool", "int", "float", "str", "map", "seq", "timestamp", "merge", "value")
}
# libyaml is ten times faster; it is missing from some builds of PyYAML.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, asked: Where, faults: list[Fault]) -> Node | None:
    """Tree of a YAML file, or None and faults; `asked` is the place that named the file."""
    text = read_text(path, asked, LARGEST_YAML, faults)
    return None if text is None else parse_yaml(text, Where(path, 1, asked.entity), faults)


def parse_yaml(text: str, start: Where, faults: list[Fault], *, lines: bool = True) -> Node | None:
    """Tree of a YAML text. `lines=False` gives every value the place `start`: overrides and table cells."""
    try:
        _check_depth(text)
        root = yaml.compose(text, Loader=_LOADER)
        if root is None:
            return Node(None, start)
        _check_extent(root)
    except yaml.MarkedYAMLError as reason:
        mark = reason.problem_mark or reason.context_mark
        line = mark.line + 1 if mark and lines else start.line
        problem = reason.problem or reason.context or ""
        faults.append(Fault.of("yaml_syntax", Where(start.file, line, start.entity), problem=problem))
        return None
    except yaml.YAMLError as reason:
        faults.append(Fault.of("yaml_syntax", start, problem=str(reason).splitlines()[0]))
        return None
    return _Reader(start, faults, lines).read(root, start)


def _check_depth(text: str) -> None:
    """Raise YAMLError for a nesting that would overflow the stack of libyaml, which ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MOST_LEVELS:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(None, None, f"nested more than {_MOST_LEVELS} levels deep", mark)


def _check_extent(root: yaml.Node) -> None:
    """Raise YAMLError where aliases spell out more than any case holds."""
    values, levels = _extent(root, {})
    if levels > _MOST_LEVELS:
        raise yaml.YAMLError(f"aliases nest more than {_MOST_LEVELS} levels deep")
    if values > _MOST_VALUES:
        raise yaml.YAMLError(f"aliases spell out more than {_MOST_VALUES} values")


def _extent(node: yaml.Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """(values, levels) of a node, aliases counted at every place where they are used (a circle once)."""
    if isinstance(node, yaml.ScalarNode):
        return 1, 1
    if id(node) not in known:
        known[id(node)] = 1, 1
        parts = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
        extents = [_extent(part, known) for part in parts]
        known[id(node)] = (
            1 + sum(values for values, _ in extents),
            1 + max((levels for _, levels in extents), default=0),
        )
    return known[id(node)]


class _Reader:
    """Turns composed YAML into Nodes; `open` holds the aliases being read, to find circles."""

    def __init__(self, start: Where, faults: list[Fault], lines: bool):
        self.start, self.faults, self.lines = start, faults, lines
        self.open: set[int] = set()

    def place(self, node: yaml.Node) -> Where:
        return Where(self.start.file, node.start_mark.line + 1, self.start.entity) if self.lines else self.start

    def read(self, node: yaml.Node, where: Where) -> Node:
        if node.tag not in _PLAIN_TAGS:
            self.faults.append(Fault.of("yaml_tag", where, value=node.tag, tag=node.tag))
        if isinstance(node, yaml.ScalarNode):
            return Node(node.value if node.style else scalar(node.value), where)
        if id(node) in self.open:
            self.faults.append(Fault.of("yaml_syntax", where, problem="an alias holds itself"))
            return Node(None, where)
        self.open.add(id(node))
        value = self.mapping(node) if isinstance(node, yaml.MappingNode) else self.items(node)
        self.open.discard(id(node))
        return Node(value, where)

    def items(self, node: yaml.Node) -> list[Node]:
        return [self.read(child, self.place(child)) for child in node.value]

    def mapping(self, node: yaml.MappingNode) -> dict[str, Node]:
        found: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key_node, child in node.value:
            where = self.place(key_node)
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            if key == "<<" and not key_node.style:
                merged |= self.merged(child)
            elif key in found:
                first = found[key].where.line
                self.faults.append(Fault.of("duplicate_key", where, value=key, key=key, first=first))
            else:
                found[key] = self.read(child, where)
        return merged | found

    def merged(self, node: yaml.Node) -> dict[str, Node]:
        """Keys that `<<: *anchor` or `<<: [*first, *second]` brings; earlier ones win."""
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        keys: dict[str, Node] = {}
        for source in sources:
            value = self.read(source, self.place(source)).value
            keys = value | keys if isinstance(value, dict) else keys
        return keys


def scalar(text: str) -> Any:
    """Value of a plain scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _LONGEST_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text
