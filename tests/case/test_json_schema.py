"""The JSON Schema accepts what `load_case` accepts and refuses what an editor should underline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dispatch.case import case_json_schema
from dispatch.families.rooms import FAMILIES
from tests.rejects.small_case import CASE

SCHEMA = case_json_schema()
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """The part of JSON Schema that ours uses."""
    if "$ref" in schema and not accepts(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], value):
        return False
    if "anyOf" in schema and not any(accepts(option, value) for option in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "type" in schema and not _is(schema["type"], value):
        return False
    if isinstance(value, dict):
        known = schema.get("properties", {})
        extra = schema.get("additionalProperties", True)
        return all(key in value for key in schema.get("required", ())) and all(
            accepts(known[key], part) if key in known else extra is True or (extra and accepts(extra, part))
            for key, part in value.items()
        )
    if isinstance(value, list):
        sized = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return sized and all(accepts(schema.get("items", {}), item) for item in value)
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None and len(value) >= schema.get("minLength", 0)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True


def _is(kind: str, value: Any) -> bool:
    if kind in ("number", "integer"):
        return isinstance(value, int if kind == "integer" else int | float) and not isinstance(value, bool)
    return isinstance(value, TYPES[kind])


def written(text: str) -> Any:
    """What an editor sees of a YAML text: dates are text."""
    return _dates_as_text(yaml.safe_load(text))


def _dates_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dates_as_text(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(part) for part in value]
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)


def test_the_small_case_fits() -> None:
    assert accepts(SCHEMA, written(CASE))


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "models").glob("*/case.yaml")), ids=lambda p: p.parent.name
)
def test_built_in_cases_fit(path: Path) -> None:
    assert accepts(SCHEMA, written(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("storage:", "storages:"),
        ("p_nom_mw: 10\n", "p_nom_mw: -10\n"),
        ("p_nom_mw: 10\n", "p_nom_mw: ten\n"),
        ("    e_nom_mwh: 20\n", ""),
        ("repeat: day", "repeat: dayly"),
        ("daily/town", "town"),
        ("- table: plants.csv", "- tabel: plants.csv"),
        ("start: 2030-01-01", "start: tomorrow"),
        ("dry: {file: dry.yaml}", "dry: {hydrology: drier}"),
        ("dry: {file: dry.yaml}", "dry: {bus: [{area: x}]}"),
        ("[9, 9, 9, 9,", "["),
    ],
)
def test_mistakes_are_underlined(old: str, new: str) -> None:
    assert old in CASE
    assert not accepts(SCHEMA, written(CASE.replace(old, new, 1)))


@pytest.mark.parametrize(
    "overlay",
    [
        "{hydrology: dry}",
        "{storage: [{id: bat1, p_nom_mw: 5}, {id: bat2, remove: true}, {table: more.csv}]}",
        "{time: {step: 30min}, series: {hourly: {file: x.csv}}}",
        "{facts: [{id: pv, expected: 3}]}",
    ],
)
def test_overlays_are_partial(overlay: str) -> None:
    assert accepts(SCHEMA, written(CASE.replace("dry: {file: dry.yaml}", f"dry: {overlay}")))


def test_units_and_docstrings_become_hover_texts() -> None:
    storage = SCHEMA["$defs"]["Storage"]["properties"]
    assert storage["p_charge_nom_mw"]["description"].startswith("[MW] ")
    assert "defaults to `p_nom_mw`" in storage["p_charge_nom_mw"]["description"]
    assert SCHEMA["$defs"]["Reservoir"]["properties"]["inflow_m3s"]["description"].startswith("[m³/s]")
    assert "stamps" in SCHEMA["$defs"]["SeriesSpec"]["properties"]["stamp"]["description"]


def test_every_family_takes_rows_of_a_table() -> None:
    for family in (*FAMILIES, "facts"):
        assert {"$ref": "#/$defs/TableRows"} in SCHEMA["properties"][family]["items"]["anyOf"]
