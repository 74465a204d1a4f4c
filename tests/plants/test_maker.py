"""Makers: tables of a case, kept by content; the reports of yields; faults collected over all plants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dispatch.case.check import check_case
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.errors import CaseError
from dispatch.locale.faults import fault_text
from dispatch.plants import maker, pv, wind
from dispatch.plants.calibrate import USUAL_FACTOR, require_whole_years, unusual_factors
from dispatch.series.modelled import make_tables
from tests.plants import skies

ZONE = "Asia/Shanghai"


def observed(only_ghi: bool = False) -> TimeTable:
    """A cloudless year of hours with wind that changes over the day, as a table of weather."""
    sky = skies.clear_sky(27.0, 103.0, start="2024-12-31T16:00")
    hour = np.arange(8760) % 24
    columns = {"ghi_w_per_m2": sky.ghi_w_per_m2, "temperature_c": 12 + 6 * np.sin(hour / 24 * 2 * np.pi),
               "wind_speed_m_per_s": 6 + 5 * np.cos(np.arange(8760) / 29)}  # fmt: skip
    if not only_ghi:
        columns |= {"dni_w_per_m2": sky.dni_w_per_m2, "dhi_w_per_m2": sky.dhi_w_per_m2}
    index = pd.DatetimeIndex(sky.start).tz_localize("UTC")
    return TimeTable.from_frame(pd.DataFrame(columns, index=index), repeat="year")


def case(pv_plant: list[dict[str, Any]], wind_farm: list[dict[str, Any]], only_ghi: bool = False) -> Case:
    site = {"id": "s", "lat": 27.0, "lon": 103.0, "altitude_m": 2000, "table": "met"}
    return Case.model_validate(
        {"name": "c", "bus": [{"id": "b"}], "weather": [site], "series": {"met": observed(only_ghi)},
         "pv_plant": pv_plant, "wind_farm": wind_farm}
    )  # fmt: skip


SUN = {"id": "sun", "weather": "s"}
GUST = {"id": "gust", "weather": "s", "turbine": "V126/3450"}


def test_tables_repeat_as_the_weather_does() -> None:
    made = make_tables(case([SUN], [GUST]), {("pv_plant", "sun"), ("wind_farm", "gust")})
    assert set(made) == {("pv_plant", "sun"), ("wind_farm", "gust")}
    for (_, name), table in made.items():
        assert list(table.columns) == [name]
        assert (table.repeat, table.quantity) == ("year", "mean")
        assert table.length_s == 365 * 86_400
        assert table.start[0] == np.datetime64("2024-12-31T16:00", "s")
        assert 0.1 < table.columns[name].mean() < 0.6


def test_what_was_made_is_kept_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCH_CACHE", str(tmp_path))
    calls: list[str] = []
    original = pv.calibrated

    def counted(plant: Any, *rest: Any) -> Any:
        calls.append(plant.id)
        return original(plant, *rest)

    monkeypatch.setattr(pv, "calibrated", counted)
    first = pv.make_pv(case([SUN], []), case([SUN], []).pv_plant)["sun"]
    again = pv.make_pv(case([SUN], []), case([SUN], []).pv_plant)["sun"]
    assert calls == ["sun"]
    assert first == again
    renamed = case([{**SUN, "id": "other", "note": "the same plant"}], [])
    assert (pv.make_pv(renamed, renamed.pv_plant)["other"].columns["other"] == first.columns["sun"]).all()
    assert calls == ["sun"]
    steeper = case([{**SUN, "tilt_deg": 26.0}], [])
    pv.make_pv(steeper, steeper.pv_plant)
    assert calls == ["sun", "sun"]
    zoned = steeper.model_copy(update={"time": steeper.time.model_copy(update={"zone": "UTC"})})
    pv.make_pv(zoned, zoned.pv_plant)
    assert calls == ["sun"] * 3


def test_reports_say_what_was_found() -> None:
    plants = [SUN, {**SUN, "id": "known", "full_load_hours_h": 1400}]
    farms = [GUST, {**GUST, "id": "fitted", "full_load_hours_h": 2000, "speed_up": 1.2}]
    both = case(plants, farms)
    report = pv.calibration(both).set_index("plant")
    assert list(report.columns) == ["target_h", "before_h", "after_h", "factor"]
    assert np.isnan(report.target_h["sun"])
    assert report.factor["sun"] == 1.0
    assert report.after_h["known"] == pytest.approx(1400, rel=1e-6)
    assert report.before_h["known"] == report.before_h["sun"]
    blown = wind.calibration(both).set_index("plant")
    assert blown.after_h["fitted"] == pytest.approx(2000, rel=1e-6)
    assert blown.speed_up["fitted"] == pytest.approx(1.2 * blown.factor["fitted"])
    assert blown.speed_up["gust"] == 1.0
    assert wind.calibration(case([], [])).empty


def test_unusual_factors_are_told() -> None:
    plain = pv.calibration(case([SUN], [])).before_h[0]
    plants = [{**SUN, "id": name, "full_load_hours_h": share * plain} for name, share in (("a", 0.95), ("b", 0.7))]
    both = case(plants, [])
    (found,) = unusual_factors(both.pv_plant, pv.calibration(both))
    assert found.code == "unusual_factor"
    assert found.where.entity == "pv_plant 'b' full_load_hours_h"
    assert isinstance(found.value, float)
    assert found.value < USUAL_FACTOR[0]
    assert fault_text("unusual_factor", "zh", {}).message in found.text("zh")


def test_a_table_without_beam_is_split_as_each_plant_says() -> None:
    plants = [{**SUN, "id": model, "decomposition": model} for model in ("erbs", "dirint")]
    alone, known = (case(plants, [], only_ghi) for only_ghi in (True, False))
    erbs, dirint = (pv.make_pv(alone, alone.pv_plant)[name].columns[name] for name in ("erbs", "dirint"))
    assert not np.allclose(erbs, dirint)
    same = [pv.make_pv(known, known.pv_plant)[name].columns[name] for name in ("erbs", "dirint")]
    assert (same[0] == same[1]).all()


def test_every_fault_of_every_plant() -> None:
    plants = [{**SUN, "id": "a", "full_load_hours_h": 8000}, SUN, {**SUN, "id": "c", "full_load_hours_h": 7000}]
    both = case(plants, [{**GUST, "turbine": "V126"}])
    with pytest.raises(CaseError) as refused:
        pv.make_pv(both, both.pv_plant)
    assert [fault.code for fault in refused.value.faults] == ["yield_out_of_reach"] * 2
    assert refused.value.faults[0].limit.startswith("0 … ")
    with pytest.raises(CaseError) as refused:
        wind.make_wind(both, both.wind_farm)
    assert "V126/3450" in str(refused.value)


def test_an_unknown_weather_site() -> None:
    lost = case([{**SUN, "weather": "S2"}], [{**GUST, "weather": "t"}])
    found = [fault for fault in check_case(lost) if fault.code == "unknown_entity"]
    assert [fault.where.entity for fault in found] == ["pv_plant 'sun' weather", "wind_farm 'gust' weather"]
    assert all(fault.params is not None and fault.params["nearest"] == ("s",) for fault in found)
    with pytest.raises(CaseError) as refused:
        pv.make_pv(lost, lost.pv_plant)
    assert [fault.code for fault in refused.value.faults] == ["unknown_entity"]


@pytest.mark.parametrize(
    ("days", "whole"), [(365, True), (366, True), (364, False), (730, True), (1096, True), (180, False), (500, False)]
)
def test_whole_years(days: int, whole: bool) -> None:
    sky = skies.weather(periods=days * 24, step_s=3600)
    if whole:
        require_whole_years(skies.pv(), sky)
    else:
        with pytest.raises(CaseError):
            require_whole_years(skies.pv(), sky)


def test_a_digest_sees_everything_that_a_plant_sees() -> None:
    base = skies.weather(periods=2)
    changes = [
        skies.weather(periods=2, **change)
        for change in (
            {"ghi_w_per_m2": 1.0}, {"dni_w_per_m2": 1.0}, {"dhi_w_per_m2": 1.0}, {"temperature_c": 1.0},
            {"wind_speed_m_per_s": 1.0}, {"pressure_pa": 9e4}, {"wind_height_m": 3.0}, {"repeat": "year"},
            {"start": "2025-01-02T00:00"}, {"step_s": 3600}, {"site": {"lat": 1.0}}, {"site": {"altitude_m": 9.0}},
        )
    ]  # fmt: skip
    assert len({maker.digest(each) for each in [base, *changes]}) == 13
    assert maker.digest(skies.weather(periods=2, site={"note": "by hand"})) == maker.digest(base)
