"""Every way in which input can be wrong: named by code, file, line, entity, value, limit and next step, in zh and en.

Each row of the table changes one thing in a sound case. Exactly the expected fault may appear: no echo of it
elsewhere, none swallowed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dispatch.case import load_case
from dispatch.case.files import LARGEST_YAML
from dispatch.case.time_axis import horizon_of
from dispatch.errors import CaseError, Fault, InputError
from dispatch.series.assemble import assemble_series
from tests.rejects.fault_table import ALL
from tests.rejects.small_case import FILES, QUANTITIES, Wrong, write_case


def faults_of(folder: Path, wrong: Wrong) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        load_case(folder, wrong.scenario, wrong.overrides, quantities=QUANTITIES)
    assert isinstance(caught.value, CaseError)
    assert caught.value.exit_code == 2
    return caught.value.faults


def expected_line(folder: Path, wrong: Wrong, file: Path) -> int:
    if isinstance(wrong.at, int):
        return wrong.at
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if wrong.at in line)


def test_the_case_is_sound_before_it_is_broken(tmp_path: Path) -> None:
    write_case(tmp_path)
    for scenario, hydrology in ((None, "normal"), ("dry", "dry")):
        case = load_case(tmp_path, scenario, quantities=QUANTITIES)
        assert case.hydrology == hydrology
        assemble_series(case, horizon_of(case))


def test_the_table_is_long_enough() -> None:
    assert len(ALL) >= 40
    assert len({wrong.code for wrong in ALL}) >= 40


@pytest.mark.parametrize("wrong", ALL, ids=lambda wrong: wrong.name)
def test_fault_is_named_in_full(tmp_path: Path, wrong: Wrong) -> None:
    write_case(tmp_path, wrong)
    faults = faults_of(tmp_path, wrong)
    assert [f.code for f in faults] == [wrong.code], "\n".join(map(str, faults))
    fault = faults[0]
    assert fault.where.entity == wrong.entity
    if wrong.at != "":
        assert fault.where.file is not None
        file = fault.where.file
        assert file.name == (wrong.file if wrong.remove != "case.yaml" else tmp_path.name)
        assert fault.where.line == expected_line(tmp_path, wrong, file)
    if wrong.value is not None:
        assert fault.value == wrong.value
    if wrong.limit is not None:
        assert fault.limit == wrong.limit
    assert wrong.told_in in str(fault)
    assert fault.next_step
    assert_said_in_both_languages(fault)


def assert_said_in_both_languages(fault: Fault) -> None:
    en, zh = fault.text("en"), fault.text("zh")
    assert re.search("[\u4e00-\u9fff]", zh)
    place = f"{fault.where}"
    assert place in en
    assert place in zh
    assert "next: " in en
    assert "下一步" in zh
    for text in (en, zh):
        assert len(text) < 1000
        assert not re.search(r"\{[a-z_]+\}", text.replace(place, "").replace("{hydrology}", ""))
        assert "\n" not in text


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    write_case(tmp_path)
    changes = {
        "case.yaml": [
            ("p_nom_mw: 10\n", "p_nom_mw: -10\n"),
            ("lfp\n    bus: south", "lfp\n    bus: nowhere"),
            ("bus1: south\n    p_nom_mw: 40", "bus1: nowhere\n    p_nom_mw: 40"),
            ("step: 1h", "step: 1min"),
            ("daily/town", "daily/village"),
        ],
        "hourly.csv": [("01-01 08:00,0.5", "01-01 08:00,x"), ("01-01 09:00,0.5", "01-01 09:00,")],
        "plants.csv": [(",40,", ",-40,")],
    }
    for name, edits in changes.items():
        file = tmp_path / name
        text = file.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path, overrides=["solver.nam=1"])
    codes = sorted(f.code for f in caught.value.faults)
    # the storage with a negative size is set aside, so that its bus is not judged; nothing else is hidden
    assert codes == sorted(
        ["out_of_limits", "out_of_limits", "unknown_bus", "illegal_step", "unknown_column",
         "not_number_cell", "empty_cell", "override_unknown"]
    )  # fmt: skip
    assert len(caught.value.text("zh").splitlines()) == len(codes)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    with file.open("wb") as out:
        out.truncate(2 * 2**30)  # sparse: takes no space
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path)
    fault = caught.value.faults[0]
    assert (fault.code, fault.where.file, fault.limit) == ("file_too_large", file, f"≤ {LARGEST_YAML} bytes")
    assert_said_in_both_languages(fault)


def test_aliases_that_multiply_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    (tmp_path / "case.yaml").write_text("\n".join(lines))
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path)
    assert [f.code for f in caught.value.faults] == ["yaml_syntax"]


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / "nowhere.yaml")
    fault = caught.value.faults[0]
    assert fault.code == "missing_file"
    assert fault.where.file == tmp_path / "nowhere.yaml"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    write_case(tmp_path)
    plain = load_case(tmp_path)
    for name in FILES:
        file = tmp_path / name
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load_case(tmp_path) == plain
