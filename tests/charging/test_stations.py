"""Stations: sizes, rooms by hand, envelopes within connections, and a handing out that keeps every connection."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.charging.disaggregate import Schedule, disaggregate
from dispatch.charging.envelopes import summed
from dispatch.charging.fleet import Sessions, nameplate_mw, simulate
from dispatch.charging.stations import drawn_at_once_kw, stations_of
from dispatch.errors import CaseError
from dispatch.families.charging.entity import Charging
from dispatch.solve.pipeline import solve_case
from dispatch.studies.charging_stations import keepable, station_table
from tests.charging.test_tighten import night


def fleet(**more: Any) -> Charging:
    return Charging.model_validate({"id": "ev", "load": "ev", "piles": 100, "seed": 3, "stations": 10, **more})


def test_every_pile_stands_at_one_station() -> None:
    """All ratings are there once; same seed, same sizes; another, others; one pile each at least."""
    found = stations_of(fleet(station_limit_pu=0.5))
    assert found is not None
    assert found.of_pile.size == 100
    sizes = np.bincount(found.of_pile)
    assert len(sizes) == 10
    assert sizes.min() >= 1
    assert sizes.max() > sizes.min()
    assert found.rated_kw.sum() == pytest.approx(1000 * nameplate_mw(fleet()))
    assert found.limit_kw == pytest.approx(found.rated_kw / 2)
    again, other = stations_of(fleet()), stations_of(fleet(seed=4))
    assert again is not None
    assert other is not None
    assert (again.of_pile == found.of_pile).all()
    assert (other.of_pile != found.of_pile).any()
    assert stations_of(fleet(stations=None)) is None
    with pytest.raises(CaseError, match="more stations than piles"):
        stations_of(fleet(stations=101))


def test_what_is_charged_at_once_is_the_sum_of_boxes() -> None:
    """40 kWh at 20 kW from 0.5 h on, over steps of 1, 2 and 1 h: 10 kWh, 30 kWh (to 2.5 h), none."""
    stations = stations_of(fleet())
    assert stations is not None
    one = np.array([0])
    car = Sessions(one, one, one + 0.5, one + 9.0, one + 40.0, one + 20.0, one > 0, one > 0)
    drawn = drawn_at_once_kw(stations, car, np.array([0.0, 1.0, 3.0, 4.0]))
    assert drawn[0] == pytest.approx([10, 15, 0])
    assert not drawn[1:].any()


def test_an_envelope_within_connections() -> None:
    """Only what may be plugged in falls, never below charging at once; a connection for all ratings changes nothing."""
    every = simulate(fleet(), 2030)
    plain, wide, tight = (
        summed(fleet(pace_pu=1, **more), every) for more in ({"stations": None}, {}, {"station_limit_pu": 0.25})
    )
    for name, values in plain.items():
        assert wide[name] == pytest.approx(values, abs=1e-12)
        if name != "plugged":
            assert tight[name] == pytest.approx(values, abs=1e-12)
    assert (tight["plugged"] <= plain["plugged"] + 1e-12).all()
    assert tight["plugged"].sum() < 0.999 * plain["plugged"].sum()
    assert (tight["plugged"] >= np.minimum(tight["managed"], plain["plugged"]) - 1e-12).all()


def test_a_full_connection_hands_its_share_on() -> None:
    """Two cars of 10 kW at a station of 20 kW with a connection of 12: a schedule of 20 kW for an hour gives 12."""
    two = Charging.model_validate({
        "id": "ev", "load": "ev", "piles": 3, "stations": 1, "station_limit_pu": 12 / 30, "home_share_pu": 1,
        "work_share_pu": 0, "fast_share_pu": 0, "heavy_share_pu": 0, "home_kw": 10,
    })  # fmt: skip
    n = np.ones(2)
    cars = Sessions(np.array([0, 1]), 0 * n, 0 * n, 3 * n, 10 * n, 10 * n, n > 0, n < 0)
    asked = Schedule(0.0, np.ones(3), np.array([20.0, 20.0, 0.0]), np.zeros(3), np.zeros(3))
    done = disaggregate(two, cars, asked)
    assert done.charged_kw == pytest.approx([12, 8, 0])
    assert done.refused_kwh == pytest.approx([8, 12, 0])
    assert done.stations.peak_kw == pytest.approx([12])
    assert done.stations.peak_at_once_kw == pytest.approx([20])
    assert done.stations.overload_at_once_h == pytest.approx([1])
    assert done.stations.overload_h == pytest.approx([0])


@pytest.mark.parametrize("v2g", [0.0, 0.3])
def test_no_connection_carries_more_than_without_a_dispatcher(v2g: float) -> None:
    """300 piles at 30 stations of half their ratings, three days: only cars that take no part put a station above its
    limit; at most 1 % goes unserved at the pace that is found; columns add up to the fleet."""
    case, axis = night(300, 3, 0.3, v2g_share_pu=v2g, stations=30, station_limit_pu=0.5)
    slow, found = keepable(case, axis)
    assert found.converged
    table = station_table(solve_case(slow, axis))
    assert len(table) == 30
    assert table["piles"].sum() == 300
    (share,) = found.allotments.values()
    assert table["unserved_mwh"].sum() == pytest.approx(share.unserved_kwh.sum() / 1000)
    assert table["wanted_mwh"].sum() == pytest.approx(share.wanted_kwh.sum() / 1000)
    assert (table["overload_h"] <= table["overload_at_once_h"] + 1e-9).all()
    over = table["peak_mw"] > table["limit_mw"] * (1 + 1e-6)
    assert (table["peak_mw"][over] <= table["peak_at_once_mw"][over] + 1e-9).all()
    assert table["utilisation_pu"].between(0, 1).all()
