"""What the page says of flexible loads, and that it says nothing where there are none."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.present.run_page.flexible import flexible_section
from dispatch.results.study_area import StudyArea
from dispatch.solve.pipeline import Solved
from tests.hand.demand_response import on_market, works
from tests.present.run_page.pages import page_of
from tests.support import close, solve, table

DAYS = 9


def flexible_case() -> Case:
    """A line, a mill and a town on a market whose price is high in the evening, and twice as high on the last days."""
    price = np.tile([100.0] * 18 + [400.0] * 4 + [100.0] * 2, DAYS)
    price[-48:] *= 2
    loads = [works(100), works(40, "mill"), works(50, "town"), works(20, "ev", kind="ev", p_pu="charging/ev")]
    return on_market(
        table(p=price.tolist()), loads,
        potline=[{"id": "pots", "load": "works", "mwh_per_t": 10, "zh": "铝厂", "en": "Smelter"}],
        shiftable=[{"id": "mill", "load": "mill", "share_pu": 0.2}],
        charging=[{"id": "ev", "load": "ev", "piles": 60, "stations": 6, "seed": 1}],
        virtual_plant=[{"id": "vpp", "loads": ["town"], "share_pu": 0.2}],
        offer=[{"id": "call", "virtual_plant": "vpp", "duration_h": 1, "price_cny_per_mwh": 60}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def solved() -> Solved:
    return solve(flexible_case(), Horizon.regular("2030-01-01", 24 * DAYS, 1.0))


def test_a_section_with_every_kind_that_is_there(solved: Solved) -> None:
    """A week as solved and a mean day of each kind; heat within its band; offers and stations told."""
    section = flexible_section(StudyArea(solved))
    assert section is not None
    tables = section.tables()
    pictures = {chart.key: chart for chart in section.charts()}
    kinds = ("potline", "shiftable", "charging", "virtual_plant")
    assert set(pictures) == {f"flexible_{k}{e}" for k in kinds for e in ("", "_day")} | {"flexible_heat_pots"}
    week, day = pictures["flexible_potline"], pictures["flexible_potline_day"]
    baseline, drawn = (line.y for line in week.curves)
    assert baseline == close(np.full(168, 100.0))
    every = solved.tables["potline"].of("pots", "p_mw")
    moved = [np.abs(100 - every[k : k + 168]).sum() for k in range(24 * DAYS - 167)]
    assert np.abs(100 - drawn).sum() == close(max(moved))
    assert day.curves[1].y == close(every.reshape(DAYS, 24).mean(axis=0))
    warm, heat, cold = (line.y for line in pictures["flexible_heat_pots"].curves)
    assert (heat <= warm + 1e-6).all()
    assert (heat >= cold - 1e-6).all()
    assert [row[0] for row in tables["flexible"].rows("en")][:2] == [
        "Smelter (potlines)",
        "mill (shiftable loads)",
    ]
    assert len(tables["offers"]) == 1 + 1, "one offer and the total"
    assert tables["stations"].columns[1].shown(0, "en").startswith("60")


def test_the_page_has_it_in_both_languages(solved: Solved) -> None:
    html = page_of(solved)
    for words in (
        "可调负荷",
        "Flexible loads",
        "Smelter (potlines)",
        "chart_picture_flexible_heat_pots",
        "充电桩逐站分解",
    ):
        assert words in html


def test_a_page_without_them_is_as_it_was(html: str) -> None:
    """No section, no picture, no table."""
    assert "chart_picture_flexible" not in html
    assert "可调负荷" not in html
