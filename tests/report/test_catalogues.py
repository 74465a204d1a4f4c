"""Both catalogues say the same things, all of them are used, and the Chinese is set as Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dispatch.present.run_page
from dispatch.present.run_page.text_en import TEXT as EN
from dispatch.present.run_page.text_zh import TEXT as ZH
from dispatch.present.run_page.words import name_of, say

FOLDER = Path(dispatch.present.run_page.__file__).parent
SOURCES = "".join(
    p.read_text(encoding="utf-8") for p in FOLDER.rglob("*") if p.suffix in (".py", ".j2") and "text_" not in p.name
)
SCRIPTS = "".join(p.read_text(encoding="utf-8") for p in FOLDER.rglob("*.js"))
LOOKED_UP = (
    "flexible",
    "technology",
    "kind",
    "cost",
    "hydrology",
    "status",
    "input_group",
    "input_quantity",
    "inputs",
    "picture",
)


def test_same_keys_in_the_same_order() -> None:
    assert list(ZH) == list(EN)


@pytest.mark.parametrize("key", list(ZH))
def test_same_placeholders_and_something_to_say(key: str) -> None:
    assert ZH[key].strip()
    assert EN[key].strip()
    assert set(re.findall(r"{(\w+)}", ZH[key])) == set(re.findall(r"{(\w+)}", EN[key]))


@pytest.mark.parametrize("key", list(ZH))
def test_chinese_is_chinese_and_english_is_english(key: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", ZH[key])
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", EN[key])
    half_width = re.search(r"[\u4e00-\u9fff]\s?[,;:?!()]|[,;:?!()]\s?[\u4e00-\u9fff]", ZH[key])
    assert not half_width, "punctuation between Chinese characters is full-width"


def test_what_is_said_is_in_the_catalogue_and_what_is_there_is_said() -> None:
    said = set(re.findall(r"say\(\s*f?['\"](\w+)['\"]", SOURCES)) | set(re.findall(r"['\"]([a-z_]+)['\"]", SOURCES))
    inside = set(re.findall(r"say\((?:[^()\"]*\? )?\"(\w+)\"(?: : \"(\w+)\")?", SCRIPTS))
    shown = {f"chart.{word}" for pair in inside for word in pair if word}
    missing = shown - set(ZH)
    assert not missing
    plain = {key for key in ZH if "." not in key}
    unused = plain - said - {"day_peak", "day_valley", "day_ramp"}
    assert not unused
    assert not {key for key in ZH if key.startswith("chart.")} - shown
    assert all(key.split(".")[0] in (*LOOKED_UP, "chart") for key in ZH if "." in key)


def test_names_that_nobody_knows_are_shown_as_written() -> None:
    assert name_of("technology", "tidal_stream") == ("tidal stream", "tidal stream")
    assert name_of("technology", "wind") == ("风电", "Wind")
    assert say("segments_value", count=4, hours="8,736").zh == "4 段，加权后 8,736 小时"
