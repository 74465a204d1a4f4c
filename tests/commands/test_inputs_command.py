"""`dispatch inputs` as people meet it: what it prints, where it writes, what it finds in files of their own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from dispatch import cli
from tests.measured import writers
from tests.measured.writers import STATION, clean_year

CASE = """name: mine
bus: [{{id: a}}]
time: {{start: 2022-01-01, end: 2022-01-03, step: 1h, zone: Asia/Shanghai}}
series: {{met: {{file: met.csv{spec}}}}}
weather: [{{id: hill, lat: 27.34, lon: 103.72, altitude_m: 1950, table: met}}]
pv_plant: [{{id: sun, weather: hill{plant}}}]
renewable: [{{id: p, technology: pv, bus: a, p_nom_mw: 2, p_max_pu: pv_plant/sun}}]
load: [{{id: l, kind: town, bus: a, p_nom_mw: 6}}]
"""
YEAR = writers.plain(clean_year())
WEEK = "".join(YEAR.splitlines(keepends=True)[: 7 * 24 + 1])


def case(folder: Path, met: str, spec: str = "", plant: str = "") -> Path:
    (folder / "case.yaml").write_text(CASE.format(spec=spec, plant=plant), encoding="utf-8")
    (folder / "met.csv").write_text(met, encoding="utf-8")
    return folder


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main([str(word) for word in ("inputs", *words)])
    return int(left.value.code or 0)


def test_a_week_of_weather_tells_no_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No yearly sum, no full-load hours out of seven days, and no `nan` for anybody to read."""
    assert call(case(tmp_path, WEEK), "--out", tmp_path / "x.html", "--lang", "en") == 0
    out = capsys.readouterr().out
    assert "nan" not in out
    assert "Full-load hours" in out
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    for words in ("气象数据不是整年", "the weather does not span whole years", "数据表未覆盖整个时段"):
        assert words in page
    assert call(case(tmp_path, WEEK), "--out", tmp_path / "x.html", "--json") == 0
    rows = {(row["id"], row["quantity"]): row for row in json.loads(capsys.readouterr().out)}
    assert rows["sun", "full_load_hours"]["achieved"] is None
    assert rows["hill", "ghi"]["achieved"] is None


def test_a_plain_table_of_weather_is_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = WEEK.splitlines(keepends=True)
    cells = lines[50].split(",")
    cells[4] = "55.0"
    spiked = "".join([*lines[:50], ",".join(cells), *lines[51:]])
    for met, spec, message in (
        (spiked, "", "temperature_c: 1 values leap out"),
        (WEEK, "", "measured files: nothing odd"),
    ):
        assert call(case(tmp_path, met, spec), "--out", tmp_path / "x.html", "--lang", "en") == 0
        assert message in capsys.readouterr().err
    assert call(case(tmp_path, spiked, ", quality: off"), "--out", tmp_path / "x.html", "--lang", "en") == 0
    assert "measured files" not in capsys.readouterr().err, "what was not looked at is not praised"
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "辐照度和时钟未与太阳位置核对" not in page


def test_what_is_not_compared_with_the_sun_is_said(tmp_path: Path) -> None:
    for spec, there in (("", True), (", lat: 27.34, lon: 103.72", False)):
        assert call(case(tmp_path, WEEK, spec), "--out", tmp_path / "x.html") == 0
        assert ("辐照度和时钟未与太阳位置核对" in (tmp_path / "x.html").read_text(encoding="utf-8")) is there


def test_a_factor_that_is_hard_to_believe_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = case(tmp_path, YEAR, ", repeat: year", ", full_load_hours_h: 700")
    for lang, words in (("en", "an unusual factor"), ("zh", "校准系数超出通常范围")):
        assert call(folder, "--out", tmp_path / "x.html", "--lang", lang) == 0
        assert words in " ".join(capsys.readouterr().err.split())
        assert words in (tmp_path / "x.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["folder", "file/x.html"])
def test_a_place_that_cannot_be_written_is_refused_at_once(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    assert call(case(tmp_path, WEEK), "--out", tmp_path / place, "--lang", "en") == 2
    assert "no file can be written there" in " ".join(capsys.readouterr().err.split())


def test_missing_directories_are_made(tmp_path: Path) -> None:
    assert call(case(tmp_path, WEEK), "--out", tmp_path / "new" / "deep" / "x.html") == 0
    assert (tmp_path / "new" / "deep" / "x.html").is_file()


def test_weather_that_ends_early_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = case(tmp_path, WEEK)
    assert call(folder, "--from", "2022-03-01", "--to", "2022-03-03", "--lang", "en") == 2
    assert "weather 'hill' does not cover" in " ".join(capsys.readouterr().err.split())


def test_the_station_of_these_tests_is_where_the_case_says() -> None:
    assert (STATION.lat, STATION.lon, STATION.altitude_m) == (27.34, 103.72, 1950)


def test_the_case_of_the_document_is_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """docs/inputs.md: every command that it promises takes the case that it prints."""
    document = (Path(__file__).parents[2] / "docs" / "inputs.md").read_text(encoding="utf-8")
    whole = re.search(r"```yaml\n(name: .*?)```", document, re.S)
    assert whole is not None
    (tmp_path / "case.yaml").write_text(whole[1], encoding="utf-8")
    commands = (
        ("inputs", tmp_path, "--out", tmp_path / "x.html"),
        ("run", tmp_path, "--step", "1h", "--runs", tmp_path / "runs", "--set", "hydrology=dry"),
        ("forecast", tmp_path, "--out", tmp_path / "f"),
        ("score", tmp_path, tmp_path / "f" / "wind_day_ahead.parquet", "--out", tmp_path / "s.html"),
    )
    for words in commands:
        with pytest.raises(SystemExit) as left:
            cli.main([str(word) for word in words])
        assert not left.value.code, capsys.readouterr().err


def test_a_kelvin_counts_as_five_per_cent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A share of degrees means nothing: 0.9 K off is within, 1.1 K is not."""
    air = clean_year().columns["temperature_c"]
    days = np.repeat(np.arange(1, 13), np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 24)
    means = [float(air[days == month].mean()) for month in range(1, 13)]
    wanted = [means[0] - 0.9, means[1] + 1.1, *means[2:]]
    folder = case(tmp_path, YEAR, ", repeat: year")
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    text = text.replace("table: met}", f"table: met, temperature_c: {{monthly: {wanted}}}}}")
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    assert call(folder, "--out", tmp_path / "x.html", "--json") == 0
    rows = {row["quantity"]: row for row in json.loads(capsys.readouterr().out) if row["id"] == "hill"}
    assert rows["temperature 01"]["deviation_pu"] == pytest.approx(0.045, abs=1e-4)
    assert [rows[f"temperature {month:02d}"]["within"] for month in (1, 2, 3)] == [True, False, True]
