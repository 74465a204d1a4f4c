"""What a schedule makes, and the live table, by hand; and the command that shows it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from dispatch import cli
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.production.learn import learn
from dispatch.production.live import live_table
from dispatch.production.records import read_meter, read_output
from dispatch.production.units import drawn_mw, key_units, production_schedule
from tests.production.works import SPECIFIC, ZONE, smelter, units, written, year
from tests.support import close, demand, hours, market, solve, system, table

START = pd.Timestamp("2030-01-10 12:00", tz=ZONE)


def plan(power: float, days: float, start: str = "2030-01-10") -> tuple[Horizon, dict[str, np.ndarray]]:
    """A level schedule of both units."""
    horizon = Horizon.regular(start, round(24 * days), 1.0)
    return horizon, {unit.id: np.full(horizon.periods, power) for unit in units()}


def row(frame: pd.DataFrame, unit: str, window: str) -> pd.Series:
    found = frame[(frame["unit"] == unit) & (frame["window"] == window)]
    assert len(found) == 1
    return found.iloc[0]


def test_key_units_are_loads_that_know_their_tonnes() -> None:
    """Whether their entity is switched on or not; the one that is switched on counts."""
    found = key_units(smelter())
    assert [(u.id, u.kind, u.mwh_per_t, u.value_cny_per_t) for u in found] == [
        ("pots", "potline", 13.4, 20000), ("kiln", "furnace", 12, 9000)]  # fmt: skip
    both = smelter(shiftable=[{"id": "mill", "load": "kiln", "mwh_per_t": 5}])
    assert [(u.id, u.kind) for u in key_units(both)] == [("pots", "potline"), ("kiln", "shiftable")]


def test_a_schedule_makes_tonnes() -> None:
    """Two dear hours of 26: what is reduced, unserved or called by a virtual plant is not drawn.

    `mill` (100 MW, 5 MWh/t) moves 12 MW; `kiln` (40 MW, 12 MWh/t) promises half to a plant that is called in one hour.
    """
    case = system(
        table(p=[500, 100] * 13), load=[demand(100, id="mill"), demand(40, id="kiln")],
        corridor=[market("s/p", buys=True)],
        shiftable=[{"id": "mill", "load": "mill", "mwh_per_t": 5, "product_value_cny_per_t": 100}],
        furnace=[{"id": "arc", "load": "kiln", "enabled": False}],
        virtual_plant=[{"id": "town", "loads": ["kiln"], "share_pu": 0.5}],
        offer=[{"id": "call", "virtual_plant": "town", "duration_h": 1, "price_cny_per_mwh": 1}],
    )  # fmt: skip
    solved = solve(case, hours(*[1] * 26))
    drawn = drawn_mw(case, solved.tables)
    assert drawn["mill"] == close(solved.tables["shiftable"].of("mill", "p_mw"))
    assert sorted(drawn["kiln"].tolist()) == close([20, 20, *[40] * 24])
    days = production_schedule(case, solved.horizon, solved.tables)
    first = days[days["start"] == pd.Timestamp("2030-01-01", tz=ZONE)].set_index("unit")
    assert first.loc["mill"].tolist()[1:] == close([2400, 480, 48_000])
    assert first.loc["kiln", "energy_mwh"] == close(24 * 40 - 20)
    month = production_schedule(case, solved.horizon, solved.tables, "MS").set_index("unit")
    assert month.loc["kiln", "output_t"] == close((26 * 40 - 40) / 12)
    made = solved.tables["shiftable_window_total"]
    assert month.loc["mill", "output_t"] == close(made.columns["made_t"].sum())


def test_an_outage_makes_nothing() -> None:
    case = system(
        load=[demand(40, id="kiln", unserved_cost_cny_per_mwh=900)], corridor=[market(0, p_nom=30, buys=True)],
        furnace=[{"id": "arc", "load": "kiln", "enabled": False}],
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    assert drawn_mw(case, solved.tables)["kiln"].tolist() == close([30, 30])


def test_windows_without_a_meter_are_those_of_the_schedule() -> None:
    """90 MW for eight days from the 10th, seen from noon: 24 h are 2,160 MWh, 161.194 t; half a day to date."""
    horizon, drawn = plan(90, 8)
    frame = live_table(units(), horizon, drawn, START)
    day = row(frame, "pots", "next_24h")
    assert [day["energy_mwh"], day["output_t"], day["value_cny"]] == close([2160, 2160 / 13.4, 2160 / 13.4 * 20_000])
    assert (day["model"], day["covered_pu"]) == ("nameplate", 1)
    assert np.isnan(day["output_low_t"])
    assert row(frame, "pots", "next_7d")["energy_mwh"] == close(7 * 2160)
    to_date = row(frame, "pots", "month_to_date")
    assert [to_date["energy_mwh"], to_date["covered_pu"]] == close([12 * 90, 12 / (9.5 * 24)])
    assert row(frame, "pots", "month")["scheduled_mwh"] == close(8 * 2160)


def test_the_meter_counts_until_now_and_the_schedule_after(tmp_path: Path) -> None:
    """70 MW metered in half hours from the 1st to the 10th, 14:00, but for one gap; seen from noon.

    To date: 9.5 days of 35 MWh a half hour, less the half hour that is missing; what was metered after noon is the
    schedule's still. Reports: 130 t a day for four days.
    """
    index = pd.date_range("2030-01-01", "2030-01-10 13:30", freq="30min")
    gap = pd.DataFrame({"pots": 35.0}, index=index)
    gap.iloc[20, 0] = np.nan
    meter = read_meter(written(tmp_path, "m.csv", gap), units(), ZONE)
    daily = pd.DataFrame({"pots": 130.0}, index=pd.date_range("2030-01-01", periods=4, freq="D"))
    output = read_output(written(tmp_path, "o.csv", daily), units(), ZONE)
    horizon, drawn = plan(90, 8)
    frame = live_table(units(), horizon, drawn, START, meter=meter, output=output)
    to_date = row(frame, "pots", "month_to_date")
    expected = [9.5 * 48 * 35 - 35, 0, 520]
    assert [to_date["metered_mwh"], to_date["scheduled_mwh"], to_date["reported_t"]] == close(expected)
    assert to_date["covered_pu"] == close(1 - 0.5 / (9.5 * 24))
    month = row(frame, "pots", "month")
    assert month["energy_mwh"] == close(9.5 * 48 * 35 - 35 + 7.5 * 2160)
    assert np.isnan(row(frame, "kiln", "month")["reported_t"])


def test_models_give_a_band(tmp_path: Path) -> None:
    """From a year of data: the tonnes of a scheduled day of 90 MW lie in a band of 3.5 t; a week's in its own."""
    hourly, daily = year()
    meter = read_meter(written(tmp_path, "m.csv", hourly), units(), ZONE)
    output = read_output(written(tmp_path, "o.csv", daily), units(), ZONE)
    models = learn(meter, output, units(), ZONE, months={1}).models
    horizon, drawn = plan(90, 8)
    frame = live_table(units(), horizon, drawn, START, models=models)
    day, week = row(frame, "pots", "next_24h"), row(frame, "pots", "next_7d")
    truth = (90 - 6) * 24 / SPECIFIC
    assert day["output_low_t"] < truth < day["output_high_t"]
    assert day["output_high_t"] - day["output_low_t"] == pytest.approx(2 * 1.97 * 12 / SPECIFIC, rel=0.25)
    assert week["output_low_t"] < 7 * truth < week["output_high_t"]
    ratio = (week["output_high_t"] - week["output_low_t"]) / (day["output_high_t"] - day["output_low_t"])
    assert 7**0.5 * 0.9 < ratio < 7 * 0.9
    assert row(frame, "kiln", "next_24h")["model"] == "nameplate"


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    """The smelter as files: two weeks from 1 January 2030."""
    folder = tmp_path / "smelter"
    folder.mkdir()
    content = smelter().model_dump(mode="json", exclude_defaults=True, exclude={"series"})
    content["time"] = {"start": "2030-01-01", "end": "2030-01-15", "step": "1h"}
    (folder / "case.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main([str(w) for w in words])
    return int(left.value.code or 0)


def test_the_command_dispatches_a_week_and_reads_meters(
    on_disk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """From the end of the meter, 10 January: JSON alone on stdout, the models with what they found."""
    hourly, daily = year(days=374)
    files = ("--meter", written(tmp_path, "m.csv", hourly), "--output", written(tmp_path, "o.csv", daily))
    assert call("production", on_disk, *files, "--json", "--out", tmp_path / "live.csv", "--to", "2030-01-15") == 0
    report = json.loads(capfd.readouterr().out)
    assert {(r["unit"], r["window"]) for r in report["live"]} >= {("pots", "next_24h"), ("kiln", "month")}
    day = next(r for r in report["live"] if (r["unit"], r["window"]) == ("pots", "next_24h"))
    assert day["start"] == "2030-01-10T00:00+08:00"
    assert day["output_low_t"] < day["output_t"] < day["output_high_t"]
    (model,) = report["models"]
    assert (model["unit"], model["levels"], model["left_out"]) == ("pots", "month", 0)
    assert len(pd.read_csv(tmp_path / "live.csv")) == 8


@pytest.mark.parametrize(("lang", "words"), [("en", ("next 24 h", "nameplate")), ("zh", ("未来 24 小时", "铭牌"))])
def test_the_command_reads_a_run(
    on_disk: Path, tmp_path: Path, lang: str, words: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert call("run", on_disk, "--out", tmp_path / "made", "--to", "2030-01-09", "--lang", "en") == 0
    capfd.readouterr()
    assert call("production", tmp_path / "made", "--lang", lang) == 0
    out = capfd.readouterr()
    assert all(word in out.out for word in words)
    assert ("只计已覆盖部分" if lang == "zh" else "covered only in part") in out.err


def test_the_command_says_what_is_wrong(on_disk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert call("production", on_disk, "--meter", tmp_path / "none.csv", "--lang", "en") == 2
    assert "none.csv does not exist" in capfd.readouterr().err.replace("\n", " ")
    assert call("production", tmp_path / "norun", "--runs", tmp_path, "--lang", "zh") == 2


def test_a_case_without_key_units_has_an_empty_table() -> None:
    case = Case.model_validate({"name": "x", "bus": [{"id": "a"}], "load": [demand(1)]})
    horizon, _ = plan(1, 1)
    assert live_table(key_units(case), horizon, {}, START).empty
    assert production_schedule(case, horizon, {}).empty
