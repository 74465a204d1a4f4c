"""Saying a thing: placeholders, unknown messages, faults in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dispatch.errors import Fault, Where
from dispatch.locale import Topic, dates, ids, joined, known, text
from dispatch.locale.faults import fault_text


def test_placeholders_are_filled_with_their_formats() -> None:
    values = {"rows": 1234, "columns": 5, "nonzeros": 6}
    assert text("command.size_value", "en", **values) == "1,234 rows × 5 columns, 6 nonzeros"
    assert text("command.size_value", "zh", **values) == "1,234 行 × 5 列，6 个非零元"


def test_an_unknown_message_names_its_neighbours() -> None:
    with pytest.raises(KeyError, match=r"page\.horizn.*nearest: .*page\.horizon"):
        text("page.horizn", "en")
    with pytest.raises(KeyError, match="fr"):
        text("page.horizon", "fr")
    with pytest.raises(KeyError, match="begin"):
        text("page.horizon_value", "en", end=1, zone="UTC")


def test_a_topic_knows_its_own_names_and_those_it_shares() -> None:
    page = Topic("page", "technology")
    assert page.text("bus", "en") == "Bus"
    assert page.text("technology.wind", "zh") == "风电"
    assert page.text("technology", "zh") == "电源"
    assert "technology.wind" in page
    assert "cost.storage.wear" not in page
    assert page.names("chart.")[0] == "chart.load"
    assert page.templates("en", "horizon")["horizon_value"] == "{begin} to {end} ({zone})"
    assert known("page.bus")
    assert set(ids("hydrology.")) == {"hydrology.dry", "hydrology.normal", "hydrology.wet"}


def test_lists_are_joined_as_the_language_does() -> None:
    params = {"name": "x", "nearest": ("a", "b")}
    assert fault_text("unknown_bus", "en", params).next_step.endswith("a, b")
    assert fault_text("unknown_bus", "zh", params).next_step.endswith("a、b")
    assert "none" in fault_text("unknown_bus", "en", {"name": "x", "nearest": ()}).next_step
    assert joined(["甲", "乙"], "zh") == "甲、乙"


def test_a_fault_has_its_parts_in_the_order_of_the_language() -> None:
    fault = Fault.of("unknown_bus", Where(Path("f"), 3, "load 'l'"), value="x", name="x", nearest=("b1",))
    assert str(fault) == "f:3: load 'l': there is no bus x (value: 'x'); next: write one of: b1"
    assert fault.text("zh") == "f:3: load 'l'：没有母线 x（值：'x'）；下一步：请写下列之一：b1"


def test_a_fault_with_words_of_its_own_speaks_english() -> None:
    fault = Fault("own", "something is wrong", Where(Path("f"), 3, "bus 'b'"), 5, "≤ 4", "lower it")
    assert str(fault) == "f:3: bus 'b': something is wrong (value: 5); allowed: ≤ 4; next: lower it"
    assert "something is wrong" in fault.text("zh")


def test_an_unknown_placeholder_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        Fault.of("unknown_bus", name="x")


@pytest.mark.parametrize("number", range(1, 13))
def test_dates_are_written_as_each_language_does(number: int) -> None:
    first = date(2030, number, 1)
    assert dates.day_of_year(first, "zh") == f"2030年{number}月1日"
    assert dates.day_of_year(first, "en") == f"1 {first:%B} 2030"
    assert dates.month_of_year(first, "en") == f"{first:%b} 2030"
    assert (dates.day(first, "zh"), dates.day(first, "en")) == (f"{number}月1日", f"1 {first:%b}")
    assert (dates.month(number, "zh"), dates.month(number, "en")) == (f"{number}月", f"{first:%b}")
