"""The figures that a comparison shows: their units in both languages and how many digits.

One unit a figure, so that tables can be compared: money in 万元 and CNY m, energy in 万千瓦时 and GWh.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pandas as pd

from dispatch.present import quantity
from dispatch.present.comparison.text import COMPARE, say, technology_words
from dispatch.present.quantity import Scale, Scales
from dispatch.present.table import Column
from dispatch.present.words import Text, Words, headed, in_language, listed, same


def _scales(unit: str, zh: float = 1.0, en: float = 1.0, decimals: tuple[int, int] = (0, 0)) -> Scales:
    """One unit throughout: `unit.<name>` of the words."""
    name = say(f"unit.{unit}") if f"unit.{unit}" in COMPARE else same("")
    return Scales(Scale(zh, name.zh, decimals[0]), Scale(en, name.en, decimals[1]))


POWER = _scales("MW", decimals=(1, 1))
ENERGY = _scales("MWh", decimals=(1, 1))
HOURS = _scales("h", decimals=(2, 2))
MONEY = _scales("cny_year", 1e4, 1e6, (0, 2))
LOST = _scales("gwh_year", 10, 1e3, (0, 2))
PRICE = _scales("cny_mwh")
PER_MW = _scales("kcny_mw_year", 1e3, 1e3, (1, 1))
SHARE = _scales("pu", 0.01, 0.01, (2, 2))
COUNT = _scales("count")
PLAIN = _scales("count", decimals=(1, 1))
CYCLES = PLAIN

FIGURES: Mapping[str, Scales] = {
    "rank": COUNT,
    "power_mw": POWER,
    "energy_mwh": ENERGY,
    "hours_h": HOURS,
    "cost_cny_per_year": MONEY,
    "storage_cny_per_year": MONEY,
    "operating_cny_per_year": MONEY,
    "saved_cny_per_year": MONEY,
    "added_cny_per_year": MONEY,
    "peak_mw": POWER,
    "peak_cut_mw": POWER,
    "curtailed_mwh_per_year": LOST,
    "curtailment_pu": SHARE,
    "avoided_mwh_per_year": LOST,
    "avoided_cny_per_mwh": PRICE,
    "response_mw": POWER,
    "unserved_mwh": ENERGY,
    "full_cycles": CYCLES,
    "target_price_cny_per_mw": PER_MW,
    "next_mw": PER_MW,
    "low_mw": POWER,
    "high_mw": POWER,
    "saved_cny_per_mw_year": PER_MW,
    "paid_cny_per_mw_year": PER_MW,
    "net_cny_per_mw_year": PER_MW,
    "low": MONEY,
    "high": MONEY,
    "span": MONEY,
    "centre": MONEY,
    "error_pu": SHARE,
}


def heading(column: str) -> Words:
    """The name of a column."""
    return say(f"column.{column}") if f"column.{column}" in COMPARE else Words(column, column)


def figure_column(name: str, values: Iterable[object]) -> Column:
    """A figure under its name and unit; nothing where it is not known."""
    return Column(heading(name), [None if v is None else float(str(v)) for v in values], FIGURES[name])


def words_column(name: str, words: Iterable[Text]) -> Column:
    """Words under the name of a column."""
    return Column(heading(name), list(words))


def with_unit(name: str, value: float | None) -> Words:
    """`1,234 万元/年`, `CNY 12.34 m/yr`."""
    words, unit = FIGURES[name].shown(value), FIGURES[name].unit
    before, after = unit.en.split(" ", 1) if unit.en.startswith("CNY ") else ("", unit.en)
    return Words(f"{words.zh} {unit.zh}".strip(), f"{before} {words.en} {after}".strip())


def head_of(name: str, lang: str) -> str:
    """`年总成本（万元/年）`, `Cost in all (CNY m/yr)`."""
    return headed(heading(name), in_language(FIGURES[name].unit, lang), lang)


def what_words(row: Mapping[str, object] | pd.Series) -> Words:
    """The storage of a point by technology: `LFP battery 300 MW/600 MWh`."""
    sums: dict[str, tuple[float, float]] = {}
    for store in json.loads(str(row["stores"])):
        mw, mwh = sums.get(store["technology"], (0.0, 0.0))
        sums[store["technology"]] = (mw + store["mw"], mwh + store["mwh"])
    if not sums:
        power, energy = (float(str(row[name])) for name in ("power_mw", "energy_mwh"))
        return _bare(power, energy) if power > 0 else say("no_storage_word")
    parts = [_mix(technology_words(name), mw, mwh) for name, (mw, mwh) in sums.items()]
    return listed(parts)


def where_words(row: Mapping[str, object] | pd.Series) -> Words:
    """The stores of a point by name: `Qiaojia LFP storage 100 MW, …`."""
    parts = [
        say("at_site", site=Words(store["zh"], store["en"]), mw=quantity.number(round(store["mw"], 1)))
        for store in json.loads(str(row["stores"]))
    ]
    return listed(parts)


def _mix(technology: Words, mw: float, mwh: float) -> Words:
    return say("mix", tech=technology, mw=quantity.number(round(mw, 1)), mwh=quantity.number(round(mwh, 1)))


def _bare(mw: float, mwh: float) -> Words:
    return same(f"{quantity.number(round(mw, 1))} MW/{quantity.number(round(mwh, 1))} MWh")


def store_names(frame: pd.DataFrame) -> dict[str, Words]:
    """Display names of all stores of all points, by id."""
    return {
        store["id"]: Words(store["zh"], store["en"])
        for stores in frame["stores"].unique()
        for store in json.loads(stores)
    }
