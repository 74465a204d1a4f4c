"""What rows and limits of columns are called, and their unit: used where a limit cannot hold or binds.

Messages `row.<family of rows>` and `limit.<family of columns>.<side>` end in their unit in brackets where they have
one: `energy balance of storage [MWh]`.
"""

from __future__ import annotations

from typing import NamedTuple

from dispatch.locale import known, text

# Names of rows end with their kind of asset; a limit has the name of the asset after it instead.
_KINDS_OF_ASSET = (" of reservoir", " of corridor", " of storage")


class LimitName(NamedTuple):
    """A row or a limit in both languages, and its unit."""

    zh: str
    en: str
    unit: str


def row_name(family: str) -> LimitName:
    """A family of rows, its own name where it has no words."""
    return _named(f"row.{family}") or LimitName(family, family, "")


def limit_name(family: str, side: str) -> LimitName:
    """A limit: of a family of columns by its side (`upper`, `lower`), or of a family of rows; else its own name."""
    if limit := _named(f"limit.{family}.{side}"):
        return limit
    if row := _named(f"row.{family}"):
        en = row.en
        for kind in _KINDS_OF_ASSET:
            en = en.removesuffix(kind)
        return row._replace(en=en)
    return LimitName(family, family, family.rsplit("_", 1)[-1])


def missed_row(lang: str, family: str, asset: str, amount: float, worst: str, count: int) -> str:
    """One line: what is missed, by how much at most, in how many rows, and where it is worst."""
    name = row_name(family)
    what = name.zh if lang == "zh" else name.en
    return text("row_missed", lang, what=what, asset=asset, amount=amount, unit=name.unit, count=count, worst=worst)


def _named(key: str) -> LimitName | None:
    if not known(key):
        return None
    zh, unit = _split(text(key, "zh"))
    return LimitName(zh, _split(text(key, "en"))[0], unit)


def _split(words: str) -> tuple[str, str]:
    """`ramp of plant [MW]` → its words, its unit."""
    name, _, unit = words.partition(" [")
    return name, unit.removesuffix("]")
