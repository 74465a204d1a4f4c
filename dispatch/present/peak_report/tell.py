"""How the report says a number, an instant and a name, in its language and its units.

Units: `mw` (MW, GWh) or `wankw` (万千瓦, 亿千瓦时; in English 10⁴ kW and 10⁸ kWh, which are the same). Powers of one
report all have one unit; energies are told in the larger one (GWh, 亿千瓦时) or, where that would be less than 1, in
the smaller (MWh, 万千瓦时). A no-break space stands between number and unit, none before %.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from dispatch.locale import Topic
from dispatch.present.peak_report.content import Column, Value
from dispatch.present.run_page.words import Words, name_of

UnitSystem = Literal["mw", "wankw"]
GAP = "\u00a0"
REPORT = Topic("report", "family", "storage_technology")


class Unit(NamedTuple):
    """`size` base units (MW, MWh, CNY) and how many decimals are worth showing."""

    size: float
    name: str
    decimals: int


POWER = {
    "mw": {"zh": Unit(1, "MW", 1), "en": Unit(1, "MW", 1)},
    "wankw": {"zh": Unit(10, "万千瓦", 2), "en": Unit(10, "10⁴ kW", 2)},
}
# The larger and the smaller unit of energy.
ENERGY = {
    "mw": {lang: (Unit(1e3, "GWh", 2), Unit(1, "MWh", 1)) for lang in ("zh", "en")},
    "wankw": {
        "zh": (Unit(1e5, "亿千瓦时", 3), Unit(10, "万千瓦时", 2)),
        "en": (Unit(1e5, "10⁸ kWh", 3), Unit(10, "10⁴ kWh", 2)),
    },
}
MONEY = {
    "zh": (Unit(1e8, "亿元", 3), Unit(1e4, "万元", 2)),
    "en": (Unit(1e6, "million CNY", 2), Unit(1e3, "thousand CNY", 1)),
}


@dataclass(frozen=True)
class Teller:
    """One language, one system of units, one time zone."""

    lang: str
    units: UnitSystem

    def say(self, key: str, **params: object) -> str:
        """A sentence or a word of the catalogue. Raises KeyError for an unknown key or placeholder."""
        return REPORT.text(key, self.lang, **params)

    def of(self, words: Words | tuple[str, str]) -> str:
        """The language of the report out of two."""
        return words[0] if self.lang == "zh" else words[1]

    def name(self, entity: Any) -> str:
        """Display name of anything with `zh`, `en` and `id`; English keeps Chinese only where nothing else is known."""
        zh, en = str(entity.zh or ""), str(entity.en or "")
        return (zh or en or str(entity.id)) if self.lang == "zh" else (en or str(entity.id) or zh)

    def named(self, group: str, name: str) -> str:
        """A technology, a kind of load, a term of cost: of the report, else of the page, else as it is written."""
        key = f"{group}.{name}"
        return self.say(key) if key in REPORT else self.of(name_of(group, name))

    def within(self, name: str) -> str:
        """A common noun inside a sentence: English begins it small, but for what is an abbreviation."""
        return name if self.lang == "zh" or name[1:2].isupper() or not name[1:2] else name[0].lower() + name[1:]

    @property
    def power_unit(self) -> Unit:
        return POWER[self.units][self.lang]

    def power(self, mw: float) -> str:
        """`7,834.2 MW`."""
        return self._told(mw, self.power_unit)

    def energy(self, mwh: float) -> str:
        """`41.20 GWh`; the smaller unit below one of the larger."""
        return self._told(mwh, self.energy_unit([mwh]))

    def energy_unit(self, values: Iterable[float | None]) -> Unit:
        """One unit for many energies."""
        return _fitting(ENERGY[self.units][self.lang], values)

    def money(self, cny: float) -> str:
        """`3.21 亿元`."""
        return self._told(cny, self.money_unit([cny]))

    def money_unit(self, values: Iterable[float | None]) -> Unit:
        """One unit for many amounts."""
        return _fitting(MONEY[self.lang], values)

    def figure(self, value: float, unit: str = "", decimals: int = 1) -> str:
        """A number with the unit that it has in both languages."""
        return f"{digits(value, decimals)}{GAP}{unit}" if unit else digits(value, decimals)

    def share(self, value: float, decimals: int = 1) -> str:
        """`23.4%` of a value per unit."""
        return f"{digits(100 * value, decimals)}%" if math.isfinite(value) else "–"

    def day(self, when: Any) -> str:
        """`7月12日`, `12 July`."""
        stamp = pd.Timestamp(when)
        if self.lang == "zh":
            return f"{stamp.year}年{stamp.month}月{stamp.day}日"
        return f"{stamp.day} {_MONTHS[stamp.month - 1]} {stamp.year}"

    def when(self, start: Any) -> str:
        """Day and time of the beginning of a period."""
        stamp = pd.Timestamp(start)
        return f"{self.day(stamp)}{'' if self.lang == 'zh' else ', '}{stamp:%H:%M}"

    def month(self, label: str) -> str:
        """`2030-07` as people write it where the year is known."""
        number = int(label.split("-")[1])
        return f"{number}月" if self.lang == "zh" else _MONTHS[number - 1][:3]

    def joined(self, words: Sequence[str]) -> str:
        """Names in a row."""
        if self.lang == "zh":
            return "、".join(words)
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""

    def sentences(self, *parts: str) -> str:
        """Sentences of one paragraph."""
        return ("" if self.lang == "zh" else " ").join(part for part in parts if part)

    def text_column(self, key: str, values: Iterable[str], quoted: bool = False) -> Column:
        """A column of words under a head of the catalogue."""
        return Column(self.say(key), list(values), quoted=quoted)

    def power_column(self, key: str, values: Iterable[float | None], decimals: int | None = None) -> Column:
        """MW in the unit of the report."""
        unit = self.power_unit
        head = self.headed(key, unit.name)
        return Column(head, _scaled(values, unit.size), unit.decimals if decimals is None else decimals)

    def energy_column(self, key: str, values: Sequence[float | None]) -> Column:
        """MWh in the unit that fits the largest."""
        unit = self.energy_unit(values)
        return Column(self.headed(key, unit.name), _scaled(values, unit.size), unit.decimals)

    def energy_columns(self, columns: Mapping[str, Sequence[float | None]]) -> list[Column]:
        """Columns of MWh that are read against one another, all in one unit."""
        unit = self.energy_unit([v for values in columns.values() for v in values])
        return [Column(self.headed(k, unit.name), _scaled(v, unit.size), unit.decimals) for k, v in columns.items()]

    def money_column(self, key: str, values: Sequence[float | None]) -> Column:
        """CNY in the unit that fits the largest."""
        unit = self.money_unit(values)
        return Column(self.headed(key, unit.name), _scaled(values, unit.size), unit.decimals)

    def plain_column(self, key: str, values: Iterable[float | None], unit: str = "", decimals: int = 1) -> Column:
        """Numbers whose unit is the same in both languages."""
        return Column(self.headed(key, unit) if unit else self.say(key), _scaled(values, 1.0), decimals)

    def share_column(self, key: str, values: Iterable[float | None], decimals: int = 1) -> Column:
        """Values per unit, shown in per cent."""
        return Column(self.say(key), _scaled(values, 1.0), decimals, percent=True)

    def headed(self, key: str, unit: str) -> str:
        """`Peak (MW)`, `最大（MW）`."""
        return f"{self.say(key)}（{unit}）" if self.lang == "zh" else f"{self.say(key)} ({unit})"

    def headed_text(self, key: str, day: str, unit: str) -> str:
        """The caption of a day's table with its unit."""
        return self.say(key, day=day, unit=unit)

    def in_power(self, mw: np.ndarray) -> list[float]:
        """An array in the unit of the report."""
        return [float(v) for v in np.asarray(mw) / self.power_unit.size]

    def _told(self, value: float, unit: Unit) -> str:
        return f"{digits(value / unit.size, unit.decimals)}{GAP}{unit.name}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def digits(value: float, decimals: int) -> str:
    """`7,834.2`, `−12.0`; never `−0`; an en dash for what is not finite."""
    if not math.isfinite(value):
        return "–"
    text = f"{abs(value):,.{decimals}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def _fitting(units: tuple[Unit, Unit], values: Iterable[float | None]) -> Unit:
    largest = max((abs(v) for v in values if v is not None and math.isfinite(v)), default=0.0)
    return units[0] if largest >= units[0].size else units[1]


def _scaled(values: Iterable[float | None], size: float) -> list[Value]:
    return [None if v is None or not math.isfinite(v) else float(v) / size for v in values]
