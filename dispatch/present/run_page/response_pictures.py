"""Pictures of the millisecond response: required beside delivered, and prices in falling order and by the clock."""

from __future__ import annotations

import numpy as np

from dispatch.present.chart import Across, Chart, Curve, picture
from dispatch.present.colours import EVENTS
from dispatch.present.quantity import POWER
from dispatch.present.run_page.events import event_names, hours_of, mean_of
from dispatch.present.run_page.words import say
from dispatch.present.words import Words
from dispatch.results.study_area import StudyArea

_REQUIRED, _DELIVERED = "#111111", "#2E8B57"
_SHOWN = 600
_PRICES = {
    "response_price": ("picture_response_price", "picture_response_price_day"),
    "frequency_price": ("picture_frequency_price", "picture_frequency_price_day"),
}


def response_pictures(area: StudyArea) -> list[Chart]:
    """Required beside delivered; prices of milliseconds and of frequency, in falling order and by hour of the day."""
    table = area.answer.tables["contingency"]
    found = []
    if "required_ms_mw" in table.columns and area.case.response.millisecond_share > 0:
        found.append(_kpi(area))
        found += _prices(area, "response_price", table.columns["price_ms_cny_per_mw_h"])
    limits = [
        table.columns[name]
        for kind in ("rocof", "nadir", "steady")
        if (name := f"price_{kind}_cny_per_mw_h") in table.columns
    ]
    if limits:
        found += _prices(area, "frequency_price", np.sum([np.nan_to_num(values) for values in limits], axis=0))
    return found


def _kpi(area: StudyArea) -> Chart:
    columns, hours = area.answer.tables["contingency"].columns, hours_of(area)
    required, delivered = columns["required_ms_mw"], columns["delivered_ms_mw"]
    most = required.argmax(axis=0), np.arange(required.shape[1])
    share, _ = in_falling_order(required[most], hours)
    order = np.argsort(-required[most], kind="stable")[_picked(required.shape[1])]
    lines = [
        Curve(say("delivered_in_limit"), delivered[most][order], _DELIVERED, x=share),
        Curve(say("required_in_limit"), required[most][order], _REQUIRED, dash="dash", x=share),
    ]
    axis = say("hours_axis")
    return picture("response_kpi", say("picture_response_kpi"), POWER, axis, lines, size="short", from_zero=True)


def _prices(area: StudyArea, id: str, price: np.ndarray) -> list[Chart]:
    """Two pictures of (contingencies, N) prices; none where nothing has one."""
    names, hours, stamps = event_names(area), hours_of(area), area.answer.series.horizon.local_time()
    falling, daily = [], []
    for i, label_ in enumerate(area.answer.tables["contingency"].labels):
        if not price[i].any():
            continue
        colour = EVENTS[i % len(EVENTS)]
        share, values = in_falling_order(price[i], hours)
        falling.append(Curve(names[label_], values, colour, x=share))
        inside = [stamps.hour == h for h in range(24)]
        mean = [mean_of(price[i][here], hours[here]) if here.any() else np.nan for here in inside]
        daily.append(Curve(names[label_], np.array(mean), colour))
    if not falling:
        return []
    unit, axis = Words("元/MW·h", "CNY/MW·h"), say("hours_axis")
    clock = Across("clock", step_min=60)
    return [
        picture(id, say(_PRICES[id][0]), unit, axis, falling, size="short", from_zero=True),
        picture(f"{id}_day", say(_PRICES[id][1]), unit, clock, daily, size="short", from_zero=True),
    ]


def in_falling_order(values: np.ndarray, hours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(share of hours in per cent, values) from the largest on, thinned to what a picture can show."""
    order = np.argsort(-values, kind="stable")
    share = 100 * (np.cumsum(hours[order]) - hours[order] / 2) / hours.sum()
    at = _picked(len(values))
    return share[at], values[order][at]


def _picked(count: int) -> np.ndarray:
    return np.unique(np.linspace(0, count - 1, min(_SHOWN, count)).round().astype(int))
