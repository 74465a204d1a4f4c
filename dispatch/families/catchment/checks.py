"""Limits of catchments, and the course of their flow over the year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dispatch.case.places import Places
from dispatch.case.rules import Checks, ordered
from dispatch.case.schema import Case
from dispatch.case.varying import Monthly
from dispatch.errors import Fault
from dispatch.families.catchment.entity import Catchment

TEN_DAY_PERIODS = 36


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of catchments."""
    for catchment in case.catchment:
        yield from _shape(catchment, at)


def _shape(catchment: Catchment, at: Places) -> Iterator[Fault]:
    ten_day = catchment.ten_day_shape
    if (catchment.shape is None) == (not ten_day):
        where = at.of(catchment, "shape")
        yield Fault.of("one_of_two", where, limit="shape, ten_day_shape", one="shape", other="ten_day_shape")
        return
    if ten_day and len(ten_day) != TEN_DAY_PERIODS:
        where = at.of(catchment, "ten_day_shape")
        yield Fault.of("not_thirty_six", where, value=len(ten_day))
    field = "ten_day_shape" if ten_day else "shape"
    flows = np.array(ten_day or _monthly(catchment.shape))
    if (flows < 0).any() or not flows.any():
        value = float(flows.min())
        yield Fault.of("out_of_limits", at.of(catchment, field), value=value, limit="≥ 0, Σ > 0", field=field, unit="")


def _monthly(shape: Monthly | None) -> list[float]:
    return [] if shape is None else [shape.scale * value for value in shape.monthly]


CHECKS = Checks(
    rules=(
        *ordered("catchment", "dry_pu", "normal_pu"),
        *ordered("catchment", "normal_pu", "wet_pu"),
    ),
    faults=faults,
)
