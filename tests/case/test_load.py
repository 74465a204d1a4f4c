"""Files → Case: tables, scenarios, local times, values that may vary."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from dispatch.case import Case, load_case
from dispatch.case.varying import Monthly, SeriesRef
from dispatch.errors import CaseError
from tests.rejects.small_case import write_case

SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_case(tmp_path)
    return tmp_path


def write(folder: Path, text: str, name: str = "case.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def load_text(folder: Path, text: str) -> Case:
    return load_case(write(folder, text, "one.yaml"))


MINIMAL = "name: x\nbus: [{id: b}]\nload: [{id: l, kind: k, bus: b, p_nom_mw: 1}]\n"


def test_directory_and_file_are_the_same_case(folder: Path) -> None:
    assert load_case(folder) == load_case(folder / "case.yaml") == load_case(str(folder))


def test_rows_of_a_table_stand_where_the_item_stood(folder: Path) -> None:
    case = load_case(folder)
    assert [r.id for r in case.renewable] == ["wind1", "ror1", "pv1"]
    wind, ror, pv = case.renewable
    assert (wind.p_nom_mw, wind.p_max_pu) == (40.0, 0.3)
    assert ror.p_max_pu == 1.0, "an empty cell is the default"
    assert pv.p_max_pu == SeriesRef(series="hourly/sun")


def test_cells_hold_yaml_booleans_numbers_and_series(folder: Path) -> None:
    write(
        folder,
        'id,volume_max_hm3,inflow_m3s,cyclic,zh\nlake,"{monthly: [1,2,3,4,5,6,7,8,9,10,11,12]}",1e1,true,湖\n',
        "r.csv",
    )
    lake = load_text(folder, MINIMAL + "reservoir: [{table: r.csv}]\n").reservoir[0]
    assert lake.volume_max_hm3 == Monthly(monthly=tuple(float(m) for m in range(1, 13)))
    assert (lake.inflow_m3s, lake.cyclic, lake.zh) == (10.0, True, "湖")


def test_facts_may_be_a_table(folder: Path) -> None:
    write(folder, 'id,quantity,of,expected,unit\nf,installed_mw,"[technology=pv, county=x]",5,MW\n', "facts.csv")
    fact = load_text(folder, MINIMAL + "facts: [{table: facts.csv}]\n").facts[0]
    assert fact.of == ("technology=pv", "county=x")


def test_local_dates_take_the_offset_of_the_zone(folder: Path) -> None:
    time = load_case(folder).time
    assert time.start == datetime(2030, 1, 1, tzinfo=SHANGHAI)
    text = MINIMAL + "time: {zone: Europe/Berlin, segments: [{start: 2030-07-01, end: 2030-07-08, weight: 52}]}\n"
    span = load_text(folder, text).time.segments[0]
    assert span.start == datetime(2030, 7, 1, tzinfo=timezone(timedelta(hours=2)))
    assert span.weight == 52


def test_words_that_older_yaml_takes_for_something_else_stay_text(folder: Path) -> None:
    text = "name: no\nbus: [{id: on}, {id: 12:30}]\nload: [{id: l, kind: yes, bus: on, p_nom_mw: 010}]\n"
    case = load_text(folder, text)
    assert (case.name, [b.id for b in case.bus], case.load[0].kind, case.load[0].p_nom_mw) == (
        "no",
        ["on", "12:30"],
        "yes",
        10,
    )


def test_anchors_and_merge_keys(folder: Path) -> None:
    text = (
        MINIMAL
        + """\
storage:
  - &first {id: s1, technology: lfp, bus: b, p_nom_mw: 1, e_nom_mwh: 2}
  - {<<: *first, id: s2, p_nom_mw: 3}
"""
    )
    one, two = load_text(folder, text).storage
    assert (one.p_nom_mw, two.id, two.p_nom_mw, two.e_nom_mwh) == (1, "s2", 3, 2)


def test_keys_without_a_value_are_not_written(folder: Path) -> None:
    assert load_text(folder, MINIMAL + "storage:\nseries:\n").storage == ()


def test_default_scenario_and_a_named_one(folder: Path) -> None:
    assert load_case(folder).scenario == "normal"
    dry = load_case(folder, "dry")
    assert (dry.scenario, dry.hydrology) == ("dry", "dry")


def test_a_scenario_changes_adds_and_removes(folder: Path) -> None:
    write(
        folder,
        """\
time: {step: 30min}
renewable:
  - {id: pv1, p_nom_mw: 75, p_max_pu: {series: hourly/sun, scale: 0.5}}
  - {id: ror1, remove: true}
  - {table: more.csv}
series:
  hourly: {file: other.csv}
facts: [{id: pv, expected: 75}]
""",
        "dry.yaml",
    )
    write(folder, "id,technology,bus,p_nom_mw\nwind2,wind,north,7\n", "more.csv")
    write(folder, (folder / "hourly.csv").read_text().replace(",0.5,", ",0.25,"), "other.csv")
    base, dry = load_case(folder), load_case(folder, "dry")
    assert [r.id for r in dry.renewable] == ["wind1", "pv1", "wind2"]
    pv = dry.renewable[1]
    assert (pv.p_nom_mw, pv.technology) == (75, "pv"), "fields that are not mentioned stay"
    assert pv.p_max_pu == SeriesRef(series="hourly/sun", scale=0.5)
    assert (dry.time.step, dry.time.start) == ("30min", base.time.start)
    assert dry.series["hourly"].columns["sun"].max() == 0.25
    assert dry.facts[0].expected == 75
    assert base.series["hourly"].columns["sun"].max() == 0.5, "the case itself is untouched"


def test_a_scenario_is_laid_on_the_one_that_it_extends(folder: Path) -> None:
    """Lowest first: what both change is as the upper one says, and its name is the scenario's."""
    text = (folder / "case.yaml").read_text()
    more = (
        "  wetter: {extends: dry, storage: [{id: bat1, p_nom_mw: 7}]}\n  wettest: {file: sub/wettest.yaml}\nseries:\n"
    )
    write(folder, text.replace("series:\n", more, 1))
    write(folder, "hydrology: dry\nstorage: [{id: bat1, p_nom_mw: 5, e_nom_mwh: 19}]\n", "dry.yaml")
    (folder / "sub").mkdir()
    write(folder / "sub", "extends: wetter\nrenewable: [{table: new.csv}]\n", "wettest.yaml")
    write(folder / "sub", "id,technology,bus,p_nom_mw\nwind2,wind,north,7\n", "new.csv")
    case = load_case(folder, "wettest")
    assert (case.scenario, case.hydrology, case.renewable[-1].id) == ("wettest", "dry", "wind2")
    assert (case.storage[0].p_nom_mw, case.storage[0].e_nom_mwh) == (7, 19)
    assert load_case(folder, "dry").storage[0].p_nom_mw == 5


def test_the_value_of_a_field_is_replaced_whole(folder: Path) -> None:
    write(folder, "reservoir: [{id: upper, volume_max_hm3: {series: hourly/dry}}]\n", "dry.yaml")
    assert load_case(folder, "dry").reservoir[0].volume_max_hm3 == SeriesRef(series="hourly/dry")


def test_files_are_relative_to_the_file_that_names_them(folder: Path) -> None:
    sub = folder / "scenarios"
    sub.mkdir()
    write(sub, "renewable: [{table: new.csv}]\n", "dry.yaml")
    write(sub, "id,technology,bus,p_nom_mw\nwind2,wind,north,7\n", "new.csv")
    text = (folder / "case.yaml").read_text().replace("file: dry.yaml", "file: scenarios/dry.yaml")
    write(folder, text)
    assert load_case(folder, "dry").renewable[-1].id == "wind2"


@pytest.mark.parametrize(
    ("overrides", "value"),
    [
        (["storage.bat1.p_nom_mw=12"], 12),
        (["storage.*.p_nom_mw=13"], 13),
        (["storage.bat1.p_nom_mw=1", "storage.bat1.p_nom_mw=2"], 2),
    ],
)
def test_overrides_by_id(folder: Path, overrides: list[str], value: float) -> None:
    assert load_case(folder, overrides=overrides).storage[0].p_nom_mw == value


def test_overrides_of_settings_and_varying_values(folder: Path) -> None:
    case = load_case(
        folder,
        overrides=["hydrology=dry", "solver.name=simplex", "load.town.p_pu={monthly: [1,1,1,1,1,1,1,1,1,1,1,2]}",
                   "renewable.pv1.p_max_pu=hourly/normal", "time.end=2030-01-02", "renewable.*.p_max_pu=0.5"],
    )  # fmt: skip
    assert (case.hydrology, case.solver.name) == ("dry", "simplex")
    assert isinstance(case.load[0].p_pu, Monthly)
    assert {r.p_max_pu for r in case.renewable} == {0.5}
    assert case.time.end == datetime(2030, 1, 2, tzinfo=SHANGHAI)


def test_ids_with_dots_resolve_to_the_longest(folder: Path) -> None:
    item = "technology: lfp, bus: b, p_nom_mw: 1, e_nom_mwh: 1"
    text = MINIMAL + f"storage: [{{id: a, {item}}}, {{id: a.b, {item}}}]\n"
    case = load_case(write(folder, text, "one.yaml"), overrides=["storage.a.b.p_nom_mw=9"])
    assert [s.p_nom_mw for s in case.storage] == [1, 9]


def test_a_line_of_a_table_is_named(folder: Path) -> None:
    write(folder, "id,technology,bus,p_nom_mw\n\nw1,wind,north,7\nw2,wind,nowhere,7\n", "plants.csv")
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    where = caught.value.faults[0].where
    assert (where.file, where.line) == (folder / "plants.csv", 4)


def test_series_in_the_case_are_plain_arrays(folder: Path) -> None:
    table = load_case(folder).series["hourly"]
    assert table.start[0] == np.datetime64("2029-12-31T16:00:00")
    assert table.step_s == 3600
    assert table.lines is not None
    assert table.lines[[0, -1]].tolist() == [2, 49]
