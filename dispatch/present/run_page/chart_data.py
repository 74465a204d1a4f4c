"""Everything that the page's script draws from, as one JSON-ready mapping.

- axes: name → {t, st, dt, seg, f: {channel: packed}, s: {channel: packed}}; `main`, `day` (long horizons only) and the
  special days
- windows: what the detailed charts can be turned to
- layers, stores, buses, corridors, reservoirs: names and colours of numbered channels
- units: scale of every axis and language
- durations, months, words
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from dispatch.case.entity import Entity
from dispatch.locale import Topic
from dispatch.present import quantity
from dispatch.present.colours import AFTER, BEFORE, CHARGE, EXPORT, LOAD, STACK, colours_of, line_style
from dispatch.present.pack import pack, quantum_of
from dispatch.present.quantity import UnitSystem
from dispatch.present.run_page.axis import DAY_MIN, Axis, by_clock, main_axis, native
from dispatch.present.run_page.channels import Channels, channels_of
from dispatch.present.run_page.curves import curtailed_by_month, duration_curves
from dispatch.present.run_page.windows import Window, special_days, weeks
from dispatch.present.run_page.words import name_of
from dispatch.present.words import label
from dispatch.results.study_area import StudyArea

# Shorter horizons are seen whole in the detailed charts.
OVERVIEW_FROM_DAYS = 14
# What the script says.
_CHART = Topic("page.chart")
_COLOURS = {
    "load": LOAD,
    "use": EXPORT,
    "before": BEFORE,
    "after": AFTER,
    "charge": CHARGE,
    "discharge": STACK["storage"],
}
_POWER_MW, _PRICE_CNY = 0.1, 0.1


def chart_data(area: StudyArea, units: UnitSystem = "auto") -> dict[str, Any]:
    """The script's data."""
    channels, horizon = channels_of(area), area.horizon
    main = main_axis(horizon)
    axes: dict[str, Axis] = {"main": main}
    days = by_clock(horizon, DAY_MIN)
    if len(days.first) >= OVERVIEW_FROM_DAYS:
        axes["day"] = days
    windows, months = weeks(main), curtailed_by_month(area)
    if len(windows) > 1:
        for key, (axis, window) in special_days(main, channels.flows["before"]).items():
            axes[key] = axis
            windows.append(window)
    return {
        "axes": {name: _axis(axis, channels, overview=name == "day") for name, axis in axes.items()},
        "windows": [_window(w) for w in windows],
        "heat_step_min": _heat_step(main) if "day" in axes and horizon.segments == 1 else 0,
        "averaged": len(main.first) < horizon.periods,
        "step_min": float(60 * native(horizon).hours.min()),
        "segments": list(horizon.labels) if horizon.segments > 1 else [],
        **_names(channels),
        "units": _units(channels, [mwh for bar in months.get("bars", ()) for mwh in bar["mwh"]], units),
        "colours": _COLOURS,
        "durations": duration_curves(area, channels),
        "months": months,
        "words": {lang: dict(_CHART.templates(lang)) for lang in ("zh", "en")},
    }


def _axis(axis: Axis, channels: Channels, *, overview: bool) -> dict[str, Any]:
    """An axis with its channels; days carry only what charts over the whole horizon show."""
    flows = {k: v for k, v in channels.flows.items() if not overview or not k.startswith("s.")}
    packed = axis.packed() | {
        "f": {name: pack(axis.mean(values), _quantum(name, values)) for name, values in flows.items()}
    }
    states = {} if overview else channels.states
    packed["s"] = {name: pack(axis.read(v), quantum_of(float(np.abs(v).max()))) for name, v in states.items()}
    return packed


def _quantum(name: str, values: np.ndarray) -> float:
    """0.1 MW always; 0.1 CNY/MWh unless a price of scarcity would cost every point twice the room."""
    if not name.startswith("p."):
        return _POWER_MW
    return max(_PRICE_CNY, quantum_of(float(np.abs(values).max())))


def _window(window: Window) -> dict[str, Any]:
    return {"axis": window.axis, "begin": window.begin, "stop": window.stop, "label": window.label}


def _heat_step(main: Axis) -> int:
    """Minutes of a row of a day × time-of-day picture; 0 where steps do not tile a day."""
    step = float(60 * main.hours.min())
    whole = main.uniform and step == int(step) and DAY_MIN % int(step) == 0 and step < DAY_MIN
    return int(max(step, 60)) if whole and max(step, 60) % step == 0 else 0


def _names(channels: Channels) -> dict[str, list[dict[str, Any]]]:
    colours = colours_of(channels.layers)
    return {
        "layers": [{"name": name_of("technology", t), "colour": colours[t]} for t in channels.layers],
        "stores": [
            {"name": label(s), "room": room} for s, room in zip(channels.stores, channels.rooms_mwh, strict=True)
        ],
        "reservoirs": [{"name": label(r)} for r in channels.reservoirs],
        "buses": _lines(channels.buses),
        "corridors": _lines(channels.corridors),
    }


def _lines(entities: Sequence[Entity]) -> list[dict[str, Any]]:
    styles = [line_style(i) for i in range(len(entities))]
    return [{"name": label(e), "colour": c, "dash": d} for e, (c, d) in zip(entities, styles, strict=True)]


def _units(channels: Channels, curtailed: Iterable[float], system: UnitSystem) -> dict[str, dict[str, Any]]:
    """Axis → language → {size, name}."""

    def largest(names: Iterable[str], of: Mapping[str, np.ndarray]) -> list[float | None]:
        return [float(np.abs(of[n]).max()) for n in names if n in of]

    flows, states = channels.flows, channels.states
    power = largest((n for n in flows if n[0] in "gkclua"), flows)
    scales = {
        "power": quantity.scale(power, quantity.POWER, (), system),
        "store": quantity.scale(largest(["s.0.p"], flows), quantity.POWER, (), system),
        "room": quantity.scale(largest(["s.0.soc"], states), quantity.CAPACITY, (), system),
        "volume": quantity.scale(
            largest((n for n in states if n.startswith("r.")), states), quantity.VOLUME, (), system
        ),
        "price": quantity.scale([1.0], quantity.PRICE, (), system),
        "energy": quantity.scale(curtailed, quantity.LOST_ENERGY, (), system),
    }
    return {k: {"zh": _scale(zh), "en": _scale(en)} for k, (zh, en) in scales.items()}


def _scale(scale: quantity.Scale) -> dict[str, Any]:
    return {"size": scale.size, "name": scale.name}
