"""Run-of-river: flow over design flow, the design flow from full-load hours, and the table for the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.schema import Case
from dispatch.errors import SeriesError
from dispatch.families.river_plant.entity import RiverPlant
from dispatch.horizon import Horizon
from dispatch.series.assemble import assemble_series
from dispatch.water.catchment import HYDROLOGIES, catchment_flow
from dispatch.water.river_plant import design_flow, full_load_hours, make_river_plants, river_availability
from dispatch.water.years import MONTHS, water_table
from tests.support import system

BROOK = {"id": "brook", "mean_m3s": 6, "shape": {"monthly": [2, 2, 2, 3, 5, 9, 14, 13, 10, 6, 4, 2]}}


def case_of(hydrology: str = "normal", brook: dict[str, Any] | None = None, **plant: Any) -> Case:
    mill = {"id": "mill", "catchment": "brook", **plant}
    made = system(catchment=[brook or BROOK], river_plant=[mill], renewable=[
        {"id": "mill", "technology": "ror", "bus": "a", "p_nom_mw": 4, "p_max_pu": "river_plant/mill"},
    ])  # fmt: skip
    return made.model_copy(update={"hydrology": hydrology})


def test_flow_over_design_flow_less_what_the_river_keeps() -> None:
    """Calm brook of 6 m³/s all year, 1 stays in the bed, the mill takes 10 and is 0.9 in service: 0.45; 4 m³/s: 0.9."""
    calm = {"id": "brook", "mean_m3s": 6, "shape": {"monthly": [1] * 12}, "daily_sigma_pu": 0}
    for design, share in ((10, 0.45), (4, 0.9)):
        case = case_of(brook=calm, design_m3s=design, ecological_m3s=1, availability_pu=0.9)
        available = river_availability(case, case.river_plant[0], "normal")
        assert available == pytest.approx(np.full(365, share), rel=1e-9)
    dry = case_of(brook=calm, design_m3s=10, ecological_m3s=5, availability_pu=0.9)
    assert not river_availability(dry, dry.river_plant[0], "dry").any()


def test_service_by_month() -> None:
    """Out of service in January, fully in from February on; nothing else differs."""
    case = case_of(design_m3s=3, availability_pu={"monthly": [0] + [1] * 11})
    available = river_availability(case, case.river_plant[0], "wet")
    flow = catchment_flow(case.catchment[0], case.synthesis.seed, "wet")
    assert not available[:31].any()
    assert (available[31:] == np.minimum(flow / 3, 1)[31:]).all()


@settings(max_examples=15, deadline=None)
@given(st.floats(50, 8000), st.floats(0, 4), st.floats(0.5, 1), st.sampled_from(["1d", "1h"]))
def test_the_design_flow_gives_the_hours_of_a_normal_year(
    hours: float, ecological: float, service: float, step: str
) -> None:
    case = case_of(
        brook={**BROOK, "step": step}, full_load_hours_h=hours, ecological_m3s=ecological, availability_pu=service
    )
    plant = case.river_plant[0]
    spare = catchment_flow(case.catchment[0], case.synthesis.seed, "normal") > ecological
    if hours >= spare.mean() * 8760 * service:
        with pytest.raises(SeriesError) as caught:
            make_river_plants(case, [plant])
        assert [f.code for f in caught.value.faults] == ["hours_out_of_reach"]
        return
    assert full_load_hours(river_availability(case, plant, "normal")) == pytest.approx(hours, rel=1e-9)
    fixed = RiverPlant.model_validate(
        {**plant.model_dump(), "full_load_hours_h": None, "design_m3s": design_flow(case, plant)}
    )
    for year in HYDROLOGIES:
        assert (river_availability(case, plant, year) == river_availability(case, fixed, year)).all()


def test_more_water_never_makes_less_power() -> None:
    case = case_of(full_load_hours_h=4200, ecological_m3s=0.6)
    hours = [full_load_hours(river_availability(case, case.river_plant[0], year)) for year in HYDROLOGIES]
    assert hours[0] < hours[1] < hours[2]
    assert hours[1] == pytest.approx(4200, rel=1e-9)


def test_a_plant_reads_its_river_on_the_horizon() -> None:
    case = case_of("wet", full_load_hours_h=4200)
    series = assemble_series(case, Horizon.regular("2030-06-30", 2, 24.0))
    expected = river_availability(case, case.river_plant[0], "wet")[180:182]
    assert series.of(case.renewable[0], "p_max_pu") == pytest.approx(expected, rel=1e-12)


def test_hours_out_of_reach_are_told_with_the_plant() -> None:
    case = case_of(full_load_hours_h=8500)
    with pytest.raises(SeriesError) as caught:
        assemble_series(case, Horizon.regular("2030-01-01", 2, 1.0))
    (fault,) = caught.value.faults
    assert (fault.code, fault.where.entity) == ("hours_out_of_reach", "river_plant 'mill' full_load_hours_h")
    assert (fault.value, fault.limit) == (8500, "> 0, < 8409.6")
    assert fault.text("zh") != fault.text("en")


def test_the_table_for_the_page_says_target_and_what_came_of_it() -> None:
    table = water_table(case_of("dry", full_load_hours_h=4200)).set_index(["kind", "id", "hydrology"])
    brook, mill = table.loc["catchment", "brook"], table.loc["river_plant", "mill"]
    assert brook["achieved"].to_numpy() == pytest.approx(brook["target"].to_numpy(), rel=1e-9)
    assert brook["target"].tolist() == pytest.approx([4.8, 6, 7.2])
    assert brook.loc["wet", "jul"] == pytest.approx(6 * 1.2 * 14 * 365 / 2200, rel=1e-9)
    assert mill.loc["normal", "achieved"] == pytest.approx(4200)
    assert mill["target"].isna().tolist() == [True, False, True]
    assert table["ordered"].all()
    shares = mill[list(MONTHS)].to_numpy(dtype=float)
    assert ((shares >= 0) & (shares <= 0.96 + 1e-12)).all()
    assert (shares[0] <= shares[2]).all()
    assert (table[list(MONTHS)].to_numpy(dtype=float) >= 0).all()


def test_a_case_without_water_has_an_empty_table() -> None:
    assert water_table(system(load=[{"id": "l", "kind": "k", "bus": "a", "p_nom_mw": 1}])).empty
