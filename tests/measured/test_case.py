"""Weather files in a case: read, checked against their site, dumped and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch.case import case_digest, load_case
from dispatch.case.dump import dump_case
from dispatch.measured.report import COLUMNS, quality_frame
from tests.measured import writers
from tests.measured.writers import clean_year
from tests.rejects.small_case import CASE, FILES, write_case

WEATHER = "weather:\n  - {id: ws, lat: 27.3, lon: 103.7, altitude_m: 1950, table: site}\nrenewable:\n"


def case_with(folder: Path, spec: str, text: str) -> Path:
    write_case(folder)
    series = f"series:\n  site: {{file: w.epw{spec}}}\n"
    (folder / "case.yaml").write_text(CASE.replace("series:\n", series, 1).replace("renewable:\n", WEATHER, 1))
    (folder / "w.epw").write_text(text)
    assert FILES
    return folder


@pytest.mark.parametrize("spec", ["", ", repair: [gaps, spikes, stuck, zone, night, negative], longest_gap_h: 3"])
def test_a_dumped_case_is_the_same_case(tmp_path: Path, spec: str) -> None:
    text = writers.epw(clean_year())
    if spec:
        lines = text.splitlines(keepends=True)
        text = "".join(lines[:3000] + lines[3010:])
    (tmp_path / "a").mkdir()
    case = load_case(case_with(tmp_path / "a", spec, text))
    assert case.series["site"].repeat == "year"
    dump_case(case, tmp_path / "b")
    again = load_case(tmp_path / "b")
    assert again.series == case.series
    assert again == case
    assert case_digest(again) == case_digest(case)


def test_the_frame_of_all_tables(tmp_path: Path) -> None:
    lines = writers.epw(clean_year()).splitlines(keepends=True)
    case = load_case(case_with(tmp_path, ", repair: [gaps]", "".join(lines[:3000] + lines[3010:])))
    frame = quality_frame(case.series)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["table"]) == {"site"}
    assert set(frame["kind"]) == {"note_format", "note_typical", "gap", "repaired"}
    assert frame.loc[frame["kind"] == "repaired", "count"].tolist() == [10] * 8
    assert frame["words"].str.len().min() > 10
    assert not (quality_frame(case.series, "zh")["words"] == frame["words"]).any()
