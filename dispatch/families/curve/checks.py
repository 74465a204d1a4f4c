"""What must be true of curves, and of those who use them: the checks of water that go beyond one entity.

A curve's use says what its points must do: level–storage increases strictly (a level has one volume, a volume one
level), a tailwater level never falls with the release, and increases strictly where navigation asks how far the
release may move. Expected output by head never falls and is a share of the rating.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from pydantic import BaseModel

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.schema import Case
from dispatch.case.varying import Monthly
from dispatch.errors import Fault
from dispatch.families.catchment.entity import Catchment
from dispatch.families.curve.entity import Curve
from dispatch.families.hydro.entity import Reservoir

TEN_DAY_PERIODS = 36
# (fields that mean nothing alone, what they need), of a reservoir
_COMPANIONS = (
    (("level_min_m", "level_max_m", "flood_limit_m"), "level_storage"),
    (("flood_excess_cost_cny_per_hm3_h",), "flood_limit_m"),
    (("tail_ramp_m_per_h", "tail_ramp_m_per_day"), "tailwater"),
)


def sound_curve(case: Case, name: str | None) -> Curve | None:
    """The curve of that name, if it is there and has as many y as x, x increasing."""
    found = next((curve for curve in case.curve if curve.id == name), None)
    return None if found is None or len(found.x) != len(found.y) or (np.diff(found.x) <= 0).any() else found


def water_faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of curves, of those who name them, of catchments and of the plants on them."""
    for curve in case.curve:
        yield from _curve_shape(curve, at)
    for lake in case.reservoir:
        yield from _reservoir(case, lake, at)
    for house in case.powerhouse:
        if house.output_by_head is not None:
            yield from _reference(house, "output_by_head", "curve", case.curve, at)
            yield from _course(case, house, "output_by_head", at, strictly=False)
    yield from _head(case, at)
    for catchment in case.catchment:
        yield from _catchment(catchment, at)
    for plant in case.river_plant:
        yield from _reference(plant, "catchment", "catchment", case.catchment, at)
        if (plant.design_m3s is None) == (plant.full_load_hours_h is None):
            both = "design_m3s, full_load_hours_h"
            yield Fault.of("one_of_two", at.of(plant, "design_m3s"), limit=both, one="design_m3s", other=both[12:])
        for field in ("design_m3s", "full_load_hours_h"):
            if getattr(plant, field) == 0:
                yield Fault.of("out_of_limits", at.of(plant, field), value=0.0, limit="> 0", field=field, unit="")


def _head(case: Case, at: Places) -> Iterator[Fault]:
    """A case that asks for head has a plant to which it can be applied."""
    curved = {lake.id for lake in case.reservoir if lake.level_storage is not None and lake.tailwater is not None}
    usable = any(h.efficiency_constant is not None and h.reservoir in curved for h in case.powerhouse)
    partly = at.unread.get("reservoir") or at.unread.get("powerhouse")
    if case.head.method != "constant" and not usable and not partly:
        yield Fault.of("head_without_plant", at.at("head", "method"), value=case.head.method)


def _reservoir(case: Case, lake: Reservoir, at: Places) -> Iterator[Fault]:
    for fields, needed in _COMPANIONS:
        for field in fields:
            if getattr(lake, field) is not None and getattr(lake, needed) is None:
                yield Fault.of("missing_companion", at.of(lake, field), limit=needed, field=field, other=needed)
    navigable = lake.tail_ramp_m_per_h is not None or lake.tail_ramp_m_per_day is not None
    for field, strictly in (("level_storage", True), ("tailwater", navigable)):
        if getattr(lake, field) is not None:
            yield from _reference(lake, field, "curve", case.curve, at)
            yield from _course(case, lake, field, at, strictly)


def _reference(entity: BaseModel, field: str, family: str, known: Iterable[BaseModel], at: Places) -> Iterator[Fault]:
    """A fault if an entity names something that is not there."""
    name, names = getattr(entity, field), [str(getattr(other, "id", "")) for other in known]
    if name not in names and not at.is_unread(family, name):
        where, close = at.of(entity, field), nearest(name, names)
        yield Fault.of("unknown_entity", where, value=name, family=family, name=name, nearest=close)


def _curve_shape(curve: Curve, at: Places) -> Iterator[Fault]:
    if len(curve.x) != len(curve.y):
        yield Fault.of("curve_lengths", at.of(curve, "y"), value=len(curve.y), limit=f"{len(curve.x)}")
        return
    wrong = np.flatnonzero(np.diff(curve.x) <= 0)
    if wrong.size:
        i = int(wrong[0])
        yield Fault.of("curve_unordered", at.of(curve, "x"), value=curve.x[i + 1], limit=f"> {curve.x[i]:.10g}")


def _course(case: Case, user: BaseModel, field: str, at: Places, strictly: bool) -> Iterator[Fault]:
    """A curve whose y do not go the way that its use needs, told at the curve."""
    curve = sound_curve(case, getattr(user, field))
    if curve is None:
        return
    rise = np.diff(curve.y)
    wrong = np.flatnonzero(rise <= 0 if strictly else rise < 0)
    if wrong.size:
        i = int(wrong[0])
        limit = f"{'>' if strictly else '≥'} {curve.y[i]:.10g}"
        yield Fault.of("curve_falling", at.of(curve, "y"), value=curve.y[i + 1], limit=limit, field=field)


def _catchment(catchment: Catchment, at: Places) -> Iterator[Fault]:
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
