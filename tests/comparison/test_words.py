"""Both languages say the same things, all of them are said, and the Chinese is set as Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dispatch.present.comparison
from dispatch.present.comparison.text import EN, ZH, axis_words, screened_words, technology_words, value_words
from dispatch.present.run_page.words import Words

FOLDER = Path(dispatch.present.comparison.__file__).parent
SOURCES = "".join(
    p.read_text(encoding="utf-8")
    for p in FOLDER.rglob("*")
    if p.suffix in (".py", ".j2", ".js") and "text_" not in p.name
)
LOOKED_UP = ("column", "kind", "axis", "family", "storage", "status", "method", "unit", "sheet", "screened")
# Names that are the same in Chinese: units and formats without words.
BARE = {"mix", "in_unit", "at_site", "unit.MW", "unit.MWh", "unit.pu", "unit.count"}


def test_same_keys_in_the_same_order() -> None:
    assert list(ZH) == list(EN)


@pytest.mark.parametrize("key", list(EN))
def test_same_placeholders(key: str) -> None:
    assert set(re.findall(r"{(\w+)}", ZH[key])) == set(re.findall(r"{(\w+)}", EN[key]))
    assert bool(ZH[key]) == bool(EN[key])


@pytest.mark.parametrize("key", [key for key in EN if key not in BARE])
def test_chinese_is_chinese_and_english_is_english(key: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", ZH[key])
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", EN[key])
    half_width = re.search(r"[\u4e00-\u9fff]\s?[,;:?!()]|[,;:?!()]\s?[\u4e00-\u9fff]", ZH[key])
    assert not half_width, "punctuation between Chinese characters is full-width"


def test_what_is_there_is_said() -> None:
    said = set(re.findall(r"[\"']([a-z_]+)[\"']", SOURCES))
    prefixes = ("chart_", "baseline_no", "baseline_hydro", "axis_total", "axis_scale", "goal_reached_")
    unused = {key for key in EN if "." not in key and key not in said and not key.startswith(prefixes)}
    assert not unused
    assert all(key.split(".")[0] in LOOKED_UP for key in EN if "." in key)


@pytest.mark.parametrize(
    ("axis", "zh", "en"),
    [
        ("storage.*.duration_h", "时长（小时）", "duration, h"),
        ("total:storage.*.p_nom_mw", "总功率（MW）", "total power, MW"),
        ("storage.lfp1.p_nom_mw", "一号储能：功率（MW）", "Store one: power, MW"),
        ("storage[technology=vrfb].p_nom_mw", "全钒液流：功率（MW）", "vanadium flow battery: power, MW"),
        ("scale:renewable.*.p_nom_mw", "风电光伏：功率（MW）的倍数", "wind and PV: multiple of power, MW"),
        ("hydrology", "来水", "hydrology"),
        ("sizing.capex_pu", "造价倍数", "capital cost, multiple"),
        ("solver.gap", "solver.gap", "solver.gap"),
    ],
)
def test_axes_are_named(axis: str, zh: str, en: str) -> None:
    assert axis_words(axis, {"lfp1": Words("一号储能", "Store one")}) == (zh, en)


def test_values_and_figures_are_named() -> None:
    assert value_words("hydrology", "dry").zh == "枯水年"
    assert value_words("storage.*.technology", "caes").en == "compressed air"
    assert value_words("sizing.capex_pu", 1200.0).en == "1,200"
    assert technology_words("lfp_container").zh == "磷酸铁锂"
    assert technology_words("gravity_tower").zh == "gravity tower"
    assert screened_words("curtailment.wind.mwh") == ("风电弃电量（MWh）", "Curtailed, Wind, MWh")
    assert screened_words("operating_cost_cny").en == "Operating cost, CNY"
