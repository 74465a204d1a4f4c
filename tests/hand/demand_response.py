"""Flexible loads, for cases worked by hand: a market that sells and buys at a price, and loads of one kind on it."""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from tests.support import close, demand, expect, hours, market, solve, system, table


def works(p: float = 100.0, id: str = "works", bus: str = "a", **more: Any) -> dict[str, Any]:
    """The flexible load."""
    return demand(p, bus, id, **more)


def on_market(price: TimeTable | float, loads: Any = None, **kinds: Any) -> Case:
    """Loads on one bus, served by a market at a price, or at those in column p of a table."""
    fixed = isinstance(price, (int, float))
    sells = market(price if fixed else "s/p", buys=True)
    return system(None if fixed else price, load=loads or [works()], corridor=[sells], **kinds)


def check_production(kind: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    """Two plants of a kind at 500, then at 100 CNY/MWh; wear 10; weight 2. Both can leave what they have to.

    100 MW, 97 % at least, 13.4 MWh/t at 2,680 CNY/t, lost tonnes at 1,340: 6 of 200 MWh may be lost, at 100 CNY/MWh.
    The first hour leaves 11 MWh, the second makes 5 of them. 50 MW, exactly all, 10 MWh/t at 1,000 CNY/t: 2.5 MWh move.
    At 90 CNY/MWh nothing moves: what is made beyond the baseline earns nothing.
    """
    plants = [
        {"id": "x", "load": "one", "mwh_per_t": 13.4, "product_value_cny_per_t": 2680, "lost_cost_cny_per_t": 1340,
         "wear_cost_cny_per_mwh": 10, "target_pu": 0.97, "target": "at_least", "target_window": "year", **first},
        {"id": "y", "load": "two", "mwh_per_t": 10, "product_value_cny_per_t": 1000, "wear_cost_cny_per_mwh": 10,
         "target_pu": 1, "target": "equal", "target_window": "day", **second},
    ]  # fmt: skip
    case = on_market(table(p=[500, 100]), [works(100, "one"), works(50, "two")], **{kind: plants})
    solved = solve(case, hours(1, 1, weight=2))
    saved = 11 * 500 - 5 * 100 - 6 * 100 - 16 * 5 + 2.5 * 400 - 5 * 5
    expect(solved, {
        "cost": 2 * (150 * 600 - saved), f"{kind}.down_mw[x]": [11, 0], f"{kind}.up_mw[x]": [0, 5],
        f"{kind}.down_mw[y]": [2.5, 0], f"{kind}.up_mw[y]": [0, 2.5], f"{kind}.p_mw[x]": [89, 105],
        f"{kind}.baseline_mw[y]": [50, 50]})  # fmt: skip
    made = solved.tables[f"{kind}_window_total"]
    assert made.labels == ("x 2030", "y 2030-01-01")
    assert {name: list(values) for name, values in made.columns.items()} == {
        "lost_mwh": close([6, 0]), "made_t": close([194 / 13.4, 10]), "lost_t": close([6 / 13.4, 0]), "deferred_t":
        close([5 / 13.4, 0.25]), "output_cny": close([2680 * 194 / 13.4, 10_000]), "lost_cny": close([600, 0]),
    }  # fmt: skip
    at_90 = solve(on_market(90.0, [works(100, "one"), works(50, "two")], **{kind: plants}), hours(1, 1))
    expect(at_90, {f"{kind}.p_mw[x]": [100, 100]})


def check_unserved(kind: str, first: dict[str, Any], second: dict[str, Any], least: float) -> None:
    """No supply on bus a: a plant of 100 MW keeps `least` of its draw and loses it at 1,000; none of it feeds the city.

    A second plant, on bus b with all that it needs, sees nothing of it.
    """
    plants = [{"id": "dark", "load": "one", "target_pu": 0, "target": "at_least", "mwh_per_t": 10,
               "lost_cost_cny_per_t": 1, "wear_cost_cny_per_mwh": 1, **first},
              {"id": "light", "load": "two", "mwh_per_t": 10, "product_value_cny_per_t": 1, **second}]  # fmt: skip
    case = system(
        buses="ab",
        load=[works(100, "one", unserved_cost_cny_per_mwh=1000), demand(30), works(50, "two", "b")],
        corridor=[market(300, "b", buys=True)],
        **{kind: plants},
    )
    solved = solve(case, hours(1))
    expect(solved, {"load.unserved_mw[one]": [least], "load.unserved_mw[city]": [30], f"{kind}.p_mw[light]": [50]})
    assert solved.tables[f"{kind}_window_total"].columns["made_t"] == close([0, 5])
