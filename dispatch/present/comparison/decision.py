"""The table that a decision rests on: 300 MW of what, where, how long — in a dry, a normal and a wet year.

    rows = decision_rows(points)          # a DataFrame, one row a hydrology and kind
    print(decision_markdown(points, "en"))

For every hydrology: the cheapest point at the goal, the cheapest of all where that is another one, then the baselines
without storage and with water alone. Where no point meets the goal, its row is missing. Other circumstances than
water (prices, capital cost) stand at their middle value (`Points.held`). The price of the goal is the dual of the
target where the model has one; `next_mw` is the difference quotient to the next larger size (to the next smaller where
there is none), negative where one MW more costs more than it saves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dispatch.present.comparison.columns import FIGURES, head_of, heading, what_words, where_words, with_unit
from dispatch.present.comparison.text import say, value_words
from dispatch.present.words import in_language
from dispatch.sweeps.figures import marginal
from dispatch.sweeps.names import BASELINES, POINT
from dispatch.sweeps.points import Points, blank

HYDROLOGY, PRICE = "hydrology", "target_price_cny_per_mw"
# Below that, CNY per MW and year, a dual is rounding.
NOTHING_CNY_PER_MW = 1e-6
SHOWN = (
    "hours_h", "storage_cny_per_year", "saved_cny_per_year", "added_cny_per_year",
    "peak_cut_mw", "avoided_mwh_per_year", "avoided_cny_per_mwh", "response_mw",
    "target_price_cny_per_mw", "next_mw",
)  # fmt: skip
COLUMNS = (HYDROLOGY, "kind", "meets_goal", "point", "what_zh", "what_en", "where_zh", "where_en", *SHOWN)


def decision_rows(points: Points) -> pd.DataFrame:
    """The columns of COLUMNS; hydrologies in the order dry, normal, wet, others as they come."""
    slopes, rows = marginal(points), []
    for key in _hydrologies(points):
        rows += [_row(row, key, kind, slopes) for kind, row in _chosen(_year(points, key), points.main)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def at_goal(frame: pd.DataFrame, by: str) -> pd.Series | None:
    """Of the points with the least power that meets the goal the cheapest by a figure; None where no point meets it.

    So a larger size that is cheaper still does not stand for the goal: `cheapest` is a row of its own.
    """
    reaching = frame[(frame["kind"] == POINT) & frame["meets_goal"] & frame[by].notna()]
    if not len(reaching):
        return None
    least = reaching["power_mw"].min()
    near = reaching[reaching["power_mw"] <= least + max(1.0, 1e-3 * least)]
    return _least(near, by)


def _least(frame: pd.DataFrame, by: str) -> pd.Series:
    """The row that costs least, the first of several."""
    return frame.iloc[int(frame[by].to_numpy(dtype=float).argmin())]


def cheapest(frame: pd.DataFrame, by: str) -> pd.Series | None:
    """The point that costs least, whatever its size."""
    known = frame[(frame["kind"] == POINT) & frame[by].notna()]
    return _least(known, by) if len(known) else None


def decision_table(points: Points, lang: str) -> tuple[list[str], list[list[str]]]:
    """Headings with units and rows of text: figures that no row has are left out."""
    rows = decision_rows(points)
    shown = [name for name in SHOWN if np.isfinite(rows[name].to_numpy(dtype=float)).any()]
    heads = [in_language(heading(name), lang) for name in (HYDROLOGY, "kind", "what", "where")]
    heads += [head_of(name, lang) for name in shown]
    if (rows[HYDROLOGY] == "").all():
        heads = heads[1:]
    return heads, [_cells(row, shown, lang, len(heads) - len(shown) == 4) for _, row in rows.iterrows()]


def decision_markdown(points: Points, lang: str) -> str:
    """The table for a document."""
    heads, rows = decision_table(points, lang)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def goal_lines(points: Points, lang: str) -> list[str]:
    """What stands on every chart: reached by what, at what cost, what the next MW is worth; one line a hydrology."""
    slopes, keys = marginal(points), _hydrologies(points)
    title = in_language(say("goal_title", mw=f"{points.goal_mw:,g}"), lang)
    lines = []
    for key in keys:
        year = in_language(value_words(HYDROLOGY, key), lang) if len(keys) > 1 else ""
        said = _goal_line(_year(points, key), slopes, points.main, lang)
        colon = "：" if lang == "zh" else ": "
        lines.append(colon.join(part for part in (f"{title} {year}".strip(), said)))
    return lines


def _goal_line(frame: pd.DataFrame, slopes: pd.DataFrame, by: str, lang: str) -> str:
    best = at_goal(frame, by)
    if best is None:
        return in_language(say("goal_missed", count=int((frame["kind"] == POINT).sum())), lang)
    cost = in_language(with_unit(by, best[by]), lang)
    gains = by == "added_cny_per_year" and best[by] < 0
    cost = cost.replace("−", "") if gains else cost
    reached = in_language(
        say(
            "goal_reached_gain" if gains else f"goal_reached_{by}", what=in_language(what_words(best), lang), cost=cost
        ),
        lang,
    )
    return reached + ("；" if lang == "zh" else "; ") + _next(best, slopes, lang)


def _next(best: pd.Series, slopes: pd.DataFrame, lang: str) -> str:
    """The dual where there is one, else the difference quotient."""
    price = float(best[PRICE])
    if np.isfinite(price):
        key = "goal_next" if price > NOTHING_CNY_PER_MW else "goal_next_pays"
        return in_language(say(key, price=with_unit(PRICE, price)), lang)
    near = _near(best, slopes)
    if near is None:
        return in_language(say("goal_unpriced"), lang)
    money = {name: with_unit(PRICE, near[f"{name}_cny_per_mw_year"]) for name in ("saved", "paid")}
    return in_language(say("goal_slope", **money), lang)


def _year(points: Points, hydrology: str) -> pd.DataFrame:
    """The solved points of a year of water, all else that nobody chooses held."""
    frame = points.done
    if hydrology:
        frame = frame[frame[HYDROLOGY] == hydrology]
    for axis, value in points.held(HYDROLOGY).items():
        # A baseline has no value on the axes of storage.
        frame = frame[[blank(v) or v == value for v in frame[axis]]]
    return frame


def _hydrologies(points: Points) -> list[str]:
    """Dry, normal, wet, then others as they come; one empty name where none is varied."""
    if HYDROLOGY not in points.axes:
        return [""]
    known = [str(key) for key in pd.unique(points.done[HYDROLOGY]) if key]
    order = [key for key in ("dry", "normal", "wet") if key in known]
    return order + [key for key in known if key not in order] or [""]


def _chosen(frame: pd.DataFrame, by: str) -> list[tuple[str, pd.Series]]:
    """(kind, point) of the rows of a hydrology."""
    goal, least = at_goal(frame, by), cheapest(frame, by)
    found = [] if goal is None else [("goal", goal)]
    if least is not None and (goal is None or least["point"] != goal["point"]):
        found.append(("cheapest", least))
    for kind in BASELINES:
        baseline = frame[frame["kind"] == kind]
        if len(baseline):
            found.append((kind, baseline.iloc[0]))
    return found


def _row(point: pd.Series, key: str, kind: str, slopes: pd.DataFrame) -> dict[str, object]:
    what, where = what_words(point), where_words(point)
    cost = point["storage_cny_per_year"]
    avoided = point["avoided_mwh_per_year"]
    near = _near(point, slopes) if point["kind"] == POINT else None
    return {
        HYDROLOGY: key,
        "kind": kind,
        **{name: point[name] for name in ("meets_goal", "point")},
        "what_zh": what.zh, "what_en": what.en, "where_zh": where.zh, "where_en": where.en,
        **{name: point[name] for name in SHOWN if name in point.index},
        "avoided_cny_per_mwh": cost / avoided if avoided > 1e-3 and cost > 0 else np.nan,
        "next_mw": np.nan if near is None else near["net_cny_per_mw_year"],
    }  # fmt: skip


def _near(point: pd.Series, slopes: pd.DataFrame) -> pd.Series | None:
    """The step up from a point, else the step to it."""
    for end in ("low_point", "high_point"):
        found = slopes[slopes[end] == point["point"]]
        if len(found):
            return found.iloc[0]
    return None


def _cells(row: pd.Series, shown: Sequence[str], lang: str, by_hydrology: bool) -> list[str]:
    kind = say(f"kind.{row['kind']}")
    words = [value_words(HYDROLOGY, row[HYDROLOGY])] if by_hydrology else []
    texts = [in_language(w, lang) for w in (*words, kind)] + [row[f"what_{lang}"], row[f"where_{lang}"] or "–"]
    return texts + [FIGURES[name].of(lang).shown(row[name]) for name in shown]
