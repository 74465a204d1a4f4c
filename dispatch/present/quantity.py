"""Numbers as people read them: quantities with their units in both languages, and the units of a whole page.

The one place that turns a figure into text. A `Quantity` has a ladder of units for each language; the largest unit
that leaves at least 1 is taken, for one figure (`text`) or for a whole column or axis (`scale`). Thousands are
separated, minus is a true minus sign, an en dash stands for what is not known.

`UnitSystem` is the switch of a page or report:

    auto     MW or 万千瓦, TWh or 亿千瓦时, CNY bn or 亿元, whichever fits the figure; four significant digits
    mw       MW, MWh and GWh, 万元 and 亿元 throughout; fixed decimals
    wankw    万千瓦, 万千瓦时 and 亿千瓦时 (10⁴ kW, 10⁸ kWh in English), 万元 and 亿元; fixed decimals
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeGuard

from dispatch.present.words import Words

UNKNOWN = "–"
GAP = "\u00a0"
UnitSystem = Literal["auto", "mw", "wankw"]


class Unit(NamedTuple):
    """`size` base units; used from `least` base units up. `before` stands before the number: `CNY 1.2 bn`.

    decimals: fixed ones; None for four significant digits.
    """

    size: float
    name: str
    least: float = 0.0
    before: str = ""
    decimals: int | None = None

    @property
    def heading(self) -> str:
        """`CNY bn`, for a column or an axis."""
        return f"{self.before} {self.name}".strip()


class Scale(NamedTuple):
    """One unit for many numbers: divide by `size`, show `decimals`; percent: of values per unit, with the sign %."""

    size: float
    name: str
    decimals: int
    percent: bool = False

    def shown(self, value: float | None) -> str:
        """A number without its unit."""
        text = digits(None if value is None else self.of(value), self.decimals)
        return f"{text}%" if self.percent and text != UNKNOWN else text

    def of(self, value: float) -> float:
        """A value of base units in this one. A hundredth is multiplied, which rounds as people expect."""
        return 100 * value if self.size == 0.01 else value / self.size


class Scales(NamedTuple):
    """The scale in either language."""

    zh: Scale
    en: Scale

    def of(self, lang: str) -> Scale:
        return self.zh if lang == "zh" else self.en

    @property
    def unit(self) -> Words:
        return Words(self.zh.name, self.en.name)

    def unnamed(self) -> Scales:
        """The same where the unit stands elsewhere."""
        return Scales(self.zh._replace(name=""), self.en._replace(name=""))

    def shown(self, value: float | None) -> Words:
        """A number in both languages, without its unit."""
        return Words(self.zh.shown(value), self.en.shown(value))


Ladder = tuple[Unit, ...]


class Ladders(NamedTuple):
    """Units of one system, largest first; the last takes whatever is left."""

    zh: Ladder
    en: Ladder

    def of(self, lang: str) -> Ladder:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, eq=False)
class Quantity:
    """Ladders of units, and others in the systems where they differ.

    Below `least` base units there is nothing: solvers leave crumbs of 1e-5 MWh, which no reader should take for a
    finding.
    """

    zh: Ladder
    en: Ladder
    least: float = 0.0
    systems: Mapping[str, Ladders] = field(default_factory=dict)

    def ladders(self, system: UnitSystem = "auto") -> Ladders:
        return self.systems.get(system, Ladders(self.zh, self.en))


_MW, _MWH = (Unit(1, "MW", decimals=1),), (Unit(1e3, "GWh", 1e3, decimals=2), Unit(1, "MWh", decimals=1))
_FIXED_POWER = {
    "mw": Ladders(_MW, _MW),
    "wankw": Ladders((Unit(10, "万千瓦", decimals=2),), (Unit(10, "10⁴ kW", decimals=2),)),
}
_FIXED_ENERGY = {
    "mw": Ladders(_MWH, _MWH),
    "wankw": Ladders(
        (Unit(1e5, "亿千瓦时", 1e5, decimals=3), Unit(10, "万千瓦时", decimals=2)),
        (Unit(1e5, "10⁸ kWh", 1e5, decimals=3), Unit(10, "10⁴ kWh", decimals=2)),
    ),
}
_FIXED_MONEY = Ladders(
    (Unit(1e8, "亿元", 1e8, decimals=3), Unit(1e4, "万元", decimals=2)),
    (Unit(1e6, "million CNY", 1e6, decimals=2), Unit(1e3, "thousand CNY", decimals=1)),
)
# 1 万千瓦 = 10 MW; 1 万千瓦时 = 10 MWh; 1 亿千瓦时 = 100 GWh; 1 亿立方米 = 100 hm³
POWER = Quantity((Unit(10, "万千瓦", 1000), Unit(1, "MW")), (Unit(1, "MW"),), 0.005, _FIXED_POWER)
ENERGY = Quantity(
    (Unit(1e5, "亿千瓦时", 1e5), Unit(10, "万千瓦时", 1000), Unit(1, "MWh")),
    (Unit(1e6, "TWh", 1e6), Unit(1e3, "GWh", 1e3), Unit(1, "MWh")),
    0.05,
    _FIXED_ENERGY,
)
# Curtailed, spilled or unserved energy has a unit of its own beside what was used: it is often a thousand times less.
LOST_ENERGY = Quantity(ENERGY.zh, ENERGY.en, ENERGY.least, _FIXED_ENERGY)
CAPACITY = Quantity((Unit(10, "万千瓦时", 10000), Unit(1, "MWh")), (Unit(1, "MWh"),), 0.0, _FIXED_ENERGY)
MONEY = Quantity(
    (Unit(1e8, "亿元", 1e8), Unit(1e4, "万元", 1e4), Unit(1, "元")),
    (Unit(1e9, "bn", 1e9, "CNY"), Unit(1e6, "m", 1e6, "CNY"), Unit(1e3, "k", 1e4, "CNY"), Unit(1, "", 0, "CNY")),
    0.5,
    {"mw": _FIXED_MONEY, "wankw": _FIXED_MONEY},
)
VOLUME = Quantity((Unit(100, "亿立方米", 100), Unit(1, "百万立方米")), (Unit(1000, "km³", 10000), Unit(1, "hm³")))
TONNES = Quantity((Unit(1e4, "万吨", 1e4), Unit(1, "吨")), (Unit(1e3, "kt", 1e4), Unit(1, "t")), 0.005)
WATER_VALUE = Quantity((Unit(1e4, "万元/百万立方米", 1e4), Unit(1, "元/百万立方米")), (Unit(1, "CNY/hm³"),))


def plain_quantity(zh: str, en: str = "") -> Quantity:
    """A quantity of one unit."""
    return Quantity((Unit(1, zh),), (Unit(1, en or zh),))


PRICE = plain_quantity("元/MWh", "CNY/MWh")
RESPONSE_PRICE = plain_quantity("元/MW·h", "CNY/MW·h")
INERTIA_PRICE = plain_quantity("元/MW·s·h", "CNY/MW·s·h")
HOURS = plain_quantity("小时", "h")
FLOW = plain_quantity("m³/s")
HERTZ = plain_quantity("Hz")
HERTZ_PER_S = plain_quantity("Hz/s")
MW_PER_HERTZ = plain_quantity("MW/Hz")
MILLISECONDS = plain_quantity("ms")
PLAIN = plain_quantity("")


def digits(value: float | None, decimals: int) -> str:
    """`25,190.0`; `–` for None, NaN and infinity; never `−0`."""
    if not known(value):
        return UNKNOWN
    text = f"{abs(value):,.{decimals}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def short(value: float | None) -> str:
    """Four significant digits: `2,519`, `0.01234`, `1.2e−9`."""
    if not known(value):
        return UNKNOWN
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e9:
        return scientific(value)
    return digits(value, _decimals(abs(value)))


def scientific(value: float | None) -> str:
    """`1.2e−09`, for what only its order of magnitude is asked of; `0` for zero."""
    if not known(value):
        return UNKNOWN
    return "0" if value == 0 else f"{value:.1e}".replace("-", "−")


def number(value: float | None) -> str:
    """As exact as it is, up to six significant digits: `10,290`, `2,451.5`, `99.88`."""
    if not known(value):
        return UNKNOWN
    places = 0 if value == 0 else max(0, 5 - math.floor(math.log10(abs(value))))
    whole, _, rest = digits(value, places).partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".")


def text(value: float | None, quantity: Quantity, system: UnitSystem = "auto", gap: str = " ") -> Words:
    """`25,190 MW` and `2,519 万千瓦`."""
    if not known(value):
        return Words(UNKNOWN, UNKNOWN)
    kept = _kept(value, quantity)
    return Words(*(_with_unit(kept, ladder, gap) for ladder in quantity.ladders(system)))


def share(value: float | None, decimals: int = 2) -> str:
    """`3.20%` of a value per unit."""
    return f"{digits(100 * value, decimals)}%" if known(value) else UNKNOWN


def scale(
    values: Iterable[float | None], quantity: Quantity, beside: Iterable[float | None] = (), system: UnitSystem = "auto"
) -> Scales:
    """The scales of a column or an axis: unit by the largest of `values` and `beside`, decimals by `values`."""
    shown = [v for v in values if known(v)]
    largest = _kept(max((abs(v) for v in [*shown, *beside] if known(v)), default=0.0), quantity)
    return Scales(*(_common(largest, shown, ladder) for ladder in quantity.ladders(system)))


def one_unit(zh: str, en: str | None = None, decimals: int = 0) -> Scales:
    """Scales of base units with a name and fixed decimals."""
    return Scales(Scale(1.0, zh, decimals), Scale(1.0, zh if en is None else en, decimals))


def per_cent(decimals: int = 1, *, sign: bool = True) -> Scales:
    """Of values per unit: `23.4%`, or `23.4` under a head of its own."""
    made = Scale(0.01, "" if sign else "%", decimals, sign)
    return Scales(made, made)


def known(value: float | None) -> TypeGuard[float]:
    """Whether a figure is there."""
    return value is not None and math.isfinite(value)


def _kept(value: float, quantity: Quantity) -> float:
    return 0.0 if abs(value) < quantity.least else float(value)


def _unit_of(value: float, ladder: Ladder) -> Unit:
    return next((unit for unit in ladder if abs(value) >= unit.least), ladder[-1])


def _decimals(value: float) -> int:
    return 0 if value == 0 else max(0, 3 - math.floor(math.log10(value)))


def _with_unit(value: float, ladder: Ladder, gap: str) -> str:
    unit = _unit_of(value, ladder)
    scaled = value / unit.size
    shown = short(scaled) if unit.decimals is None else digits(scaled, unit.decimals)
    return gap.join(part for part in (unit.before, shown, unit.name) if part)


def _common(largest: float, values: Sequence[float], ladder: Ladder) -> Scale:
    """One decimal at least where a value of the column would lose more than a tenth of its unit without."""
    unit = _unit_of(largest, ladder)
    if unit.decimals is not None:
        return Scale(unit.size, unit.heading, unit.decimals)
    broken = any(abs(v / unit.size - round(v / unit.size)) > 0.05 for v in values)
    least = 1 if broken and unit.size > 1 else 0
    own = max((abs(v) for v in values), default=0.0)
    return Scale(unit.size, unit.heading, max(least, min(_decimals(own / unit.size), 3)))
