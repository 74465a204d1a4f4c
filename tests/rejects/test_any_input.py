"""Whatever a case file holds, it is a case or a list of faults, never a traceback."""

from __future__ import annotations

import contextlib
import copy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.case import Case, case_digest, load_case
from dispatch.case.time_axis import horizon_of
from dispatch.errors import InputError
from dispatch.series.assemble import assemble_series
from tests.rejects.small_case import CASE, HOURLY, QUANTITIES, write_case

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e300, "", " ", "x", "a/b", "2030-01-01", "9" * 60, float("inf"), float("nan"),
    [], {}, [None], [[]], [{}], {"id": None}, {"id": []}, {"x": 1}, {"table": 5}, {"table": "nowhere.csv"}, {"file": 3},
    {"monthly": 1}, {"series": None}, ["a", "a"], [{"id": "x"}, {"id": "x", "remove": True}], "../hourly.csv",
    "{hydrology}/x", "\u0000", "昭通",
)  # fmt: skip
OVERRIDES = ("storage.bat1=1", "storage.*.p_nom_mw=x", "=", "time.start=5", "bus.north.id=", "..=1")


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, part in parts for path in paths(part, (*here, key)))]


SOUND = yaml.safe_load(
    CASE.replace("start: 2030-01-01", "start: '2030-01-01'").replace("end: 2030-01-03", "end: '2030-01-03'")
)
PATHS = paths(SOUND)[1:]


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    """Set the value at a path, if an earlier edit has left the path in place."""
    with contextlib.suppress(KeyError, IndexError, TypeError):
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = new


def judge(folder: Path, **options: Any) -> None:
    try:
        case = load_case(folder, quantities=QUANTITIES, **options)
        assemble_series(case, horizon_of(case))
    except InputError as error:
        for fault in error.faults:
            assert fault.text("zh")
            assert fault.text("en")
    else:
        assert isinstance(case, Case)
        assert case_digest(case)


settings.register_profile(
    "files", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@settings(settings.get_profile("files"))
@given(edits=st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(ODD)), min_size=1, max_size=4))
def test_odd_values_anywhere(tmp_path: Path, edits: list[tuple[tuple[Any, ...], Any]]) -> None:
    if not (tmp_path / "case.yaml").exists():
        write_case(tmp_path)
    case = copy.deepcopy(SOUND)
    for path, value in edits:
        put(case, path, copy.deepcopy(value))
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    judge(tmp_path)
    judge(tmp_path, scenario="dry")


@settings(settings.get_profile("files"))
@given(
    overlay=st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(ODD)), min_size=1, max_size=3),
    overrides=st.lists(st.sampled_from(OVERRIDES), max_size=2),
)
def test_odd_overlays_and_overrides(
    tmp_path: Path, overlay: list[tuple[tuple[Any, ...], Any]], overrides: list[str]
) -> None:
    if not (tmp_path / "case.yaml").exists():
        write_case(tmp_path)
    over: dict[str, Any] = {}
    for path, value in overlay:
        over[path[0]] = copy.deepcopy(value if len(path) == 1 else SOUND[path[0]])
        put(over, path, copy.deepcopy(value))
    (tmp_path / "dry.yaml").write_text(yaml.safe_dump(over, allow_unicode=True), encoding="utf-8")
    judge(tmp_path, scenario="dry", overrides=overrides)


@settings(settings.get_profile("files"))
@given(
    at=st.integers(0, len(HOURLY)),
    cut=st.integers(0, 30),
    piece=st.text(st.sampled_from('0123456789.,-+:eE \n"TZinfaNx\u00e9/'), max_size=8),
)
def test_odd_series_files(tmp_path: Path, at: int, cut: int, piece: str) -> None:
    if not (tmp_path / "case.yaml").exists():
        write_case(tmp_path)
    (tmp_path / "hourly.csv").write_text(HOURLY[:at] + piece + HOURLY[at + cut :], encoding="utf-8", newline="")
    judge(tmp_path)


@settings(settings.get_profile("files"))
@given(data=st.binary(max_size=200))
def test_odd_bytes(tmp_path: Path, data: bytes) -> None:
    if not (tmp_path / "case.yaml").exists():
        write_case(tmp_path)
    (tmp_path / "case.yaml").write_bytes(data)
    judge(tmp_path)
    write = CASE.encode()
    (tmp_path / "case.yaml").write_bytes(write[: len(data)] + data + write[len(data) :])
    judge(tmp_path)
