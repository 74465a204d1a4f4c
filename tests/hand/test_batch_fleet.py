"""Batch fleets by hand: as a band, and made of batches that draw for two hours what they began."""

from __future__ import annotations

from typing import Any

from tests.hand.demand_response import check_production, check_unserved, on_market, works
from tests.support import close, expect, hours, solve, table


def band(**more: Any) -> dict[str, Any]:
    """A fleet that may lose tonnes at 100 CNY/MWh."""
    return {
        "id": "fleet", "load": "works", "mwh_per_t": 10, "product_value_cny_per_t": 1000, "target": "at_least",
        "wear_cost_cny_per_mwh": 10, "target_pu": 0.1, "deep_h": 0, **more,
    }  # fmt: skip


def batches(**more: Any) -> dict[str, Any]:
    """Batches of 2 h at even power, started evenly within hours; the fleet draws at most 150 % of its load's rating."""
    return {
        "id": "fleet", "load": "works", "formulation": "starts", "batch_h": 2, "start_block_h": 1, "ramp_share": 0,
        "hold_share": 1, "band_max_pu": 1.5, "target_window": "day", "wear_cost_cny_per_mwh": 10, **more,
    }  # fmt: skip


def test_tonnes_at_least_or_exactly() -> None:
    check_production("batch_fleet", {}, {})


def test_nobody_is_served_less_than_nothing() -> None:
    """The band ends at 60 MW."""
    check_unserved("batch_fleet", {"deep_h": 0}, {}, 60)


def test_interruptions_are_brief() -> None:
    """A quarter of an hour without power, and half an hour of recovery: 0.6·25 MWh below the band in any ¾ h.

    Quarters at 900, 500, 500, 800: nothing in the first and the last, 60 MW in between. The other fleet, 50 MW, half of
    that with no recovery: 0.6·6.25 MWh in any ⅛ h, so never more than 0 MW below: it may be off all the time.
    """
    fleets = [band(id="big", load="one", deep_h=0.25, recovery_h=0.5),
              band(id="small", load="two", deep_h=0.125, recovery_h=0, deep_min_pu=0.1)]  # fmt: skip
    case = on_market(table(0.25, p=[900, 500, 500, 800]), [works(100, "one"), works(50, "two")], batch_fleet=fleets)
    expect(solve(case, hours(*[0.25] * 4)), {
        "batch_fleet.p_mw[big]": [0, 60, 60, 0], "batch_fleet.p_mw[small]": [5, 5, 5, 5],
        "batch_fleet_state.deep_mwh[big]": [0, 15, 15, 15, 30]})  # fmt: skip


def test_how_deep_an_interruption_may_be() -> None:
    """Down to 30 MW for half an hour in any hour, 15 MWh below the band; not to nothing in a quarter of one."""
    fleet = band(deep_min_pu=0.3, deep_h=0.5, recovery_h=0.5)
    case = on_market(table(0.25, p=[900, 800, 300, 200]), batch_fleet=[fleet])
    expect(solve(case, hours(*[0.25] * 4)), {"batch_fleet.p_mw[fleet]": [30, 30, 60, 60]})


def test_drawing_more() -> None:
    expect(solve(on_market(-500.0, batch_fleet=[band()]), hours(1)), {"batch_fleet.p_mw[fleet]": [105]})


def test_a_ramp_pulls_the_neighbours_along() -> None:
    """10 MW an hour; 100, 900, 100."""
    case = on_market(table(p=[100, 900, 100]), batch_fleet=[band(ramp_pu_per_h=0.1)])
    expect(solve(case, hours(1, 1, 1)), {"batch_fleet.p_mw[fleet]": [70, 60, 70]})


def test_batches_draw_what_they_began() -> None:
    """Batches of E MWh started evenly within an hour draw E/4, E/2 and E/4 in that hour and the next two.

    What began before draws 75, 25 and nothing of 100 MW. So p = 75 + e₀/4, 25 + e₀/2 + e₁/4, e₀/4 + e₁/2 + e₂/4. Three
    hours at 500, 100, 100: as much must start as 100 MW take, 300 MWh, and as much be drawn, 100 + e₀ + ¾e₁ + ¼e₂ ≥
    300. Nothing starts in the dear hour; then e₁ + e₂ = 300 and ¾e₁ + ¼e₂ = 200: 250 and 50: p = 75, 87.5, 137.5.
    Weight 2.

    The other fleet, 50 MW, may lose 10 % of 150 MWh at 20 CNY/MWh, which pays even at 100: 135 MWh start, ¾e₁ + ¼e₂ =
    135 − 50: 102.5 and 32.5, p = 37.5, 38.125, 59.375.
    """
    fleets = [
        batches(id="big", load="one"),
        batches(id="small", load="two", target="at_least", target_pu=0.9, mwh_per_t=10, lost_cost_cny_per_t=200),
    ]
    case = on_market(table(p=[500, 100, 100]), [works(100, "one"), works(50, "two")], batch_fleet=fleets)
    solved = solve(case, hours(1, 1, 1, weight=2))
    p_big, p_small = [75, 87.5, 137.5], [37.5, 38.125, 59.375]
    starts = solved.tables["batch_fleet_start_total"]
    assert starts.labels[:2] == ("big 2030-01-01T00:00", "big 2030-01-01T01:00")
    assert starts.columns["started_mwh"] == close([0, 250, 50, 0, 102.5, 32.5])
    assert starts.columns["baseline_mwh"] == close([100, 100, 100, 50, 50, 50])
    energy = sum(p * (a + b) for p, a, b in zip([500, 100, 100], p_big, p_small, strict=True))
    wear = 5 * (25 + 12.5 + 37.5 + 12.5 + 11.875 + 9.375)
    expect(solved, {"batch_fleet.p_mw[big]": p_big, "batch_fleet.p_mw[small]": p_small,
                    "cost": 2 * (energy + wear + 15 * 20)})  # fmt: skip
    assert solved.tables["batch_fleet_window_total"].columns["lost_mwh"] == close([0, 15])


def test_a_fleet_of_batches_has_a_rating() -> None:
    """Hours at 100 and −500, at most 120 MW: 25 + e₀/2 + e₁/4 = 120 with e₀ + e₁ = 200: 180 and 20, not more."""
    fleet = batches(band_max_pu=1.2)
    case = on_market(table(p=[100, -500]), batch_fleet=[fleet])
    solved = solve(case, hours(1, 1))
    assert solved.tables["batch_fleet_start_total"].columns["started_mwh"] == close([180, 20])
    expect(solved, {"batch_fleet.p_mw[fleet]": [120, 120]})
