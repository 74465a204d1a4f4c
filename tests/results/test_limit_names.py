"""Every family of rows has words, and an impossible plant is told in them."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.errors import InfeasibleError
from dispatch.locale import ids
from dispatch.program.build import build_model
from dispatch.results.limit_names import missed_row, row_name
from dispatch.series.assemble import assemble_series
from tests.everything import AXIS, everything
from tests.hand.demand_response import on_market, works
from tests.support import hours, solve, table


def test_every_family_of_rows_has_words() -> None:
    """All families that the case with everything makes; words in both languages, and none for rows that are not."""
    case = everything()
    made = {rows.name for rows in build_model(case, assemble_series(case, AXIS)).rows}
    named = {key.removeprefix("row.") for key in ids("row.")}
    assert made - named == set()
    assert all(row_name(row).zh != row_name(row).en for row in named)
    assert "'pots'" in missed_row("en", "potline.heat_balance", "pots", 3.0, "potline.heat_balance[pots, 0]", 1)


@pytest.mark.parametrize(
    ("families", "zh", "en"),
    [
        # An hour without 30 % cools to −0.29 h, and the line begins at 0.
        (
            {"potline": [{"id": "pots", "load": "works", "shed_armed_pu": 0.3, "heat_min_h": -0.1}]},
            "切除后热量不低于下限（时段初） pots 无法满足",
            "heat left after a shed, at first, of potline 'pots' cannot hold",
        ),
        # A target of all, with no more than half on line.
        (
            {"furnace": [{"id": "kiln", "load": "works", "fleet": "week", "available_pu": 0.5, "target_pu": 1}]},
            "在线炉最高功率 kiln 无法满足", "highest power of the furnaces on line of 'kiln' cannot hold",
        ),
    ],
)  # fmt: skip
def test_an_impossible_plant_is_told_in_its_own_words(families: dict[str, Any], zh: str, en: str) -> None:
    case = on_market(table(p=[100, 500, 100]), [works(100)], **families)
    with pytest.raises(InfeasibleError) as raised:
        solve(case, hours(1, 1, 1))
    assert zh in raised.value.text("zh")
    assert en in raised.value.text("en")
