"""Power from head by hand: one lake whose level rises 0.1 m per hm³, one river that rises 0.01 m per m³/s, or not at
all.

Z = 100 + 0.1·V, Zt = 90 + rise·Q, K = 8: P = 0.008·q·(10 + 0.1·V − rise·Q) MW. Where the river does not rise, P is
bilinear and its hull over q ∈ [0, 100], h ∈ [h₀, h₁] is known: p ≤ 0.008·h₁·q and p ≤ 0.008·(100·h + h₀·q − 100·h₀).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.case.settings import Head, Solver
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.highs import solve_program
from dispatch.series.assemble import assemble_series
from dispatch.solve.pipeline import solve_case
from tests.support import close, column, expect, hours, market, solve, system, table

M = 0.0036


def valley(
    head: dict[str, Any] | None = None,
    rise: float = 0.0,
    lakes: tuple[dict[str, Any], ...] = ({},),
    houses: tuple[dict[str, Any], ...] = ({},),
    **families: Any,
) -> Case:
    """Lakes between 490 and 510 hm³ (h: 59 … 61 m) that begin at 500, each with a plant at bus a unless it says
    otherwise.
    """
    curve = [
        {"id": "level", "x": [100, 200], "y": [0, 1000]},
        {"id": "river", "x": [0, 1000], "y": [90, 90 + 1000 * rise]},
        {"id": "expected", "x": [40, 80], "y": [0.2, 0.6]},
    ]
    first = {"id": "lake", "volume_min_hm3": 490, "volume_max_hm3": 510, "volume_initial_hm3": 500,
             "level_storage": "level", "tailwater": "river"}  # fmt: skip
    plant = {"id": "house", "reservoir": "lake", "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 100,
             "productivity_mw_per_m3s": 7, "efficiency_constant": 8}  # fmt: skip
    case = system(
        families.pop("series", None),
        reservoir=[first | lake for lake in lakes],
        powerhouse=[plant | house for house in houses],
        curve=curve,
        **families,
    )
    return case.model_copy(update={"head": Head(method="hull", window="all").model_copy(update=head or {})})


STILL = {"volume_min_hm3": 500, "volume_max_hm3": 500}
SUCCESSIVE = {"method": "successive"}


def test_full_flow_makes_what_the_level_allows() -> None:
    """100 m³/s for 1 h at 100 CNY/MWh, less 10 to run, weight 3: the lake falls by 0.36, its mean is 499.82, h =
    59.982 m.

    The second plane is exact at full flow: p = 0.8·59.982 = 47.9856. One hm³ more in the lake during the hour is 0.1
    m, 0.08 MW, 7.2 CNY; one hm³ more that flows in is there at the end only, half of that.
    """
    case = valley(houses=({"marginal_cost_cny_per_mwh": 10},), corridor=[market(100)])
    expect(
        solve(case, hours(1, weight=3)),
        {
            "cost": -3 * 90 * 47.9856,
            "powerhouse.turbine_m3s[house]": [100],
            "powerhouse.generated_mw[house]": [47.9856],
            "powerhouse.p_mw[house]": [47.9856],
            "powerhouse.head_m[house]": [59.982],
            "powerhouse.p_true_mw[house]": [47.9856],
            "corridor.export_mw[market]": [47.9856],
            "reservoir.volume_mean_hm3[lake]": [499.82],
            "reservoir.head_value_cny_per_hm3[lake]": [7.2],
            "reservoir.water_value_cny_per_hm3[lake]": [3.6],
            "powerhouse_total.energy_mwh[house]": 3 * 47.9856,
            "powerhouse_total.mean_error_pu[house]": 0,
        },
    )


def test_small_flows_are_taken_for_the_highest_level() -> None:
    """10 m³/s: the first plane allows 0.008·61·10 = 4.88 MW, true are 0.08·59.9982 = 4.799856: the hull errs by 1.7
    %.
    """
    case = valley(lakes=({"release_max_m3s": 10},), corridor=[market(100)])
    wrong = (4.88 - 4.799856) / 4.799856
    expect(
        solve(case, hours(1)),
        {
            "cost": -488,
            "powerhouse.generated_mw[house]": [4.88],
            "powerhouse.p_true_mw[house]": [4.799856],
            "powerhouse_total.true_energy_mwh[house]": 4.799856,
            "powerhouse_total.mean_error_pu[house]": wrong,
            "powerhouse_total.max_error_pu[house]": 0.080144 / 100,
            "reservoir.head_value_cny_per_hm3[lake]": [0],
        },
    )


def test_every_lake_has_planes_of_its_own() -> None:
    """Beside the lake one at 250 hm³ (h = 35 m, 34 … 36), at bus b for 200: 47.9856 and 0.8·34.982 = 27.9856 MW.

    At full flow both methods are exact.
    """
    low = {"id": "low", "volume_min_hm3": 240, "volume_max_hm3": 260, "volume_initial_hm3": 250}
    for method in ({}, SUCCESSIVE):
        case = valley(
            method, buses="ab", lakes=({}, low), houses=({}, {"id": "other", "reservoir": "low", "bus": "b"}),
            corridor=[market(100), market(200, bus="b", id="second")],
        )  # fmt: skip
        solved = solve(case, hours(1))
        assert method == {} or solved.tables["head_iteration"].columns["accepted"].all()
        expect(
            solved,
            {
                "cost": -4798.56 - 200 * 27.9856,
                "powerhouse.p_mw[house]": [47.9856],
                "powerhouse.p_mw[other]": [27.9856],
                "corridor.export_mw[second]": [27.9856],
                "reservoir.head_value_cny_per_hm3[lake]": [8],
                "reservoir.head_value_cny_per_hm3[low]": [16],
            },
        )


def test_a_plant_without_constant_keeps_its_productivity() -> None:
    """7 MW per m³/s beside the plant with head, 20 m³/s at most for each: 140 MW and, at full flow, 0.16·59.928 =
    9.58848.

    The hull reaches to 20 m³/s; both draw: 0.144 hm³ in an hour, mean 499.928, h = 59.9928.
    """
    plain = {"id": "plain", "efficiency_constant": None, "turbine_max_m3s": 20, "p_nom_mw": 1000}
    case = valley(houses=({"turbine_max_m3s": 20}, plain), corridor=[market(100)])
    power = 0.16 * 59.9928
    expect(
        solve(case, hours(1)),
        {"cost": -14_000 - 100 * power, "powerhouse.p_mw[plain]": [140], "powerhouse.p_mw[house]": [power]},
    )


def test_power_is_held_within_what_is_in_service() -> None:
    """A lake that stands still at 500 hm³, half of 30 MW in service: 15 MW take 15/0.48 = 31.25 m³/s of 50; the rest
    is spilled.
    """
    case = valley(
        lakes=({**STILL, "inflow_m3s": 50},), houses=({"p_nom_mw": 30, "p_max_pu": 0.5},), corridor=[market(100)]
    )
    expect(
        solve(case, hours(1)),
        {"cost": -1500, "powerhouse.turbine_m3s[house]": [31.25], "reservoir.spill_m3s[lake]": [18.75]},
    )


def test_expected_output_falls_with_the_head() -> None:
    """At 60 m 0.4 of 100 MW are expected: 83.33 m³/s make 40 MW, more flow no more; half of each is too much to be
    let past.
    """
    case = valley(
        lakes=({**STILL, "inflow_m3s": 90},), houses=({"output_by_head": "expected"},), corridor=[market(100)]
    )
    expect(
        solve(case, hours(1)),
        {"cost": -4000, "powerhouse.p_mw[house]": [40], "powerhouse.p_true_mw[house]": [40]},
    )


def test_turbines_do_not_take_water_for_nothing() -> None:
    """Power costs 100 CNY/MWh to get rid of. 50 m³/s must leave a lake that stands still: by the spillway for
    nothing; where there is none, through the turbine, and 24 MW with it: 2,400 CNY. One hm³ less would save
    48·100/0.36 = 13,333.
    """
    free = valley(lakes=({**STILL, "inflow_m3s": 50},), corridor=[market(-100)])
    expect(solve(free, hours(1)), {"cost": 0, "reservoir.spill_m3s[lake]": [50], "powerhouse.p_mw[house]": [0]})
    forced = valley(
        lakes=({**STILL, "inflow_m3s": 50, "spill_max_m3s": 0},), corridor=[market(-100, p_min_pu=0)]
    )  # fmt: skip
    expect(
        solve(forced, hours(1)),
        {"cost": 2400, "powerhouse.p_mw[house]": [24], "reservoir.water_value_cny_per_hm3[lake]": [-48 / M]},
    )


def test_nothing_flows_and_nothing_is_made() -> None:
    """Who is paid 100 CNY/MWh to take power gets none from a plant that stands: power is not negative."""
    expect(solve(valley(corridor=[market(-100)]), hours(1)), {"cost": 0, "powerhouse.p_mw[house]": [0]})


def test_the_river_rises_with_all_that_is_released() -> None:
    """150 m³/s through a lake that stands still, 100 of them by the turbine: h = 60 − 1.5, 0.8·58.5 = 46.8 MW.

    One hm³ more is 277.8 m³/s more of spill for an hour: 2.778 m of head, 2.222 MW less. The hull, which knows the
    river at the turbine's own flow only, would make 0.8·59 = 47.2 MW of it.
    """
    case = valley(SUCCESSIVE, rise=0.01, lakes=({**STILL, "inflow_m3s": 150},), corridor=[market(100)])
    solved = solve(case, hours(1))
    expect(
        solved,
        {
            "cost": -4680,
            "powerhouse.p_mw[house]": [46.8],
            "powerhouse.head_m[house]": [58.5],
            "reservoir.spill_m3s[lake]": [50],
            "reservoir.water_value_cny_per_hm3[lake]": [-0.8 / M],
        },
    )
    tried = solved.tables["head_iteration"].columns
    assert tried["objective_cny"][0] == close(-4720, rel=2e-3)
    assert tried["objective_cny"][1:] == close([-4680, -4680])
    assert tried["true_objective_cny"] == close([-4680, -4680, -4680])


def test_banks_share_the_river() -> None:
    """80 m³/s for two banks of 100 each, K 8 and 4, on a lake that stands still: all go to the better one, h = 60 −
    0.8.

    37.888 MW at 100 CNY/MWh. One m³/s more makes 0.008·(59.2 − 0.8) = 0.4672 MW: a hm³ is worth 46.72/0.0036.
    """
    banks = ({}, {"id": "weak", "efficiency_constant": 4})
    case = valley(SUCCESSIVE, rise=0.01, lakes=({**STILL, "inflow_m3s": 80},), houses=banks, corridor=[market(100)])
    expect(
        solve(case, hours(1)),
        {
            "cost": -3788.8,
            "powerhouse.p_mw[house]": [37.888],
            "powerhouse.p_mw[weak]": [0],
            "reservoir.water_value_cny_per_hm3[lake]": [46.72 / M],
        },
    )


def test_a_tangent_holds_from_below_too() -> None:
    """Power costs 100 CNY/MWh to get rid of, 80 m³/s must pass, nothing can be spilled: 0.008·h·80 MW are made, h no
    more than at the full flow: 59 m. That is 37.76 MW, less 0.05 for what the plane that touches at 30 m³/s lacks of
    it where 12.5 are turbined and 67.5 spilled: 0.472·12.5 − (0.4776·12.5 − 0.0024·50). The true power is 0.64·59.2 =
    37.888.
    """
    case = valley(
        SUCCESSIVE, rise=0.01, lakes=({**STILL, "inflow_m3s": 80, "spill_max_m3s": 0},), corridor=[market(-100)]
    )
    solved = solve_case(case, hours(1), solver=Solver(name="simplex"))
    assert solved.objective_cny == close(3771)
    assert column(solved, "powerhouse.p_true_mw", "house") == close([37.888])


def test_what_a_step_may_lower_the_lake_counts_from_below() -> None:
    """As above, but the lake may end between 490 and 510 hm³ (and 80 m³/s must flow), of which a step of 5 m reaches
    all.

    The lowest mean is 495, half a metre down: at least 0.008·(59.5 − 1)·80 − 0.008·80·0.5 = 37.44 − 0.32 MW are made.
    """
    held = {"inflow_m3s": 80, "spill_max_m3s": 0, "release_min_m3s": 80, "release_max_m3s": 80}
    case = valley({**SUCCESSIVE, "most_iterations": 2}, rise=0.01, lakes=(held,), corridor=[market(-100)])
    assert solve_case(case, hours(1), solver=Solver(name="simplex")).objective_cny == close(3712)


def test_values_are_what_a_little_more_saves() -> None:
    """∂cost/∂inflow by differences in both senses is −0.0036·Δt·(water value), in every period, for both methods.

    Of the last program: for the successive method the planes are those of its end.
    """
    series = table(q=[40, 10, 70, 55], p=[100, 300, 150, 220])
    lake = {"inflow_m3s": "s/q", "release_max_m3s": 90, "water_value_cny_per_hm3": 9000}
    for method in ({}, SUCCESSIVE):
        case = valley(method, rise=0.01, lakes=(lake,), series=series, corridor=[market("s/p", p_nom=35)])
        solved = solve(case, hours(1, 0.5, 2, 0.5, weight=2))
        program, layout = solved.program, solved.program.rows["reservoir.volume_balance"]
        for t in range(4):
            change = []
            for sign in (1, -1):
                lower, upper = program.row_lower.copy(), program.row_upper.copy()
                for bound in (lower, upper):
                    layout.of(bound)[0, t] += sign * 1e-5
                changed = solve_program(replace(program, row_lower=lower, row_upper=upper))
                change.append(sign * (changed.objective - solved.objective_cny) / 1e-5)
            value = -2 * column(solved, "reservoir.water_value_cny_per_hm3", "lake")[t]
            assert min(change) - 1 <= value <= max(change) + 1


def test_constant_productivity_is_the_model_without_head() -> None:
    """Curves and constants in the case change no number of the program where the method is constant."""

    def compiled(case: Case) -> Any:
        return compile_program(build_model(case, assemble_series(case, Horizon.regular("2030-01-01", 5, 1.0))))

    lakes = ({"inflow_m3s": 30},)
    curved = valley({"method": "constant"}, lakes=lakes, houses=({}, {"id": "two"}), corridor=[market(100)])
    bare = {"efficiency_constant": None}
    plain = valley({}, lakes=lakes, houses=(bare, {"id": "two", **bare}), corridor=[market(100)])
    for name in ("c", "row_lower", "row_upper", "column_lower", "column_upper"):
        assert np.array_equal(getattr(compiled(curved), name), getattr(compiled(plain), name))
    for name in ("indptr", "indices", "data"):
        assert np.array_equal(getattr(compiled(curved).matrix, name), getattr(compiled(plain).matrix, name))
    assert list(compiled(curved).columns) == list(compiled(plain).columns)
    assert "powerhouse.generated_mw" not in compiled(curved).columns
