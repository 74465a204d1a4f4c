"""Any number of a program can be read: which family, which asset, which time, which period."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.linear_program import LinearProgram
from dispatch.series.assemble import assemble_series
from tests.everything import AXIS, everything
from tests.families.brought import of_rooms
from tests.support import demand, hours, system


@pytest.fixture(scope="module")
def program() -> LinearProgram:
    return compile_program(build_model(everything(), assemble_series(everything(), AXIS)))


def test_a_state_is_named_by_its_asset_and_its_instant() -> None:
    store = {"id": "bat1", "technology": "lfp", "bus": "a", "p_nom_mw": 1, "e_nom_mwh": 3}
    case = system(storage=[{**store, "id": "bat0"}, store], load=[demand(1)])
    made = compile_program(build_model(case, assemble_series(case, hours(0.25, 0.25, 0.5))))
    soc = made.columns["storage.soc_mwh"]
    assert made.column_name(soc.offset + 4 + 1) == "storage.soc_mwh[bat1, 2030-01-01T00:15+08:00]"
    assert made.column_name(soc.offset) == "storage.soc_mwh[bat0, 2030-01-01T00:00+08:00]"
    assert (
        made.row_name(made.rows["price.power_balance"].offset + 2) == "price.power_balance[a, 2030-01-01T00:30+08:00]"
    )


def test_every_kind_of_axis_has_a_name(program: LinearProgram) -> None:
    """Pairs are named by their later period, segments by number, what has no time by its asset alone."""
    first = {name: program.column_name(layout.offset) for name, layout in program.columns.items()}
    assert first["thermal.started_mw"] == "thermal.started_mw[coal, 2030-01-01T01:00+08:00]"
    assert first["corridor.energy_missed_mwh"] == "corridor.energy_missed_mwh[west]"
    rows = {name: program.row_name(layout.offset) for name, layout in program.rows.items()}
    assert rows["line.voltage_law"] == "line.voltage_law[cycle0, 2030-01-01T00:00+08:00]"
    assert rows["storage.cycle"] == "storage.cycle[cycle, 0]"
    assert rows["corridor.energy_min"] == "corridor.energy_min[east]"


def test_names_are_all_different_and_in_their_family(program: LinearProgram) -> None:
    for layouts, name in ((program.columns, program.column_name), (program.rows, program.row_name)):
        ends = [
            name(number) for layout in layouts.values() for number in (layout.offset, layout.offset + layout.size - 1)
        ]
        owners = [layout.name for layout in layouts.values() for _ in range(2)]
        assert [name.split("[")[0] for name in ends] == owners
    soc = program.columns["storage.soc_mwh"]
    column_names = [program.column_name(soc.offset + i) for i in range(soc.size)]
    # The end of one segment and the start of another may be the same asset at the same instant; here they are not.
    assert len(set(column_names)) == soc.size


def test_layouts_cover_everything_once(program: LinearProgram) -> None:
    rows, columns, nonzeros = program.shape
    for layouts, total in ((program.columns, columns), (program.rows, rows)):
        offsets = [(layout.offset, layout.offset + layout.size) for layout in layouts.values()]
        assert [b for _, b in offsets] == [a for a, _ in offsets[1:]] + [total]
    assert nonzeros == program.matrix.nnz == np.count_nonzero(program.matrix.toarray())


def test_periods_of_columns_and_rows(program: LinearProgram) -> None:
    """A state belongs to the period that it ends, the first of a segment to the one it opens; totals to none."""
    column, row = program.column_period(), program.row_period()
    soc = program.columns["storage.soc_mwh"].of(column)[0]
    ending = np.empty(AXIS.boundaries, int)
    ending[AXIS.last_boundary] = np.arange(AXIS.periods)
    ending[AXIS.segment_start] = AXIS.segment_first_period
    assert soc.tolist() == ending.tolist()
    assert program.columns["storage.p_charge_mw"].of(column)[1].tolist() == list(range(AXIS.periods))
    assert program.columns["thermal.started_mw"].of(column)[0].tolist() == AXIS.step_after.tolist()
    assert set(program.columns["corridor.energy_missed_mwh"].of(column)) == {-1}
    assert program.rows["price.power_balance"].of(row)[2].tolist() == list(range(AXIS.periods))
    assert program.rows["corridor.step_limit"].of(row)[0].tolist() == AXIS.step_after.tolist()
    assert set(program.rows["corridor.energy_max"].of(row)) == {-1}
    assert set(program.rows["storage.cycle"].of(row).ravel()) == {-1}


def test_no_row_couples_distant_periods_but_those_that_must(program: LinearProgram) -> None:
    """What windowed solving relies on: only travel, cycles, windows and totals reach beyond neighbours."""
    dense, period = program.matrix.toarray(), program.column_period()
    far = set()
    for layout in program.rows.values():
        for number in range(layout.offset, layout.offset + layout.size):
            touched = period[np.flatnonzero(dense[number])]
            touched = touched[touched >= 0]
            if len(touched) and touched.max() - touched.min() > 1:
                far.add(layout.name)
    windows = ("batch_fleet_window", "computing_window", "furnace_window", "potline_window", "shiftable_window")
    brought = {name for _, names in of_rooms("sample", "REACHING") for name in names}
    assert {name for name in far if not name.startswith(windows)} == brought | {
        "reservoir.volume_balance",
        "reservoir.cycle",
        "storage.cycle",
        "corridor.energy_min",
        "corridor.energy_max",
        # demand is a mean over its billing interval
        "bill.demand",
        # navigation looks back an hour
        "reservoir.hour_least",
        "reservoir.hour_last",
        # loads: cycles of queues, budgets and durations of rolling windows, batches that last, what is taken back later
        "computing.cycle",
        "charging.cycle",
        "charging.lent_cycle",
        "potline.daily_target",
        "potline.budget",
        "furnace.budget",
        "batch_fleet.budget",
        "batch_fleet_start.drawn",
        "offer.budget",
        "offer.duration",
        "offer.rest",
        "virtual_plant.less",
    }


def test_a_stamp_is_local_in_any_zone() -> None:
    case = system(load=[demand(1)])
    axis = Horizon.regular("2030-07-01", 1, 1.0, zone="Europe/Berlin")
    made = compile_program(build_model(case, assemble_series(case, axis)))
    assert made.column_name(0) == "load.unserved_mw[city, 2030-07-01T00:00+02:00]"
