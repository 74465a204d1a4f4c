"""What the detailed charts can be turned to: weeks, segments, and the days that matter most.

Weeks are seven days from the first midnight of a segment; a rest of a day or two joins the week before. The days
that matter are those of the highest and the lowest net load and of the largest change of it from one point
of the main axis to the next; they are shown as solved, whatever the main axis is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.locale import Topic, dates
from dispatch.present.run_page.axis import DAY_MIN, Axis, by_clock, interval
from dispatch.present.run_page.words import say
from dispatch.present.words import Words, in_both, message

# A remainder up to this long joins the week before.
REST_DAYS = 2


@dataclass(frozen=True)
class Window:
    """Groups begin…stop−1 of the axis called `axis`, with a label."""

    axis: str
    begin: int
    stop: int
    label: Words


def weeks(axis: Axis) -> list[Window]:
    """Windows that cover the axis `main`, segment by segment."""
    found = []
    several = axis.horizon.segments > 1
    for segment, begin, stop, _, _ in axis.ranges():
        days = axis.minutes[begin:stop] // DAY_MIN - axis.minutes[begin] // DAY_MIN
        number = days // 7
        rest = number == number[-1]
        if number[-1] > 0 and days[-1] - days[rest][0] < REST_DAYS:
            number[rest] -= 1
        for week in range(int(number[-1]) + 1):
            inside = np.flatnonzero(number == week) + begin
            name = axis.horizon.labels[segment] or str(segment + 1) if several else ""
            found.append(Window("main", int(inside[0]), int(inside[-1]) + 1, _dates(axis, inside, name)))
    return found


def special_days(main: Axis, net_load: np.ndarray) -> dict[str, tuple[Axis, Window]]:
    """`peak`, `valley`, `ramp` → the day as solved, and the window on it; a day that is two of them comes twice."""
    load = main.mean(net_load)
    change = np.abs(np.diff(load)) / main.hours[1:]
    change[np.diff(main.segment) != 0] = 0.0
    at = {"peak": int(load.argmax()), "valley": int(load.argmin())}
    if len(change):
        at["ramp"] = int(change.argmax()) + 1
    days, found = by_clock(main.horizon, DAY_MIN), {}
    for key, group in at.items():
        day = int(np.searchsorted(days.first, main.first[group], side="right")) - 1
        stop = int(days.first[day + 1]) if day + 1 < len(days.first) else main.horizon.periods
        axis = interval(main.horizon, int(days.first[day]), stop)
        date = _date(int(axis.minutes[0]))
        label = say(f"day_{key}")
        window = Window(key, 0, len(axis.first), Words(f"{label.zh}（{date.zh}）", f"{label.en} ({date.en})"))
        found[key] = (axis, window)
    return found


def _date(minutes: int) -> Words:
    stamp = np.datetime64(minutes, "m").item()
    return in_both(lambda lang: dates.day(stamp, lang))


def _dates(axis: Axis, inside: np.ndarray, name: str) -> Words:
    """`1月6日至12日`, `6–12 Jan`, behind the name of the segment."""
    first, last = _date(int(axis.minutes[inside[0]])), _date(int(axis.minutes[inside[-1]]))
    span = first if first == last else message(Topic("date"), "range", {"first": first, "last": last})
    return Words(f"{name} {span.zh}".strip(), f"{name} {span.en}".strip())
