"""Limits that values must keep, as data: judged on constants when a case is checked, on arrays once series are known.

A rule says that `field` is at least (≥) or at most (≤) a bound made of other fields of the same entity. `when` gives
the instants: all, or the start or end of every segment. A rule with a field that is None does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.places import Places
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.rooms import entities_of, part, rooms_with
from dispatch.horizon import Horizon

When = Literal["always", "start", "end"]
Look = Callable[[Entity, str, When], Any]  # value(s) of a field: a number, an array, or None for "not known, not set"

# Resampling and products of per-unit values leave round-off; a true fault is larger.
TOLERANCE = 1e-9
MOST_CNY_PER_MWH = 1e9  # as in `entity.Price`


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
    # of `others`, the fields that name an entity: what the bound is given in place of the name, None where it has none
    found_by: Mapping[str, Callable[[Case, Any], Any]] | None = None


def _no_faults(case: Case, at: Places) -> Iterator[Fault]:
    return iter(())


def _no_horizon_faults(case: Case, horizon: Horizon) -> Iterator[Fault]:
    return iter(())


@dataclass(frozen=True)
class Checks:
    """What must be true of the input of a room: `CHECKS` of its module `checks`.

    rules: limits of single fields; faults: what else single entities cannot see, references apart;
    horizon_faults: what shows only once the periods are known.
    """

    rules: tuple[Rule, ...] = ()
    faults: Callable[[Case, Places], Iterator[Fault]] = _no_faults
    horizon_faults: Callable[[Case, Horizon], Iterator[Fault]] = _no_horizon_faults


def room_checks() -> tuple[Checks, ...]:
    """The checks of every room, in the order of the register."""
    return tuple(part(room, "checks").CHECKS for room in rooms_with("checks"))


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
    for rule in (rule for checks in room_checks() for rule in checks.rules):
        for entity in entities_of(case, rule.family):
            if rule.others and any((id(entity), name) in beyond for name in (rule.field, *rule.others)):
                continue
            value, *others = (_seen(case, look, entity, rule, name) for name in (rule.field, *rule.others))
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


def _seen(case: Case, look: Look, entity: Entity, rule: Rule, name: str) -> Any:
    """What `look` sees; in place of the name of an entity what the rule finds by it."""
    value = look(entity, name, rule.when)
    return rule.found_by[name](case, value) if rule.found_by and name in rule.found_by else value


def _pick(values: Any, at: int | None) -> float:
    return float(values if at is None or np.ndim(values) == 0 else values[at])


def within(family: str, field: str, low: float, high: float) -> tuple[Rule, Rule]:
    """A field within fixed limits."""
    return (
        Rule("out_of_limits", family, field, "≥", (), lambda: low),
        Rule("out_of_limits", family, field, "≤", (), lambda: high),
    )


def ordered(family: str, lower: str, upper: str) -> tuple[Rule]:
    """One field no higher than another."""
    return (Rule("crossed_limits", family, lower, "≤", (upper,), lambda top: top, upper),)


def state(family: str, state: str, low: str, high: str, size: str = "") -> tuple[Rule, ...]:
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
