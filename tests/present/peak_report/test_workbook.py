"""The workbook: stored values equal the frames, and so do the formulas when LibreOffice works them out anew."""

from __future__ import annotations

import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from dispatch.present.document import Document
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.points_sheet import COUNT, FIRST, points_sheets
from dispatch.present.writers.xlsx import workbook
from dispatch.shaving.frames import change_table, contribution_table, indicator_table
from dispatch.shaving.variants import Study

LABELS = {
    "最大": "max_mw", "最小": "min_mw", "平均": "mean_mw", "峰谷差": "spread_mw", "峰谷差率": "spread_pu",
    "负荷率": "load_factor_pu", "最小负荷率": "min_load_pu", "日电量": "energy_mwh", "1 h 最大上升": "ramp_up_1h_mw",
    "3 h 最大上升": "ramp_up_3h_mw",
}  # fmt: skip


@pytest.fixture(scope="module")
def book(report: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "report.xlsx"
    workbook(report, path, points_sheets(report, Formatter("zh", "mw"), 1.0))
    return path


def check(path: Path, study: Study, report: Document) -> None:
    """Cells of every sheet of 96 points against the frames of the typical days."""
    main, opened = study.main, load_workbook(path, data_only=True)
    spans = [day.span for day in main.days]
    frame = indicator_table([main.area], spans)
    changes, given = change_table([main.area], spans), contribution_table([main.area], spans)
    found = [s for s in opened.worksheets if s.title.startswith("96 ")]
    assert len(found) == len(main.days)
    for sheet, day, points in zip(found, main.days, report.points, strict=True):
        for column, curve in enumerate(points.curves, 2):
            if curve in ("load", "net_load_before", "net_load_after", "residual"):
                row = frame[(frame["label"] == day.name) & (frame["curve"] == curve)].iloc[0]
                _same_rows(sheet, column, row)
        after = changes[(changes["label"] == day.name) & (changes["after"] == "net_load_after")].iloc[0]
        column = list(points.curves).index("net_load_after") + 2
        assert _at(sheet, "削峰", column) == pytest.approx(after["peak_cut_mw"], abs=1e-5)
        assert _at(sheet, "填谷", column) == pytest.approx(after["valley_fill_mw"], abs=1e-5)
        mine = given[(given["label"] == day.name) & (given["kind"] != "remainder")]
        first = len(points.curves) + 2
        contributions = [sheet.cell(21, first + i).value for i in range(len(points.resources))]
        assert contributions == pytest.approx(mine["contribution_mw"].tolist(), abs=1e-5)
        shares = [sheet.cell(22, first + i).value for i in range(len(points.resources))]
        assert shares == pytest.approx(mine["contribution_pu"].tolist(), abs=1e-7)
        assert sum(contributions) == pytest.approx(mine["spread_mw"].iloc[0], abs=1e-4)


def _same_rows(sheet, column, row) -> None:  # type: ignore[no-untyped-def]
    for label, name in LABELS.items():
        value, wanted = _at(sheet, label, column), float(row[name])
        if math.isnan(wanted):
            assert value in (None, ""), (label, value)
        else:
            assert value == pytest.approx(wanted, rel=1e-6, abs=1e-5), label


def _at(sheet, label: str, column: int):  # type: ignore[no-untyped-def]
    for row in range(1, 25):
        if str(sheet.cell(row, 1).value).split("（")[0] == label:
            return sheet.cell(row, column).value
    raise AssertionError(label)


def test_stored_values_equal_the_frames(book: Path, study: Study, report: Document) -> None:
    check(book, study, report)


def test_recalculated_formulas_equal_the_frames(book: Path, study: Study, report: Document, tmp_path: Path) -> None:
    """Values stored by us are wiped first, so that what is read back is what LibreOffice worked out."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    bare = tmp_path / "bare.xlsx"
    opened = load_workbook(book)  # openpyxl keeps formulas and drops their stored values
    opened.save(bare)
    empty = load_workbook(bare, data_only=True)
    assert _at(next(s for s in empty.worksheets if s.title.startswith("96 ")), "最大", 2) is None
    place = tmp_path / "out"
    profile, kind = f"-env:UserInstallation=file://{tmp_path}/profile", "xlsx:Calc MS Excel 2007 XML"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(place), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    check(place / "bare.xlsx", study, report)


def test_names_point_at_the_96_cells(book: Path, report: Document) -> None:
    opened = load_workbook(book)
    for day in report.points:
        for curve, values in day.curves.items():
            sheet, cells = next(iter(opened.defined_names[f"{day.key}_{curve}"].destinations))
            found = [cell[0].value for cell in opened[sheet][cells.replace("$", "")]]
            assert len(found) == COUNT
            assert found == pytest.approx(list(values))
    assert opened.worksheets[-2][FIRST + 1][0].value == "00:15"


def test_charts_are_native_and_point_at_cells(book: Path) -> None:
    import zipfile

    with zipfile.ZipFile(book) as parts:
        charts = [n for n in parts.namelist() if n.startswith("xl/charts/chart")]
        images = [n for n in parts.namelist() if n.startswith("xl/media")]
        texts = [parts.read(n).decode() for n in charts]
    assert len(charts) > 15
    assert not images
    assert all("<c:f>" in text for text in texts)


def test_tables_hold_numbers_and_not_text(book: Path, report: Document) -> None:
    sheet = load_workbook(book, data_only=True)["1 概述"]
    row = next(r for r in range(1, 40) if sheet.cell(r, 1).value == "储能 100\u00a0MW")
    assert isinstance(sheet.cell(row, 3).value, float)
    assert np.isfinite(sheet.cell(row, 3).value)
