"""Dates as each language writes them, whatever the locale of the machine."""

from __future__ import annotations

from datetime import date

from dispatch.locale import text


def month(number: int, lang: str) -> str:
    """`7月`, `Jul`."""
    return text("date.months_short", lang).split()[number - 1]


def month_of_year(when: date, lang: str) -> str:
    """`2030年7月`, `Jul 2030`."""
    return text("date.month_of_year", lang, year=when.year, month=month(when.month, lang))


def day(when: date, lang: str) -> str:
    """`7月12日`, `12 Jul`."""
    return text("date.day", lang, month=month(when.month, lang), day=when.day)


def day_of_year(when: date, lang: str) -> str:
    """`2030年7月12日`, `12 July 2030`."""
    name = text("date.months", lang).split()[when.month - 1]
    return text("date.day_of_year", lang, year=when.year, month=name, day=when.day)
