"""Pictures of what goes into a run: weather, what plants could deliver, inflow, levels and curves.

Each function takes `Inputs` and gives the pictures that its case has data for; `input_pictures` is the table of
contents.
A horizon of most of a year is seen by months and days; a shorter one along its own time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from dispatch.case.technology import is_pv, is_wind
from dispatch.present.chart import Across, Chart, Curve, Heat, Size, picture
from dispatch.present.colours import SUNNY, THERMAL, WINDY, colours_of, stack_order
from dispatch.present.quantity import POWER
from dispatch.present.run_page.words import name_of, say
from dispatch.present.words import about, label
from dispatch.studies.inputs import Inputs

MONTHS = Across("months")
LONG_DAYS, MOST_POINTS = 300, 2000
HYDROLOGIES = {"dry": "#D55E00", "normal": "#111111", "wet": "#0072B2"}
_LIMITS, _LEVEL = "#8CA9C9", "#1F5FA8"


def input_pictures(inputs: Inputs, level_m: Mapping[str, np.ndarray] | None = None) -> dict[str, list[Chart]]:
    """Section → pictures; `level_m` are the levels of a run on boundaries, by reservoir."""
    sections = {
        "weather": _weather(inputs),
        "available": _available(inputs),
        "inflow": _inflow(inputs),
        "levels": _levels(inputs, level_m or {}),
        "curves": _curves(inputs),
    }
    return {name: pictures for name, pictures in sections.items() if pictures}


def _weather(inputs: Inputs) -> list[Chart]:
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
        picture("ghi", say("picture_ghi"), "kWh/m²", MONTHS, heat=Heat(ghi, names, SUNNY), size=size),
        picture("temperature", say("picture_temperature"), "°C", MONTHS, heat=Heat(air, names, THERMAL), size=size),
        picture("wind_speed", say("picture_wind_speed"), "m/s", MONTHS, heat=Heat(wind, names, WINDY), size=size),
    ]


def _available(inputs: Inputs) -> list[Chart]:
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
        lines = [Curve(name_of("technology", t), reduce(available[t]), colours[t]) for t in shown]
        return [picture("available", say("picture_available"), POWER, axis, lines, from_zero=True)]
    monthly = [Curve(name_of("technology", t), _monthly(local, factors[t]), colours[t]) for t in shown]
    ranked = np.linspace(0, 100, 501)
    duration = [
        Curve(name_of("technology", t), np.quantile(factors[t], 1 - ranked / 100), colours[t], x=ranked) for t in shown
    ]
    share = say("share_of_year")
    pictures = [
        picture("capacity_factor", say("picture_capacity_factor"), "pu", MONTHS, monthly, from_zero=True),
        picture("available_duration", say("picture_duration"), "pu", share, duration, from_zero=True),
    ]
    for technology in shown:
        if is_pv(technology) or is_wind(technology):
            axis, clock = _by_clock(local, factors[technology])
            title = say("picture_by_clock", name=name_of("technology", technology))
            heat = Heat(clock, colours=SUNNY if is_pv(technology) else WINDY)
            pictures.append(picture(f"clock_{technology}", title, "pu", axis, heat=heat))
    return pictures


def _inflow(inputs: Inputs) -> list[Chart]:
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
            Curve(
                say(f"hydrology.{h}"),
                _daily(t.columns[catchment.id], per_day),
                HYDROLOGIES[h],
                width=2.2 if h == case.hydrology else 1.2,
            )
            for h, t in tables.items()
        ]
        start = str(_local(tables["normal"].start[:1], inputs.horizon.zone)[0].date())
        axis = Across("days", start)
        pictures.append(
            picture(f"inflow_{catchment.id}", label(catchment), "m³/s", axis, lines, size="short", from_zero=True)
        )
    return pictures


def _levels(inputs: Inputs, level_m: Mapping[str, np.ndarray]) -> list[Chart]:
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
            Curve(say("level_lowest"), reduce(low), _LIMITS, width=1),
            Curve(say("level_highest"), reduce(high), _LIMITS, width=1, fill=True),
        ]
        if lake.flood_limit_m is not None:
            limit = reduce(inputs.series.of(lake, "flood_limit_m"))
            lines.append(Curve(say("flood_limit"), limit, "#B00020", dash="dash", width=1.2))
        if lake.id in level_m:
            lines.append(Curve(say("level"), reduce(level_m[lake.id]), _LEVEL))
        pictures.append(picture(f"level_{lake.id}", label(lake), "m", axis, lines, size="short"))
    return pictures


def _curves(inputs: Inputs) -> list[Chart]:
    """Level–storage, tailwater and expected output, one picture each."""
    case = inputs.case
    by_id = {curve.id: curve for curve in case.curve}
    asked = [
        *((r.level_storage, "level_storage", label(r), "hm³", say("level_axis")) for r in case.reservoir),
        *((r.tailwater, "tailwater", label(r), "m", say("release_axis")) for r in case.reservoir),
        *((h.output_by_head, "output_by_head", label(h), "pu", say("head_axis")) for h in case.powerhouse),
    ]
    pictures: dict[str, Chart] = {}
    for name, kind, owner, y_unit, x_title in asked:
        curve = by_id.get(name or "")
        if curve is not None and curve.id not in pictures:
            title = about(owner, say(f"picture.{kind}"))
            line = Curve(owner, np.array(curve.y), _LEVEL, x=np.array(curve.x))
            pictures[curve.id] = picture(f"curve_{curve.id}", title, y_unit, x_title, [line], size="short")
    return list(pictures.values())


def _along(inputs: Inputs, *, boundaries: bool = False) -> tuple[Across, Callable[[np.ndarray], np.ndarray]]:
    """An axis along the horizon of at most `MOST_POINTS` equal steps, and how values are thinned or averaged to it.

    States are read at the first boundary of every step. Steps that differ are shown as if they were equal on average.
    """
    horizon = inputs.horizon
    every = -(-horizon.periods // MOST_POINTS)
    step_min = 60 * float(horizon.dt_h.sum()) / horizon.periods * every
    axis = Across("days", f"{horizon.local_time()[0]:%Y-%m-%dT%H:%M}", step_min)
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


def _by_clock(local: pd.DatetimeIndex, values: np.ndarray) -> tuple[Across, np.ndarray]:
    """(24, days) mean by day and hour of the day, NaN where there is none."""
    day = (local.normalize() - local[0].normalize()).days.to_numpy()
    cell = local.hour.to_numpy() * (int(day[-1]) + 1) + day
    size = 24 * (int(day[-1]) + 1)
    count, total = np.bincount(cell, minlength=size), np.bincount(cell, values, minlength=size)
    with np.errstate(invalid="ignore"):
        return Across("days", str(local[0].date())), (total / count).reshape(24, -1)
