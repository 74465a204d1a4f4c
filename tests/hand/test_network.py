"""Lines and links by hand: limits, losses each way, what reversing costs."""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from tests.support import close, demand, expect, hours, market, solve, system, table, unit


def two_buses(branch: dict[str, Any], kind: str = "line", costs: tuple[Any, Any] = (100, 300), **load: Any) -> Case:
    """Cheap power at a, dear power at b, one branch between them."""
    families: dict[str, Any] = {kind: [{"id": "ab", "bus0": "a", "bus1": "b", **branch}]}
    families["thermal"] = [unit("cheap", 1000, costs[0]), unit("dear", 1000, costs[1], bus="b")]
    return system(table(up=[1, 0], down=[0, 1], one=[100, 300], other=[300, 100], on=[1, 0.5]), buses="ab",
                  load=[demand(p, bus, f"load_{bus}") for bus, p in load.items()], **families)  # fmt: skip


def test_a_full_line_parts_the_prices() -> None:
    """30·[1, 0.5] MW of line, load 50 at b: 30·100 + 20·300 = 9,000 and 15·100 + 35·300 = 12,000."""
    case = two_buses({"p_nom_mw": 30, "p_max_pu": "s/on"}, b=50)
    expect(
        solve(case, hours(1, 1)),
        {
            "cost": 21_000,
            "line.flow_mw[ab]": [30, 15],
            "line.p0_mw[ab]": [30, 15],
            "line.p1_mw[ab]": [30, 15],
            "line.loss_mw[ab]": [0, 0],
            "price.price_cny_per_mwh[a]": [100, 100],
            "price.price_cny_per_mwh[b]": [300, 300],
        },
    )


def test_a_line_carries_either_way() -> None:
    """Costs 100, 300 at a and 300, 100 at b, load 20 at both: 20 MW go to the dear end: 40·100 each hour; flow 20, −20.

    With 15 MW of line the flow is 15, −15 and 5 MW stay dear: 2·(35·100 + 5·300) = 10,000.
    """
    costs = ("s/one", "s/other")
    for p_nom, cost, flow in ((50, 8000, 20), (15, 10_000, 15)):
        case = two_buses({"p_nom_mw": p_nom}, costs=costs, a=20, b=20)
        expect(solve(case, hours(1, 1)), {"cost": cost, "line.flow_mw[ab]": [flow, -flow]})


def test_a_one_way_line_never_turns_round() -> None:
    """From a to b only, lossless or losing 0.1: 20 or 18 MW reach the dear end, none ever comes back."""
    for loss, reached in ((0.0, 20), (0.1, 18)):
        line = {"p_nom_mw": 20, "one_way": True, "loss_pu": loss}
        there = solve(two_buses(line, b=30), hours(1))
        expect(there, {"cost": 2000 + 300 * (30 - reached), "line.flow_mw[ab]": [20], "line.p1_mw[ab]": [reached]})
        back = two_buses(line, costs=(300, 100), a=30)
        expect(solve(back, hours(1)), {"cost": 9000, "line.flow_mw[ab]": [0]})


def test_what_is_lost_is_lost_at_the_far_end_both_ways() -> None:
    """Loss 0.1, load 27 at b in hour 0, 27 at a in hour 1; the near end costs 100, the far end 300.

    30 are sent and 27 arrive: 3,000 an hour, and the far price is 100/0.9.
    """
    case = two_buses({"p_nom_mw": 50, "loss_pu": 0.1}, costs=("s/one", "s/other"), a=0, b=0)
    loads = [demand(27, "b", p_pu="s/up"), demand(27, "a", "other", p_pu="s/down")]
    solved = solve(case.model_copy(update={"load": system(buses="ab", load=loads).load}), hours(1, 1))
    expect(
        solved,
        {
            "cost": 6000,
            "line.forward_mw[ab]": [30, 0],
            "line.backward_mw[ab]": [0, 30],
            "line.p0_mw[ab]": [30, -27],
            "line.p1_mw[ab]": [27, -30],
            "line.loss_mw[ab]": [3, 3],
            "price.price_cny_per_mwh[a]": [100, 100 / 0.9],
            "price.price_cny_per_mwh[b]": [100 / 0.9, 100],
        },
    )


def test_limits_of_a_lossy_line_count_what_is_sent() -> None:
    """20 MW of line, loss 0.1, load 27 at the dear end: 18 arrive, 9 are made there: 2,000 + 2,700, in both
    directions.
    """
    for costs, load, sent in (((100, 300), {"b": 27}, "forward_mw"), ((300, 100), {"a": 27}, "backward_mw")):
        solved = solve(two_buses({"p_nom_mw": 20, "loss_pu": 0.1}, costs=costs, **load), hours(1))
        expect(solved, {"cost": 4700, f"line.{sent}[ab]": [20]})


def test_a_line_does_not_burn_what_is_too_much() -> None:
    """Someone pays 100 for every MWh taken at a; the line loses 0.1 each way.

    50 MW sent forward arrive as 45; sent back, they arrive as 40.5: 9.5 MW burnt, the bound is −950. One way only,
    nothing can be: cost 0.
    """
    case = two_buses({"p_nom_mw": 50, "loss_pu": 0.1}).model_copy(
        update={"corridor": system(corridor=[market(-100, buys=True)]).corridor}
    )
    solved = solve(case, hours(1))
    expect(solved, {"bound": -950, "cost": 0})


def test_a_link_sends_one_way_and_costs() -> None:
    """30·[1, 0.5] MW from a to b, loss 0.1, 5 CNY/MWh; load 45 at b; and nothing goes from b to a, however cheap.

    Hour 0: 30 sent, 27 arrive, 18 dear: 3,000 + 150 + 5,400. Hour 1: 15 sent, 13.5 arrive: 1,500 + 75 + 9,450.
    """
    case = two_buses({"p_nom_mw": 30, "p_max_pu": "s/on", "loss_pu": 0.1, "marginal_cost_cny_per_mwh": 5}, "link", b=45)
    solved = solve(case, hours(1, 1))
    expect(
        solved,
        {"cost": 19_575, "link.flow_mw[ab]": [30, 15], "link.p0_mw[ab]": [30, 15], "link.p1_mw[ab]": [27, 13.5],
         "link.loss_mw[ab]": [3, 1.5], "price.price_cny_per_mwh[b]": [300, 300]},
    )  # fmt: skip
    assert solved.costs_cny["link.operation"] == close(225)
    wrong_way = two_buses({"p_nom_mw": 30}, "link", costs=(300, 100), a=20)
    expect(solve(wrong_way, hours(1)), {"cost": 6000, "link.flow_mw[ab]": [0]})


def test_a_link_with_a_least_flow() -> None:
    """At least 0.5 of 30 MW must go from the dear end to the cheap one, load 10 at each: 15·300 + 5·100."""
    case = two_buses({"p_nom_mw": 30, "p_min_pu": 0.5}, "link", costs=(300, 100), a=10, b=20)
    expect(solve(case, hours(1)), {"cost": 25 * 300 + 5 * 100, "link.flow_mw[ab]": [15]})


def test_a_reversible_link_is_free_of_sign() -> None:
    """p_min −0.5: 15 of 30 MW may come back; load 20 at the dear end: 15·100 + 5·300 = 3,000."""
    case = two_buses({"p_nom_mw": 30, "p_min_pu": -0.5}, "link", costs=(300, 100), a=20)
    expect(solve(case, hours(1)), {"cost": 3000, "link.flow_mw[ab]": [-15]})


def test_reversing_costs_as_much_as_sending() -> None:
    """5 CNY/MWh each way: load 20 at b, then at a, always 100 at the other end: 20·105 twice; no money for going back.

    With 15 MW forward and 12 back: 15·105 + 5·300 = 3,075 and 12·105 + 8·300 = 3,660.
    """
    branch = {"p_nom_mw": 30, "p_min_pu": -1, "marginal_cost_cny_per_mwh": 5}
    case = two_buses(branch, "link", costs=("s/one", "s/other"))
    loads = [demand(20, "b", p_pu="s/up"), demand(20, "a", "other", p_pu="s/down")]
    solved = solve(case.model_copy(update={"load": system(buses="ab", load=loads).load}), hours(1, 1))
    expect(
        solved,
        {"cost": 4200, "link.forward_mw[ab]": [20, 0], "link.backward_mw[ab]": [0, 20], "link.p0_mw[ab]": [20, -20],
         "link.p1_mw[ab]": [20, -20], "price.price_cny_per_mwh[a]": [100, 105], "price.price_cny_per_mwh[b]": [105,
         100]},
    )  # fmt: skip
    narrow = case.link[0].model_copy(update={"p_nom_mw": 15.0, "p_min_pu": -0.8})
    tight = case.model_copy(update={"load": system(buses="ab", load=loads).load, "link": (narrow,)})
    expect(solve(tight, hours(1, 1)), {"cost": 3075 + 3660})
