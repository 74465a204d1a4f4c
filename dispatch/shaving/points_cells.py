"""What single cells of a 96-point table mean: dates, points of the day, powers, units.

Each reader returns None for what it cannot read; who asks says where that was.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from dispatch.shaving.points import POINTS

# Unit → what its numbers are multiplied with, then divided by, to be MW.
UNITS: dict[str, tuple[float, float]] = {
    "MW": (1.0, 1.0),
    "兆瓦": (1.0, 1.0),
    "kW": (1.0, 1000.0),
    "千瓦": (1.0, 1000.0),
    "GW": (1000.0, 1.0),
    "吉瓦": (1000.0, 1.0),
    "万千瓦": (10.0, 1.0),
    "万kW": (10.0, 1.0),
    "亿千瓦": (100000.0, 1.0),
}
_BY_LOWER = {unit.lower(): unit for unit in UNITS}
_OTHER_UNITS = frozenset(
    {
        "mwh",
        "kwh",
        "gwh",
        "兆瓦时",
        "千瓦时",
        "万千瓦时",
        "亿千瓦时",
        "%",
        "pu",
        "p.u.",
        "标幺值",
        "kv",
        "千伏",
        "a",
        "hz",
        "mvar",
        "mva",
        "兆乏",
        "元/mwh",
        "元/兆瓦时",
        "m3/s",
        "m³/s",
        "立方米/秒",
        "m",
        "米",
        "℃",
        "°c",
    }
)
_BRACKETED = re.compile(r"^(.*?)\s*[（(\[【]\s*([^（()）\[\]【】]+?)\s*[）)\]】]$", re.S)
_ENDING = re.compile(r"^(.*)_(mw|kw|gw)$", re.I)
_DECLARED = re.compile(r"^(?:单位|unit)\s*[:：（(\s]\s*(.+?)\s*[）)]?$", re.I)
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]00)?", re.ASCII)
_POINT = re.compile(r"[Pp点]?(\d{1,2})", re.ASCII)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})", re.ASCII)


class Headed(NamedTuple):
    """A header cell: name without unit, the unit of UNITS (None where none is unit_text), what stands there for one."""

    name: str
    unit: str | None
    unit_text: str


def headed(text: str) -> Headed:
    """`负荷（万千瓦）` → 负荷, 万千瓦. A bracket that holds no unit belongs to the name."""
    bracket = _BRACKETED.match(text)
    if bracket and (unit := unit_of_text(bracket[2])):
        return Headed(bracket[1].strip(), unit, bracket[2])
    if bracket and bracket[2].lower() in _OTHER_UNITS:
        return Headed(bracket[1].strip(), None, bracket[2])
    ending = _ENDING.match(text)
    return Headed(ending[1], _BY_LOWER[ending[2].lower()], ending[2]) if ending else Headed(text, None, "")


def unit_of_text(text: str) -> str | None:
    """A unit of power as it is written in UNITS."""
    return _BY_LOWER.get(text.strip().lower().replace(" ", ""))


def declared_unit(cell: Any) -> str | None:
    """The unit in a cell such as `单位：万千瓦`, known or not."""
    found = _DECLARED.match(cell) if isinstance(cell, str) else None
    return found[1] if found else None


def to_mw(value: float, unit: str) -> float:
    """A number of a unit in MW; of MW itself, digit by digit."""
    times, by = UNITS[unit]
    return value * times / by


def number_of(cell: Any) -> float | None:
    """A number, NaN and inf included; None for text and truth values."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, str) and _NUMBER.fullmatch(cell):
        return float(cell)
    return None


def is_empty(cell: Any) -> bool:
    """Nothing in it."""
    return cell is None or cell == ""


def date_of(cell: Any) -> date | None:
    """A calendar day: a date of the spreadsheet, 2030-01-31, 2030/1/31, 2030年1月31日 or 20300131."""
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time(0) else None
    if isinstance(cell, date):
        return cell
    text = str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
    found = _DATE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups() if part is not None))
    except ValueError:  # 30 February
        return None


def point_of(cell: Any) -> int | None:
    """Number of the point that ends at a time: 1 for 00:15, 96 for 24:00, 0 for 00:00; 1 … 96 stand for themselves."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, str):
        clock, point = _CLOCK.fullmatch(cell), _POINT.fullmatch(cell)
        minutes = 60 * int(clock[1]) + int(clock[2]) if clock and int(clock[2]) < 60 else None
        if minutes is not None:
            return minutes // 15 if minutes % 15 == 0 and minutes <= 1440 else None
        return int(point[1]) if point and 1 <= int(point[1]) <= POINTS else None
    if isinstance(cell, datetime):  # a spreadsheet's 24:00 reads as midnight of its day 1
        return POINTS if (cell.year, cell.hour, cell.minute) == (1900, 0, 0) else None
    if isinstance(cell, time):
        return _whole(timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second))
    if isinstance(cell, timedelta):
        return _whole(cell)
    if isinstance(cell, int):
        return cell if 1 <= cell <= POINTS else None
    if isinstance(cell, float) and math.isfinite(cell):
        quarters = cell * POINTS if cell <= 1 else cell
        near = round(quarters)
        return near if abs(quarters - near) < 1e-6 and 0 <= near <= POINTS else None
    return None


def stamp_of(cell: Any) -> tuple[date, int] | None:
    """Day and point of a full stamp: `2030-01-01 24:00`, `2030-01-01T00:15`, a date with time of the spreadsheet.

    Midnight is point 0 of the day that begins; who asks decides whether it may stand for 24:00 of the day before.
    """
    if isinstance(cell, datetime):
        point = _whole(timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second))
        return None if point is None else (cell.date(), point)
    if not isinstance(cell, str):
        return None
    parts = cell.replace("T", " ").split()
    if len(parts) != 2:
        return None
    day, point = date_of(parts[0]), point_of(parts[1]) if ":" in parts[1] or "：" in parts[1] else None
    return None if day is None or point is None else (day, point)


def _whole(span: timedelta) -> int | None:
    quarters, rest = divmod(span.total_seconds(), 900)
    return int(quarters) if rest == 0 and 0 <= quarters <= POINTS else None
