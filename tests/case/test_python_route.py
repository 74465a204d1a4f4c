"""A case made of Python objects goes through the same checks, overrides and storage as one from files."""

from __future__ import annotations

import dataclasses
from datetime import UTC
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.case import apply_overrides, case_digest, check_case, dump_case, load_case, validate_case
from dispatch.case.schema import Case
from dispatch.case.settings import Fact, Time
from dispatch.case.table import TimeTable
from dispatch.case.varying import SeriesRef
from dispatch.errors import CaseError
from dispatch.families.bus.entity import Bus
from dispatch.families.hydro.entity import Reservoir
from dispatch.families.load.entity import Load
from dispatch.families.renewable.entity import Renewable
from dispatch.families.storage.entity import Storage


def table(rows: int = 24, **columns: float) -> TimeTable:
    index = pd.date_range("2030-01-01", periods=rows, freq="1h", tz="Asia/Shanghai")
    return TimeTable.from_frame(pd.DataFrame({k: np.full(rows, v) for k, v in columns.items()}, index=index))


def python_case(**changes: object) -> Case:
    parts: dict[str, object] = {
        "name": "python",
        "time": Time(start=pd.Timestamp("2030-01-01", tz="Asia/Shanghai").to_pydatetime(),
                     end=pd.Timestamp("2030-01-02", tz="Asia/Shanghai").to_pydatetime()),
        "bus": (Bus(id="b"),),
        "renewable": (Renewable(id="pv", technology="pv", bus="b", p_nom_mw=5, p_max_pu="t/{hydrology}"),),
        "storage": (Storage(id="bat.1", technology="lfp", bus="b", p_nom_mw=1, e_nom_mwh=2, soc_initial_mwh=1),),
        "load": (Load(id="l", kind="town", bus="b", p_nom_mw=3),),
        "series": {"t": table(normal=0.5, dry=0.25)},
    }  # fmt: skip
    return Case(**(parts | changes))


def test_a_sound_case_has_no_faults() -> None:
    assert check_case(python_case()) == []
    validate_case(python_case())


def test_cross_checks_reach_python_objects() -> None:
    case = python_case(
        load=(Load(id="l", kind="town", bus="nowhere", p_nom_mw=3),),
        storage=(Storage(id="s", technology="lfp", bus="b", p_nom_mw=1, e_nom_mwh=2, soc_initial_mwh=9),),
        reservoir=(
            Reservoir(id="a", volume_max_hm3=1, downstream="b"),
            Reservoir(id="b", volume_max_hm3=1, downstream="a"),
            Reservoir(id="c", volume_max_hm3=1, downstream="c"),
        ),
    )
    with pytest.raises(CaseError) as caught:
        validate_case(case)
    found = sorted((f.code, f.where.entity) for f in caught.value.faults)
    assert found == [
        ("cascade_cycle", "reservoir 'a' downstream"),
        ("cascade_cycle", "reservoir 'c' downstream"),
        ("start_outside_limits", "storage 's' soc_initial_mwh"),
        ("unknown_bus", "load 'l' bus"),
    ]


def test_facts_are_checked_only_against_known_quantities() -> None:
    case = python_case(facts=(Fact(id="f", quantity="installed_mw", expected=1, unit="MW"),))
    assert check_case(case) == []
    assert check_case(case, quantities={"installed_mw"}) == []
    assert [f.code for f in check_case(case, quantities={"export_mwh"})] == ["unknown_quantity"]


def test_overrides_on_python_objects() -> None:
    case = python_case()
    changed = apply_overrides(case, ["storage.bat.1.p_nom_mw=7", "hydrology=dry", "storage.*.cyclic=true"])
    assert (changed.storage[0].p_nom_mw, changed.storage[0].cyclic, changed.hydrology) == (7, True, "dry")
    assert case.storage[0].p_nom_mw == 1
    assert changed.series["t"] is case.series["t"], "tables are not copied: sweeps make thousands of cases"
    assert apply_overrides(case, []) == case


def test_an_override_that_breaks_the_case_is_refused() -> None:
    with pytest.raises(CaseError) as caught:
        apply_overrides(python_case(), ["hydrology=wet", "storage.bat.1.soc_initial_mwh=5", "storage.bat1.p_nom_mw=1"])
    codes = sorted(f.code for f in caught.value.faults)
    assert codes == ["override_unknown", "start_outside_limits", "unknown_column"]


def test_dumped_case_is_equal(tmp_path: Path) -> None:
    case = python_case()
    dump_case(case, tmp_path / "case")
    again = load_case(tmp_path / "case")
    assert again == case
    assert case_digest(again) == case_digest(case)
    assert str(tmp_path) not in (tmp_path / "case" / "case.yaml").read_text(encoding="utf-8")


def test_awkward_names_and_numbers_survive_a_dump(tmp_path: Path) -> None:
    bus = Bus(id="1e5", zh="昭通 #1", note="yes: no", en="a\nb")
    case = python_case(
        bus=(Bus(id="b"), bus, Bus(id="no"), Bus(id="~"), Bus(id="2030-01-01"), Bus(id="0o7"), Bus(id=".5")),
        storage=(Storage(id="s", technology="lfp", bus="1e5", p_nom_mw=0.1 + 0.2, e_nom_mwh=1e-8),),
        series={
            "time of day": dataclasses.replace(table(normal=1 / 3), quantity="instant"),
            "t": table(normal=1, time=2),
        },
    )
    dump_case(case, tmp_path)
    assert load_case(tmp_path) == case


def test_digest_tells_content_from_form() -> None:
    case = python_case()
    digest = case_digest(case)
    assert len(digest) == 64
    assert case.time.start is not None
    utc = case.time.start.astimezone(UTC)
    same = case.model_copy(update={"time": case.time.model_copy(update={"start": utc})})
    assert case_digest(same) == digest, "the same instant in another zone"
    moved = {"t": dataclasses.replace(case.series["t"], origin="elsewhere.csv", lines=np.arange(24))}
    assert case_digest(case.model_copy(update={"series": moved})) == digest
    nudged = {"t": table(normal=np.nextafter(0.5, 1), dry=0.25)}
    assert case_digest(case.model_copy(update={"series": nudged})) != digest
    assert case_digest(case.model_copy(update={"hydrology": "dry"})) != digest
    renamed = {"u": case.series["t"]}
    assert case_digest(case.model_copy(update={"series": renamed})) != digest


def test_tables_compare_by_content() -> None:
    one, same, other = table(a=1, b=2), table(b=2, a=1), table(a=1, b=3)
    assert one == same
    assert one != other
    assert one != dataclasses.replace(one, repeat="day")
    assert one != "table"


def test_short_forms_mean_the_long_ones() -> None:
    assert python_case().renewable[0].p_max_pu == SeriesRef(series="t/{hydrology}", scale=1.0)
