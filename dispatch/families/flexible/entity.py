"""Flexible loads: how each kind may change the demand of the `load` that it is attached to.

A flexible load names an ordinary `load` and nothing else of the grid: the load stays as it is (its demand is the
*baseline*), and the flexible entity draws less (`down_mw`) or more (`up_mw`) within the limits of its process. With
`enabled: false` it is as if it were not there. At most one enabled entity modulates a load.

Numbers per unit are per unit of the baseline in the same period; hours of heat are hours of the baseline. Defaults are
engineering estimates unless `docs/loads.md` names a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import Field

from dispatch.case.entity import Cost, Entity, Group, Hours, Share
from dispatch.case.varying import PeriodValue
from dispatch.families.load.entity import LoadId

Window = Literal["shift", "day", "two_days", "week", "month", "season", "year"]
"""Intervals of the local calendar. shift: 0–8, 8–16, 16–24 h; season: dry Dec–Apr, normal May and Nov, wet Jun–Oct."""


Positive = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
Ramp = Annotated[float, Field(gt=0, le=60, allow_inf_nan=False)]
Depths = tuple[Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)], ...]
Durations = tuple[Annotated[float, Field(gt=0, le=744, allow_inf_nan=False)], ...]


class Switched(Entity):
    """Something that may be switched off as if it were not there."""

    group: ClassVar[Group] = "flexible"
    enabled: bool = True


class Flexible(Switched):
    """A way to modulate the demand of `load`."""

    load: LoadId


F = TypeVar("F", bound=Switched)


def enabled(family: Iterable[F]) -> tuple[F, ...]:
    """Those of a family that are switched on."""
    return tuple(entity for entity in family if entity.enabled)


class Producing(Flexible):
    """A flexible load that makes something: `mwh_per_t` of electricity for a tonne worth `product_value_cny_per_t`.

    In every `target_window` at least (or exactly) `target_pu` of the energy of the baseline must be drawn. Up to that,
    production may be lost, at `lost_cost_cny_per_t` (the value of the product where it is not given). Every MWh that is
    shifted costs `wear_cost_cny_per_mwh`, half when it is left and half when it is made up for.
    """

    mwh_per_t: Positive | None = None
    product_value_cny_per_t: Cost = 0.0
    lost_cost_cny_per_t: Cost | None = None
    target_window: Window = "day"
    target: Literal["at_least", "equal"] = "at_least"
    target_pu: Share = 1.0
    wear_cost_cny_per_mwh: PeriodValue = 10.0


class Banded(Producing):
    """A plant that runs within a band of what is on line, and below it only briefly.

    It draws `band_min_pu` … `band_max_pu` of the power on line. Below the band, down to `deep_min_pu`, it may be for
    `deep_h` in full, or longer by as much less, after which it recovers for `recovery_h`.
    """

    band_min_pu: Share = 0.6
    band_max_pu: Annotated[float, Field(ge=1, le=2)] = 1.05
    deep_min_pu: Share = 0.5
    deep_h: Hours = 2.0
    recovery_h: Hours = 6.0
    ramp_pu_per_h: Ramp | None = None
