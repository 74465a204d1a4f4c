"""Time settings of a case, or of the command line, → Horizon."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.case.settings import Span
from dispatch.errors import CaseError, Fault, Where
from dispatch.horizon import Horizon

SHORTEST_STEP = pd.Timedelta("5min")
LONGEST_STEP = pd.Timedelta("6h")


def horizon_of(case: Case, start: str | None = None, end: str | None = None, step: str | None = None) -> Horizon:
    """The horizon of a case; `start`, `end` (not included) and `step` override its own settings.

    Dates without offset are local. A given start or end replaces representative segments by one plain span. Raises
    CaseError for stamps or steps that cannot be. Of several years the later ones are discounted to the first, whether
    anything may be built or not: a case and what it is compared with count years alike.
    """
    time = case.time
    length = parse_step(step or time.step)
    if time.segments and start is None and end is None:
        chain = Horizon.chain([_segment(span, length, time.zone) for span in time.segments])
        return chain.discounted(case.sizing.discount_rate)
    first = parse_stamp(start, time.zone, "--from") if start else _own(time.start, "start")
    last = parse_stamp(end, time.zone, "--to") if end else _own(time.end, "end")
    return _span(first, last, length, time.zone)


def parse_stamp(text: str, zone: str, entity: str) -> pd.Timestamp:
    """A date or time, local to `zone` unless it carries an offset."""
    try:
        stamp = pd.Timestamp(text)
    except (ValueError, TypeError):
        stamp = pd.NaT  # type: ignore[assignment]
    if pd.isna(stamp):
        raise CaseError(Fault.of("unreadable_time", Where(entity=entity), value=text, field=entity))
    return stamp.tz_localize(zone) if stamp.tzinfo is None else stamp.tz_convert(zone)


def parse_step(text: str) -> pd.Timedelta:
    """`15min`, `1h` … between 5 min and 6 h, in whole seconds."""
    try:
        length = pd.Timedelta(text)
    except ValueError:
        raise CaseError(Fault.of("illegal_step", Where(entity="time step"), value=text)) from None
    if not SHORTEST_STEP <= length <= LONGEST_STEP or length.total_seconds() % 1:
        raise CaseError(Fault.of("illegal_step", Where(entity="time step"), value=text))
    return length


def _own(stamp: object, field: str) -> pd.Timestamp:
    if stamp is None:
        raise CaseError(Fault.of("missing_field", Where(entity="time"), field=field, unit=""))
    return pd.Timestamp(stamp)  # type: ignore[arg-type]


def _segment(span: Span, length: pd.Timedelta, zone: str) -> Horizon:
    return _span(pd.Timestamp(span.start), pd.Timestamp(span.end), length, zone, span.weight, span.label)


def _span(
    first: pd.Timestamp, last: pd.Timestamp, length: pd.Timedelta, zone: str, weight: float = 1.0, label: str = ""
) -> Horizon:
    where = Where(entity="time")
    if last <= first:
        raise CaseError(Fault.of("end_before_start", where, value=f"{first.isoformat()} … {last.isoformat()}"))
    hours = (last - first).total_seconds() / 3600
    periods, rest = divmod((last - first).total_seconds(), length.total_seconds())
    if rest:
        raise CaseError(Fault.of("step_not_dividing", where, value=str(length), hours=hours))
    steps = np.full(int(periods), length.total_seconds() / 3600)
    return Horizon.from_steps(first, steps, weight=weight, zone=zone, label=label)
