"""One point of a sweep → overrides of the case: single ids, plain values.

Of storage, power carries the rest along: where an axis sets or scales `p_nom_mw` and nothing else says otherwise,
`e_nom_mwh` keeps the hours and `p_charge_nom_mw` the proportion that the case has. A store of 0 MW has no hours to
keep: its energy stays as it is. `duration_h` sets `e_nom_mwh` to that many hours of the point's own power. Energies
that the case gives in MWh for the start and the end keep their share of `e_nom_mwh`, whatever changes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from dispatch.case.entity import Entity
from dispatch.case.names import holds_list, nearest, part_model
from dispatch.case.schema import Case
from dispatch.case.varying import Monthly, SeriesRef
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.storage.entity import Storage
from dispatch.sizing.axes import SCENARIO, Value, tidy
from dispatch.sweeps.names import SCALE, TOTAL, plain_path

DURATION = "duration_h"
_POWER, _CHARGE, _ENERGY = "p_nom_mw", "p_charge_nom_mw", "e_nom_mwh"
_STATES = ("soc_initial_mwh", "soc_terminal_min_mwh")
_PICK = re.compile(r"(\w+)\[(\w+)=([^\]]*)\]\.(\w+)")

Setting = tuple[str, str, str]
"""(family, id, field)."""


def overrides_of(case: Case, point: Mapping[str, Value]) -> list[str]:
    """`--set` texts that turn `case` into a point, {axis name: value}. Raises CaseError for a path that picks
    nothing."""
    plain: list[str] = []
    settings: dict[Setting, Any] = {}
    durations: dict[str, float] = {}
    for name, value in point.items():
        path = plain_path(name)
        if path == SCENARIO:
            continue
        picked = _pick(case, path, name)
        if picked is None:
            if name != path:
                value = _scaled_setting(case, path, name, value)
            plain.append(f"{path}={_written(value)}")
            continue
        family, entities, field = picked
        if family == "storage" and field == DURATION:
            durations |= {e.id: _number(value, name) for e in entities}
        else:
            for entity, own in zip(entities, _values(entities, field, name, value), strict=True):
                settings[family, entity.id, field] = own
    _carry(case.storage, settings, durations)
    return plain + [f"{'.'.join(at)}={_written(value)}" for at, value in settings.items()]


def _pick(case: Case, path: str, name: str) -> tuple[str, list[Any], str] | None:
    """(family, entities, field) of a path to entities; None for a setting."""
    found = _PICK.fullmatch(path)
    family = found[1] if found else path.partition(".")[0]
    if family not in Case.model_fields or not holds_list(Case, family) or "id" not in _fields(family):
        if found or family not in Case.model_fields:
            raise CaseError(_unknown(name, family, Case.model_fields))
        return None
    entities: list[Any] = list(getattr(case, family))
    if found:
        field = found[4]
        if found[2] not in _fields(family):
            raise CaseError(_unknown(name, found[2], _fields(family)))
        chosen = [e for e in entities if str(getattr(e, found[2])) == found[3]]
        wanted, known = f"{found[2]}={found[3]}", [f"{found[2]}={getattr(e, found[2])}" for e in entities]
    else:
        wanted, _, field = path[len(family) + 1 :].rpartition(".")
        known = [e.id for e in entities]
        chosen = [e for e in entities if e.id == wanted] or [e for e in entities if fnmatchcase(e.id, wanted)]
    if not chosen:
        raise CaseError(_unknown(name, wanted or path, known))
    if field not in _fields(family) and not (family == "storage" and field == DURATION):
        raise CaseError(_unknown(name, field, _fields(family)))
    return family, chosen, field


def _fields(family: str) -> Iterable[str]:
    model = part_model(Case, family)
    fields = list(model.model_fields) if model is not None else []
    return [*fields, DURATION] if family == "storage" else fields


def _unknown(name: str, part: str, known: Iterable[str]) -> Fault:
    return Fault.of("axis_unknown", Where(entity=f"--vary {name}"), value=name, part=part, nearest=nearest(part, known))


def _values(entities: list[Entity], field: str, name: str, value: Value) -> list[Any]:
    """What each of the entities gets."""
    prefix = name[: len(name) - len(plain_path(name))].rstrip(":")
    if prefix == SCALE:
        return [_scaled(getattr(e, field), _number(value, name), name) for e in entities]
    if prefix == TOTAL:
        total, own = _number(value, name), [getattr(e, field) for e in entities]
        if not all(isinstance(v, (int, float)) for v in own):
            raise CaseError(Fault.of("axis_not_scalable", Where(entity=f"--vary {name}"), value=field))
        whole = sum(own)
        return [tidy(total * v / whole) if whole > 0 else tidy(total / len(own)) for v in own]
    return [value] * len(entities)


def _scaled(own: Any, factor: float, name: str) -> Any:
    if isinstance(own, (SeriesRef, Monthly)):
        return own.model_copy(update={"scale": own.scale * factor}).model_dump(mode="json")
    if isinstance(own, (int, float)) and not isinstance(own, bool):
        return tidy(own * factor)
    raise CaseError(Fault.of("axis_not_scalable", Where(entity=f"--vary {name}"), value=own))


def _scaled_setting(case: Case, path: str, name: str, value: Value) -> Any:
    """`scale:` of a setting such as `sizing.capex_pu`; nothing to share a total among."""
    node: Any = case
    for part in path.split("."):
        if not hasattr(node, part):
            raise CaseError(_unknown(name, part, type(node).model_fields))
        node = getattr(node, part)
    if name.startswith(TOTAL):
        raise CaseError(Fault.of("axis_not_scalable", Where(entity=f"--vary {name}"), value=path))
    return _scaled(node, _number(value, name), name)


def _carry(stores: Iterable[Storage], settings: dict[Setting, Any], durations: Mapping[str, float]) -> None:
    """Let energy and charging power of storage follow its power; see the module."""
    for store in stores:
        power = settings.get(("storage", store.id, _POWER), store.p_nom_mw)
        moved = ("storage", store.id, _POWER) in settings and store.p_nom_mw > 0
        energy, charge = ("storage", store.id, _ENERGY), ("storage", store.id, _CHARGE)
        if not isinstance(power, (int, float)):
            continue
        if store.id in durations:
            settings[energy] = tidy(durations[store.id] * power)
        elif moved and energy not in settings:
            settings[energy] = tidy(store.e_nom_mwh / store.p_nom_mw * power)
        _carry_states(store, settings)
        if moved and store.p_charge_nom_mw is not None and charge not in settings:
            settings[charge] = tidy(store.p_charge_nom_mw / store.p_nom_mw * power)


def _carry_states(store: Storage, settings: dict[Setting, Any]) -> None:
    """Energies that a store begins and ends with stay the shares of its energy that they are."""
    energy = settings.get(("storage", store.id, _ENERGY))
    if not isinstance(energy, (int, float)) or store.e_nom_mwh <= 0:
        return
    for field in _STATES:
        own, at = getattr(store, field), ("storage", store.id, field)
        if own is not None and at not in settings:
            settings[at] = tidy(own / store.e_nom_mwh * energy)


def _number(value: Value, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CaseError(Fault.of("axis_not_a_number", Where(entity=f"--vary {name}"), value=value))
    return float(value)


def _written(value: Any) -> str:
    """A value as `--set` reads it back: JSON is YAML, and numbers keep all their digits."""
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, float) else repr(value)
