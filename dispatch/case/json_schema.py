"""JSON Schema of a case file, for editors: completion, hover texts with units, mistakes underlined.

It describes the YAML form, which allows more than `schema.Case`: series as specs of files, `{table: …}` items,
`table/column` for values that may vary, local dates, scenarios as overlays. Units come from field names, hover texts
from the docstrings of the models.
"""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from dispatch.case.build import LISTS
from dispatch.case.names import part_model, unit_of
from dispatch.case.read_table import SeriesSpec
from dispatch.case.schema import Case

Schema = dict[str, Any]
_DEFS = "#/$defs/"
_TABLE_COLUMN: Schema = {"type": "string", "pattern": "^[^/]+/.+$", "description": "table/column of a series table"}
_TABLE_ROWS: Schema = {
    "type": "object",
    "description": "Rows of a CSV whose header holds field names; an empty cell leaves the default.",
    "properties": {"table": {"type": "string", "description": "CSV file, relative to this file"}},
    "required": ["table"],
    "additionalProperties": False,
}
_SCENARIO_FILE: Schema = {
    "type": "object",
    "properties": {"file": {"type": "string", "description": "YAML file of an overlay, relative to this file"}},
    "required": ["file"],
    "additionalProperties": False,
}


class _Generator(GenerateJsonSchema):
    """Placeholder for series tables, which have no JSON form."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> Schema:
        return {}


def case_json_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of `case.yaml`."""
    schema = Case.model_json_schema(schema_generator=_Generator)
    definitions: Schema = schema["$defs"]
    definitions["SeriesSpec"] = SeriesSpec.model_json_schema()
    definitions["TableRows"] = _TABLE_ROWS
    schema["properties"]["series"]["additionalProperties"] = {"$ref": f"{_DEFS}SeriesSpec"}
    for model in _models(Case):
        described = schema if model is Case else definitions[model.__name__]
        for field, property_schema in described["properties"].items():
            _describe(property_schema, model, field)
    _accept_written_forms(schema)
    definitions["Overlay"] = _overlay(schema, definitions)
    for key in LISTS:
        _accept_rows(schema["properties"][key])
    schema["properties"]["scenarios"] = {
        "type": "object",
        "description": "Overlays by name; settings merge by key, entities by id.",
        "additionalProperties": {"anyOf": [{"$ref": f"{_DEFS}Overlay"}, _SCENARIO_FILE]},
    }
    schema["properties"]["default_scenario"] = {"type": "string", "description": "Scenario taken when none is named."}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _models(root: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and every one that it is made of."""
    yield root
    for field in root.model_fields:
        part = part_model(root, field)
        if part is not None:
            yield from _models(part)
    if root is Case:
        yield SeriesSpec


def _describe(schema: Schema, model: type[BaseModel], field: str) -> None:
    """Add the unit of a field and the sentences of the docstrings that mention it."""
    unit = unit_of(field)
    sentences = [f"[{unit}]"] if unit else []
    for kind in model.__mro__:
        if kind.__doc__ and issubclass(kind, BaseModel) and kind.__module__.startswith("dispatch."):
            text = " ".join(inspect.cleandoc(kind.__doc__).split())
            sentences += [part for part in re.split(r"(?<=[.;])\s+", text) if re.search(rf"`{field}`", part)]
    if sentences:
        schema["description"] = " ".join(sentences)


def _accept_written_forms(schema: Any) -> None:
    """Everywhere below (in place): allow `table/column` for series and local dates for instants."""
    if isinstance(schema, list):
        for part in schema:
            _accept_written_forms(part)
    if not isinstance(schema, dict):
        return
    readings = schema.get("anyOf", [])
    if {"$ref": f"{_DEFS}SeriesRef"} in readings:
        readings.insert(1, _TABLE_COLUMN)
    if schema.get("format") == "date-time":
        del schema["format"]
        schema["pattern"] = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?$"
    for part in schema.values():
        _accept_written_forms(part)


def _accept_rows(schema: Schema) -> None:
    """Let a list of entities hold `{table: …}` items (in place)."""
    schema["items"] = {"anyOf": [schema["items"], {"$ref": f"{_DEFS}TableRows"}]}
    schema.pop("minItems", None)


def _overlay(schema: Schema, definitions: Schema) -> Schema:
    """Schema of a scenario: nothing is required but ids, and `remove: true` takes an entity out."""
    overlay: Schema = copy.deepcopy({key: schema[key] for key in ("type", "properties", "additionalProperties")})
    overlay["description"] = "What differs from the case."
    overlay["properties"]["extends"] = {"type": "string", "description": "Another scenario, applied before this one."}
    for key in LISTS:
        items = overlay["properties"][key]["items"]
        name = f"{items['$ref'].removeprefix(_DEFS)}Overlay"
        partial = copy.deepcopy(definitions[name.removesuffix("Overlay")])
        partial["required"] = ["id"]
        partial["properties"]["remove"] = {"type": "boolean", "description": "true takes the entity out of the case"}
        definitions[name] = partial
        items["$ref"] = f"{_DEFS}{name}"
        _accept_rows(overlay["properties"][key])
    return overlay
