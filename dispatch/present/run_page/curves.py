"""What has no time axis: duration curves and what is curtailed month by month."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from dispatch.families.declare import Role
from dispatch.locale import dates
from dispatch.present.colours import AFTER, BEFORE, LOAD, colours_of, line_style, stack_order
from dispatch.present.pack import pack
from dispatch.present.run_page.axis import wall_minutes
from dispatch.present.run_page.channels import Channels
from dispatch.present.run_page.words import name_of, say
from dispatch.present.words import Words, in_both, label
from dispatch.results.study_area import StudyArea, by_key

POINTS = 401
MOST_PRICE_CURVES = 6
# Less than this of what was available is the rest that a barrier without crossover leaves, not curtailment.
CRUMBS = 1e-6


def duration(values: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """(POINTS,) values in falling order, at equal shares of the weighted hours from 0 to 1."""
    order = np.argsort(-values, kind="stable")
    passed = np.cumsum(hours[order])
    at = np.searchsorted(passed, np.linspace(0.0, 1.0, POINTS) * passed[-1])
    return np.asarray(values[order][np.minimum(at, len(values) - 1)])


def duration_curves(area: StudyArea, channels: Channels) -> dict[str, list[dict[str, Any]]]:
    """`power`: load, net load before and after; `price`: the mean and some buses."""
    hours = area.horizon.energy_h

    def curve(name: str, words: Words, colour: str, dash: str, quantum: float) -> dict[str, Any]:
        packed = pack(duration(channels.flows[name], hours), quantum)
        return {"name": words, "colour": colour, "dash": dash, "y": packed}

    power = [curve("load", say("load"), LOAD, "solid", 0.1)]
    if channels.stores:
        power.append(curve("before", say("net_load_before"), BEFORE, "dash", 0.1))
    words = say("net_load_after" if channels.stores else "net_load")
    power.append(curve("after", words, AFTER, "solid", 0.1))
    price = []
    if "p.mean" in channels.flows:
        price = [curve("p.mean", say("price_mean"), LOAD, "solid", 0.01)]
        for i, bus in enumerate(channels.buses[:MOST_PRICE_CURVES]):
            price.append(curve(f"p.{i}", label(bus), *line_style(i), 0.01))
    return {"power": power, "price": price}


def curtailed_by_month(area: StudyArea) -> dict[str, Any]:
    """MWh by technology and month of the wall clock, and the rate of all; empty where nothing could be curtailed."""
    plants = area.assets(area.case.renewable)
    if not plants:
        return {}
    horizon = area.horizon
    month = wall_minutes(horizon.start, horizon.zone).astype("datetime64[m]").astype("datetime64[M]")
    months, of = np.unique(month, return_inverse=True)
    available = np.bincount(of, area.role_mw(Role.AVAILABLE, plants) * horizon.energy_h)
    groups = by_key(plants, lambda r: r.technology)
    order = stack_order(groups)
    colours, lost, bars = colours_of(order), np.zeros(len(months)), []
    for technology in order:
        mwh = np.bincount(of, area.role_mw(Role.CURTAILMENT, groups[technology]) * horizon.energy_h)
        lost = lost + mwh
        if mwh.sum() > CRUMBS * available.sum():
            name = name_of("technology", technology)
            bars.append({"name": name, "colour": colours[technology], "mwh": np.round(mwh, 3).tolist()})
    rate = np.divide(lost, available, out=np.zeros_like(lost), where=available > 0)
    return {"months": _month_names(months), "bars": bars, "rate": np.round(rate, 6).tolist()}


def _month_names(months: np.ndarray) -> list[Words]:
    firsts = [m.item() for m in months]
    if len({d.year for d in firsts}) > 1:
        return [in_both(partial(dates.month_of_year, d)) for d in firsts]
    return [in_both(partial(dates.month, d.month)) for d in firsts]
