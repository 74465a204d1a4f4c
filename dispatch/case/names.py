"""Names for messages: nearest spelling, unit of a field, an entity with its field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, get_args, get_origin

from pydantic import BaseModel

# Longest ending first: `_mw_per_h` is not `_h`.
_UNITS = {
    "_cny_per_mw_s_h": "CNY/(MW·s·h)",
    "_mw_s": "MW·s",
    "_hz_s": "Hz/s",
    "_hz": "Hz",
    "_ms": "ms",
    "_cny_per_mwh_h": "CNY/(MWh·h)",
    "_cny_per_mw_h": "CNY/(MW·h)",
    "_cny_per_mwh": "CNY/MWh",
    "_cny_per_hm3_h": "CNY/(hm³·h)",
    "_cny_per_hm3": "CNY/hm³",
    "_cny_per_mw": "CNY/MW",
    "_cny_per_cell": "CNY per cell",
    "_cny_per_kw_event": "CNY/(kW·event)",
    "_cny_per_kw_month": "CNY/(kW·month)",
    "_cny_per_kwh": "CNY/kWh",
    "_cny_per_kw": "CNY/kW",
    "_pu_per_year": "per unit per year",
    "_years": "yr",
    "_cny_per_t": "CNY/t",
    "_mwh_per_t": "MWh/t",
    "_mw_per_m3s": "MW per m³/s",
    "_m3s_per_h": "m³/s per h",
    "_t_per_mwh": "t/MWh",
    "_mw_per_h": "MW/h",
    "_kwh_per_m2": "kWh/m²",
    "_m_per_s": "m/s",
    "_m_per_h": "m/h",
    "_m_per_day": "m/d",
    "_pu_per_km": "per unit per km",
    "_pu_per_h": "per unit per h",
    "_per_h": "1/h",
    "_m3s": "m³/s",
    "_hm3": "hm³",
    "_mwh": "MWh",
    "_mw": "MW",
    "_pu": "per unit",
    "_per_k": "per unit per K",
    "_kwh_per_pile_day": "kWh per pile and day",
    "_kwh": "kWh",
    "_kw": "kW",
    "_c": "°C",
    "_kv": "kV",
    "_km": "km",
    "_rad": "rad",
    "_h": "h",
    "_s": "s",
    "_deg": "°",
    "_m": "m",
}
_UNITS_BY_NAME = {"lat": "°", "lon": "°", "eta_charge": "per unit", "eta_discharge": "per unit"}


def unit_of(field: str) -> str:
    """Unit of a field by its name, empty where it has none."""
    if field in _UNITS_BY_NAME:
        return _UNITS_BY_NAME[field]
    return next((unit for ending, unit in _UNITS.items() if field.endswith(ending)), "")


def bracketed_unit(field: str) -> str:
    """` [MW]`, to be appended to a word; empty if the field has no unit."""
    unit = unit_of(field)
    return f" [{unit}]" if unit else ""


def nearest(name: object, known: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Known names closest in spelling; the first ones where none is close."""
    names = list(dict.fromkeys(known))
    by_lower = {n.lower(): n for n in reversed(names)}
    written = str(name).lower()
    close = difflib.get_close_matches(written, by_lower, most, 0.6) or _beginning_with(written, by_lower)[:most]
    return tuple(by_lower[n] for n in close) or tuple(names[:most])


def _beginning_with(written: str, known: Iterable[str]) -> list[str]:
    """Names that go on where the one that is written ends, `ghi` for `ghi_kwh_per_m2`."""
    return [name for name in known if len(written) > 1 and name.startswith(written)]


def entity_label(family: str, name: str, field: str = "") -> str:
    """`storage 'bat1' soc_initial_mwh`."""
    return " ".join(part for part in (family, f"'{name}'", field) if part)


def label_of(entity: BaseModel, field: str = "") -> str:
    """`entity_label` of an entity; the family is its class in snake case (a Fact is listed under `facts`)."""
    family = re.sub(r"(?<!^)(?=[A-Z])", "_", type(entity).__name__).lower()
    return entity_label("facts" if family == "fact" else family, str(getattr(entity, "id", "")), field)


def part_model(model: type[BaseModel], field: str) -> type[BaseModel] | None:
    """Model of what a field holds, be it one or a tuple of them; None for plain values and varying ones."""
    annotation = model.model_fields[field].annotation if field in model.model_fields else None
    if get_origin(annotation) is tuple:
        annotation = get_args(annotation)[0]
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def holds_list(model: type[BaseModel], field: str) -> bool:
    """Whether a field is a tuple."""
    return field in model.model_fields and get_origin(model.model_fields[field].annotation) is tuple


def leaf_types(annotation: Any) -> set[Any]:
    """Types that an annotation is made of: `float | SeriesRef | None` → {float, SeriesRef, NoneType}."""
    parts = get_args(annotation)
    return {annotation} if not parts else {leaf for part in parts for leaf in leaf_types(part)}


def field_types(model: type[BaseModel], field: str) -> set[Any]:
    """`leaf_types` of a field; empty for a field that does not exist."""
    return leaf_types(model.model_fields[field].annotation) if field in model.model_fields else set()
