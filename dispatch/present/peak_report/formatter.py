"""How the report writes a number, an instant and a name, in its language and its units.

Units: `mw` (MW, GWh) or `wankw` (万千瓦, 亿千瓦时; in English 10⁴ kW and 10⁸ kWh, which are the same). Powers of one
report all have one unit; energies are written in the larger one (GWh, 亿千瓦时) or, where that would be less than 1, in
the smaller (MWh, 万千瓦时). A no-break space stands between number and unit, none before %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dispatch.locale import Topic, dates
from dispatch.present.quantity import (
    ENERGY,
    GAP,
    MONEY,
    POWER,
    Quantity,
    Scale,
    UnitSystem,
    digits,
    one_unit,
    per_cent,
    scale,
    share,
    text,
)
from dispatch.present.run_page.words import name_of
from dispatch.present.table import Column, Table
from dispatch.present.words import Words, headed

REPORT = Topic("report", "family", "storage_technology")


@dataclass(frozen=True)
class Formatter:
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
    def power_unit(self) -> Scale:
        """The one unit of power of the report."""
        return self.unit(POWER)

    def power(self, mw: float) -> str:
        """`7,834.2 MW`."""
        return self._formatted(mw, POWER)

    def energy(self, mwh: float) -> str:
        """`41.20 GWh`; the smaller unit below one of the larger."""
        return self._formatted(mwh, ENERGY)

    def money(self, cny: float) -> str:
        """`3.21 亿元`."""
        return self._formatted(cny, MONEY)

    def unit(self, quantity: Quantity, values: Iterable[float | None] = ()) -> Scale:
        """One unit for many figures."""
        return scale(values, quantity, (), self.units).of(self.lang)

    def figure(self, value: float, unit: str = "", decimals: int = 1) -> str:
        """A number with the unit that it has in both languages."""
        return f"{digits(value, decimals)}{GAP}{unit}" if unit else digits(value, decimals)

    def share(self, value: float, decimals: int = 1) -> str:
        """`23.4%` of a value per unit."""
        return share(value, decimals)

    def day(self, when: Any) -> str:
        """`2030年7月12日`, `12 July 2030`."""
        return dates.day_of_year(pd.Timestamp(when), self.lang)

    def when(self, start: Any) -> str:
        """Day and time of the beginning of a period."""
        stamp = pd.Timestamp(start)
        return f"{self.day(stamp)}{'' if self.lang == 'zh' else ', '}{stamp:%H:%M}"

    def month(self, label: str) -> str:
        """`2030-07` as people write it where the year is known."""
        return dates.month(int(label.split("-")[1]), self.lang)

    def joined(self, words: Sequence[str]) -> str:
        """Names in a row."""
        if self.lang == "zh":
            return "、".join(words)
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""

    def sentences(self, *parts: str) -> str:
        """Sentences of one paragraph."""
        return ("" if self.lang == "zh" else " ").join(part for part in parts if part)

    def table(
        self,
        caption: str,
        columns: Sequence[Column],
        *,
        key: str = "",
        note: str = "",
        total: bool = False,
        **params: object,
    ) -> Table:
        """A table under a caption of the catalogue. Without a key it is called by that: `t_stores` → `stores`."""
        words = self.say(note) if note else ""
        return Table(key or caption.removeprefix("t_"), self.say(caption, **params), columns, words, total)

    def text_column(self, key: str, values: Iterable[str], quoted: bool = False) -> Column:
        """A column of words under a head of the catalogue; quoted: words of the case itself."""
        return Column(self.say(key), list(values), looks="data" if quoted else "")

    def power_column(self, key: str, values: Iterable[float | None]) -> Column:
        """MW in the unit of the report."""
        return self._column(self.say(key), list(values), POWER)

    def energy_column(self, key: str, values: Sequence[float | None]) -> Column:
        """MWh in the unit that fits the largest."""
        return self._column(self.say(key), values, ENERGY)

    def energy_columns(self, columns: Mapping[str, Sequence[float | None]]) -> list[Column]:
        """Columns of MWh that are read against one another, all in one unit."""
        every = [v for values in columns.values() for v in values]
        return [self._column(self.say(key), values, ENERGY, every) for key, values in columns.items()]

    def money_column(self, key: str, values: Sequence[float | None]) -> Column:
        """CNY in the unit that fits the largest."""
        return self._column(self.say(key), values, MONEY)

    def plain_column(self, key: str, values: Iterable[float | None], unit: str = "", decimals: int = 1) -> Column:
        """Numbers whose unit is the same in both languages."""
        return Column(self.say(key), list(values), one_unit(unit, decimals=decimals))

    def share_column(self, key: str, values: Iterable[float | None], decimals: int = 1) -> Column:
        """Values per unit, shown in per cent."""
        return Column(self.say(key), list(values), per_cent(decimals))

    def bare_power_column(self, head: str, values: Iterable[float]) -> Column:
        """MW in the unit of the report, which stands in the caption."""
        return Column(head, list(values), scale((), POWER, (), self.units).unnamed())

    def _column(
        self, head: str, values: Sequence[float | None], quantity: Quantity, beside: Sequence[float | None] = ()
    ) -> Column:
        return Column(head, list(values), scale(values, quantity, beside, self.units))

    def headed(self, key: str, unit: str) -> str:
        """`Peak (MW)`, `最大（MW）`."""
        return headed(self.say(key), unit, self.lang)

    def headed_text(self, key: str, day: str, unit: str) -> str:
        """The caption of a day's table with its unit."""
        return self.say(key, day=day, unit=unit)

    def in_power(self, mw: np.ndarray) -> list[float]:
        """An array in the unit of the report."""
        return [float(v) for v in np.asarray(mw) / self.power_unit.size]

    def _formatted(self, value: float, quantity: Quantity) -> str:
        return self.of(text(value, quantity, self.units, GAP))
