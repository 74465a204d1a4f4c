"""Case files → Case.

A case is a directory with a `case.yaml`, or one YAML file. In addition to the keys of `schema.Case` it may contain::

    series:           {profiles: {file: profiles.csv, zone: Asia/Shanghai}}      # read_table.SeriesSpec
    scenarios:        {dry: {hydrology: dry}, outlook: {file: outlook.yaml}}     # overlays, in place or in a file
    default_scenario: dry                                                        # taken when none is asked for
    renewable:        [{table: plants.csv}, {id: pv9, …}]                        # rows of a table among the entities

Order: tables are inserted, then the scenario is applied (`overlay`), then overrides are set (`overrides`), then
series are read and everything is checked (`build`). A scenario that `extends` another one by name is applied after
that one. File names are relative to the file that contains them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from dispatch.case.build import LISTS, build_case
from dispatch.case.names import nearest
from dispatch.case.node import Node, named, node_of
from dispatch.case.overlay import merge
from dispatch.case.overrides import override
from dispatch.case.rows import expand_tables
from dispatch.case.schema import Case
from dispatch.case.yaml_source import read_yaml
from dispatch.errors import CaseError, Fault, Where

CASE_FILE = "case.yaml"
EXTENDS = "extends"
_FILE_KEYS = ("scenarios", "default_scenario")


def load_case(
    path: str | Path,
    scenario: str | None = None,
    overrides: Sequence[str] = (),
    *,
    quantities: Collection[str] | None = None,
) -> Case:
    """The case at a path with a scenario applied and overrides set.

    quantities: names that facts may use (None: unchecked). Raises CaseError with all faults found.
    """
    faults: list[Fault] = []
    tree = _read_tree(Path(path), scenario, faults)
    if tree is None:
        raise CaseError(faults)
    return build_case(override(tree, overrides, faults), faults, quantities)


def apply_overrides(case: Case, overrides: Sequence[str], *, quantities: Collection[str] | None = None) -> Case:
    """The case with overrides `path=value` set, wherever it came from. Raises CaseError with every fault."""
    faults: list[Fault] = []
    settings = node_of(case.model_dump(exclude={"series"}))
    tree = settings.put("series", Node({name: Node(table) for name, table in case.series.items()}))
    return build_case(override(tree, overrides, faults), faults, quantities)


def _read_tree(path: Path, scenario: str | None, faults: list[Fault]) -> Node | None:
    """The case file with its tables and scenario in place; None if the file contains no mapping."""
    file = path / CASE_FILE if path.is_dir() else path
    if path.is_dir() and not file.exists():
        present = tuple(sorted(p.name for p in path.glob("*.yaml")))
        faults.append(Fault.of("missing_case_file", Where(path), value=CASE_FILE, name=path.name, nearest=present))
        return None
    root = _read_mapping(file, Where(file), faults)
    if root is None:
        return None
    chosen = _scenario(root, scenario, faults)
    tree = expand_tables(root.drop(*_FILE_KEYS), LISTS, faults)
    if chosen is None:
        return tree
    name, layers = chosen
    for over in layers:
        tree = merge(tree, expand_tables(over.drop(EXTENDS), LISTS, faults), faults)
    return tree.put("scenario", Node(name, layers[-1].where))


def _read_mapping(file: Path, asked: Where, faults: list[Fault]) -> Node | None:
    """The mapping in a YAML file; keys without a value are left out, as if they were not written."""
    root = read_yaml(file, asked, faults)
    if root is None:
        return None
    if not root.is_mapping:
        faults.append(Fault.of("not_a_case", Where(file, 1), value=root.plain()))
        return None
    return root.drop(*(key for key, node in root.value.items() if node.value is None))


def _scenario(root: Node, asked: str | None, faults: list[Fault]) -> tuple[str, list[Node]] | None:
    """Name and layers of the requested scenario, else of the default one; None if there is none."""
    scenarios = root.get("scenarios") or Node({}, root.where)
    if not scenarios.is_mapping:
        where = named(scenarios.where, "scenarios")
        faults.append(Fault.of("not_a_mapping", where, value=scenarios.plain(), field="scenarios"))
        return None
    default = root.get("default_scenario")
    name = asked if asked is not None else default.value if default is not None else None
    if name is None:
        return None
    where = named(default.where, "default_scenario") if asked is None and default else Where(root.where.file, 0)
    layers = _layers(scenarios, name, where, (), faults)
    return None if layers is None else (name, layers)


def _layers(
    scenarios: Node, name: object, asked: Where, above: tuple[str, ...], faults: list[Fault]
) -> list[Node] | None:
    """A scenario's overlay after those that it extends, the lowest first; `above` are those that extend it."""
    over = scenarios.get(name) if isinstance(name, str) else None
    if not isinstance(name, str) or over is None:
        known = nearest(name, scenarios.value)
        faults.append(Fault.of("unknown_scenario", asked, value=name, name=name, nearest=known))
        return None
    if name in above:
        cycle = " → ".join([*above[above.index(name) :], name])
        faults.append(Fault.of("scenario_cycle", asked, value=name, cycle=cycle))
        return None
    label = f"scenario '{name}'"
    if over.is_mapping and "file" in over.value and over.where.file is not None:
        beside = [key for key in over.value if key != "file"]
        faults += [
            Fault.of("unknown_key", named(over.where, label), value=key, key=key, nearest=("file",)) for key in beside
        ]
        over = _read_mapping(over.where.file.parent / over.text("file"), named(over.where, label), faults)
    elif not over.is_mapping and over.value is not None:
        faults.append(Fault.of("not_a_mapping", named(over.where, label), value=over.plain(), field=name))
        over = None
    if over is None:
        return None
    over = over if over.is_mapping else Node({}, over.where)
    base = over.get(EXTENDS)
    if base is None:
        return [over]
    place = replace(base.where, entity=f"{label} {EXTENDS}")
    below = _layers(scenarios, base.plain(), place, (*above, name), faults)
    return None if below is None else [*below, over]
