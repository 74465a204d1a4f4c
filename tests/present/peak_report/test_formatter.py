"""Numbers, units and instants as the report writes them."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.quantity import GAP, digits, per_cent
from dispatch.present.table import Column


@pytest.mark.parametrize(
    ("lang", "units", "power", "small", "large"),
    [
        ("zh", "mw", "1,234.6 MW", "12.0 MWh", "1,234.00 GWh"),
        ("en", "mw", "1,234.6 MW", "12.0 MWh", "1,234.00 GWh"),
        ("zh", "wankw", "123.46 万千瓦", "1.20 万千瓦时", "12.340 亿千瓦时"),
        ("en", "wankw", "123.46 10⁴ kW", "1.20 10⁴ kWh", "12.340 10⁸ kWh"),
    ],
)  # fmt: skip
def test_units(lang, units, power, small, large):
    fmt = Formatter(lang, units)
    spaced = [text.replace(" ", GAP, 1) for text in (power, small, large)]
    assert [fmt.power(1234.56), fmt.energy(12.0), fmt.energy(1_234_000.0)] == spaced


def test_numbers():
    assert digits(-0.04, 1) == "0.0"
    assert digits(-12.34, 1) == "−12.3"
    assert digits(math.nan, 1) == "–"
    assert Formatter("zh", "mw").share(0.1234, 2) == "12.34%"
    assert Column("x", [0.5, None, -0.01], per_cent(1)).shown(0, "zh") == "50.0%"
    assert [Column("x", [0.5, None, -0.01], per_cent(1)).shown(i, "zh") for i in (1, 2)] == ["–", "−1.0%"]


def test_instants_and_names():
    when = pd.Timestamp("2030-07-12T19:15+08:00")
    assert Formatter("zh", "mw").when(when) == "2030年7月12日19:15"
    assert Formatter("en", "mw").when(when) == "12 July 2030, 19:15"
    assert Formatter("zh", "mw").joined(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert Formatter("en", "mw").joined(["a", "b", "c"]) == "a, b and c"


def test_a_column_of_energy_has_one_unit():
    columns = Formatter("zh", "mw").energy_columns({"h_available": [5.0, 2000.0], "h_used": [1.0, None]})
    assert [c.headed("zh") for c in columns] == ["可发（GWh）", "已用（GWh）"]
    assert [columns[0].shown(i, "zh") for i in (0, 1)] == ["0.01", "2.00"]
