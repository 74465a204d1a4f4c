"""Messages of pydantic translated into faults: field, place, value, limit, next step.

Pydantic reports a value that may be a number, a series or a list of months three times, once for each reading; only
the reading that was meant is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from dispatch.case.names import bracketed_unit, entity_label, field_types, holds_list, nearest, part_model
from dispatch.case.node import Node, named
from dispatch.case.varying import SeriesRef
from dispatch.errors import Fault

Path = tuple[str | int, ...]

_READINGS: Mapping[str | int, str] = {
    "float": "",
    "constrained-float": "",
    "SeriesRef": "series",
    "Monthly": "monthly",
    "MonthlyShare": "monthly",
}
_CODES = {
    "missing": "missing_field",
    "extra_forbidden": "unknown_key",
    "float_type": "not_a_number",
    "float_parsing": "not_a_number",
    "int_type": "not_a_whole_number",
    "int_parsing": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
    "bool_type": "not_true_or_false",
    "bool_parsing": "not_true_or_false",
    "string_type": "not_text",
    "tuple_type": "not_a_list",
    "list_type": "not_a_list",
    "model_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
    "literal_error": "not_a_choice",
    "finite_number": "not_finite",
    "greater_than": "out_of_limits",
    "greater_than_equal": "out_of_limits",
    "less_than": "out_of_limits",
    "less_than_equal": "out_of_limits",
    "string_too_short": "empty_text",
    "datetime_type": "unreadable_time",
    "datetime_parsing": "unreadable_time",
    "datetime_from_date_parsing": "unreadable_time",
    "timezone_aware": "time_without_zone",
    "is_instance_of": "not_a_table",
}
_LIMITS = (("ge", "≥ {}"), ("gt", "> {}"), ("le", "≤ {}"), ("lt", "< {}"))


def explain(refused: ValidationError, model: type[BaseModel], tree: Node, under: str = "") -> list[Fault]:
    """Faults for everything that `model` refused in `tree`; `under` names what the tree itself is."""
    faults = []
    for error in refused.errors(include_url=False):
        path = _meant(error["loc"], tree)
        if path is not None:
            faults.append(_fault(error["type"], path, error.get("ctx", {}), model, tree, under))
    return list(dict.fromkeys(faults))


def explain_booleans(paths: Iterable[Path], model: type[BaseModel], tree: Node) -> list[Fault]:
    """Faults for the paths that `stray_booleans` found."""
    return [_fault("float_type", path, {}, model, tree, "") for path in paths]


def stray_booleans(model: type[BaseModel], tree: Node) -> Iterator[Path]:
    """Paths of every `true` or `false` where a number belongs, which pydantic would take for 1 or 0."""
    for key, child in tree.value.items() if tree.is_mapping else ():
        part = part_model(model, key)
        types = field_types(model, key)
        if isinstance(child.value, bool) and types & {float, int} and bool not in types:
            yield (key,)
        elif part is not None and child.is_mapping:
            yield from ((key, *rest) for rest in stray_booleans(part, child))
        elif part is not None and child.is_list and holds_list(model, key):
            for i, item in enumerate(child.value):
                yield from ((key, i, *rest) for rest in stray_booleans(part, item))


def _meant(loc: Sequence[str | int], tree: Node) -> Path | None:
    """The path of an error without pydantic's name of a reading; None for a reading that was not meant."""
    at = next((i for i, step in enumerate(loc) if step in _READINGS and tree.descend(loc[:i]).get(step) is None), None)
    if at is None:
        return tuple(loc)
    value = tree.descend(loc[:at])
    spelled = next((key for key in ("series", "monthly") if value.get(key)), "")
    return (*loc[:at], *loc[at + 1 :]) if _READINGS[loc[at]] == spelled else None


def _fault(kind: str, path: Path, context: Mapping[str, Any], model: type[BaseModel], tree: Node, under: str) -> Fault:
    node = tree.descend(path)
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), under)
    holder = _model_at(model, path[:-1])
    code = _code(kind, field, holder, node)
    where = named(node.where, _label(path, tree, under))
    value = None if code in ("missing_field", "unknown_key") else node.plain()
    limit = ""
    known: tuple[str, ...] = ()
    if code == "unknown_key":
        known = nearest(field, holder.model_fields if holder else ("series", "monthly", "scale"))
        value = field
    elif code == "not_a_choice":
        known = tuple(context["expected"].replace(" or ", ", ").replace("'", "").split(", "))
        limit = ", ".join(known)
    elif code == "out_of_limits":
        limit = next(form.format(f"{context[key]:g}") for key, form in _LIMITS if key in context)
    unit = bracketed_unit(field)
    return Fault.of(
        code, where, value=value, limit=limit, field=field, key=field, unit=unit, nearest=known, reason=kind
    )


def _code(kind: str, field: str, holder: type[BaseModel] | None, node: Node) -> str:
    """Code of an error; the same error of pydantic means different things in different fields."""
    if kind == "string_pattern_mismatch" or (field == "id" and kind in ("string_too_short", "string_too_long")):
        return "illegal_id" if field == "id" else "not_varying"
    if kind in ("too_short", "too_long"):
        return "not_twelve" if field == "monthly" else "no_bus"
    if kind in ("float_type", "float_parsing") and holder is not None and SeriesRef in field_types(holder, field):
        return "not_varying" if not isinstance(node.value, bool) else "not_a_number"
    return _CODES.get(kind, "value_refused")


def _model_at(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """Model of the mapping at a path; None inside values that may vary."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str):
            current = part_model(current, step) if current is not None else None
    return current


def _label(path: Path, tree: Node, under: str) -> str:
    """`storage 'bat1' p_nom_mw`, `time.step`, `series 'profiles' file`."""
    if under:
        return " ".join([under, ".".join(map(str, path))]).strip()
    if len(path) > 1 and isinstance(path[1], int):
        name = tree.descend(path[:2]).get("id")
        rest = ".".join(map(str, path[2:]))
        if name is not None:
            return entity_label(str(path[0]), str(name.value), rest)
        return " ".join([f"{path[0]}[{path[1]}]", rest]).strip()
    return ".".join(map(str, path))
