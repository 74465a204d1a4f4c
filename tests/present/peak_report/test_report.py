"""The report says what the run has: twelve sections and annexes, figures equal to the frames, nothing that is empty."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dispatch.present.chart import Chart
from dispatch.present.document import Document, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.report import SECTIONS, compose
from dispatch.present.peak_report.study import study_of
from dispatch.present.table import Table
from dispatch.results.study_area import StudyArea, net_load_mw
from dispatch.shaving.variants import Study
from tests.present.peak_report.conftest import studied


def table(report: Document, key: str) -> Table:
    return next(b for s in report.sections for b in s.blocks if isinstance(b, Table) and b.key == key)


def text(report: Document, section: str) -> str:
    found = next(s for s in report.sections if s.key == section)
    return "\n".join(b.text for b in found.blocks if isinstance(b, Paragraph))


def test_twelve_sections_and_four_annexes(report: Document) -> None:
    assert [s.number for s in report.sections] == [*map(str, range(1, 13)), "A", "B", "C", "D"]
    assert [s.key for s in report.sections][:12] == list(SECTIONS)
    for section in report.sections:
        assert section.blocks, section.key


def test_every_sentence_of_the_sections_carries_a_number_or_a_name(report: Document, study: Study) -> None:
    names = {v.label for v in study.variants} | {"objective.goal"}
    for section in report.sections[:12]:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                assert re.search(r"\d", block.text) or any(n in block.text for n in names), block.text


def test_the_two_languages_tell_the_same_figures(report: Document, english: Document) -> None:
    for a, b in zip(report.numbered(), english.numbered(), strict=True):
        assert type(a[1]) is type(b[1])
        if isinstance(a[1], Table) and isinstance(b[1], Table):
            for left, right in zip(a[1].columns, b[1].columns, strict=True):
                if left.numeric and "元" not in left.headed("zh"):
                    rows = range(len(left.values))
                    assert [left.number(i) for i in rows] == [right.number(i) for i in rows], a[1].key


def test_wankw_is_a_tenth(report: Document, study: Study) -> None:
    ten = compose(study, Formatter("zh", "wankw"))
    for key in ("variants", "balance", "typical_days"):
        for left, right in zip(table(report, key).columns, table(ten, key).columns, strict=True):
            if "（MW）" in left.headed("zh"):
                assert "（万千瓦）" in right.headed("zh")
                shown = [
                    [c.scales.zh.of(v) for v in c.values if v is not None]
                    for c in (left, right)
                    if c.scales is not None
                ]
                assert [a / 10 for a in shown[0]] == pytest.approx(shown[1])


def test_peaks_are_those_of_the_run(report: Document, study: Study) -> None:
    before, after = net_load_mw(StudyArea(study.main.answer))
    fmt = Formatter("zh", "mw")
    assert fmt.power(float(before.max())) in text(report, "overview")
    row = [column.values[-1] for column in table(report, "variants").columns]
    assert row[2:6] == pytest.approx([before.max(), after.max(), np.ptp(before), np.ptp(after)])


def test_contributions_add_up_to_the_spread(report: Document, study: Study) -> None:
    found = table(report, "balance")
    given = next(c for c in found.columns if c.headed("zh").startswith("贡献（"))
    before, _ = net_load_mw(StudyArea(study.main.answer))
    assert sum(float(v) for v in given.values[:-1]) == pytest.approx(float(np.ptp(before)), abs=1e-6)
    assert given.values[-1] == pytest.approx(float(np.ptp(before)), abs=1e-6)


def test_typical_days_have_96_points_whose_groups_add_up_to_the_net_load(report: Document) -> None:
    assert report.points
    for day in report.points:
        found = table(report, f"points_{day.key}")
        assert len(found) == 96
        assert found.columns[0].values[-1] == "24:00"
        groups = np.sum([np.array(c.values, dtype=float) for c in found.columns[4:]], axis=0)
        assert groups == pytest.approx(np.array(day.curves["net_load_before"]), abs=1e-4)


def test_one_run_is_a_report_too_and_says_that_nothing_is_compared(study: Study) -> None:
    one = compose(study_of([("", study.main.run)], Formatter("zh", "mw")), Formatter("zh", "mw"))
    assert "未作比选" in text(one, "storage")
    assert not any(b.key == "spreads" for s in one.sections for b in s.blocks if isinstance(b, Chart))


def test_what_was_not_asked_for_is_said_and_not_left_out(report: Document) -> None:
    assert "未纳入毫秒响应" in text(report, "frequency")
    assert "objective.goal=peak" in text(report, "balance")


def test_a_failed_audit_is_loud(study: Study) -> None:
    run = study.main.run
    failed = replace(run, summary=run.summary | {"audit": run.summary["audit"] | {"passed": False}})
    failing = compose(study_of([("甲", study.first.run), ("乙", failed)], Formatter("zh", "mw")), Formatter("zh", "mw"))
    assert "乙的结果未通过" in text(failing, "overview")
    assert ("结果审计", "未通过") in failing.facing


def test_variants_are_called_by_what_they_have(study: Study) -> None:
    assert study.first.label == "无储能"
    assert re.fullmatch("储能 [\\d,]+\u00a0MW", study.main.label)
    twice = study_of([("", study.main.run), ("", study.main.run)], Formatter("zh", "mw"))
    assert [v.label[-1] for v in twice.variants] == ["1", "2"]


def test_limits_of_the_peak_are_named_where_it_was_sought(asked: Document) -> None:
    prose = text(asked, "balance")
    assert re.search("受.*限制" if asked.lang == "zh" else "held by", prose)
    limits = table(asked, "limits")
    worth = next(c for c in limits.columns if "MW" in c.headed(asked.lang))
    assert all(isinstance(v, float) and v > 0 for v in worth.values)
    windows = [float(v or 0) for v in limits.columns[-1].values]
    assert windows == sorted(windows, reverse=True)
    assert not re.search(r"[a-z]+\.[a-z_]+", " ".join(str(v) for v in limits.columns[0].values))


def test_response_is_told_where_it_was_asked_for(asked: Document, folder: Path) -> None:
    losses = table(asked, "losses")
    tables = studied(folder, asked.lang, "asked").main.answer.tables
    size = tables["contingency"].columns["size_mw"]
    assert max(float(v or 0) for v in losses.columns[1].values) == pytest.approx(np.nanmax(size))
    assert "200" in text(asked, "frequency")
    if "frequency" in tables:
        nadir = np.nanmax(np.abs(tables["frequency"].columns["nadir_hz"]))
        assert table(asked, "simulated").columns[1].values[0] == pytest.approx(float(nadir))
