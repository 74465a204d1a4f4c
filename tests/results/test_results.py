"""Tables of a solution: labels, times, what is missing, and the way to Parquet and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.results.demand_response import load_reductions_mw
from dispatch.results.schema import UnknownResultError
from dispatch.results.tables import Tables
from dispatch.solve.pipeline import Solved
from tests.everything import AXIS, everything
from tests.support import solve


@pytest.fixture(scope="module")
def solved() -> Solved:
    return solve(everything(), AXIS)


def test_every_table_comes_back_from_parquet_as_it_was(solved: Solved, tmp_path: Path) -> None:
    solved.tables.write(tmp_path)
    again = Tables.read(tmp_path)
    assert set(again) == set(solved.tables)
    for name, table in solved.tables.items():
        read = again[name]
        assert (read.axis, read.labels) == (table.axis, table.labels)
        assert (read.time is None) == (table.time is None)
        if table.time is not None:
            assert (read.time == table.time).all()
            assert str(read.time.tz) == str(table.time.tz)
        assert (read.segment is None) == (table.segment is None)
        assert table.segment is None or (read.segment == table.segment).all()
        assert list(read.columns) == list(table.columns)
        for column, values in table.columns.items():
            assert read.columns[column].shape == values.shape
            assert np.array_equal(read.columns[column], values, equal_nan=True), f"{name}.{column}"


def test_tables_of_one_segment_without_corridor_come_back_too(tmp_path: Path) -> None:
    from tests.support import demand, hours, system

    tables = solve(system(load=[demand(5)]), hours(1, 0.5)).tables
    tables.write(tmp_path)
    again = Tables.read(tmp_path)
    assert set(again) == {"load", "price"}
    assert again["load"].segment is None
    assert again["load"].of("city", "demand_mw").tolist() == [5, 5]


def test_periods_boundaries_and_totals_have_tables_of_their_own(solved: Solved) -> None:
    shapes = {name: next(iter(t.columns.values())).shape for name, t in solved.tables.items()}
    n, b = AXIS.periods, AXIS.boundaries
    stores = len(solved.case.storage)
    assert shapes["storage"] == (stores, n)
    assert shapes["storage_state"] == (stores, b)
    assert shapes["storage_segment"] == (stores, AXIS.segments)
    assert shapes["reservoir_state"] == (3, b)
    assert shapes["corridor_total"] == (2,)
    assert shapes["price"] == (4, n)
    assert solved.tables["corridor_total"].time is None


def test_an_asset_without_a_column_reads_not_a_number(solved: Solved) -> None:
    """The hard obligation misses nothing it could name; a lossless line has no forward column; gas
    is never committed.
    """
    nan = {
        ("corridor_total", "east", "energy_missed_mwh"),
        ("line", "ab", "forward_mw"),
        ("line", "bc", "flow_mw"),
        ("thermal", "gas", "committed_mw"),
        ("reservoir", "mid", "shortfall_m3s"),
        ("powerhouse", "left", "pump_m3s"),
        ("corridor", "east", "import_mw"),
    }
    for family, label, column in nan:
        assert np.isnan(solved.tables[family].of(label, column)).all(), (family, label, column)
    assert np.isfinite(solved.tables["line"].of("bc", "forward_mw")).all()


def test_what_belongs_to_a_pair_sits_at_the_later_period(solved: Solved) -> None:
    started = solved.tables["thermal"].of("coal", "started_mw")
    assert np.flatnonzero(np.isnan(started)).tolist() == AXIS.segment_first_period.tolist()
    number = solved.program.columns["thermal.started_mw"]
    assert started[~np.isnan(started)].tolist() == number.of(solved.solution.x)[0].tolist()


def test_columns_hold_the_solution_in_the_order_of_their_labels(solved: Solved) -> None:
    x, columns = solved.solution.x, solved.program.columns
    soc = columns["storage.soc_mwh"].of(x)
    for i, label in enumerate(("cycle", "caes", "shut")):
        assert solved.tables["storage_state"].of(label, "soc_mwh").tolist() == soc[i].tolist()
    lossy = columns["line.forward_mw"]
    for i, label in enumerate(lossy.axes[0].labels or ()):
        assert solved.tables["line"].of(label, "forward_mw").tolist() == lossy.of(x)[i].tolist()


def test_tidy_frames_name_every_row(solved: Solved) -> None:
    frame = solved.tables["storage_state"].tidy()
    assert list(frame.columns) == ["storage", "time", "segment", "soc_mwh"]
    labels = [store.id for store in solved.case.storage]
    assert len(frame) == len(labels) * AXIS.boundaries
    assert frame["storage"].cat.categories.tolist() == labels
    assert frame["time"].iloc[0] == pd.Timestamp("2030-01-01", tz="Asia/Shanghai")
    one = frame[(frame["storage"] == "caes") & (frame["segment"] == 1)]
    assert one["soc_mwh"].tolist() == solved.tables["storage_state"].of("caes", "soc_mwh")[11:23].tolist()
    total = solved.tables["corridor_total"].tidy()
    assert total.columns[0] == "corridor"
    assert len(total) == 2


def test_a_segment_boundary_belongs_to_both_sides_once(solved: Solved) -> None:
    """Boundary tables number the segment of each boundary: 11, 12 and 2 of them."""
    segment = solved.tables["storage_state"].segment
    assert segment is not None
    assert np.bincount(segment).tolist() == [11, 12, 2]


def test_wide_frames_are_times_by_labels(solved: Solved) -> None:
    wide = solved.tables["price"].wide("price_cny_per_mwh")
    assert wide.shape == (AXIS.periods, 4)
    assert wide.columns.tolist() == ["a", "b", "c", "d"]
    assert wide["c"].tolist() == solved.tables["price"].of("c", "price_cny_per_mwh").tolist()
    assert solved.tables["corridor_total"].wide("energy_price_cny_per_mwh").shape == (1, 2)


def test_what_a_case_does_not_have_is_an_empty_array(solved: Solved) -> None:
    assert solved.tables.array("secure_iteration", "mended").shape == (0, 0)
    for table, column in (("heat_pump", "p_mw"), ("price", "p_mw")):
        with pytest.raises(UnknownResultError):
            solved.tables.array(table, column)
    assert solved.tables.array("price", "price_cny_per_mwh").shape == (4, AXIS.periods)


def test_derived_quantities_are_those_of_the_columns(solved: Solved) -> None:
    """What is shown beside the columns follows from them: curtailed, served, net power, losses, release, exchange."""
    t = solved.tables
    renewable, load, storage, lake = (t[k].columns for k in ("renewable", "load", "storage", "reservoir"))
    assert np.allclose(renewable["curtailed_mw"], renewable["available_mw"] - renewable["p_mw"], atol=1e-9)
    assert np.allclose(load["served_mw"], load["demand_mw"] - load["unserved_mw"], atol=1e-9)
    assert np.allclose(storage["p_mw"], storage["p_discharge_mw"] - storage["p_charge_mw"], atol=1e-9)
    assert np.allclose(t["line"].columns["loss_mw"], t["line"].columns["p0_mw"] - t["line"].columns["p1_mw"], atol=1e-9)
    turbines = t["powerhouse"].of("left", "turbine_m3s") + t["powerhouse"].of("right", "turbine_m3s")
    top = lake["release_m3s"][0] - lake["spill_m3s"][0]
    assert np.allclose(turbines, top, atol=1e-9)
    deviations = [
        np.nan_to_num(t["corridor"].columns[k]) for k in ("above_schedule_mw", "below_schedule_mw", "import_mw")
    ]
    export = t["corridor"].columns["schedule_mw"] + deviations[0] - deviations[1] - deviations[2]
    assert np.allclose(t["corridor"].columns["export_mw"], export, atol=1e-9)


def test_costs_by_name_add_up_to_the_objective(solved: Solved) -> None:
    assert sum(solved.costs_cny.values()) == pytest.approx(solved.objective_cny, rel=1e-12)


def test_what_is_injected_at_every_bus_adds_up_to_nothing(solved: Solved) -> None:
    """The balance once more, from the tables alone."""
    t, case = solved.tables, everything()
    net = {bus.id: np.zeros(AXIS.periods) for bus in case.bus}
    for family, column, sign in (
        ("renewable", "p_mw", 1), ("powerhouse", "p_mw", 1), ("storage", "p_mw", 1), ("thermal", "p_mw", 1),
        ("load", "served_mw", -1), ("corridor", "export_mw", -1), ("meter", "import_mw", 1),
    ):  # fmt: skip
        for asset in getattr(case, family):
            net[asset.bus] += sign * t[family].of(asset.id, column)
    for family in ("line", "link"):
        for branch in getattr(case, family):
            net[branch.bus0] -= t[family].of(branch.id, "p0_mw")
            net[branch.bus1] += t[family].of(branch.id, "p1_mw")
    for meter in (meter for meter in case.meter if meter.export_max_mw > 0):
        net[meter.bus] -= t["meter"].of(meter.id, "export_mw")
    buses = {load.id: load.bus for load in case.load}
    for load, less in load_reductions_mw(case, t).items():
        net[buses[load]] += less
    assert all(np.allclose(left, 0, atol=1e-7) for left in net.values())
