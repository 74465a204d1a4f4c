"""Readers of results fail on a name that no run has, and say which names are near."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.audit.view import View
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.results import schema
from dispatch.results.quantities import Ground
from dispatch.results.schema import UnknownResultError
from dispatch.results.study_area import Answer, StudyArea
from dispatch.results.tables import AbsentResultError, Table, Tables
from dispatch.series.assemble import assemble_series
from dispatch.solve.collect import table_of
from tests.everything import AXIS, everything
from tests.support import demand, system

TIMES = Horizon.regular("2030-01-01", 2, 1.0)
CASE = system(load=[demand(5)])
SERIES = assemble_series(CASE, TIMES)


def tables() -> Tables:
    """Of a case with a load and nothing else."""
    columns = {"demand_mw": np.array([[5.0, 5.0]]), "unserved_mw": np.array([[1.0, 0.0]])}
    return Tables({"load": Table("load", ("city",), TIMES.local_time(), None, columns)})


def area() -> StudyArea:
    return StudyArea(Answer(CASE, SERIES, tables()))


def read_as_audit(table: str, column: str) -> object:
    recorder = Recorder(CASE, SERIES, tables(), 0.0)
    return View.of(recorder, Reader(recorder), table, CASE.load).read(column)


MISSPELT: dict[str, Callable[[], object]] = {
    "table": lambda: tables()["laod"],
    "table, asked for": lambda: tables().optional("laod"),
    "table, get": lambda: tables().get("laod"),
    "table, in": lambda: "laod" in tables(),
    "array, table": lambda: tables().array("laod", "demand_mw"),
    "array, column": lambda: tables().array("load", "demnad_mw"),
    "column": lambda: tables()["load"].columns["demnad_mw"],
    "column, asked for": lambda: tables()["load"].optional("demnad_mw"),
    "column, get": lambda: tables()["load"].columns.get("demnad_mw", np.zeros(2)),
    "column, in": lambda: "demnad_mw" in tables()["load"].columns,
    "column of another table": lambda: tables()["load"].optional("p_charge_mw"),
    "column, no table yet": lambda: Table("load", ("city",), None, None).optional("demnad_mw"),
    "wide": lambda: tables()["load"].wide("demnad_mw"),
    "of, column": lambda: tables()["load"].of("city", "demnad_mw"),
    "of, label": lambda: tables()["load"].of("ctiy", "demand_mw"),
    "rows, table": lambda: area().rows("laod", "demand_mw", CASE.load),
    "rows, column": lambda: area().rows("load", "demnad_mw", CASE.load),
    "rows, no assets": lambda: area().rows("storage", "p_chrage_mw", []),
    "rows, table, no assets": lambda: area().rows("storag", "p_charge_mw", []),
    "total": lambda: area().total("load", "demnad_mw", CASE.load),
    "facts, table": lambda: Ground(CASE, SERIES, tables()).power("laod", "demand_mw", CASE.load),
    "facts, column": lambda: Ground(CASE, SERIES, tables()).power("storage", "p_chrage_mw", ()),
    "array, no assets": lambda: tables().array("storage", "p_chrage_mw"),
    "audit, table": lambda: read_as_audit("laod", "demand_mw"),
    "audit, column": lambda: read_as_audit("load", "demnad_mw"),
}


RIGHT = {"laod": "load", "demnad_mw": "demand_mw", "p_chrage_mw": "p_charge_mw", "ctiy": "city", "storag": "storage"}


@pytest.mark.parametrize("reader", MISSPELT)
def test_a_misspelt_name_raises_with_the_nearest(reader: str) -> None:
    with pytest.raises(UnknownResultError) as caught:
        MISSPELT[reader]()
    asked, _, near = str(caught.value).partition("; nearest: ")
    right = [right for wrong, right in RIGHT.items() if f"'{wrong}'" in asked]
    assert (f"'{right[0]}'" in near) if right else ("'p_charge_mw' in table 'load'" in asked)


ABSENT: dict[str, Callable[[], object]] = {
    "table": lambda: tables()["storage"],
    "table, get": lambda: tables().get("storage"),
    "array": lambda: tables().array("load", "served_mw"),
    "column": lambda: tables()["load"].columns["served_mw"],
    "of": lambda: tables()["load"].of("city", "served_mw"),
    "wide": lambda: tables()["load"].wide("served_mw"),
    "rows": lambda: area().rows("load", "served_mw", CASE.load),
    "total": lambda: area().total("shiftable", "p_mw", CASE.load),
}


@pytest.mark.parametrize("reader", ABSENT)
def test_what_a_run_does_not_have_raises_unless_asked_for(reader: str) -> None:
    with pytest.raises(AbsentResultError, match="not part of this run"):
        ABSENT[reader]()


def test_what_may_be_absent_is_asked_for() -> None:
    assert tables().optional("storage") is None
    assert tables()["load"].optional("served_mw") is None
    assert "storage" not in tables()
    assert "served_mw" not in tables()["load"].columns
    assert tables()["load"].columns.get("served_mw", np.ones(2)).tolist() == [1.0, 1.0]


def test_a_family_without_assets_is_empty() -> None:
    assert tables().array("storage", "p_charge_mw").shape == (0, 0)
    assert area().rows("storage", "p_charge_mw", []).shape == (0, 2)
    assert area().total("storage", "p_charge_mw", []).tolist() == [0.0, 0.0]


def test_the_schema_declares_all_that_the_model_reports() -> None:
    model = build_model(everything(), assemble_series(everything(), AXIS))
    rows = {rows.name: rows.axes for rows in model.rows}
    reported = [(c.name, c.axes) for c in model.columns if c.shown]
    reported += [(one.name, one.axes) for one in (*model.given, *model.quantities)]
    reported += [(f"{dual.rows.partition('.')[0]}.{dual.column}", rows[dual.rows]) for dual in model.duals]
    for name, axes in reported:
        table = table_of(name.partition(".")[0], axes)
        if table is not None:
            schema.check(table, name.partition(".")[2])
