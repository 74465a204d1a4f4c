"""96-point tables: what is written is read back digit by digit; 24:00, leap days, month ends, clocks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dispatch.case import load_case
from dispatch.errors import CaseError
from dispatch.horizon import Horizon
from dispatch.series.resample import period_mean
from dispatch.shaving.curves import Region, study_area_of
from dispatch.shaving.points import LABELS, point_table, time_table
from dispatch.shaving.points_check import Wishes
from dispatch.shaving.points_read import read_points
from dispatch.shaving.points_write import write_points, write_series, yaml_lines
from tests.shaving.small import store
from tests.support import close, demand, solve, system, table, unit

START = "2028-02-28"


def region(step_h: float = 0.25, days: int = 3) -> Region:
    """Three days around a leap day, a load that is a little odd in every digit, a store and a plant."""
    count = round(days * 24 / step_h)
    load = 80 + 20 * np.sin(np.arange(count) / 7) + np.arange(count) / 3
    case = system(
        table(step_h, start=START, l=load),
        thermal=[unit("g", 500, 300, zh="电厂", en="plant")],
        load=[demand(1, p_pu="s/l")],
        storage=[store("bat", 10, 20, zh="储能", en="store")],
    )
    return study_area_of(solve(case, Horizon.regular(START, count, step_h)))


def test_points_are_stamped_by_their_end() -> None:
    assert LABELS[0] == "00:15"
    assert LABELS[3] == "01:00"
    assert LABELS[95] == "24:00"
    frame = point_table(region()).tidy()
    first = frame[frame["kind"] == "load"].iloc[[0, 95, 96, 191, 287]]
    assert first["date"].tolist() == ["2028-02-28", "2028-02-28", "2028-02-29", "2028-02-29", "2028-03-01"]
    assert first["time"].tolist() == ["00:15", "24:00", "00:15", "24:00", "24:00"]
    assert first["point"].tolist() == [1, 96, 1, 96, 96]
    k = np.array([0, 95, 96, 191, 287])
    assert first["p_mw"].tolist() == pytest.approx(80 + 20 * np.sin(k / 7) + k / 3, abs=5.1e-7)


@pytest.mark.parametrize("step_h", [1 / 12, 0.25, 0.5, 1.0, 6.0, 1 / 3])
def test_energy_is_kept_whatever_the_step(step_h: float) -> None:
    area = region(step_h)
    points = point_table(area)
    wanted = (area.curves["load"] * step_h).reshape(3, -1).sum(axis=1)
    assert points.energy_mwh()[0] == pytest.approx(wanted, abs=96 * 5e-7)
    if step_h == 1.0:
        assert points.values[0].reshape(-1, 4) == pytest.approx(np.repeat(area.curves["load"], 4).reshape(-1, 4))
    if step_h == 1 / 12:
        assert points.values[0].ravel() == pytest.approx(area.curves["load"].reshape(-1, 3).mean(axis=1), abs=6e-7)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("layout", ["vertical", "horizontal"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_round_trip_is_exact(tmp_path: Path, lang: str, layout: str, extension: str) -> None:
    points = point_table(region())
    path = tmp_path / f"points.{extension}"
    write_points(points, path, lang, layout)  # type: ignore[arg-type]
    back = read_points(path, Wishes(negative=True))
    names = [c.zh if lang == "zh" else c.en for c in points.columns]
    assert list(back.columns) == names
    for name, values in zip(names, points.values, strict=True):
        assert np.array_equal(back.columns[name], values.ravel()), name
    assert str(back.start[0]) == "2028-02-27T16:00:00"  # local midnight
    assert len(back.start) == 288
    assert (np.diff(back.start) == np.timedelta64(900, "s")).all()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.floats(-1e5, 1e5, allow_nan=False), min_size=96, max_size=96))
def test_any_value_survives_both_formats(tmp_path_factory: pytest.TempPathFactory, values: list[float]) -> None:
    folder = tmp_path_factory.mktemp("any")
    points = point_table(region(1.0, 1), resources=False)
    made = type(points)(points.columns[:1], points.dates[:1], np.round([[values]], 6) + 0.0, points.zone)
    for name in ("a.csv", "a.xlsx"):
        write_points(made, folder / name)
        back = read_points(folder / name, Wishes(negative=True))
        assert np.array_equal(back.columns["负荷"], made.values.ravel())


def test_a_series_of_a_case_reads_as_the_points(tmp_path: Path) -> None:
    """Table → series CSV and lines of YAML → a case → the same power in every period, 24:00 and leap day in place."""
    points = point_table(region())
    write_points(points, tmp_path / "p.csv", "en")
    series = read_points(tmp_path / "p.csv", Wishes(("load",)))
    write_series(series, tmp_path / "load_2028.csv", "Asia/Shanghai")
    text = yaml_lines("given", tmp_path / "load_2028.csv", series, "Asia/Shanghai")
    (tmp_path / "case.yaml").write_text(
        "name: x\ntime: {start: 2028-02-28, end: 2028-03-02, step: 15min, zone: Asia/Shanghai}\nbus: [{id: a}]\n" + text
        + "load: [{id: city, kind: city, bus: a, p_nom_mw: 1, p_pu: given/load}]\n"
    )  # fmt: skip
    case = load_case(tmp_path)
    assert case.series["given"] == series
    horizon = Horizon.regular(START, 288, 0.25)
    assert np.array_equal(period_mean(case.series["given"], "load", horizon), points.values[0].ravel())


@pytest.mark.parametrize("last", ["2030-01-31", "2030-02-28", "2028-02-29", "2030-04-30", "2030-12-31"])
def test_month_ends_run_on(tmp_path: Path, last: str) -> None:
    first = date.fromisoformat(last)
    lines = ["日期,时刻,负荷（MW）"]
    for day in (first, (pd.Timestamp(last) + pd.Timedelta(days=1)).date()):
        lines += [f"{day:%Y/%m/%d},{label},{k}" for k, label in enumerate(LABELS)]
    (tmp_path / "x.csv").write_text("\n".join(lines), encoding="utf-8")
    back = read_points(tmp_path / "x.csv")
    assert len(back.start) == 192
    assert back.columns["负荷"].tolist() == list(range(96)) * 2


def test_full_stamps_that_run_on_may_write_midnight_either_way(tmp_path: Path) -> None:
    """00:15 … 23:45, then 00:00 of the next day, or 24:00 of the same: no doubt, because the table begins at 00:15."""
    stamps = pd.date_range("2030-01-01 00:15", periods=192, freq="15min")
    either = [f"{t:%Y-%m-%d %H:%M},{i}" for i, t in enumerate(stamps)]
    frame = [
        f"{t - pd.Timedelta(days=int(t.hour + t.minute == 0)):%Y-%m-%d} {LABELS[i % 96]},{i}"
        for i, t in enumerate(stamps)
    ]
    for name, rows in (("a.csv", either), ("b.csv", frame)):
        (tmp_path / name).write_text("\n".join(["time,load_mw", *rows]))
        back = read_points(tmp_path / name)
        assert back.columns["load"].tolist() == list(range(192))
        assert str(back.start[0]) == "2029-12-31T16:00:00"


def test_units_become_mw(tmp_path: Path) -> None:
    body = [f"2030-01-01,{label},1.5,1500,1.5" for label in LABELS]
    (tmp_path / "x.csv").write_text("\n".join(["date,time,a (万千瓦),b [kW],c", *body]), encoding="utf-8")
    back = read_points(tmp_path / "x.csv", Wishes(unit="兆瓦", columns=("c",)))
    assert back.columns["c"].tolist() == [1.5] * 96
    back = read_points(tmp_path / "x.csv", Wishes(columns=("a", "b [kW]")))
    assert (back.columns["a"][0], back.columns["b"][0]) == (15.0, 1.5)
    (tmp_path / "y.csv").write_text("\n".join(["单位：万千瓦", "date,time,a,b,c", *body]), encoding="utf-8")
    assert read_points(tmp_path / "y.csv", Wishes(("c",))).columns["c"][0] == 15.0


def test_a_workbook_of_a_dispatch_centre(tmp_path: Path) -> None:
    """A merged title above, real dates, times of the spreadsheet with 24:00 as 1.0, numbers of points across."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        day, clock = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "[h]:mm"})
        down, across = book.add_worksheet("下"), book.add_worksheet("横")
        down.merge_range(0, 0, 0, 2, "昭通电网负荷曲线（单位见表头）")
        down.write_row(1, 0, ["日期", "时刻", "负荷(万千瓦)"])
        across.write_row(0, 0, ["日期", *range(1, 97)])
        across.write_datetime(1, 0, pd.Timestamp("2030-01-01").to_pydatetime(), day)
        for k in range(96):
            down.write_datetime(2 + k, 0, pd.Timestamp("2030-01-01").to_pydatetime(), day)
            down.write_number(2 + k, 1, (k + 1) / 96, clock)
            down.write_number(2 + k, 2, 300 + k)
            across.write_number(1, 1 + k, 300 + k)
    assert read_points(tmp_path / "x.xlsx").columns["负荷"].tolist() == [10 * (300 + k) for k in range(96)]
    back = read_points(tmp_path / "x.xlsx", Wishes(("实际",), "MW", sheet="横"))
    assert back.columns["实际"].tolist() == [300 + k for k in range(96)]


def test_the_workbook_tells_its_conventions(tmp_path: Path) -> None:
    write_points(point_table(region()), tmp_path / "x.xlsx", "zh")
    book = load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["96点", "说明"]
    assert [c.value for c in book["96点"][1]][:3] == ["日期", "时刻", "负荷 (MW)"]
    assert "Asia/Shanghai" in "".join(str(row[0].value) for row in book["说明"].iter_rows())


def test_days_that_the_run_does_not_cover_are_named() -> None:
    with pytest.raises(CaseError, match="2028-03-05"):
        point_table(region(), [date(2028, 2, 29), date(2028, 3, 5)])
    half = study_area_of(
        solve(system(thermal=[unit("g", 9, 1)], load=[demand(1)]), Horizon.regular(f"{START} 06:00", 30, 1.0))
    )
    with pytest.raises(CaseError):
        point_table(half, [date(2028, 2, 28)])


def test_zones_whose_clocks_change_are_refused(tmp_path: Path) -> None:
    """Berlin has 92 quarter-hours on 31 March 2030 and is fine the day before; China changed its clocks until 1991."""
    for zone, day, fine in (("Europe/Berlin", "2030-03-31", False), ("Europe/Berlin", "2030-03-30", True),
                            ("Asia/Shanghai", "1990-04-15", False), ("Asia/Shanghai", "2030-03-31", True)):  # fmt: skip
        lines = ["date,time,load (MW)", *(f"{day},{label},1" for label in LABELS)]
        (tmp_path / "x.csv").write_text("\n".join(lines))
        if fine:
            assert len(read_points(tmp_path / "x.csv", Wishes(zone=zone)).start) == 96
        else:
            with pytest.raises(CaseError, match=f"clocks change in {zone}"):
                read_points(tmp_path / "x.csv", Wishes(zone=zone))


def test_a_series_table_begins_at_local_midnight() -> None:
    made = time_table({"x": np.arange(96.0)}, date(2030, 1, 1), "Asia/Shanghai")
    assert (str(made.start[0]), str(made.end)) == ("2029-12-31T16:00:00", "2030-01-01T16:00:00")
    assert made.columns["x"][0] == close(0)
