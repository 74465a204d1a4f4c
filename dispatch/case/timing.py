"""What is wrong with the time section of a case: zone, step, start and end, segments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.settings import Time
from dispatch.case.time_axis import parse_step
from dispatch.case.zones import is_zone, zone_names
from dispatch.errors import CaseError, Fault


def time_faults(time: Time, places: Places) -> Iterator[Fault]:
    """Every fault of the time section."""
    if not is_zone(time.zone):
        known = nearest(time.zone, zone_names())
        yield Fault.of("unknown_zone", places.at("time", "zone"), value=time.zone, name=time.zone, nearest=known)
    step_s = None
    try:
        step_s = parse_step(time.step).total_seconds()
    except CaseError:
        yield Fault.of("illegal_step", places.at("time", "step"), value=time.step)
    if time.segments and (time.start or time.end):
        yield Fault.of("time_given_twice", places.at("time", "segments"))
    if (time.start is None) != (time.end is None):
        given, missing = ("start", "end") if time.start else ("end", "start")
        yield Fault.of("incomplete_time", places.at("time", given), field=missing)
    if time.start and time.end:
        yield from _span_faults(time.start, time.end, step_s, time.step, places, ("time",))
    for i, span in enumerate(time.segments):
        yield from _span_faults(span.start, span.end, step_s, time.step, places, ("time", "segments", i))


def _span_faults(
    start: datetime, end: datetime, step_s: float | None, step: str, places: Places, path: tuple[str | int, ...]
) -> Iterator[Fault]:
    where = places.at(*path, "end")
    seconds = (end - start).total_seconds()
    if seconds <= 0:
        yield Fault.of("end_before_start", where, value=end.isoformat(), limit=f"> {start.isoformat()}")
    elif step_s is not None and seconds % step_s:
        yield Fault.of("step_not_dividing", where, value=step, hours=seconds / 3600)
