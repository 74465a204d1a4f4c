"""Rows of every contingency: the millisecond share, (response.3), and the frequency limits (`frequency`)."""

from __future__ import annotations

from typing import Any

from dispatch.families.response.resolve import delivered_pu
from dispatch.families.response.rows.contingencies import Events
from dispatch.families.response.rows.frequency import add_frequency
from dispatch.families.response.rows.plan import Plan


def add_events(plan: Plan) -> None:
    """All rows of all contingencies; none where nothing can be lost."""
    if not plan.contingencies:
        return
    events = Events(plan)
    f, C, T = events.f, events.C, events.T
    margin, margin_ms = events.margin, events.margin_ms
    f.quantity("margin_pu", (C, T), lambda c, t: margin[c, t] + 0.0)
    f.quantity("margin_ms_pu", (C, T), lambda c, t: margin_ms[c, t] + 0.0)
    _add_milliseconds(events)
    if plan.settings.security:
        add_frequency(events)


def _add_milliseconds(events: Events) -> None:
    plan, f, C, T, m, settings = events.plan, events.f, events.C, events.T, events.m, events.settings
    within = [lambda p: delivered_pu(p, settings.limit_ms / 1000)] * C.size
    delivered = events.delivered("millisecond", C, plan.contingencies, within)
    own = events.own("millisecond_own", C, plan.contingencies, within)
    f.quantity("delivered_ms_mw", (C, T), lambda c, t: delivered(c, t) - own(c, t))
    share = f.param("millisecond_share", (C,), settings.millisecond_share)
    size, margin = events.size, events.margin_ms

    def required(c: Any, t: Any) -> Any:
        return share[c] * (1 + margin[c, t]) * size[c, t]

    f.quantity("required_ms_mw", (C, T), required)
    if settings.millisecond_share == 0:
        return
    missing: Any = None
    if not settings.hard:
        missing = f.var("shortfall_ms_mw", (C, T))
        price = f.param("shortfall_ms_cost", (C,), settings.shortfall_cost_cny_per_mw_h)
        f.cost("shortfall_ms", (C, T), lambda c, t: m.cost_h[t] * price[c] * missing[c, t])

    def millisecond(c: Any, t: Any) -> Any:  # (response.3)
        there = delivered(c, t) - own(c, t) + (0 if missing is None else missing[c, t])
        return there - required(c, t) >= 0

    f.constraint("millisecond", (C, T), millisecond)
    f.dual("millisecond", "price_ms_cny_per_mw_h", m.horizon.cost_h)
