"""Limits of a reservoir that are given as levels: rules through its curve of level and storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Literal

import numpy as np

from dispatch.case.rules import Rule, ordered
from dispatch.families.curve.checks import sound_curve
from dispatch.families.curve.entity import Curve

_CURVE = "level_storage"
_rule = partial(Rule, family="reservoir", found_by={_CURVE: sound_curve})


def _volume(level: Any, curve: Curve) -> Any:
    return np.interp(level, curve.x, curve.y)


def _level(volume: Any, curve: Curve) -> Any:
    """Beyond the curve's ends further than any level: a comparison with a level inside it cannot go wrong."""
    return np.interp(volume, curve.y, curve.x, left=-np.inf, right=np.inf)


def _levels(field: str, upper: bool, applies: Callable[[Any], bool] | None = None) -> Iterator[Rule]:
    """A limit given as a level: inside the curve, not against the volumes, with both ends of a segment attainable."""
    outside = partial(_rule, "level_outside_curve", field=field, others=(_CURVE,), label=_CURVE, own=True)
    yield outside(sign="≥", bound=lambda curve: curve.x[0])
    yield outside(sign="≤", bound=lambda curve: curve.x[-1])
    volume = "volume_min_hm3" if upper else "volume_max_hm3"
    sign: Literal["≥", "≤"] = "≥" if upper else "≤"
    yield _rule(
        "crossed_limits",
        field=field,
        sign=sign,
        others=(volume, _CURVE),
        bound=_level,
        label=f"Z({volume})",
        applies=applies,
    )
    limit: Literal["≥", "≤"] = "≤" if upper else "≥"
    never = np.inf if upper else -np.inf
    start = partial(_rule, field="volume_initial_hm3", sign=limit, label=f"V({field})", applies=applies)
    yield start("start_outside_limits", others=(field, _CURVE), bound=_volume, when="start")
    yield start(
        "terminal_outside_limits",
        others=("cyclic", field, _CURVE),
        bound=lambda cyclic, level, curve: _volume(level, curve) if cyclic else never,
        when="end",
    )
    if upper:
        yield _rule(
            "terminal_outside_limits",
            field="volume_terminal_min_hm3",
            sign="≤",
            others=(field, _CURVE),
            bound=_volume,
            label=f"V({field})",
            when="end",
            applies=applies,
        )


def _floods_hard(lake: Any) -> bool:
    return lake.flood_excess_cost_cny_per_hm3_h is None


LEVEL_RULES: tuple[Rule, ...] = (
    *_levels("level_min_m", upper=False),
    *_levels("level_max_m", upper=True),
    *_levels("flood_limit_m", upper=True, applies=_floods_hard),
    *ordered("reservoir", "level_min_m", "level_max_m"),
    _rule(
        "crossed_limits",
        field="level_min_m",
        sign="≤",
        others=("flood_limit_m",),
        bound=lambda top: top,
        label="flood_limit_m",
        applies=_floods_hard,
    ),
)
