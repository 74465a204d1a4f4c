"""The table that a decision rests on, and what stands on every chart about the goal.

rows = decision_rows(points)          # a DataFrame, one row a hydrology and kind
print(decision_markdown(points, "en"))
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.present.comparison.columns import figure_column, what_words, where_words, with_unit, words_column
from dispatch.present.comparison.text import say, value_words
from dispatch.present.table import Table
from dispatch.present.words import Words, in_language
from dispatch.sweeps.decision import HYDROLOGY, SHOWN, at_goal, decisions, hydrologies, of_year, step_beside
from dispatch.sweeps.figures import marginal
from dispatch.sweeps.names import POINT
from dispatch.sweeps.points import Points

PRICE = "target_price_cny_per_mw"
# Below that, CNY per MW and year, a dual is rounding.
NOTHING_CNY_PER_MW = 1e-6
COLUMNS = (HYDROLOGY, "kind", "meets_goal", "point", "what_zh", "what_en", "where_zh", "where_en", *SHOWN)


def decision_rows(points: Points) -> pd.DataFrame:
    """The columns of COLUMNS: figures, and in both languages what stands and where."""
    frame = decisions(points)
    rows = [row for _, row in frame.iterrows()]
    for name, words in (("what", what_words), ("where", where_words)):
        called = [words(row) for row in rows]
        frame = frame.assign(**{f"{name}_zh": [w.zh for w in called], f"{name}_en": [w.en for w in called]})
    return frame[list(COLUMNS)]


def decision_table(points: Points) -> Table:
    """Those rows, columns that no row knows left out."""
    rows, columns = decision_rows(points), []
    if (rows[HYDROLOGY] != "").any():
        columns.append(words_column(HYDROLOGY, [value_words(HYDROLOGY, value) for value in rows[HYDROLOGY]]))
    columns.append(words_column("kind", [say(f"kind.{kind}") for kind in rows["kind"]]))
    for name in ("what", "where"):
        pairs = zip(rows[f"{name}_zh"], rows[f"{name}_en"], strict=True)
        columns.append(words_column(name, [Words(zh or "–", en or "–") for zh, en in pairs]))
    columns += [figure_column(name, rows[name]) for name in SHOWN if rows[name].notna().any()]
    return Table("decision", "", columns)


def decision_markdown(points: Points, lang: str) -> str:
    """The table for a document."""
    table = decision_table(points)
    heads = [column.headed(lang) for column in table.columns]
    lines = [heads, ["---"] * len(heads), *table.rows(lang)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def goal_lines(points: Points, lang: str) -> list[str]:
    """What stands on every chart: reached by what, at what cost, what the next MW is worth; one line a hydrology."""
    slopes, keys = marginal(points), hydrologies(points)
    title = in_language(say("goal_title", mw=f"{points.goal_mw:,g}"), lang)
    lines = []
    for key in keys:
        year = in_language(value_words(HYDROLOGY, key), lang) if len(keys) > 1 else ""
        line = _goal_line(of_year(points, key), slopes, points.main, lang)
        colon = "：" if lang == "zh" else ": "
        lines.append(colon.join(part for part in (f"{title} {year}".strip(), line)))
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
    near = step_beside(best, slopes)
    if near is None:
        return in_language(say("goal_unpriced"), lang)
    money = {name: with_unit(PRICE, near[f"{name}_cny_per_mw_year"]) for name in ("saved", "paid")}
    return in_language(say("goal_slope", **money), lang)
