"""Pictures of what goes into a run: weather, what plants could deliver, inflow, levels and curves.

Each function takes `Inputs` and gives the pictures that its case has data for; `input_pictures` is the table of
contents.
A horizon of most of a year is seen by months and days; a shorter one along its own time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from dispatch.present.run_page.colours import SUNNY, THERMAL, WINDY, colours_of, stack_order
from dispatch.present.run_page.pictures import AxisX, Heat, Line, Picture, Size, unit
from dispatch.present.run_page.words import Words, label, name_of, say
from dispatch.results.study_area import is_pv, is_wind
from dispatch.studies.inputs import Inputs

MONTHS = AxisX("months")
LONG_DAYS, MOST_POINTS = 300, 2000
HYDROLOGIES = {"dry": "#D55E00", "normal": "#111111", "wet": "#0072B2"}
_LIMITS, _LEVEL = "#8CA9C9", "#1F5FA8"


def input_pictures(inputs: Inputs, level_m: Mapping[str, np.ndarray] | None = None) -> dict[str, list[Picture]]:
    """Section → pictures; `level_m` are the levels of a run on boundaries, by reservoir."""
    sections = {
        "weather": _weather(inputs),
        "available": _available(inputs),
        "inflow": _inflow(inputs),
        "levels": _levels(inputs, level_m or {}),
        "curves": _curves(inputs),
    }
    return {name: pictures for name, pictures in sections.items() if pictures}


def _weather(inputs: Inputs) -> list[Picture]:
    sites = inputs.weather
    if not sites:
        return []
    from dispatch.weather.climate import monthly_means, monthly_sums  # here, because models of the sky take long

    names = [label(w.site) for w in sites.values()]
    size: Size = "tall" if len(sites) > 12 else "middle"
    ghi = np.array([monthly_sums(w, w.ghi_w_per_m2 / 1000) for w in sites.values()])
    air = np.array([monthly_means(w, w.temperature_c) for w in sites.values()])
    wind = np.array([monthly_means(w, w.wind_speed_m_per_s) for w in sites.values()])
    return [
        Picture("ghi", say("picture_ghi"), unit("kWh/m²"), MONTHS, heat=Heat(ghi, names, SUNNY), size=size),
        Picture(
            "temperature", say("picture_temperature"), unit("°C"), MONTHS, heat=Heat(air, names, THERMAL), size=size
        ),
        Picture("wind_speed", say("picture_wind_speed"), unit("m/s"), MONTHS, heat=Heat(wind, names, WINDY), size=size),
    ]


def _available(inputs: Inputs) -> list[Picture]:
    """Capacity factors by technology, and by day and clock for wind and PV."""
    available = inputs.available_mw
    installed = {t: sum(p.p_nom_mw for p in inputs.case.renewable if p.technology == t) for t in available}
    shown = [t for t in stack_order(available) if installed[t] > 0]
    if not shown:
        return []
    colours, local = colours_of(shown), inputs.horizon.local_time()
    factors = {t: available[t] / installed[t] for t in shown}
    whole = inputs.horizon.hours >= 24 * LONG_DAYS and inputs.horizon.segments == 1
    if not whole:
        axis, reduce = _along(inputs)
        lines = [Line(name_of("technology", t), reduce(available[t]), colours[t]) for t in shown]
        return [Picture("available", say("picture_available"), unit("MW"), axis, lines, from_zero=True)]
    monthly = [Line(name_of("technology", t), _monthly(local, factors[t]), colours[t]) for t in shown]
    ranked = np.linspace(0, 100, 501)
    duration = [
        Line(name_of("technology", t), np.quantile(factors[t], 1 - ranked / 100), colours[t], x=ranked) for t in shown
    ]
    share = AxisX("number", title=say("share_of_year"))
    pictures = [
        Picture("capacity_factor", say("picture_capacity_factor"), unit("pu"), MONTHS, monthly, from_zero=True),
        Picture("available_duration", say("picture_duration"), unit("pu"), share, duration, from_zero=True),
    ]
    for technology in shown:
        if is_pv(technology) or is_wind(technology):
            axis, clock = _by_clock(local, factors[technology])
            called = name_of("technology", technology)
            title = Words(say("picture_by_clock", name=called.zh).zh, say("picture_by_clock", name=called.en).en)
            heat = Heat(clock, colours=SUNNY if is_pv(technology) else WINDY)
            pictures.append(Picture(f"clock_{technology}", title, unit("pu"), axis, heat=heat))
    return pictures


def _inflow(inputs: Inputs) -> list[Picture]:
    """Every catchment in the three kinds of year, that of the case in bold."""
    case = inputs.case
    if not case.catchment:
        return []
    from dispatch.water.catchment import make_catchments

    years = {h: make_catchments(case.model_copy(update={"hydrology": h}), case.catchment) for h in HYDROLOGIES}
    pictures = []
    for catchment in case.catchment:
        tables = {h: years[h][catchment.id] for h in HYDROLOGIES}
        step_h = tables["normal"].step_s / 3600
        per_day = max(1, round(24 / step_h))
        lines = [
            Line(say(f"hydrology.{h}"), _daily(t.columns[catchment.id], per_day), HYDROLOGIES[h],
                 width=2.2 if h == case.hydrology else 1.2)
            for h, t in tables.items()
        ]  # fmt: skip
        start = str(_local(tables["normal"].start[:1], inputs.horizon.zone)[0].date())
        axis = AxisX("days", start)
        pictures.append(
            Picture(f"inflow_{catchment.id}", label(catchment), unit("m³/s"), axis, lines, size="short", from_zero=True)
        )
    return pictures


def _levels(inputs: Inputs, level_m: Mapping[str, np.ndarray]) -> list[Picture]:
    """Rule curves as levels and, of a run, where the water was."""
    pictures = []
    axis, reduce = _along(inputs, boundaries=True)
    curves = {curve.id: curve for curve in inputs.case.curve}
    for lake in inputs.case.reservoir:
        curve = curves.get(lake.level_storage or "")
        if curve is None or inputs.horizon.segments > 1:
            continue
        low = np.interp(inputs.series.of(lake, "volume_min_hm3"), curve.y, curve.x)
        high = np.interp(inputs.series.of(lake, "volume_max_hm3"), curve.y, curve.x)
        low = np.maximum(low, inputs.series.of(lake, "level_min_m")) if lake.level_min_m is not None else low
        high = np.minimum(high, inputs.series.of(lake, "level_max_m")) if lake.level_max_m is not None else high
        lines = [
            Line(say("level_lowest"), reduce(low), _LIMITS, width=1),
            Line(say("level_highest"), reduce(high), _LIMITS, width=1, fill=True),
        ]
        if lake.flood_limit_m is not None:
            limit = reduce(inputs.series.of(lake, "flood_limit_m"))
            lines.append(Line(say("flood_limit"), limit, "#B00020", "dash", 1.2))
        if lake.id in level_m:
            lines.append(Line(say("level"), reduce(level_m[lake.id]), _LEVEL))
        pictures.append(Picture(f"level_{lake.id}", label(lake), unit("m"), axis, lines, size="short"))
    return pictures


def _curves(inputs: Inputs) -> list[Picture]:
    """Level–storage, tailwater and expected output, one picture each."""
    case = inputs.case
    by_id = {curve.id: curve for curve in case.curve}
    asked = [
        *((r.level_storage, "level_storage", label(r), unit("hm³"), say("level_axis")) for r in case.reservoir),
        *((r.tailwater, "tailwater", label(r), unit("m"), say("release_axis")) for r in case.reservoir),
        *((h.output_by_head, "output_by_head", label(h), unit("pu"), say("head_axis")) for h in case.powerhouse),
    ]
    pictures: dict[str, Picture] = {}
    for name, kind, owner, y_unit, x_title in asked:
        curve = by_id.get(name or "")
        if curve is not None and curve.id not in pictures:
            kinds = say(f"picture.{kind}")
            title = Words(f"{owner.zh}：{kinds.zh}", f"{owner.en}: {kinds.en}")
            line = Line(owner, np.array(curve.y), _LEVEL, x=np.array(curve.x))
            axis = AxisX("number", title=x_title)
            pictures[curve.id] = Picture(f"curve_{curve.id}", title, y_unit, axis, [line], size="short")
    return list(pictures.values())


def _along(inputs: Inputs, *, boundaries: bool = False) -> tuple[AxisX, Callable[[np.ndarray], np.ndarray]]:
    """An axis along the horizon of at most `MOST_POINTS` equal steps, and how values are thinned or averaged to it.

    States are read at the first boundary of every step. Steps that differ are shown as if they were equal on average.
    """
    horizon = inputs.horizon
    every = -(-horizon.periods // MOST_POINTS)
    step_min = 60 * float(horizon.dt_h.sum()) / horizon.periods * every
    axis = AxisX("days", f"{horizon.local_time()[0]:%Y-%m-%dT%H:%M}", step_min)
    if boundaries:
        return axis, lambda values: np.asarray(values[::every])
    return axis, lambda values: _daily(values, every)


def _local(start: np.ndarray, zone: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(start, tz="UTC").tz_convert(zone)


def _monthly(local: pd.DatetimeIndex, values: np.ndarray) -> np.ndarray:
    """(12,) mean of values by calendar month of the horizon; NaN where there is none."""
    month = local.month.to_numpy() - 1
    count, total = np.bincount(month, minlength=12), np.bincount(month, values, minlength=12)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan)


def _daily(values: np.ndarray, per_day: int) -> np.ndarray:
    """Means of `per_day` values each; the last of what is left over."""
    starts = np.arange(0, len(values), per_day)
    return np.asarray(np.add.reduceat(values, starts) / np.diff(np.append(starts, len(values))))


def _by_clock(local: pd.DatetimeIndex, values: np.ndarray) -> tuple[AxisX, np.ndarray]:
    """(24, days) mean by day and hour of the day, NaN where there is none."""
    day = (local.normalize() - local[0].normalize()).days.to_numpy()
    cell = local.hour.to_numpy() * (int(day[-1]) + 1) + day
    size = 24 * (int(day[-1]) + 1)
    count, total = np.bincount(cell, minlength=size), np.bincount(cell, values, minlength=size)
    with np.errstate(invalid="ignore"):
        return AxisX("days", str(local[0].date())), (total / count).reshape(24, -1)


def all_of(sections: Mapping[str, Sequence[Picture]]) -> list[Picture]:
    """Every picture of every section."""
    return [picture for pictures in sections.values() for picture in pictures]
