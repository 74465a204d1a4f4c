"""Intervals of a run over which indicators are computed: days, months, seasons, years, and all of it.

Everything is local time. Seasons are those of Yunnan's water: wet 丰水期 June–October, normal 平水期 May and
November, dry 枯水期 December–April; the dry season of a run is all its periods of these months, together or not.
Where a run has several segments (representative weeks, hydrologies) a day belongs to one of them and is named after it.
A span is whole where the run covers all of its hours; half a day has no peak and valley that could be compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from dispatch.families.flexible.rows.windows import SEASON_OF_MONTH
from dispatch.horizon import Horizon

Kind = Literal["all", "year", "season", "month", "day", "typical"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_FREQUENCY = {"year": "YS", "month": "MS", "day": "D"}


@dataclass(frozen=True, eq=False)
class Span:
    """periods: (n,) numbers of periods, increasing. `label` is 2030, wet, 2030-07, 2030-07-15 or a typical day."""

    kind: Kind
    label: str
    periods: np.ndarray
    whole: bool


def spans_of(horizon: Horizon, kinds: Iterable[Kind] = ("all", "year", "season", "month", "day")) -> tuple[Span, ...]:
    """Spans of every requested kind, in the order of KINDS and of time."""
    asked = frozenset(kinds)
    found: list[Span] = []
    for kind in KINDS:
        if kind in asked and kind != "typical":
            found += _spans(horizon, kind)
    return tuple(found)


def _spans(horizon: Horizon, kind: Kind) -> list[Span]:
    if kind == "all":
        return [Span(kind, kind, np.arange(horizon.periods), True)]
    local = horizon.local_time()
    if kind == "season":
        return _labelled(horizon, kind, pd.Index(SEASON_OF_MONTH)[local.month.to_numpy() - 1], local)
    form = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}[kind]
    labels = local.strftime(form)
    if kind == "day" and horizon.segments > 1:
        suffix = np.array([f" {name or number}" for number, name in enumerate(horizon.labels, 1)])
        labels = pd.Index(labels.to_numpy().astype(str).astype(object) + suffix[horizon.segment])
    return _labelled(horizon, kind, labels, local)


def _labelled(horizon: Horizon, kind: Kind, labels: pd.Index, local: pd.DatetimeIndex) -> list[Span]:
    codes, names = pd.factorize(labels)
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)
    return [Span(kind, str(names[codes[part[0]]]), part, _is_whole(horizon, kind, part, local)) for part in parts]


def _is_whole(horizon: Horizon, kind: Kind, part: np.ndarray, local: pd.DatetimeIndex) -> bool:
    """Whether the periods cover the span: of seasons, every month that they touch."""
    hours = float(horizon.dt_h[part].sum())
    months = sorted({(s.year, s.month) for s in local[part]}) if kind == "season" else []
    if kind == "season":
        starts = [pd.Timestamp(year, month, 1, tz=horizon.zone) for year, month in months]
        return abs(hours - sum(_hours(start, "MS") for start in starts)) < 1e-6
    first = local[part[0]].normalize()
    first = first.replace(day=1) if kind in ("month", "year") else first
    first = first.replace(month=1) if kind == "year" else first
    return abs(hours - _hours(first, _FREQUENCY[kind])) < 1e-6


def _hours(start: pd.Timestamp, frequency: str) -> float:
    """Hours of the day, month or year that begins at local midnight."""
    months = {"D": pd.DateOffset(days=1), "MS": pd.DateOffset(months=1), "YS": pd.DateOffset(years=1)}[frequency]
    return float(((start + months) - start).total_seconds() / 3600)
