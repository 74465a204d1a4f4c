"""What cannot become a report is named, in both languages, before any work; the command writes what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from docx import Document

from dispatch import cli
from dispatch.errors import CaseError
from dispatch.present.peak_report.write import formats_of, require_means
from dispatch.present.writers import pdf, vector
from tests.present.peak_report.conftest import studied


def fault(error: pytest.ExceptionInfo[CaseError], code: str) -> None:
    """The code, and words in both languages."""
    (found,) = error.value.faults
    assert found.code == code
    assert re.search(r"[\u4e00-\u9fff]", found.text("zh"))
    assert not re.search(r"[\u4e00-\u9fff]", found.text("en").replace("万千瓦", ""))


def test_not_a_run(folder: Path) -> None:
    with pytest.raises(CaseError) as error:
        studied(folder, "zh", "bare", "nothing_of_the_sort")
    fault(error, "unknown_run")


def test_the_same_run_twice(folder: Path) -> None:
    with pytest.raises(CaseError) as error:
        studied(folder, "zh", "bare", "bare")
    fault(error, "report_same_run")


def test_runs_of_different_horizons(folder: Path) -> None:
    with pytest.raises(CaseError) as error:
        studied(folder, "zh", "bare", "other")
    fault(error, "report_horizons")


def test_a_run_that_cannot_be_read_back(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "bare", tmp_path / "broken")
    (tmp_path / "broken" / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(CaseError) as error:
        studied(tmp_path, "zh", "broken")
    fault(error, "report_broken_run")


@pytest.mark.parametrize("text", ["html,ppt", "", ","])
def test_unknown_format(text: str) -> None:
    with pytest.raises(CaseError) as error:
        formats_of(text)
    fault(error, "report_format")


def test_formats_in_any_order() -> None:
    assert formats_of("PDF, html") == ("html", "pdf")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CaseError) as error:
        require_means(("html",), "zh", None, tmp_path / "file")
    fault(error, "unwritable_output")


def test_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    monkeypatch.setattr(pdf, "ELSEWHERE", ())
    with pytest.raises(CaseError) as error:
        require_means(("pdf",), "zh", None, tmp_path)
    fault(error, "report_no_browser")


def test_no_font_that_knows_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector, "chinese_family", lambda: None)
    require_means(("docx",), "en", None, tmp_path)
    with pytest.raises(CaseError) as error:
        require_means(("docx",), "zh", None, tmp_path)
    fault(error, "report_no_font")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (None, "report_template"),
        (["{{ title }}"], "report_template_marks"),
        (["{{ title }}", "{%p for block in blocks %}"], "report_template_syntax"),
    ],
)
def test_templates_that_will_not_do(lines: list[str] | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    if lines is None:
        path.write_text("no document", encoding="utf-8")
    else:
        own = Document()
        for line in lines:
            own.add_paragraph(line)
        own.save(str(path))
    with pytest.raises(CaseError) as error:
        require_means(("docx",), "en", path, tmp_path)
    fault(error, code)


def test_a_template_without_a_document(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        require_means(("html",), "en", tmp_path / "own.docx", tmp_path)
    fault(error, "report_template_unused")


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "report",
        f"甲={folder / 'bare'}",
        str(folder / "stored"),
        "--format",
        "html",
        "--out",
        str(tmp_path),
        "--lang",
        "zh",
    ]
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["report-zh.html"]
    text = (tmp_path / "report-zh.html").read_text(encoding="utf-8")
    assert "“甲”" in text
    assert "report-zh.html" in capsys.readouterr().err


def test_the_command_names_a_fault_and_leaves_with_two(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["report", "nothing", "--runs", str(tmp_path), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert left.value.code == 2
