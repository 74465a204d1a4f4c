"""Typical weeks and extreme days in place of a year, for screening.

**Which.** Whole weeks are clustered by tsam (hierarchical, on hourly load, wind, PV, run-of-river and inflow, each
scaled to 0…1); the medoid of each cluster, a week of the calendar with everything that happened in it, stands for its
cluster. Days that a sum of weeks would miss are added as they are: the largest net load, the largest renewable output,
the largest load (in these counties the coldest), the least inflow. A day inside a typical week is there already.
Weights are numbers of weeks (days); a day counts once and its own week that much less, and all are scaled so that they
stand for the hours of the horizon.

**Water.** Every segment begins and ends with volumes of the year's course, moved so that all of them together use the
water of the year: `dispatch.sizing.water`. What a point changes is when water runs within the week, not how much a
season gets: the value of storage over weeks is not seen. Units begin a segment in any state, so that a start before it
is not paid: with start costs a sum of weeks is a little too cheap.

Batteries are cyclic within a segment where the case says so.

**Error.** `--full K` solves the best points again on the whole horizon; `screening` gives the error of the typical
weeks.
"""

from __future__ import annotations

import json
import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.case.settings import Span, Time
from dispatch.errors import CaseError, Fault, Where
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.families.register import NODE
from dispatch.families.rooms import entities_of
from dispatch.horizon import Horizon
from dispatch.series.assemble import Series, assemble_series
from dispatch.sizing.water import balanced_volumes, chains_of, water_course
from dispatch.sizing.worker import series_key
from dispatch.solve.pipeline import Progress

DAY_H, WEEK_H = 24, 168
_SHAPING = (
    NODE,
    *roles.families(Role.DEMAND, Role.GENERATION, Role.EXCHANGE, Role.BRANCH),
    *(feature.family for feature in roles.features()),
)
EXTREMES = ("net_load_peak", "renewable_peak", "load_peak", "driest")


@dataclass(frozen=True)
class Stretch:
    """A segment: hours from the start of the horizon, how many there are, how often it counts, what it is."""

    first_h: int
    hours: int
    weight: float
    label: str


class WeekScreen:
    """Puts typical weeks in place of a case's time; made once for all cases with the same series and the same system,
    storage and flexible loads aside."""

    def __init__(self, weeks: int, step: Progress | None = None):
        self.weeks, self._step = weeks, step or (lambda _: nullcontext())
        self._kept: dict[str, tuple[Span, ...]] = {}

    def __call__(self, case: Case, horizon: Horizon) -> Case:
        """The case on its typical weeks at the step of the horizon. Raises CaseError for a horizon that has none."""
        key = series_key(case, horizon, " ".join(str(id(table)) for table in case.series.values())) + _system(case)
        if key not in self._kept:
            _require_weeks(horizon, self.weeks)
            with self._step("coarse_water"):
                self._kept[key] = make_spans(case, horizon, self.weeks)
        minutes = 60 * float(horizon.dt_h[0])
        time = Time(step=f"{minutes:g}min", zone=case.time.zone, segments=self._kept[key])
        # Initial, terminal and cyclic conditions are those of the whole horizon; the course of water has met them.
        whole = {"volume_initial_hm3": None, "volume_terminal_min_hm3": None, "cyclic": False}
        lakes = tuple(lake.model_copy(update=whole) for lake in case.reservoir)
        return case.model_copy(update={"time": time, "reservoir": lakes})


def _system(case: Case) -> str:
    """Everything that may shape weeks and the course of water: what generates, carries and draws; not what balances it,
    so that a point and its baselines have the same weeks.
    """
    content = [[e.model_dump_json() for e in getattr(case, family)] for family in _SHAPING]
    return sha256(json.dumps(content).encode()).hexdigest()


def _require_weeks(horizon: Horizon, weeks: int) -> None:
    where = Where(entity="--weeks")
    if horizon.segments > 1 or horizon.hours % DAY_H or DAY_H % horizon.dt_h[0]:
        raise CaseError(Fault.of("weeks_not_whole", where, value=f"{horizon.hours:g} h"))
    if weeks > (whole := int(horizon.hours // WEEK_H)):
        raise CaseError(Fault.of("weeks_too_many", where, value=weeks, limit=f"≤ {whole}"))


def make_spans(case: Case, horizon: Horizon, weeks: int) -> tuple[Span, ...]:
    """The segments of a case on a plain horizon, in the order of time, with the water that they begin and end with."""
    hourly = Horizon.regular(horizon.local_time()[0], int(horizon.hours), 1.0, zone=horizon.zone)
    intervals = choose(features(case, assemble_series(case, hourly)), weeks)
    stands = [(part.first_h, part.hours, part.weight) for part in intervals]
    held = (np.empty((0, len(stands))),) * 2
    if case.reservoir:
        held = balanced_volumes(water_course(case, horizon), stands, chains_of(case))
    lakes, zero = [lake.id for lake in case.reservoir], horizon.local_time()[0]
    spans = []
    for g, part in enumerate(intervals):
        begin, end = (zero + pd.Timedelta(hours=h) for h in (part.first_h, part.first_h + part.hours))
        volumes = [dict(zip(lakes, map(float, side[:, g]), strict=True)) for side in held]
        spans.append(
            Span(
                start=begin.to_pydatetime(),
                end=end.to_pydatetime(),
                weight=part.weight,
                label=part.label,
                volume_start_hm3=volumes[0],
                volume_end_hm3=volumes[1],
            )
        )
    return tuple(spans)


def features(case: Case, series: Series) -> pd.DataFrame:
    """Hourly MW (and m³/s) of what shapes a week: load, each renewable technology, inflow of every reservoir."""
    columns: dict[str, np.ndarray] = {"load": np.zeros(series.horizon.periods)}
    for flow in roles.flows(Role.DEMAND):
        for entity in entities_of(case, flow.family):
            columns["load"] = columns["load"] + roles.input_mw(flow, entity, series)
    for flow in roles.flows(Role.AVAILABLE):
        for plant in entities_of(case, flow.family):
            name = f"available.{getattr(plant, 'technology', '')}"
            columns[name] = columns.get(name, 0) + roles.input_mw(flow, plant, series)
    for feature in roles.features():
        for entity in entities_of(case, feature.family):
            columns[f"{feature.name}.{entity.id}"] = series.of(entity, feature.field)
    return pd.DataFrame(columns, index=series.horizon.local_time().tz_localize(None))


def choose(hourly: pd.DataFrame, weeks: int) -> list[Stretch]:
    """Typical weeks and extreme days of hourly features."""
    whole = len(hourly) // WEEK_H
    order, medoids = _clustered(hourly.iloc[: whole * WEEK_H], weeks)
    counts = np.bincount(order, minlength=len(medoids)).astype(float)
    days = {}
    for name, day in extreme_days(hourly).items():
        week = day // 7
        if week not in medoids and day not in days:
            days[day] = name
            if week < whole:
                counts[order[week]] -= 1 / 7
    left_h = len(hourly) - DAY_H * len(days)
    counts *= left_h / (WEEK_H * counts.sum())
    found = [Stretch(m * WEEK_H, WEEK_H, float(c), f"week {m + 1}") for m, c in zip(medoids, counts, strict=True)]
    found += [Stretch(day * DAY_H, DAY_H, 1.0, name) for day, name in days.items()]
    return sorted(found, key=lambda part: part.first_h)


def _clustered(hourly: pd.DataFrame, weeks: int) -> tuple[np.ndarray, list[int]]:
    """(cluster of every week, medoid week of every cluster)."""
    whole = len(hourly) // WEEK_H
    if weeks == whole:
        return np.arange(whole), list(range(whole))
    # Constant columns carry no information and cannot be scaled.
    telling = hourly.loc[:, hourly.max() > hourly.min()]
    from tsam.timeseriesaggregation import TimeSeriesAggregation

    with warnings.catch_warnings():
        # It announces its next major version.
        warnings.simplefilter("ignore")
        made = TimeSeriesAggregation(
            telling,
            resolution=1.0,
            noTypicalPeriods=weeks,
            hoursPerPeriod=WEEK_H,
            clusterMethod="hierarchical",
            representationMethod="medoidRepresentation",
            rescaleClusterPeriods=False,
        )
        made.createTypicalPeriods()
    return np.asarray(made.clusterOrder), [int(i) for i in made.clusterCenterIndices]


def extreme_days(hourly: pd.DataFrame) -> dict[str, int]:
    """Number of the day, by `EXTREMES`; days that the features do not identify are left out."""
    renewable = hourly.filter(like="available.").sum(axis=1)
    inflow = hourly.filter(like="inflow.").sum(axis=1)
    days = np.arange(len(hourly)) // DAY_H
    found = {
        "net_load_peak": int(np.argmax((hourly["load"] - renewable).groupby(days).max())),
        "load_peak": int(np.argmax(hourly["load"].groupby(days).sum())),
    }
    if renewable.max() > 0:
        found["renewable_peak"] = int(np.argmax(renewable.groupby(days).sum()))
    if inflow.max() > inflow.min():
        found["driest"] = int(np.argmin(inflow.groupby(days).sum()))
    return {name: found[name] for name in EXTREMES if name in found}
