"""Values over time: every fault of every series in one error, with entity, local time, value, limit and source row."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.case import load_case, validate_case
from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.case.table import Quantity, TimeTable
from dispatch.case.time_axis import horizon_of
from dispatch.errors import Fault, SeriesError
from dispatch.families.bus.entity import Bus
from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.load.entity import Load
from dispatch.families.network.entity import Link
from dispatch.families.renewable.entity import Renewable
from dispatch.families.rooms import FAMILIES
from dispatch.families.storage.entity import Storage
from dispatch.families.thermal.entity import Thermal
from dispatch.horizon import Horizon
from dispatch.series.assemble import Series, assemble_series
from tests.rejects.small_case import write_case

ZONE = "Asia/Shanghai"
HORIZON = Horizon.regular("2030-01-01", 24, 1.0)


def table(quantity: Quantity = "mean", **columns: list[float]) -> TimeTable:
    rows = len(next(iter(columns.values())))
    index = pd.date_range("2030-01-01", periods=rows, freq="1h", tz=ZONE)
    return TimeTable.from_frame(pd.DataFrame(columns, index=index), quantity)


def case_of(*assets: Entity, **series: TimeTable) -> Case:
    families = {name: tuple(a for a in assets if type(a).__name__.lower() == name) for name in FAMILIES}
    families["bus"] = (Bus(id="b"), Bus(id="c"))
    families["load"] += (Load(id="base", kind="k", bus="b", p_nom_mw=1),)
    return Case(name="limits", series=series, **families)


def faults_of(case: Case, horizon: Horizon = HORIZON) -> list[Fault]:
    validate_case(case)
    with pytest.raises(SeriesError) as caught:
        assemble_series(case, horizon)
    assert caught.value.exit_code == 2
    for fault in caught.value.faults:
        assert fault.next_step
        assert fault.text("zh") != fault.text("en")
    return caught.value.faults


def profile(value: float, hour: int, at: float) -> list[float]:
    """24 hours of a value, with another one in one hour."""
    return [at if h == hour else value for h in range(24)]


OUT, CROSSED, START, END = "out_of_limits", "crossed_limits", "start_outside_limits", "terminal_outside_limits"
TOWN = {"kind": "town", "bus": "b", "p_nom_mw": 5}
COAL = {"technology": "coal", "bus": "b", "p_nom_mw": 5}
OUTLET = {"bus": "b", "p_nom_mw": 5}
SUN = {"technology": "pv", "bus": "b", "p_nom_mw": 5}
BATTERY = {"technology": "lfp", "bus": "b", "p_nom_mw": 5, "e_nom_mwh": 10}
HOUSE = {"reservoir": "r", "bus": "b", "p_nom_mw": 5, "turbine_max_m3s": 9}
TIE = {"bus0": "b", "bus1": "c", "p_nom_mw": 5}


@pytest.mark.parametrize(
    ("asset", "column", "code", "field", "hour", "value", "limit"),
    [
        (Renewable(id="x", **SUN, p_max_pu="t/a"), profile(1, 9, 1.3), OUT, "p_max_pu", 9, 1.3, "≤ 1.2"),
        (Renewable(id="x", **SUN, p_max_pu="t/a"), profile(1, 9, -0.1), OUT, "p_max_pu", 9, -0.1, "≥ 0"),
        (Renewable(id="x", **SUN, p_max_pu="t/a", p_min_pu=0.5), profile(1, 5, 0.4), CROSSED, "p_min_pu", 5, 0.5,
         "≤ p_max_pu·availability_pu = 0.4"),
        (Load(id="x", **TOWN, p_pu="t/a"), profile(1, 3, -1), OUT, "p_pu", 3, -1, "≥ 0"),
        (Load(id="x", **TOWN, unserved_cost_cny_per_mwh="t/a"), profile(9, 3, -9), OUT,
         "unserved_cost_cny_per_mwh", 3, -9, "≥ 0"),
        (Reservoir(id="x", volume_max_hm3=5, volume_min_hm3="t/a"), profile(1, 7, 6), CROSSED, "volume_min_hm3", 7, 6,
         "≤ volume_max_hm3 = 5"),
        (Reservoir(id="x", volume_max_hm3=5, release_min_m3s="t/a", release_max_m3s=8), profile(1, 7, 9), CROSSED,
         "release_min_m3s", 7, 9, "≤ release_max_m3s = 8"),
        (Reservoir(id="x", volume_max_hm3="t/a", volume_initial_hm3=4), profile(5, 0, 3), START,
         "volume_initial_hm3", 0, 4, "≤ volume_max_hm3 = 3"),
        (Storage(id="x", **BATTERY, soc_max_pu="t/a", soc_initial_mwh=8), profile(1, 0, 0.5), START,
         "soc_initial_mwh", 0, 8, "≤ soc_max_pu·e_nom_mwh = 5"),
        (Storage(id="x", **BATTERY, soc_max_pu="t/a", soc_terminal_min_mwh=8), profile(1, 23, 0.5), END,
         "soc_terminal_min_mwh", 24, 8, "≤ soc_max_pu·e_nom_mwh = 5"),
        (Storage(id="x", **BATTERY, wear_cost_cny_per_mwh="t/a"), profile(1, 2, -1), OUT, "wear_cost_cny_per_mwh",
         2, -1, "≥ 0"),
        (Thermal(id="x", **COAL, p_max_pu="t/a", committed_min_pu=0.5), profile(1, 4, 0.2),
         CROSSED, "committed_min_pu", 4, 0.5, "≤ p_max_pu = 0.2"),
        (Link(id="x", **TIE, p_min_pu="t/a", loss_pu=0.1), profile(0, 4, -1), "lossy_two_way_link", "p_min_pu",
         4, -1, "≥ 0"),
        (Corridor(id="x", **OUTLET, price_cny_per_mwh="t/a", import_price_cny_per_mwh=300, p_min_pu=-1),
         profile(200, 8, 400), "import_below_export", "import_price_cny_per_mwh", 8, 300, "≥ price_cny_per_mwh = 400"),
    ],
)  # fmt: skip
def test_a_value_beyond_its_limit(
    asset: Entity, column: list[float], code: str, field: str, hour: int, value: float, limit: str
) -> None:
    faults = faults_of(case_of(asset, t=table(a=column)))
    assert [f.code for f in faults] == [code]
    day, clock = 1 + hour // 24, hour % 24
    assert (
        faults[0].where.entity == f"{type(asset).__name__.lower()} 'x' {field} at 2030-01-{day:02d} {clock:02d}:00+0800"
    )
    assert faults[0].value == pytest.approx(value)
    assert faults[0].limit == limit


def test_a_sound_case_with_everything_at_its_limit_passes() -> None:
    case = case_of(
        Renewable(id="x", **SUN, p_max_pu="t/a", p_min_pu="t/a"),
        Corridor(id="k", bus="b", p_nom_mw=5, price_cny_per_mwh="t/p", import_price_cny_per_mwh="t/p", p_min_pu=-1),
        Corridor(id="no_import", bus="b", p_nom_mw=5, price_cny_per_mwh="t/p"),
        Link(id="one_way", **TIE, loss_pu=0.1),
        t=table(a=profile(0, 9, 1.2), p=profile(300, 9, -20)),
    )
    validate_case(case)
    assert isinstance(assemble_series(case, HORIZON), Series)


def test_round_off_is_no_fault() -> None:
    plant = Renewable(id="x", **SUN, p_max_pu={"series": "t/a", "scale": 3})
    case = case_of(plant, t=table(a=[0.4] * 24))
    assert Series(case, HORIZON).of(plant, "p_max_pu").max() > 1.2
    assemble_series(case, HORIZON)


def test_monthly_values_are_judged_in_the_months_of_the_horizon() -> None:
    months = [3.0] * 5 + [9.0] * 7
    lake = Reservoir(id="x", volume_max_hm3={"monthly": months}, volume_min_hm3=5)
    faults = faults_of(case_of(lake), Horizon.regular("2030-05-31T12:00", 48, 1.0))
    assert faults[0].where.entity == "reservoir 'x' volume_min_hm3 at 2030-05-31 12:00+0800"
    validate_case(case_of(lake))
    assemble_series(case_of(lake), Horizon.regular("2030-06-01", 48, 1.0))


def test_start_and_end_of_every_segment_are_judged() -> None:
    battery = Storage(id="x", **BATTERY, soc_max_pu="t/a", soc_initial_mwh=8)
    starts = [Horizon.regular(start, 3, 1.0) for start in ("2030-01-01T00:00", "2030-01-01T12:00")]
    faults = faults_of(case_of(battery, t=table(a=profile(1, 12, 0.5))), Horizon.chain(starts))
    assert faults[0].where.entity == "storage 'x' soc_initial_mwh at 2030-01-01 12:00+0800"


def test_all_faults_come_at_once_and_a_short_table_once() -> None:
    case = case_of(
        Renewable(id="x", **SUN, p_max_pu="short/a"),
        Renewable(id="y", **SUN, p_max_pu="short/b"),
        Renewable(id="z", **SUN, p_max_pu="t/a", marginal_cost_cny_per_mwh="short/a"),
        Powerhouse(id="h", **HOUSE, productivity_mw_per_m3s="t/a"),
        Reservoir(id="r", volume_max_hm3="sums/a"),
        t=table(a=profile(1, 9, 30)),
        short=table(a=[1, 1], b=[1, 1]),
        sums=table("sum", a=[1] * 25),
    )
    faults = faults_of(case)
    assert sorted((f.code, f.where.entity.split(" at ")[0]) for f in faults) == [
        ("out_of_limits", "powerhouse 'h' productivity_mw_per_m3s"),
        ("out_of_limits", "renewable 'z' p_max_pu"),
        ("series_not_covering", "renewable 'x' p_max_pu"),
        ("sum_at_instant", "reservoir 'r' volume_max_hm3"),
    ]
    short = next(f for f in faults if f.code == "series_not_covering")
    assert short.value == "2030-01-01T00:00:00+08:00 … 2030-01-02T00:00:00+08:00"
    assert short.limit == "2030-01-01T00:00:00+08:00 … 2030-01-01T02:00:00+08:00"


def test_a_horizon_longer_than_the_data_of_a_file(tmp_path: Path) -> None:
    write_case(tmp_path)
    case = load_case(tmp_path)
    with pytest.raises(SeriesError) as caught:
        assemble_series(case, horizon_of(case, end="2030-01-04"))
    assert [f.code for f in caught.value.faults] == ["series_not_covering"]
    assert "repeat: year" in caught.value.faults[0].next_step


def test_the_row_of_the_file_is_named(tmp_path: Path) -> None:
    write_case(tmp_path)
    file = tmp_path / "hourly.csv"
    file.write_text(file.read_text().replace("2030-01-02 09:00,0.5", "2030-01-02 09:00,50"))
    case = load_case(tmp_path)
    with pytest.raises(SeriesError) as caught:
        assemble_series(case, horizon_of(case))
    where = caught.value.faults[0].where
    assert (where.file, where.line) == (file, 35)
    assert where.entity == "renewable 'pv1' p_max_pu at 2030-01-02 09:00+0800"


def test_hydrology_chooses_the_column() -> None:
    lake = Reservoir(id="x", volume_max_hm3=5, inflow_m3s={"series": "t/{hydrology}", "scale": 2})
    case = case_of(lake, t=table(dry=[1] * 24, normal=[2] * 24, wet=[3] * 24))
    for hydrology, inflow in (("dry", 2), ("normal", 4), ("wet", 6)):
        series = assemble_series(case.model_copy(update={"hydrology": hydrology}), HORIZON)
        assert series.of(lake, "inflow_m3s").tolist() == [inflow] * 24
        assert series.stack([lake, lake], "inflow_m3s").shape == (2, 24)  # noqa: PD013


def test_a_series_that_is_not_there_is_named_even_without_checks() -> None:
    case = case_of(
        Renewable(id="x", **SUN, p_max_pu="t/b"), Renewable(id="y", **SUN, p_max_pu="u/b"), t=table(a=[1] * 24)
    )
    with pytest.raises(SeriesError) as caught:
        assemble_series(case, HORIZON)
    assert [f.code for f in caught.value.faults] == ["unknown_column", "unknown_series"]


def test_a_year_of_quarters_of_150_entities_is_judged_within_a_second() -> None:
    values = np.random.default_rng(7).random((8760, 150))
    index = pd.date_range("2030-01-01", periods=8760, freq="1h", tz=ZONE)
    source = TimeTable.from_frame(
        pd.DataFrame(values, index=index, columns=[f"c{i}" for i in range(150)]), repeat="year"
    )
    plants = [
        Renewable(id=f"r{i}", **SUN, p_max_pu=f"t/c{i}", marginal_cost_cny_per_mwh={"monthly": [i] * 12})
        for i in range(150)
    ]
    case = case_of(*plants, t=source)
    begin = time.process_time()
    assemble_series(case, Horizon.regular("2030-01-01", 35_040, 0.25))
    assert time.process_time() - begin < 1.0


def test_faults_of_python_tables_name_no_file() -> None:
    source = dataclasses.replace(table(a=profile(1, 9, 2)), lines=None)
    where = faults_of(case_of(Renewable(id="x", **SUN, p_max_pu="t/a"), t=source))[0].where
    assert (where.file, where.line) == (None, 0)
