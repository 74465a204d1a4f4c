"""Forecasts of a case: the truth and an error (`error_model`), issue by issue.

**Day-ahead**: each day at `day_ahead_hour` local time one issue for the whole next day, 00:00 to 24:00, 96
quarter-hours, 15 to 40 h ahead. Chinese dispatch centres take it from 08:00 to 09:00 (短期功率预测).

**Intraday**: every `intraday_every_min` an issue for the next `intraday_h`, the first period 15 min ahead; 4 h, 16
points and an issue every 15 min make the Chinese ultra-short-term forecast (超短期功率预测).

`valid_time` is the start of a period, as everywhere in the product (the 96-point tables of dispatch centres name its
end), lead_h = valid_time − issue_time. Only periods within the horizon are forecast; issues may lie before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.case.settings import ForecastError, Forecasts
from dispatch.case.time_axis import horizon_of
from dispatch.errors import CaseError, Fault, Where
from dispatch.forecast.error_model import STEP_H, STEP_S, DayAhead, ErrorModel, Paths
from dispatch.forecast.noise import Span, Stream, regional_noise, site_noise
from dispatch.forecast.subjects import KINDS, Subject, find_subjects, in_service, quarter_hours
from dispatch.horizon import Horizon

Product = Literal["day_ahead", "intraday"]
PRODUCTS: tuple[Product, ...] = ("day_ahead", "intraday")


@dataclass(frozen=True, eq=False)
class Grid:
    """Points that every forecast of one product has, ordered by issue, then lead.

    (P,) each: quarter-hours of issue and of valid time from 1970, and the position of the latter in the horizon.
    """

    issue: np.ndarray
    valid: np.ndarray
    position: np.ndarray

    @property
    def lead_h(self) -> np.ndarray:
        """(P,) hours from issue to valid time."""
        return (self.valid - self.issue) * STEP_H


@dataclass(frozen=True, eq=False)
class Forecast:
    """One product of one subject; value: (P,) in the subject's unit."""

    product: Product
    subject: Subject
    grid: Grid
    value: np.ndarray

    @property
    def actual(self) -> np.ndarray:
        """(P,) the truth at the points."""
        return self.subject.actual[self.grid.position]


class Forecaster:
    """All forecasts of a case on a horizon of quarter-hours; nothing is kept but the noise of one kind at a time."""

    def __init__(self, case: Case, horizon: Horizon, subjects: Sequence[Subject], seed: int | None = None):
        self.settings: Forecasts = case.forecast
        self.seed = self.settings.seed if seed is None else seed
        self.horizon = horizon
        self.subjects = list(subjects)
        self.first = int(quarter_hours(horizon.start)[0])
        self.last = self.first + horizon.periods - 1
        self._day_ahead = _day_ahead_issues(horizon, self.settings.day_ahead_hour)
        # One common path (error.3) for all spans of a year: it begins in the December before.
        year = horizon.local_time()[0].year
        self._epoch = int(quarter_hours(np.array([f"{year - 1}-12-01"], dtype="datetime64[s]"))[0])

    def each(self, products: Sequence[Product] = PRODUCTS) -> Iterator[Forecast]:
        """Forecasts kind by kind, subject by subject."""
        grids = {product: self._grid(product) for product in products}
        issued = min(int(self._day_ahead.issue[0]), self.first - self._reach)
        last = max(self.last + self._reach, int(self._day_ahead.issue[-1]) + self._day_ahead.steps)
        span = Span(min(self._epoch, issued), issued, last)
        for kind in KINDS:
            chosen = [s for s in self.subjects if s.kind == kind]
            if not chosen:
                continue
            error: ForecastError = getattr(self.settings, kind)
            model = ErrorModel.of(error)
            stream = Stream(self.seed, KINDS.index(kind), self.settings.correlation_km)
            regional = regional_noise(stream, [s.place for s in chosen if s.place is not None], span)
            for subject in chosen:
                noise = site_noise(stream, regional, subject.place, subject.id, error.own_pu, span)
                paths = Paths(model, noise)
                for product, grid in grids.items():
                    relative = self._relative_error(product, paths, grid)
                    yield Forecast(product, subject, grid, apply_error(subject, model, relative, grid))

    @property
    def _reach(self) -> int:
        """Quarter-hours of an intraday issue."""
        return round(self.settings.intraday_h / STEP_H)

    def _intraday_issues(self) -> np.ndarray:
        every = self.settings.intraday_every_min * 60 // STEP_S
        offset = self.horizon.local_time()[0].utcoffset()
        shift = int(offset.total_seconds()) // STEP_S if offset else 0  # issues on the local full hour
        issues = np.arange(self.first - self._reach, self.last)
        return np.asarray(issues[(issues + shift) % every == 0])

    def _points(self, product: Product) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(I,) issues, (I, L) valid quarter-hours, (I, L) which are published."""
        if product == "intraday":
            issue = self._intraday_issues()
            valid = issue[:, None] + np.arange(1, self._reach + 1)
            return issue, valid, (valid >= self.first) & (valid <= self.last)
        issue = self._day_ahead.issue
        valid = issue[:, None] + np.arange(1, self._day_ahead.steps + 1)
        day = _local_day(self.horizon)
        inside = (valid >= self.first) & (valid <= self.last)
        return issue, valid, inside & (day[np.where(inside, valid - self.first, 0)] == np.arange(len(issue))[:, None])

    def _grid(self, product: Product) -> Grid:
        issue, valid, published = self._points(product)
        repeated = np.broadcast_to(issue[:, None], valid.shape)
        return Grid(repeated[published], valid[published], valid[published] - self.first)

    def _relative_error(self, product: Product, paths: Paths, grid: Grid) -> np.ndarray:
        """(P,) ε of (error.1)."""
        _, _, published = self._points(product)
        if product == "intraday":
            path = paths.intraday(self._intraday_issues(), self._reach)
        else:
            path = paths.day_ahead(self._day_ahead)
        return paths.model.spread(grid.lead_h) * path[published]


def forecaster(
    case: Case, start: str | None = None, end: str | None = None, kinds: Sequence[str] = KINDS, seed: int | None = None
) -> Forecaster:
    """Forecasts of a case over its horizon, or from `start` to `end` (not included).

    Raises CaseError for a horizon in several segments or off the quarter-hours, SeriesError for one not covered.
    """
    horizon = horizon_of(case, start, end, "15min")
    where = Where(entity="time")
    rules = case.forecast
    if rules.intraday_every_min > rules.intraday_h * 60:
        at = Where(entity="forecast.intraday_every_min")
        raise CaseError(
            Fault.of("intraday_gap", at, value=rules.intraday_every_min, limit=f"≤ {rules.intraday_h * 60:g}")
        )
    if horizon.segments > 1:
        raise CaseError(Fault.of("forecast_needs_one_span", where, value=f"{horizon.segments} segments"))
    if int(horizon.start[0].astype(np.int64)) % STEP_S:
        raise CaseError(Fault.of("not_a_quarter_hour", where, value=horizon.local_time()[0].isoformat()))
    return Forecaster(case, horizon, find_subjects(case, horizon, kinds), seed)


def apply_error(subject: Subject, model: ErrorModel, relative: np.ndarray, grid: Grid) -> np.ndarray:
    """(P,) forecast from ε: the table of `error_model`, last section."""
    actual = subject.actual[grid.position]
    if subject.kind == "load":
        return np.maximum(actual * (1 + relative), 0.0)
    if subject.kind in ("inflow", "hydro"):
        spread = model.spread(grid.lead_h)
        forecast = actual * np.exp(relative - spread**2 / 2)
        return forecast if subject.kind == "inflow" else _within_rating(subject, actual, forecast)
    size = np.where(in_service(subject.known, STEP_H), subject.capacity, 0.0)[len(subject.before) :]
    if subject.clear is not None:
        size = size * subject.clear[len(subject.before) :]
    return _within_rating(subject, actual, actual + size[grid.position] * relative)


def _within_rating(subject: Subject, actual: np.ndarray, forecast: np.ndarray) -> np.ndarray:
    least = getattr(subject.entity, "p_min_pu", 0.0)
    low = np.minimum(actual, least * subject.capacity) if isinstance(least, float) else 0.0
    return np.clip(forecast, low, np.maximum(subject.capacity, actual))


def _local_day(horizon: Horizon) -> np.ndarray:
    """(N,) number of the local day of every period, the first day 0."""
    day = horizon.local_time().tz_localize(None).normalize()
    return np.asarray((day - day[0]).days)


def _day_ahead_issues(horizon: Horizon, hour: float) -> DayAhead:
    """One issue for every local day of the horizon, made the day before."""
    local = horizon.local_time()
    begin, end = (stamp.tz_localize(None).normalize() for stamp in (local[0], local[-1]))
    days = pd.date_range(begin, end + pd.Timedelta(days=1), freq="D")
    issue = _local_quarter_hours(days + pd.Timedelta(hours=hour - 24), horizon.zone)
    midnight = _local_quarter_hours(days, horizon.zone)
    return DayAhead(issue[:-1], issue[1:], int((midnight[1:] - 1 - issue[:-1]).max()))


def _local_quarter_hours(local: pd.DatetimeIndex, zone: str) -> np.ndarray:
    """Local times as quarter-hours from 1970; the first of two, and the next where there is none."""
    twice = np.ones(len(local), dtype=bool)
    utc = local.tz_localize(zone, ambiguous=twice, nonexistent="shift_forward").tz_convert("UTC")
    return quarter_hours(utc.tz_localize(None).to_numpy())
