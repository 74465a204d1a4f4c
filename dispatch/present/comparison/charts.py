"""Native charts of the workbook: they point at cells, and each has the goal in it.

The goal is a dashed vertical line at its MW, a series of two points with literal values; on charts without MW it is in
the looks of the points (filled where they meet it) and in the lines above the chart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from dispatch.present.colours import LINES
from dispatch.present.comparison.columns import COUNT, FIGURES, head_of, store_names
from dispatch.present.comparison.data import COLOURS
from dispatch.present.comparison.text import axis_words, say, value_words
from dispatch.present.table import Column
from dispatch.present.words import in_language
from dispatch.present.writers.book import Book, Place, titled, value_axis
from dispatch.sweeps.points import Points, blank

ROWS = 22
SIZE = {"x_scale": 1.75, "y_scale": 1.4, "x_offset": 4, "y_offset": 4}
NUMBER = "#,##0"
_BASE = {"no_storage": ("x", COLOURS["no_storage"]), "hydro_only": ("star", COLOURS["hydro_only"])}


def size_groups(points: Points, lang: str) -> dict[str, pd.DataFrame]:
    """Points that share every axis but size, under the words for what they share."""
    names, others = store_names(points.frame), [axis for axis in points.axes if axis not in points.size_axes]
    frame = points.varied
    keys = [_row_label(others, row, names, lang) for _, row in frame.iterrows()]
    return {key: frame[[k == key for k in keys]] for key in dict.fromkeys(keys)}


def by_size(groups: dict[str, pd.DataFrame], figure: str) -> pd.DataFrame:
    """Storage power down, groups across, a figure inside; the best of points that share both."""
    parts = {name: frame.groupby(frame["power_mw"].round(3))[figure].min() for name, frame in groups.items()}
    return pd.DataFrame(parts).sort_index()


def group_names(points: Points, slopes: pd.DataFrame, lang: str) -> list[str]:
    """The words of the group that each slope belongs to."""
    names = store_names(points.frame)
    frame = points.varied.set_index("point")
    labels = []
    for high, axis in zip(slopes["high_point"], slopes["axis"], strict=True):
        others = [other for other in points.axes if other != axis]
        labels.append(_row_label(others, frame.loc[high], names, lang))
    return labels


def lines(
    book: Book, place: Place, names: list[str], y: str, goal: Place, limits: tuple[float, float], title: str
) -> Any:
    """A figure against storage power, a line a group."""
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    for i, name in enumerate(names):
        colour = LINES[i % len(LINES)]
        chart.add_series(
            {
                "name": place.head(name),
                "categories": place.cells("power_mw"),
                "values": place.cells(name),
                "line": {
                    "color": colour,
                    "width": 1.5,
                    "dash_type": ("solid", "dash", "round_dot")[i // len(LINES) % 3],
                },
                "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
    _goal_line(chart, goal)
    _laid_out(chart, in_language(say("power_axis"), book.lang), y, limits)
    return titled(chart, title, "bottom")


def parts_of(frame: pd.DataFrame) -> np.ndarray:
    """(n,) 0 below the goal, 1 meets it, 2 on the front, 3 and 4 baselines: one series each."""
    part = np.where(frame["front"], 2, np.where(frame["meets_goal"], 1, 0))
    for i, kind in enumerate(_BASE):
        part = np.where(frame["kind"] == kind, 3 + i, part)
    return np.asarray(part)


def cloud(book: Book, place: Place, frame: pd.DataFrame, points: Points) -> Any:
    """Cost against curtailment; rows of a part (`parts_of`) lie together."""
    chart = book.file.add_chart({"type": "scatter"})
    x, y, goal = points.main, "curtailed_mwh_per_year", points.goal_mw
    part = frame["part"].to_numpy()
    parts = [
        ("misses", part == 0, ("circle", "#BFD7EA", LINES[0])),
        ("meets", part == 1, ("circle", LINES[0], LINES[0])),
        ("front", part == 2, ("diamond", LINES[1], LINES[1])),
        *((f"baseline_{k}", part == 3 + i, (m, c, c)) for i, (k, (m, c)) in enumerate(_BASE.items())),
    ]
    for key, chosen, (marker, fill, border) in parts:
        at = place.first + np.flatnonzero(chosen)
        if not len(at):
            continue
        mw = f" ({in_language(say('goal_line', mw=f'{goal:,g}'), book.lang)})" if key == "meets" else ""
        chart.add_series(
            {
                "name": in_language(say(key), book.lang) + mw,
                "categories": place.cells(x, int(at[0]), int(at[-1])),
                "values": place.cells(y, int(at[0]), int(at[-1])),
                "marker": {"type": marker, "size": 7, "fill": {"color": fill}, "border": {"color": border}},
            }
        )
    costs = frame.loc[frame["kind"] != "hydro_only", x].dropna().to_numpy(dtype=float)
    low, high = span(costs, x, book.lang)
    _laid_out(chart, head_of(x, book.lang), head_of(y, book.lang), None)
    chart.set_x_axis(value_axis(head_of(x, book.lang), NUMBER) | {"min": low, "max": high})
    return titled(chart, in_language(say("chart_pareto"), book.lang), "bottom")


def slopes(book: Book, place: Place, frame: pd.DataFrame, goal: Place, limits: tuple[float, float]) -> Any:
    """What one more MW saves at the upper size of each step, and what it costs."""
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    groups = frame["group"].to_numpy()
    for i, name in enumerate(dict.fromkeys(groups)):
        at = place.first + np.flatnonzero(groups == name)
        first, last, colour = int(at[0]), int(at[-1]), LINES[i % len(LINES)]
        for key, dash in (("saved", "solid"), ("paid", "round_dot")):
            chart.add_series(
                {
                    "name": f"{in_language(say(key), book.lang)} · {name}"
                    if name
                    else in_language(say(key), book.lang),
                    "categories": place.cells("high_mw", first, last),
                    "values": place.cells(f"{key}_cny_per_mw_year", first, last),
                    "line": {"color": colour, "width": 1.75 if key == "saved" else 1.0, "dash_type": dash},
                    "marker": {
                        "type": "circle",
                        "size": 5 if key == "saved" else 3,
                        "fill": {"color": colour},
                        "border": {"color": colour},
                    },
                }
            )
    _goal_line(chart, goal)
    y = in_language(FIGURES["saved_cny_per_mw_year"].unit, book.lang)
    _laid_out(chart, in_language(say("power_axis"), book.lang), y, limits)
    return titled(chart, in_language(say("chart_marginal"), book.lang), "bottom")


def swings(book: Book, place: Place, bars: pd.DataFrame, figure: str) -> Any:
    """Bars from the centre to the lowest and to the highest figure of each axis, widest on top."""
    chart = book.file.add_chart({"type": "bar", "subtype": "clustered"})
    for key, colour in (("low", COLOURS["low"]), ("high", COLOURS["high"])):
        chart.add_series(
            {
                "name": place.head(key),
                "categories": place.cells("axis"),
                "values": place.cells(key),
                "fill": {"color": colour},
                "overlap": 100,
                "gap": 60,
            }
        )
    low, high = span(bars[["low", "high"]].to_numpy(dtype=float), "low", book.lang)
    centre = FIGURES["low"].of(book.lang).of(float(bars["centre"].iloc[0]))
    across = value_axis(head_of(figure, book.lang), NUMBER)
    chart.set_x_axis(across | {"min": low, "max": high, "crossing": centre})
    chart.set_y_axis(value_axis("") | {"reverse": True, "major_gridlines": {"visible": False}})
    return titled(chart, in_language(say("chart_tornado"), book.lang), "bottom")


def goal_cells(book: Book, sheet: Worksheet, row: int, column: int, goal: float, ends: tuple[float, float]) -> Place:
    """Two points on top of each other, beside a table: what draws the goal into a chart."""
    name = in_language(say("goal_line", mw=f"{goal:,g}"), book.lang)
    columns = {
        "goal_mw": Column(name, [goal, goal], FIGURES["power_mw"].unnamed()),
        "ends": Column(" ", list(ends), COUNT),
    }
    book.fit(sheet, row, list(columns.values()), column)
    return book.table(sheet, row, columns, left=column)


def _goal_line(chart: Any, place: Place) -> None:
    chart.add_series(
        {
            "name": place.head("goal_mw"),
            "categories": place.cells("goal_mw"),
            "values": place.cells("ends"),
            "line": {"color": COLOURS["goal"], "width": 1.5, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )


def _laid_out(chart: Any, x: str, y: str, limits: tuple[float, float] | None) -> None:
    chart.set_x_axis(value_axis(x, NUMBER))
    chart.set_y_axis(value_axis(y, NUMBER) | ({"min": limits[0], "max": limits[1]} if limits else {}))


def span(values: np.ndarray, figure: str, lang: str) -> tuple[float, float]:
    """Limits of an axis in the units of the sheet, rounded outwards so that ticks are round."""
    scaled = values[np.isfinite(values)] / FIGURES[figure].of(lang).size
    low, high = (float(scaled.min()), float(scaled.max())) if len(scaled) else (0.0, 1.0)
    step = 10.0 ** np.floor(np.log10(max(high - low, abs(high) * 1e-3, 1e-6)))
    return float(np.floor(low / step) * step), float(np.ceil(high / step + 1e-9) * step)


def _row_label(axes: list[str], row: pd.Series, names: Any, lang: str) -> str:
    """`时长（小时） 2 · 枯水年`."""
    parts = []
    for axis in axes:
        if blank(row[axis]):
            continue
        value = in_language(value_words(axis, row[axis]), lang)
        parts.append(value if axis == "hydrology" else f"{in_language(axis_words(axis, names), lang)} {value}")
    return " · ".join(parts)
