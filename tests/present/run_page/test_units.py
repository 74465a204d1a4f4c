"""Figures as people read them."""

from __future__ import annotations

import math

import pytest

from dispatch.present import quantity as units
from dispatch.present.quantity import CAPACITY, ENERGY, MONEY, POWER, PRICE, VOLUME, Quantity


@pytest.mark.parametrize(
    ("value", "quantity", "zh", "en"),
    [
        (25_190, POWER, "2,519 万千瓦", "25,190 MW"),
        (300, POWER, "300.0 MW", "300.0 MW"),
        (91.15e6, ENERGY, "911.5 亿千瓦时", "91.15 TWh"),
        (45_678, ENERGY, "4,568 万千瓦时", "45.68 GWh"),
        (12.5, ENERGY, "12.50 MWh", "12.50 MWh"),
        (600, CAPACITY, "600.0 MWh", "600.0 MWh"),
        (-41.46e9, MONEY, "−414.6 亿元", "CNY −41.46 bn"),
        (123, MONEY, "123.0 元", "CNY 123.0"),
        (20_627, VOLUME, "206.3 亿立方米", "20.63 km³"),
        (247.31, PRICE, "247.3 元/MWh", "247.3 CNY/MWh"),
        (2.7e-5, ENERGY, "0 MWh", "0 MWh"),
        (None, POWER, "–", "–"),
        (math.nan, POWER, "–", "–"),
    ],
)
def test_text(value: float | None, quantity: Quantity, zh: str, en: str) -> None:
    assert units.text(value, quantity) == (zh, en)


def test_a_column_has_one_unit_and_the_decimals_of_its_largest() -> None:
    scales = units.scale([18_130, 74.8, None], POWER)
    assert [s.name for s in scales] == ["万千瓦", "MW"]
    assert scales.shown(18_130) == ("1,813.0", "18,130")
    assert scales.shown(74.8) == ("7.5", "75")
    assert scales.shown(None) == ("–", "–")


def test_columns_beside_one_another_share_the_unit() -> None:
    zh, en = units.scale([365_000], ENERGY, beside=[144.7e6])
    assert (zh.name, en.name) == ("亿千瓦时", "TWh")
    assert en.decimals == 3


def test_digits() -> None:
    assert units.digits(-0.0001, 2) == "0.00", "no negative zero"
    assert units.digits(-1234.5, 1) == "−1,234.5"
    assert units.short(1.234e-9) == "1.2e−09"
    assert units.short(0) == "0"
    assert [units.number(v) for v in (10_290, 2451.5, 99.88, 0, 0.2005061)] == [
        "10,290",
        "2,451.5",
        "99.88",
        "0",
        "0.200506",
    ]
    assert units.share(0.03214) == "3.21%"
    assert units.share(None) == "–"
