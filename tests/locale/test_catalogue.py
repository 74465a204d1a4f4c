"""Both languages say the same things, and each is set as its readers expect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dispatch.families.rooms import FAMILIES, room_of
from dispatch.locale.compiled import PACKAGE, sources
from tests.locale.sources import CJK, entries, messages, placeholders, twin

EN, ZH = messages("en"), messages("zh")
# Without Chinese: what is put together from parts, units, formats, names of errors; limits of faults are formats too.
BARE = {
    "list.separator", "fault_line.where", "command.flexibility_run", "compare.mix", "compare.in_unit",
    "compare.at_site", "compare.unit.MW", "compare.unit.MWh", "compare.unit.pu", "score.mae", "score.rmse",
    "score.nmae_pu", "score.nrmse_pu", "report.group_share", "report.step_words", "report.item", "report.span_15min",
    "report.span_1h", "report.span_3h", "report.kind_share", "report.panel_day", "report.formula.energy96",
}  # fmt: skip
# English that says in which Chinese units a table may be.
NAMES_CHINESE_UNITS = {"command.points_unit", "command.report_units"}
# What stays as it is in Chinese: units, formats and programs; keys, choices and options that a user types.
ALLOWED = frozenset((Path(__file__).parent / "allowed_in_chinese.txt").read_text(encoding="utf-8").split())
# A key of a case, a file or a range as it is typed: `路径=起:止:步长`, `“路径: 值”`, `total:`, `:00`.
SYNTAX = r"[\w\u4e00-\u9fff]+=[\w\u4e00-\u9fff]+([:,][\w\u4e00-\u9fff]+)*|起:止(:步长)?|“[^”]*”|\b\w+:|:\d\d|\[ \] 和 ,"


def test_every_file_has_its_twin_with_the_same_ids_in_the_same_order() -> None:
    files = sources("zh")
    assert [twin(file) for file in files] == list(sources("en"))
    assert [file for file in files if list(entries(file)) != list(entries(twin(file)))] == []


def test_files_can_be_read_at_a_sitting() -> None:
    lines = {f: len(f.read_text(encoding="utf-8").splitlines()) for lang in ("zh", "en") for f in sources(lang)}
    assert not {file.name: count for file, count in lines.items() if count > 800}


def test_something_is_said_with_the_same_placeholders() -> None:
    assert not [key for words in (EN, ZH) for key in words if not words[key]]
    assert not {key: (ZH[key], EN[key]) for key in EN if placeholders(ZH[key]) != placeholders(EN[key])}


def test_parts_of_a_fault_belong_to_a_fault() -> None:
    faults = {key for key in EN if key.startswith("fault.")}
    assert len(faults) > 300
    assert not {key for key in faults if re.sub(r"\.(next_step|limit)$", "", key) not in faults}


@pytest.mark.parametrize("prefix", ["row.", "limit."])
def test_rows_and_limits_have_the_same_unit_in_both_languages(prefix: str) -> None:
    units = {
        key: [re.findall(r" \[([^\]]+)\]$", words[key]) for words in (EN, ZH)] for key in EN if key.startswith(prefix)
    }
    assert len(units) > 80
    assert not {key: found for key, found in units.items() if found[0] != found[1]}


def test_english_is_free_of_chinese() -> None:
    assert {key for key in EN if re.search(r"[\u3000-\u9fff\uff00-\uffef]", EN[key])} == NAMES_CHINESE_UNITS


def test_chinese_is_chinese() -> None:
    bare = {key for key in ZH if not re.search(CJK, ZH[key]) and not re.fullmatch(r"fault\..*\.limit", key)}
    assert bare == BARE


def test_no_english_is_left_in_chinese() -> None:
    """Words of English that are neither allowed nor the name of a field (`p_nom_mw`, `case.yaml`)."""
    stray = {}
    for key, words in ZH.items():
        found = re.findall(r"[A-Za-z][A-Za-z_.]*[A-Za-z]", re.sub(r"\{\w*[^{}]*\}", " ", words))
        left = [w for w in found if not re.search(r"[_.]", w) and w not in ALLOWED]
        if left:
            stray[key] = left
    assert not stray


def test_punctuation_beside_chinese_is_full_width() -> None:
    """Formulas have the brackets of mathematics."""
    narrow = {}
    for key, words in ZH.items():
        plain = re.sub(SYNTAX, "", re.sub(r"\{\w*[^{}]*\}|（[A-Za-z ]+）", "x", words))
        brackets = re.search(rf"{CJK}[()]", plain) and not key.startswith("report.formula.")
        if brackets or re.search(rf"{CJK}\s?[,;:?!]|[,;:?!]\s?{CJK}", plain):
            narrow[key] = words
    assert not narrow


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_its_words_in_its_room(family: str) -> None:
    """Its name, and what is said of its rows, limits, checks and costs, which stand nowhere else."""
    own = PACKAGE / "families" / room_of(family) / "words.en.po"
    assert own.is_file(), f"family {family} has no {own.name}"
    assert f"family.{family}" in entries(own)
    elsewhere = [
        key
        for file in sources("en")
        if file != own
        for key in entries(file)
        if re.match(rf"(family|row|limit|audit|cost)\.{family}(\.|$)", key)
    ]
    assert elsewhere == []
