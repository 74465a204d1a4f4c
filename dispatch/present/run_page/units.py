"""Numbers as people read them, in both languages: MW or 万千瓦, TWh or 亿千瓦时, CNY or 亿元.

The one place that turns a figure into text. A `Quantity` has a ladder of units for each language; the largest
unit that leaves at least 1 is taken, for one figure (`text`) or for a whole column or axis (`scale`). Four
significant digits, thousands separated, a true minus sign, an en dash for what is not known.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeGuard

from dispatch.present.run_page.words import Words

UNKNOWN = "–"


class Unit(NamedTuple):
    """`size` base units; used from `least` base units up. `before` stands before the number: `CNY 1.2 bn`."""

    size: float
    name: str
    least: float = 0.0
    before: str = ""

    @property
    def heading(self) -> str:
        """`CNY bn`, for a column or an axis."""
        return f"{self.before} {self.name}".strip()


class Scale(NamedTuple):
    """One unit for many numbers: divide by `size`, show `decimals`."""

    size: float
    name: str
    decimals: int


class Quantity(NamedTuple):
    """Ladders of units, largest first; the last takes whatever is left. Below `least` base units there is nothing:
    solvers leave crumbs of 1e-5 MWh, which no reader should take for a finding."""

    zh: tuple[Unit, ...]
    en: tuple[Unit, ...]
    least: float = 0.0


# 1 万千瓦 = 10 MW; 1 万千瓦时 = 10 MWh; 1 亿千瓦时 = 100 GWh; 1 亿立方米 = 100 hm³
POWER = Quantity((Unit(10, "万千瓦", 1000), Unit(1, "MW")), (Unit(1, "MW"),), 0.005)
ENERGY = Quantity(
    (Unit(1e5, "亿千瓦时", 1e5), Unit(10, "万千瓦时", 1000), Unit(1, "MWh")),
    (Unit(1e6, "TWh", 1e6), Unit(1e3, "GWh", 1e3), Unit(1, "MWh")),
    0.05,
)
# Curtailed, spilled or unserved energy has a unit of its own beside what was used: it is often a thousand times less.
LOST_ENERGY = Quantity(*ENERGY)
CAPACITY = Quantity((Unit(10, "万千瓦时", 10000), Unit(1, "MWh")), (Unit(1, "MWh"),))
MONEY = Quantity(
    (Unit(1e8, "亿元", 1e8), Unit(1e4, "万元", 1e4), Unit(1, "元")),
    (Unit(1e9, "bn", 1e9, "CNY"), Unit(1e6, "m", 1e6, "CNY"), Unit(1e3, "k", 1e4, "CNY"), Unit(1, "", 0, "CNY")),
    0.5,
)
VOLUME = Quantity((Unit(100, "亿立方米", 100), Unit(1, "百万立方米")), (Unit(1000, "km³", 10000), Unit(1, "hm³")))
PRICE = Quantity((Unit(1, "元/MWh"),), (Unit(1, "CNY/MWh"),))
WATER_VALUE = Quantity((Unit(1e4, "万元/百万立方米", 1e4), Unit(1, "元/百万立方米")), (Unit(1, "CNY/hm³"),))
HOURS = Quantity((Unit(1, "小时"),), (Unit(1, "h"),))
FLOW = Quantity((Unit(1, "m³/s"),), (Unit(1, "m³/s"),))
PLAIN = Quantity((Unit(1, ""),), (Unit(1, ""),))


def digits(value: float | None, decimals: int) -> str:
    """`25,190.0`; `–` for None, NaN and infinity; never `−0`."""
    if not _known(value):
        return UNKNOWN
    text = f"{abs(value):,.{decimals}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def short(value: float | None) -> str:
    """Four significant digits: `2,519`, `0.01234`, `1.2e−9`."""
    if not _known(value):
        return UNKNOWN
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e9:
        return f"{value:.1e}".replace("-", "−")
    return digits(value, _decimals(abs(value)))


def number(value: float | None) -> str:
    """As exact as it is, up to six significant digits: `10,290`, `2,451.5`, `99.88`."""
    if not _known(value):
        return UNKNOWN
    places = 0 if value == 0 else max(0, 5 - math.floor(math.log10(abs(value))))
    whole, _, rest = digits(value, places).partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".")


def text(value: float | None, quantity: Quantity) -> Words:
    """`25,190 MW` and `2,519 万千瓦`."""
    if not _known(value):
        return Words(UNKNOWN, UNKNOWN)
    kept = _kept(value, quantity)
    return Words(_with_unit(kept, quantity.zh), _with_unit(kept, quantity.en))


def share(value: float | None, decimals: int = 2) -> str:
    """`3.20 %` as a percentage, of a value per unit."""
    return f"{digits(100 * value, decimals)}%" if _known(value) else UNKNOWN


def scale(
    values: Iterable[float | None], quantity: Quantity, beside: Iterable[float | None] = ()
) -> tuple[Scale, Scale]:
    """The (zh, en) scale of a column or an axis: unit by the largest of `values` and `beside`, decimals by `values`."""
    known = [v for v in values if _known(v)]
    largest = _kept(max((abs(v) for v in [*known, *beside] if _known(v)), default=0.0), quantity)
    return _common(largest, known, quantity.zh), _common(largest, known, quantity.en)


def in_scale(value: float | None, scales: tuple[Scale, Scale]) -> Words:
    """A number of a column, without its unit."""
    return Words(*(digits(None if value is None else value / s.size, s.decimals) for s in scales))


def _kept(value: float, quantity: Quantity) -> float:
    return 0.0 if abs(value) < quantity.least else float(value)


def _unit_of(value: float, ladder: tuple[Unit, ...]) -> Unit:
    return next((unit for unit in ladder if abs(value) >= unit.least), ladder[-1])


def _decimals(value: float) -> int:
    return 0 if value == 0 else max(0, 3 - math.floor(math.log10(value)))


def _with_unit(value: float, ladder: tuple[Unit, ...]) -> str:
    unit = _unit_of(value, ladder)
    return f"{unit.before} {short(value / unit.size)} {unit.name}".strip()


def _common(largest: float, values: Sequence[float], ladder: tuple[Unit, ...]) -> Scale:
    """One decimal at least where a value of the column would lose more than a tenth of its unit without."""
    unit = _unit_of(largest, ladder)
    broken = any(abs(v / unit.size - round(v / unit.size)) > 0.05 for v in values)
    least = 1 if broken and unit.size > 1 else 0
    own = max((abs(v) for v in values), default=0.0)
    return Scale(unit.size, unit.heading, max(least, min(_decimals(own / unit.size), 3)))


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)
