"""The figures that a comparison shows: their units in both languages and how many digits.

One unit a figure, so that tables can be compared: money in 万元 and CNY m, energy in 万千瓦时 and GWh.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from dispatch.present.comparison.text import COMPARE, both_say, say, technology_words
from dispatch.present.run_page import units
from dispatch.present.run_page.words import Words


class Quantity(NamedTuple):
    """`unit.<name>` of the words; a figure is divided by `zh` or `en` and shown with so many decimals."""

    name: str
    zh: float = 1.0
    en: float = 1.0
    zh_decimals: int = 0
    en_decimals: int = 0

    @property
    def unit(self) -> Words:
        return say(f"unit.{self.name}") if f"unit.{self.name}" in COMPARE else Words("", "")

    def size(self, lang: str) -> float:
        return self.zh if lang == "zh" else self.en

    def decimals(self, lang: str) -> int:
        return self.zh_decimals if lang == "zh" else self.en_decimals

    def text(self, value: float | None) -> Words:
        """The number in both languages, without its unit."""
        known = None if value is None else float(value)
        zh, en = (
            units.digits(None if known is None else known / self.size(lang), self.decimals(lang))
            for lang in ("zh", "en")
        )
        return Words(zh, en)

    def text_with_unit(self, value: float | None) -> Words:
        """`1,234 万元/年`, `CNY 12.34 m/yr`."""
        words, unit = self.text(value), self.unit
        before, after = unit.en.split(" ", 1) if unit.en.startswith("CNY ") else ("", unit.en)
        return Words(f"{words.zh} {unit.zh}".strip(), f"{before} {words.en} {after}".strip())


POWER = Quantity("MW", zh_decimals=1, en_decimals=1)
ENERGY = Quantity("MWh", zh_decimals=1, en_decimals=1)
HOURS = Quantity("h", zh_decimals=2, en_decimals=2)
MONEY = Quantity("cny_year", 1e4, 1e6, 0, 2)
LOST = Quantity("gwh_year", 10, 1e3, 0, 2)
PRICE = Quantity("cny_mwh", zh_decimals=0, en_decimals=0)
PER_MW = Quantity("kcny_mw_year", 1e3, 1e3, 1, 1)
SHARE = Quantity("pu", 0.01, 0.01, 2, 2)
COUNT = Quantity("count")
PLAIN = Quantity("count", zh_decimals=1, en_decimals=1)
CYCLES = Quantity("count", zh_decimals=1, en_decimals=1)

FIGURES: Mapping[str, Quantity] = {
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
    return Words("、".join(p.zh for p in parts), ", ".join(p.en for p in parts))


def where_words(row: Mapping[str, object] | pd.Series) -> Words:
    """The stores of a point by name: `Qiaojia LFP storage 100 MW, …`."""
    parts = [
        both_say(
            "at_site", *({"site": store[lang], "mw": units.number(round(store["mw"], 1))} for lang in ("zh", "en"))
        )
        for store in json.loads(str(row["stores"]))
    ]
    return Words("、".join(p.zh for p in parts), ", ".join(p.en for p in parts))


def _mix(technology: Words, mw: float, mwh: float) -> Words:
    size = {"mw": units.number(round(mw, 1)), "mwh": units.number(round(mwh, 1))}
    return both_say("mix", {"tech": technology.zh} | size, {"tech": technology.en} | size)


def _bare(mw: float, mwh: float) -> Words:
    text = f"{units.number(round(mw, 1))} MW/{units.number(round(mwh, 1))} MWh"
    return Words(text, text)


def store_names(frame: pd.DataFrame) -> dict[str, Words]:
    """Display names of all stores of all points, by id."""
    return {
        store["id"]: Words(store["zh"], store["en"]) for told in frame["stores"].unique() for store in json.loads(told)
    }


def told(words: Words, lang: str) -> str:
    """One of the two languages."""
    return words.zh if lang == "zh" else words.en
