"""Meters and reports as users bring them: read exactly, or every fault named in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.errors import CaseError, Fault
from dispatch.production.learn import learn, matched
from dispatch.production.records import read_meter, read_output
from tests.production.works import FIXED, SPECIFIC, ZONE, units, written, year
from tests.support import close

HOURS = pd.date_range("2029-01-01", periods=48, freq="h")
METER = "time,pots,kiln\n" + "".join(f"{t:%Y-%m-%d %H:%M},80,{30 + t.hour}\n" for t in HOURS)
OUTPUT = "time,pots,kiln\n" + "".join(f"2029-01-{d:02d},{140 + d},{50 + d * d}\n" for d in range(1, 31))


def meter_of(folder: Path, text: str | bytes, unit: str = "MWh", name: str = "meter.csv"):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_meter(folder / name, units(), ZONE, unit)


def output_of(folder: Path, text: str):
    (folder / "output.csv").write_text(text, encoding="utf-8")
    return read_output(folder / "output.csv", units(), ZONE)


def fault_of(call, *arguments) -> Fault:
    """The one fault that a call raises; it is said in both languages."""
    with pytest.raises(CaseError) as raised:
        call(*arguments)
    (fault,) = raised.value.faults
    assert re.search("[\u4e00-\u9fff]", fault.text("zh"))
    assert "next: " in fault.text("en")
    assert fault.next_step
    return fault


def test_a_meter_is_read_in_the_zone_of_the_case(tmp_path: Path) -> None:
    meter = meter_of(tmp_path, METER)
    assert meter.start[0] == np.datetime64("2028-12-31T16:00:00")
    assert meter.hours.tolist() == [1] * 48
    assert meter.values["kiln"][5] == 35


def test_units_names_and_gaps(tmp_path: Path) -> None:
    """Columns by the names of loads; kWh, and power; an empty cell is a gap."""
    text = METER.replace("time,pots,kiln", "time,电解槽,kiln").replace("03:00,80,", "03:00,,")
    meter = meter_of(tmp_path, text, "kWh")
    assert meter.values["pots"][:2] == close([0.08, 0.08])
    assert meter.known("pots").tolist() == [t.hour != 3 for t in HOURS]
    half = "time,Potline\n2029-01-01 00:00,80\n2029-01-01 00:30,60\n"
    assert meter_of(tmp_path, half, "MW").values["pots"].tolist() == [40, 30]


def test_output_by_day_and_by_month(tmp_path: Path) -> None:
    assert output_of(tmp_path, OUTPUT).hours.tolist() == [24] * 30
    months = output_of(tmp_path, "month,pots\n2029-01,4000\n2029-02,3500\n2029-04,3900\n")
    assert months.hours.tolist() == [744, 672, 720]
    assert months.start[1] == np.datetime64("2029-01-31T16:00:00")


def test_a_day_with_a_gap_in_the_meter_is_left_out(tmp_path: Path) -> None:
    text = METER.replace("2029-01-02 07:00,80,", "2029-01-02 07:00,,")
    data = matched(meter_of(tmp_path, text), output_of(tmp_path, OUTPUT), "pots", ZONE)
    assert [str(stamp.date()) for stamp in data.start] == ["2029-01-01"]
    assert data.energy_mwh.tolist() == [24 * 80]
    whole = matched(meter_of(tmp_path, METER), output_of(tmp_path, OUTPUT), "kiln", ZONE)
    assert whole.energy_mwh.tolist() == [sum(range(30, 54))] * 2


def test_a_year_of_data_finds_what_made_it(tmp_path: Path) -> None:
    """13.5 MWh/t within three of its errors, the draw of every month within 3 MW."""
    hourly, daily = year()
    meter = read_meter(written(tmp_path, "m.csv", hourly), units(), ZONE)
    output = read_output(written(tmp_path, "o.csv", daily), units(), ZONE)
    model = learn(meter, output, units(), ZONE).models["pots"]
    assert abs(model.mwh_per_t - SPECIFIC) < 3 * model.mwh_per_t_error < 0.2
    assert model.levels == "month"
    wet = [name in ("06", "07", "08", "09", "10") for name in model.names]
    assert np.abs(model.fixed_mw - (FIXED + 2 * np.array(wet))).max() < 3
    assert model.r2 > 0.99


HOURLY_ROW = "2029-01-01 05:00,80,35\n"
METERS = {
    "missing_file": (None, "MWh"),
    "not_utf8": (METER.replace("kiln", "电解").encode("gb18030"), "MWh"),
    "missing_header": (METER.split("\n", 1)[1], "MWh"),
    "one_column": ("time\n2029-01-01\n2029-01-02\n", "MWh"),
    "empty_table": ("time,pots\n", "MWh"),
    "ragged_row": (METER.replace(HOURLY_ROW, "2029-01-01 05:00,80\n"), "MWh"),
    "not_number_cell": (METER.replace(HOURLY_ROW, "2029-01-01 05:00,eighty,35\n"), "MWh"),
    "infinite_cell": (METER.replace(HOURLY_ROW, "2029-01-01 05:00,inf,35\n"), "MWh"),
    "unreadable_stamp": (METER.replace("2029-01-01 05:00", "1 Jan 05h"), "MWh"),
    "mixed_stamps": (METER.replace("2029-01-01 05:00", "2029-01-01T05:00+08:00"), "MWh"),
    "zone_mismatch": (re.sub(r"(\d\d:00),", r"\1+09:00,", METER), "MWh"),
    "duplicate_stamp": (METER.replace(HOURLY_ROW, HOURLY_ROW + HOURLY_ROW), "MWh"),
    "unordered_stamp": (METER + HOURLY_ROW, "MWh"),
    "irregular_step": (METER.replace("2029-01-01 05:00", "2029-01-01 05:20"), "MWh"),
    "duplicate_column": (METER.replace("kiln", "电解槽"), "MWh"),
    "not_a_key_unit": (METER.replace("kiln", "town"), "MWh"),
    "negative_cell": (METER.replace(HOURLY_ROW, "2029-01-01 05:00,-80,35\n"), "MWh"),
    "meter_beyond_load": (METER.replace(",80,", ",80000,"), "MWh"),
    "unknown_unit": (METER, "Wh"),
    "meter_step": ("time,pots\n2029-01-03,1\n2029-01-06,1\n2029-01-09,1\n", "MWh"),
}


@pytest.mark.parametrize("code", METERS)
def test_a_faulty_meter_is_named(tmp_path: Path, code: str) -> None:
    text, unit = METERS[code]
    if text is None:
        fault = fault_of(read_meter, tmp_path / "meter.csv", units(), ZONE)
    else:
        fault = fault_of(meter_of, tmp_path, text, unit)
    assert fault.code == code


@pytest.mark.parametrize(
    ("code", "line", "value"),
    [("negative_cell", 7, -80.0), ("meter_beyond_load", 2, 80000.0), ("ragged_row", 7, 2), ("irregular_step", 7, None)],
)
def test_a_fault_stands_in_its_line(tmp_path: Path, code: str, line: int, value: object) -> None:
    fault = fault_of(meter_of, tmp_path, *METERS[code])
    assert fault.where.line == line
    assert value is None or fault.value == value


def test_a_table_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "meter.xlsx").write_bytes(b"PK")
    assert fault_of(read_meter, tmp_path / "meter.xlsx", units(), ZONE).code == "not_a_table_file"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("output_step", re.sub(r"(2029-01-\d\d),", r"\1 06:00,", OUTPUT)),
        ("output_step", METER),
        ("not_a_key_unit", OUTPUT.replace("kiln", "kilns")),
        ("negative_cell", OUTPUT.replace(",145,", ",-145,")),
    ],
)
def test_a_faulty_report_is_named(tmp_path: Path, code: str, text: str) -> None:
    assert fault_of(output_of, tmp_path, text).code == code


def _learn(folder: Path, meter: str, output: str):
    return learn(meter_of(folder, meter), output_of(folder, output), units(), ZONE)


LONG = pd.date_range("2029-01-01", periods=720, freq="h")


def _hourly(per_day) -> str:
    return "time,pots\n" + "".join(f"{t:%Y-%m-%d %H:%M},{per_day(t.day):.4f}\n" for t in LONG)


def _daily(per_day) -> str:
    return "time,pots\n" + "".join(f"2029-01-{d:02d},{per_day(d):.4f}\n" for d in range(1, 31))


def test_files_that_tell_nothing_of_each_other_are_named(tmp_path: Path) -> None:
    def noise(d: int) -> float:
        return 70 + (d * 37 % 11)

    cases = {
        "output_unmatched": ("time,kiln\n" + _hourly(noise).split("\n", 1)[1], _daily(lambda d: 100 + d)),
        "output_too_few": (METER, _daily(lambda d: 100 + d)),
        "output_flat": (_hourly(noise), _daily(lambda _: 100)),
        "output_unrelated": (_hourly(lambda d: 90 - d), _daily(lambda d: 100 + d)),
        "meter_crosses": ("time,pots\n" + _twelve_hours(), _daily(lambda d: 100 + d)),
    }
    for code, (meter, output) in cases.items():
        assert fault_of(_learn, tmp_path, meter, output).code == code


def _twelve_hours() -> str:
    stamps = pd.date_range("2029-01-01 08:00", periods=50, freq="12h")
    return "".join(f"{t:%Y-%m-%d %H:%M},600\n" for t in stamps)
