"""Frequency after contingencies, as simulated: verdicts by contingency, how deep it falls how often, the worst case.

Shares count cases (periods × weights aside): a case is secure where deviation, RoCoF, steady state and energy are
within limits, the margins of `dispatch.frequency.judge` included. Pictures show what was simulated, without margins.
"""

from __future__ import annotations

import numpy as np

from dispatch.families.response.resolve import resolved_profiles
from dispatch.present import quantity
from dispatch.present.chart import Chart, Curve, picture
from dispatch.present.colours import EVENTS
from dispatch.present.quantity import HERTZ, HERTZ_PER_S, POWER, Quantity
from dispatch.present.run_page.events import event_names
from dispatch.present.run_page.words import say
from dispatch.present.table import Column, Figures, Table, figures_table
from dispatch.present.words import Words, label, same
from dispatch.results.response_figures import promises_of
from dispatch.results.study_area import StudyArea

_LIMIT, _SHOWN = "#8A8A8A", 600
# Seconds: between the points of a whole trace, and the first of it that is drawn on its own.
COARSE_S, FIRST_S = 0.05, 1.0
LEAST_MW = 0.1


def frequency_remarks(area: StudyArea) -> list[Words]:
    """How much of what can happen is covered, and how much of the loss local response can be."""
    found = area.answer.tables.optional("frequency")
    if found is None:
        return []
    columns = found.columns
    remarks = [say("frequency_remark", secure=_percent(columns["secure"]), cases=f"{columns['secure'].size:,}")]
    k, worst = np.unravel_index(np.argmax(columns["size_mw"]), columns["size_mw"].shape)
    lost, delivered = float(columns["size_mw"][k, worst]), float(columns["delivered_ms_mw"][k, worst])
    if delivered < lost * (1 - 1e-6):
        names = event_names(area)
        name = names.get(found.labels[k], same(found.labels[k]))
        figures = {"lost": f"{lost:,.0f}", "given": f"{delivered:,.0f}", "share": f"{100 * delivered / lost:.0f}"}
        limit = f"{area.case.response.limit_ms:g}"
        remarks.append(say("frequency_partial", name=name, limit=limit, **figures))
    search = area.answer.tables.optional("secure_iteration")
    if search is not None:
        stand = {name: f"{value:,}" for name, value in promises_of(search).items()}
        remarks.append(say("frequency_promises", **stand))
        if stand["without_answer"] != "0":
            remarks.append(say("frequency_without_answer"))
    if search is not None and len(search.labels) > 1:
        first = float(search.columns["failed"][0] + search.columns["failed_ms"][0])
        cost = float(search.columns["objective_cny"][-1] - search.columns["objective_cny"][0])
        rounds = len(search.labels) - 1
        remarks.append(say("frequency_tightened", rounds=rounds, first=f"{first:,.0f}", cost=f"{cost / 1e4:,.2f}"))
    return remarks


def _percent(values: np.ndarray) -> str:
    return f"{100 * float(np.mean(values)):.1f}"


def frequency_table(area: StudyArea) -> Table | None:
    """One row a contingency; None where nothing was simulated."""
    found = area.answer.tables.optional("frequency")
    if found is None:
        return None
    columns, names = found.columns, event_names(area)

    def over(name: str, how: str) -> list[float | None]:
        values = columns[name]
        if how == "mean":
            return [float(v) for v in values.mean(axis=1)]
        return [float(row[np.argmax(np.abs(row))]) for row in values]

    largest = [
        float(d.sum() / s.sum()) if s.sum() > 0 else None
        for d, s in zip(columns["delivered_ms_mw"], columns["size_mw"], strict=True)
    ]
    figures: list[Figures] = [
        (say("loss_largest"), over("size_mw", "worst"), quantity.POWER),
        (say("delivered_in_time"), largest, None),
        (say("deviation_worst"), over("nadir_hz", "worst"), HERTZ),
        (say("settled_worst"), over("settled_hz", "worst"), HERTZ),
        (say("rocof_worst"), over("rocof_hz_s", "worst"), HERTZ_PER_S),
        (say("share_secure"), over("secure", "mean"), None),
        (say("share_milliseconds"), over("passes_share", "mean"), None),
        (say("share_southern"), over("passes_southern", "mean"), None),
        (say("share_national"), over("passes_gbt40595", "mean"), None),
    ]
    events = Column(say("contingency"), [names.get(id, id) for id in found.labels])
    return figures_table("frequency", say("table_frequency"), events, figures)


def frequency_pictures(area: StudyArea) -> list[Chart]:
    """The trace of the worst case, what acted in it, and the deviations of all cases in order."""
    tables = area.answer.tables
    found, worst = tables.optional("frequency"), tables.optional("frequency_trace")
    if found is None or worst is None:
        return []
    names, columns = event_names(area), worst.columns
    at = int(columns["contingency"][0])
    period = area.answer.series.horizon.local_time()[int(columns["period"][0])]
    event = names.get(found.labels[at], same(found.labels[at]))
    when = f"{period:%Y-%m-%d %H:%M}"
    title = say("picture_frequency_trace", name=event, when=when)
    t = columns["time_s"]
    coarse, first = np.unique(np.searchsorted(t, np.arange(0, t[-1], COARSE_S))), np.flatnonzero(t <= FIRST_S)
    axis, deviation = say("seconds_axis"), columns["deviation_hz"][coarse]
    trace = [Curve(say("deviation_hz"), deviation, EVENTS[0], x=t[coarse])]
    drawn: list[tuple[str, Words, str | Quantity, list[Curve]]] = [
        ("frequency_trace", title, "Hz", trace),
        ("frequency_power", say("picture_frequency_power"), POWER, _acting(area, coarse)),
        ("frequency_first", say("picture_frequency_first"), POWER, _acting(area, first)),
    ]
    return [
        *(picture(id, words, u, axis, lines, size="short") for id, words, u, lines in drawn),
        _duration(area, names),
    ]


def _acting(area: StudyArea, at: np.ndarray) -> list[Curve]:
    """What every group delivers in the worst case, at some of the samples."""
    profiles, columns = resolved_profiles(area.case), area.answer.tables["frequency_trace"].columns
    acting = [name for name in columns if name.startswith("p_mw.") and np.abs(columns[name]).max() > LEAST_MW]
    lines = []
    for i, name in enumerate(acting):
        id = name.removeprefix("p_mw.")
        words = label(profiles[id]) if id in profiles else say("system_outside")
        lines.append(Curve(words, columns[name][at], EVENTS[i % len(EVENTS)], x=columns["time_s"][at]))
    return lines


def _duration(area: StudyArea, names: dict[str, Words]) -> Chart:
    """|Δf| of every contingency in falling order over the share of periods."""
    found = area.answer.tables["frequency"]
    lines = []
    for i, id in enumerate(found.labels):
        deep = np.sort(np.maximum(np.abs(found.columns["nadir_hz"][i]), np.abs(found.columns["beyond_hz"][i])))[::-1]
        at = np.unique(np.linspace(0, len(deep) - 1, min(_SHOWN, len(deep))).round().astype(int))
        share = 100 * (at + 0.5) / len(deep)
        lines.append(Curve(names.get(id, same(id)), deep[at], EVENTS[i % len(EVENTS)], x=share))
    limit = np.full(2, area.case.response.deviation_max_hz)
    lines.append(Curve(say("deviation_limit"), limit, _LIMIT, dash="dash", x=np.array([0.0, 100.0])))
    return picture(
        "frequency_duration",
        say("picture_frequency_duration"),
        "Hz",
        say("periods_axis"),
        lines,
        size="short",
        from_zero=True,
    )
