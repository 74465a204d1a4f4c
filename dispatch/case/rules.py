"""Limits that values must keep, as data: judged on constants when a case is checked, on arrays once series are known.

A rule says that `field` is at least (≥) or at most (≤) a bound made of other fields of the same entity. `when` tells
at which instants: always, or at the start or end of every segment. A rule with a field that is None does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.constants import HOURS_PER_YEAR
from dispatch.families.curve.checks import sound_curve
from dispatch.families.curve.entity import Curve
from dispatch.families.storage.candidate import is_candidate

When = Literal["always", "start", "end"]
Look = Callable[[Entity, str, When], Any]  # value(s) of a field: a number, an array, or None for "not known, not set"

# Resampling and products of per-unit values leave round-off; a true fault is larger.
TOLERANCE = 1e-9
_CURVES = ("level_storage",)
_PRICE = 1e9  # CNY/MWh; as in `entities.Price`


@dataclass(frozen=True)
class Rule:
    """`field` `sign` bound(*others), for entities of `family`; `label` is how the bound reads."""

    code: str
    family: str
    field: str
    sign: Literal["≥", "≤"]
    others: tuple[str, ...]
    bound: Callable[..., Any]
    label: str = ""
    when: When = "always"
    own: bool = False  # a limit that is the field's own, although it takes another field to know it
    applies: Callable[[Any], bool] | None = None  # to an entity; None: to all of them


@dataclass(frozen=True)
class Violation:
    """A rule broken by an entity; `at` is the first index where it is, None for constants; `count` how many."""

    rule: Rule
    entity: Entity
    at: int | None
    count: int
    value: float
    bound: float

    @property
    def limit(self) -> str:
        """`≤ soc_max_pu·e_nom_mwh = 95`."""
        name = f"{self.rule.label} = " if self.rule.label else ""
        return f"{self.rule.sign} {name}{self.bound:.10g}"


def violations(case: Case, look: Look) -> Iterator[Violation]:
    """Every rule that an entity of the case breaks, as far as `look` knows the values.

    A field beyond its fixed limits is reported once, and not again by the rules that compare it with others.
    """
    beyond: set[tuple[int, str]] = set()
    for rule in RULES:
        for entity in getattr(case, rule.family):
            if rule.others and any((id(entity), name) in beyond for name in (rule.field, *rule.others)):
                continue
            value, *others = (_seen(case, look, entity, name, rule.when) for name in (rule.field, *rule.others))
            if (
                value is None
                or any(other is None for other in others)
                or not (rule.applies is None or rule.applies(entity))
            ):
                continue
            bound = rule.bound(*others)
            excess = np.asarray(bound - value if rule.sign == "≥" else value - bound)
            broken = excess > TOLERANCE * (1 + np.abs(bound))
            if broken.any():
                at = int(np.argmax(broken)) if excess.ndim else None
                if rule.own or not rule.others:
                    beyond.add((id(entity), rule.field))
                yield Violation(rule, entity, at, int(broken.sum()), _pick(value, at), _pick(bound, at))


def _seen(case: Case, look: Look, entity: Entity, name: str, when: When) -> Any:
    """What `look` sees; in place of a curve's name the curve itself, None where its points make none."""
    value = look(entity, name, when)
    return sound_curve(case, value) if name in _CURVES else value


def _pick(values: Any, at: int | None) -> float:
    return float(values if at is None or np.ndim(values) == 0 else values[at])


def _within(family: str, field: str, low: float, high: float) -> tuple[Rule, Rule]:
    return (
        Rule("out_of_limits", family, field, "≥", (), lambda: low),
        Rule("out_of_limits", family, field, "≤", (), lambda: high),
    )


def _ordered(family: str, lower: str, upper: str) -> tuple[Rule]:
    return (Rule("crossed_limits", family, lower, "≤", (upper,), lambda top: top, upper),)


def _state(family: str, state: str, low: str, high: str, size: str = "") -> tuple[Rule, ...]:
    """Limits at the ends of a segment: start within limits (also at the end where cyclic), end attainable."""
    start, terminal = state.replace("_", "_initial_", 1), state.replace("_", "_terminal_min_", 1)
    sizes = (size,) if size else ()
    low_label, high_label = (f"{name}·{size}" if size else name for name in (low, high))
    unstartable, unholdable = "start_outside_limits", "terminal_outside_limits"

    def scaled(limit: Any, *by: Any) -> Any:
        return limit * by[0] if by else limit

    def below_if_cyclic(limit: Any, cyclic: bool, *by: Any) -> Any:
        return scaled(limit, *by) if cyclic else -np.inf

    def above_if_cyclic(limit: Any, cyclic: bool, *by: Any) -> Any:
        return scaled(limit, *by) if cyclic else np.inf

    return (
        Rule(unstartable, family, start, "≥", (low, *sizes), scaled, low_label, "start"),
        Rule(unstartable, family, start, "≤", (high, *sizes), scaled, high_label, "start"),
        Rule(unholdable, family, terminal, "≤", (high, *sizes), scaled, high_label, "end"),
        Rule("cyclic_against_terminal", family, start, "≥", (terminal, "cyclic"), below_if_cyclic, terminal),
        Rule(unholdable, family, start, "≥", (low, "cyclic", *sizes), below_if_cyclic, low_label, "end"),
        Rule(unholdable, family, start, "≤", (high, "cyclic", *sizes), above_if_cyclic, high_label, "end"),
    )


def _volume(level: Any, curve: Curve) -> Any:
    return np.interp(level, curve.x, curve.y)


def _level(volume: Any, curve: Curve) -> Any:
    """Beyond the curve's ends further than any level: a comparison with a level inside it cannot go wrong."""
    return np.interp(volume, curve.y, curve.x, left=-np.inf, right=np.inf)


def _levels(field: str, upper: bool, applies: Callable[[Any], bool] | None = None) -> Iterator[Rule]:
    """A limit given as a level: inside the curve, not against the volumes, with both ends of a segment attainable."""
    name, label = "level_storage", f"V({field})"
    yield Rule("level_outside_curve", "reservoir", field, "≥", (name,), lambda c: c.x[0], name, own=True)
    yield Rule("level_outside_curve", "reservoir", field, "≤", (name,), lambda c: c.x[-1], name, own=True)
    other = "volume_min_hm3" if upper else "volume_max_hm3"
    sign: Literal["≥", "≤"] = "≥" if upper else "≤"
    limit: Literal["≥", "≤"] = "≤" if upper else "≥"
    never = np.inf if upper else -np.inf
    start, terminal, by = "volume_initial_hm3", "volume_terminal_min_hm3", (field, name)
    yield Rule("crossed_limits", "reservoir", field, sign, (other, name), _level, f"Z({other})", applies=applies)
    yield Rule("start_outside_limits", "reservoir", start, limit, by, _volume, label, "start", applies=applies)
    yield Rule(
        "terminal_outside_limits", "reservoir", start, limit, ("cyclic", *by),
        lambda cyclic, level, c: _volume(level, c) if cyclic else never, label, "end", applies=applies,
    )  # fmt: skip
    if upper:
        yield Rule("terminal_outside_limits", "reservoir", terminal, "≤", by, _volume, label, "end", applies=applies)


def _floods_hard(lake: Any) -> bool:
    return lake.flood_excess_cost_cny_per_hm3_h is None


RULES: tuple[Rule, ...] = (
    *_within("renewable", "p_max_pu", 0, 1.2),
    *_within("renewable", "p_min_pu", 0, 1.2),
    *_within("renewable", "availability_pu", 0, 1),
    Rule(
        "crossed_limits", "renewable", "p_min_pu", "≤", ("p_max_pu", "availability_pu"),
        lambda top, share: top * share, "p_max_pu·availability_pu",
    ),
    *_within("renewable", "marginal_cost_cny_per_mwh", -_PRICE, _PRICE),
    *_within("renewable", "curtailment_cost_cny_per_mwh", 0, _PRICE),
    # reservoirs: evaporation makes a small negative inflow possible
    *_within("reservoir", "volume_min_hm3", 0, 1e6),
    *_within("reservoir", "volume_max_hm3", 0, 1e6),
    *_ordered("reservoir", "volume_min_hm3", "volume_max_hm3"),
    *_within("reservoir", "inflow_m3s", -1e5, 1e6),
    *_within("reservoir", "release_min_m3s", 0, 1e6),
    *_within("reservoir", "release_max_m3s", 0, 1e6),
    *_ordered("reservoir", "release_min_m3s", "release_max_m3s"),
    *_state("reservoir", "volume_hm3", "volume_min_hm3", "volume_max_hm3"),
    *_levels("level_min_m", upper=False),
    *_levels("level_max_m", upper=True),
    *_levels("flood_limit_m", upper=True, applies=_floods_hard),
    *_ordered("reservoir", "level_min_m", "level_max_m"),
    Rule(
        "crossed_limits", "reservoir", "level_min_m", "≤", ("flood_limit_m",), lambda top: top, "flood_limit_m",
        applies=_floods_hard,
    ),
    # 25 MW per m³/s is a head of some 2,700 m, more than any plant has
    *_within("powerhouse", "productivity_mw_per_m3s", 1e-6, 25),
    *_within("powerhouse", "p_max_pu", 0, 1.2),
    *_within("powerhouse", "marginal_cost_cny_per_mwh", -_PRICE, _PRICE),
    *_within("storage", "p_max_pu", 0, 1.2),
    *_within("storage", "soc_min_pu", 0, 1),
    *_within("storage", "soc_max_pu", 0, 1),
    *_ordered("storage", "soc_min_pu", "soc_max_pu"),
    *_within("storage", "wear_cost_cny_per_mwh", 0, _PRICE),
    *_state("storage", "soc_mwh", "soc_min_pu", "soc_max_pu", "e_nom_mwh"),
    Rule(
        "crossed_limits", "storage", "build_min_mw", "≤", ("build_max_mw",), lambda top: top, "build_max_mw",
        applies=is_candidate,
    ),
    *_ordered("storage", "duration_min_h", "duration_max_h"),
    *_ordered("storage_share", "share_min_pu", "share_max_pu"),
    *_ordered("site", "connection_mw", "connection_max_mw"),
    *_within("meter", "energy_price_cny_per_mwh", -_PRICE, _PRICE),
    *_within("meter", "feed_in_price_cny_per_mwh", -_PRICE, _PRICE),
    Rule(
        "feed_in_above_price", "meter", "feed_in_price_cny_per_mwh", "≤", ("energy_price_cny_per_mwh",),
        lambda price: price, "energy_price_cny_per_mwh", applies=lambda meter: meter.export_max_mw > 0,
    ),
    *_within("thermal", "p_max_pu", 0, 1.2),
    *_within("thermal", "committed_min_pu", 0, 1),
    *_ordered("thermal", "committed_min_pu", "p_max_pu"),
    *_within("thermal", "fuel_cost_cny_per_mwh", -_PRICE, _PRICE),
    *_within("thermal", "other_cost_cny_per_mwh", -_PRICE, _PRICE),
    *_ordered("thermal", "committed_initial_mw", "p_nom_mw"),
    *_ordered("thermal", "p_initial_mw", "p_nom_mw"),
    *_ordered("thermal", "p_initial_mw", "committed_initial_mw"),
    *_ordered("catchment", "dry_pu", "normal_pu"),
    *_ordered("catchment", "normal_pu", "wet_pu"),
    *_within("load", "p_pu", 0, 1e6),
    *_within("load", "unserved_cost_cny_per_mwh", 0, _PRICE),
    *(rule for kind in ("potline", "furnace", "batch_fleet", "shiftable")
      for rule in _within(kind, "wear_cost_cny_per_mwh", 0, _PRICE)),
    *_within("potline", "shed_armed_pu", 0, 1),
    *_ordered("potline", "shed_armed_pu", "shed_max_pu"),
    *_ordered("potline", "heat_min_h", "heat_initial_h"),
    *_ordered("potline", "heat_initial_h", "heat_max_h"),
    *_within("furnace", "available_pu", 0, 1),
    *_ordered("furnace", "online_min_pu", "available_pu"),
    *_ordered("furnace", "deep_min_pu", "band_min_pu"),
    *_ordered("batch_fleet", "deep_min_pu", "band_min_pu"),
    *_within("shiftable", "share_pu", 0, 1),
    *_within("computing", "deferrable_pu", 0, 1),
    *_within("computing", "wear_cost_cny_per_mwh", 0, _PRICE),
    *_within("charging", "wear_cost_cny_per_mwh", 0, _PRICE),
    *_within("offer", "available_pu", 0, 1),
    *_within("offer", "price_cny_per_mwh", 0, _PRICE),
    *_within("offer", "price_cny_per_kw_event", 0, _PRICE),
    *_within("contingency", "size_mw", 0, 1e6),
    *_within("contingency", "margin_pu", 0, 10),
    *_within("contingency", "margin_ms_pu", 0, 10),
    *_within("temperature_load", "base_pu", 0, 1e6),
    *_within("line", "p_max_pu", 0, 1.5),
    *_within("link", "p_max_pu", 0, 1.2),
    *_within("link", "p_min_pu", -1.2, 1.2),
    *_ordered("link", "p_min_pu", "p_max_pu"),
    *_within("link", "marginal_cost_cny_per_mwh", -_PRICE, _PRICE),
    Rule("lossy_two_way_link", "link", "p_min_pu", "≥", ("loss_pu",), lambda loss: 0.0 if loss > 0 else -np.inf),
    *_within("corridor", "p_max_pu", -1.2, 1.2),
    *_within("corridor", "p_min_pu", -1.2, 1.2),
    *_ordered("corridor", "p_min_pu", "p_max_pu"),
    *_within("corridor", "schedule_mw", -1e6, 1e6),
    *_within("corridor", "price_cny_per_mwh", -_PRICE, _PRICE),
    *_within("corridor", "import_price_cny_per_mwh", -_PRICE, _PRICE),
    *_within("corridor", "deviation_cost_cny_per_mwh", 0, _PRICE),
    Rule(
        "import_below_export", "corridor", "import_price_cny_per_mwh", "≥", ("price_cny_per_mwh", "p_min_pu"),
        lambda price, p_min: np.where(np.less(p_min, 0), price, -np.inf), "price_cny_per_mwh",
    ),
    *_ordered("corridor", "energy_min_mwh", "energy_max_mwh"),
    Rule(
        "impossible_obligation", "corridor", "energy_min_mwh", "≤", ("p_nom_mw",),
        lambda p_nom: p_nom * HOURS_PER_YEAR, "p_nom_mw·8760",
    ),
)  # fmt: skip
