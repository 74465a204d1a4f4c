"""Names of axes, values and figures of the comparison."""

from __future__ import annotations

import pytest

from dispatch.present.comparison.text import axis_words, screened_words, technology_words, value_words
from dispatch.present.words import Words


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
