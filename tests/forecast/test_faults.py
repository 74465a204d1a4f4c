"""Every way in which a forecast file can be wrong: code, file, line, value and next step, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.case.schema import Case
from dispatch.errors import CaseError, Fault
from dispatch.forecast.judge import score_files
from dispatch.forecast.read import Reading, reading_of
from tests.forecast.cases import bus, plant, valley
from tests.forecast.files import ACTUAL, LEAD, LONG, WIDE, WRONG, Wrong


@pytest.fixture(scope="module")
def case() -> Case:
    return valley(days=3)


def file(folder: Path, text: str, name: str = "f.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def faults_of(case: Case, files: list[Path], reading: Reading | None = None, actual: Path | None = None) -> list[Fault]:
    with pytest.raises(CaseError) as caught:
        score_files(case, files, reading, actual)
    assert caught.value.exit_code == 2
    return caught.value.faults


@pytest.mark.parametrize("text", [LONG, LEAD, WIDE], ids=["long", "lead", "wide"])
def test_the_files_are_sound_before_they_are_broken(case: Case, tmp_path: Path, text: str) -> None:
    scored = score_files(case, [file(tmp_path, text)])
    assert scored.table(())["n"][0] > 0
    if text is LONG:
        assert score_files(case, [file(tmp_path, text)], actual=file(tmp_path, ACTUAL, "a.csv")).points[
            0
        ].subject.actual[:3].tolist() == [30, 31, 32]


def test_the_table_is_long_enough() -> None:
    assert len({wrong.code for wrong in WRONG}) >= 25


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: f"{w.code}: {w.new or w.value or w.line}")
def test_fault_is_named_in_full(case: Case, tmp_path: Path, wrong: Wrong) -> None:
    path = wrong.write(tmp_path)
    actual = file(tmp_path, wrong.actual, "f_actual.csv") if wrong.actual else None
    faults = faults_of(case, [path], actual=actual)
    assert [fault.code for fault in faults] == [wrong.code], "\n".join(map(str, faults))
    fault = faults[0]
    about = actual if actual is not None and wrong.code in ("nan_cell", "forecast_gap") else path
    if wrong.code != "not_a_table_file":
        assert fault.where.file == about
    assert fault.where.line == wrong.line
    if wrong.value is not None:
        assert fault.value == wrong.value
    assert wrong.told_in in str(fault)
    for lang in ("en", "zh"):
        text = fault.text(lang)
        assert fault.next_step
        assert "\n" not in text
        assert not re.search(r"\{[a-z_]+\}", text)
    assert re.search("[\u4e00-\u9fff]", fault.text("zh"))


def test_a_missing_file_is_named_with_its_neighbours(case: Case, tmp_path: Path) -> None:
    file(tmp_path, LONG, "forecast.csv")
    (fault,) = faults_of(case, [tmp_path / "forcast.csv"])
    assert fault.code == "missing_file"
    assert "forecast.csv" in str(fault)


def test_the_same_forecasts_in_two_files_are_named(case: Case, tmp_path: Path) -> None:
    one = file(tmp_path, LONG, "one.csv")
    two = file(tmp_path, "\n".join(LONG.splitlines()[:4]) + "\n", "two.csv")
    (fault,) = faults_of(case, [one, two])
    assert (fault.code, fault.where.file, fault.where.line) == ("forecast_overlap", two, 2)
    assert "one.csv" in str(fault)
    assert "3" in str(fault)


def test_faults_of_several_files_come_at_once(case: Case, tmp_path: Path) -> None:
    one = file(tmp_path, LONG.replace("breeze", "x").replace("field", "y"), "one.csv")
    two = file(tmp_path, LONG.replace("50.0", "?"), "two.csv")
    codes = [fault.code for fault in faults_of(case, [one, two])]
    assert codes == ["forecast_unknown_entity", "forecast_unknown_entity", "not_number_cell"]


def test_an_ambiguous_name_wants_its_kind(tmp_path: Path) -> None:
    town = plant("town", "wind", "north")
    case = valley(days=3, renewable=[town], bus=[bus("north"), bus("south")])
    text = "\n".join(LONG.splitlines()[:4]).replace("breeze", "town") + "\n"
    (fault,) = faults_of(case, [file(tmp_path, text)])
    assert fault.code == "forecast_ambiguous_entity"
    assert "wind/town, load/town" in str(fault)
    changed = text.replace("forecast\n", "forecast,kind\n").replace("50.0\n", "50.0,load\n")
    assert score_files(case, [file(tmp_path, changed)]).points[0].subject.kind == "load"
    wide = "\n".join(WIDE.splitlines()).replace("breeze,field", "wind/town,load/town") + "\n"
    assert [p.subject.kind for p in score_files(case, [file(tmp_path, wide)]).points] == ["wind", "load"]


def test_what_a_file_does_not_say_can_be_said_for_it(case: Case, tmp_path: Path) -> None:
    plain = LONG.replace("+08:00", "")
    zoned = score_files(case, [file(tmp_path, plain)], reading_of("Asia/Shanghai", "start", None, False))
    assert zoned.points[0].issue[0] == score_files(case, [file(tmp_path, LONG)]).points[0].issue[0]
    unit = LONG.replace("50.0", "0.5").replace("10.0", "0.2")
    shares = score_files(case, [file(tmp_path, unit)], Reading(unit="pu"))
    assert [set(p.value) for p in shares.points] == [{50.0}, {10.0}]
    shares = score_files(
        case, [file(tmp_path, LONG.replace("50.0", "50000").replace("10.0", "10000"))], Reading(unit="kW")
    )
    assert [set(p.value) for p in shares.points] == [{50.0}, {10.0}]
    with pytest.raises(CaseError) as caught:
        reading_of("Asia/Shangai", "start", None, False)
    assert "Asia/Shanghai" in str(caught.value)


def test_gaps_are_scored_when_allowed(case: Case, tmp_path: Path) -> None:
    holed = LONG.replace(LONG.splitlines()[2] + "\n", "")
    assert score_files(case, [file(tmp_path, holed)], Reading(gaps=True)).table(())["n"][0] == 5
    holed = WIDE.replace(WIDE.splitlines()[40] + "\n", "")
    assert len(score_files(case, [file(tmp_path, holed)], Reading(gaps=True)).points[0].value) == 95


def test_a_96_point_table_that_names_the_ends_of_its_periods(case: Case, tmp_path: Path) -> None:
    ends = "time,breeze\n" + "".join(
        f"2025-03-02 {(q + 1) // 4:02d}:{(q + 1) % 4 * 15:02d},{30 + q % 40}\n" for q in range(96)
    )
    starts = "time,breeze\n" + "".join(f"2025-03-02 {q // 4:02d}:{q % 4 * 15:02d},{30 + q % 40}\n" for q in range(96))
    one = score_files(case, [file(tmp_path, ends)], Reading("Asia/Shanghai", "end"))
    two = score_files(case, [file(tmp_path, starts)], Reading("Asia/Shanghai", "start"))
    assert (one.points[0].valid == two.points[0].valid).all()
    assert one.points[0].lead_h[0] == 15.5
    pd.testing.assert_frame_equal(one.sums, two.sums)


def test_blank_lines_keep_line_numbers_right(case: Case, tmp_path: Path) -> None:
    lines = LONG.splitlines()
    text = "\n".join([lines[0], "", lines[1], "", lines[2].replace("50.0", "x"), *lines[3:]]) + "\n"
    (fault,) = faults_of(case, [file(tmp_path, text)])
    assert (fault.code, fault.where.line) == ("not_number_cell", 5)


def test_parquet_says_rows_for_lines(case: Case, tmp_path: Path) -> None:
    frame = pd.read_csv(file(tmp_path, LONG))
    frame["issue_time"], frame["valid_time"] = pd.to_datetime(frame["issue_time"]), pd.to_datetime(frame["valid_time"])
    frame.to_parquet(tmp_path / "f.parquet")
    same = score_files(case, [tmp_path / "f.parquet"])
    pd.testing.assert_frame_equal(same.sums, score_files(case, [tmp_path / "f.csv"]).sums)
    frame.loc[1, "forecast"] = np.nan
    frame.to_parquet(tmp_path / "f.parquet")
    (fault,) = faults_of(case, [tmp_path / "f.parquet"])
    assert (fault.code, fault.where.file) == ("nan_cell", tmp_path / "f.parquet")
