"""Counterfactuals by hand: stores that stand in for one another, Shapley values, what "removed" means."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from dispatch.case import load_case
from dispatch.case.time_axis import horizon_of
from dispatch.errors import CaseError
from dispatch.shaving.counterfactual import FIGURES, Game, leave_one_out, play, shapley, shapley_table
from dispatch.shaving.removal import Removal, by_family, players_of
from dispatch.solve.pipeline import Solved, solve_case
from tests.shaving.small import store, two_stores
from tests.support import close, demand, hours, insist_on_audit, market, solve, system, table, unit

QUICKSTART = Path(__file__).resolve().parents[2] / "models" / "quickstart"


def game_of(*stores: dict[str, object]) -> Game:
    case = two_stores(*stores)
    return play(solve(case, hours(1, 1, 1, 1)), players_of(case))


def test_two_stores_leave_one_out_and_shapley_by_hand() -> None:
    """Load 100 for an hour, cheap plant 60 MW. One store gives 20 MW, the other 30; together 40 are enough.

    Peak without any 100, with the first 80, the second 70, both 60. Without the first 10 are missing, without the
    second 20. Shapley: (20 + 10)/2 = 15 and (30 + 20)/2 = 25, together 40. Each MWh moved saves 500 − 100.
    """
    game = game_of(store("one", 20, 20), store("two", 30, 30))
    left = leave_one_out(game)
    assert left["player"].tolist() == ["storage/one", "storage/two"]
    assert left["shaved_peak_mw"].tolist() == close([10, 20])
    assert left["without_peak_mw"].tolist() == close([70, 80])
    assert left["cost_cny"].tolist() == close([-4000, -8000])
    shared = shapley_table(game)
    assert shared["shaved_peak_mw"].tolist() == close([15, 25])
    assert shared["cost_cny"].tolist() == close([-6000, -10000])
    assert shared["cny_per_mw"].tolist() == close([-400, -400])
    assert shared["exact"].all()
    nobody, everybody = shared.attrs["nobody"], shared.attrs["everybody"]
    assert nobody["peak_mw"] - everybody["peak_mw"] == close(40)
    assert shared["shaved_peak_mw"].sum() == pytest.approx(nobody["peak_mw"] - everybody["peak_mw"], abs=1e-9)


def test_two_equal_stores_share_equally_and_the_third_that_cannot_help_gets_nothing() -> None:
    game = game_of(store("one", 40, 40), store("two", 40, 40), store("empty", 40, 0))
    assert leave_one_out(game)["shaved_peak_mw"].tolist() == close([0, 0, 0])
    assert shapley_table(game)["shaved_peak_mw"].tolist() == close([20, 20, 0])


def test_each_coalition_is_solved_once() -> None:
    seen: list[int] = []
    case = two_stores(store("one", 20, 20), store("two", 30, 30))
    game = play(solve(case, hours(1, 1, 1, 1)), players_of(case), done=seen.append)
    leave_one_out(game)
    shapley_table(game)
    shapley_table(game, most=0, pairs=3)
    assert seen == [1, 2, 3]


def glove(inside: frozenset[int]) -> np.ndarray:
    """One left glove, two right ones: a pair is worth 1; and a second figure that is additive, 1, 2, 4."""
    pairs = min(len(inside & {0}), len(inside & {1, 2}))
    return np.array([float(pairs), float(sum(2**i for i in inside))])


def test_the_glove_game() -> None:
    """Shapley's own: 2/3 for the rare glove, 1/6 for each of the others; an additive figure gives each its own."""
    found = shapley(3, glove)
    assert found.exact
    assert found.value == close([[2 / 3, 1], [1 / 6, 2], [1 / 6, 4]])


def test_sampled_values_add_up_exactly_and_come_near() -> None:
    found = shapley(3, glove, pairs=400, seed=1, most=0)
    assert not found.exact
    assert found.value.sum(axis=0) == pytest.approx([1, 7], abs=1e-12)
    assert (np.abs(found.value - [[2 / 3, 1], [1 / 6, 2], [1 / 6, 4]]) <= 4 * found.error + 1e-12).all()
    assert found.error[:, 1] == close([0, 0, 0])
    assert np.array_equal(found.value, shapley(3, glove, pairs=400, seed=1, most=0).value)


def test_antithetic_pairs_of_all_orders_are_the_exact_value() -> None:
    orders = [np.array(order) for order in permutations(range(3))]
    gains = []
    for order in orders:
        inside, before, gained = frozenset[int](), glove(frozenset()), {}
        for player in order:
            inside = inside | {int(player)}
            gained[int(player)] = glove(inside) - before
            before = glove(inside)
        gains.append([gained[i] for i in range(3)])
    assert np.mean(gains, axis=0) == close(shapley(3, glove).value)


def test_one_antithetic_pair_of_two_players_is_exact() -> None:
    """The two orders are each other's reverse; either alone would give everything to who comes second."""

    def both(inside: frozenset[int]) -> np.ndarray:
        return np.array([1.0 if len(inside) == 2 else 0.0])

    for seed in range(4):
        assert shapley(2, both, pairs=1, seed=seed, most=0).value.ravel() == close([0.5, 0.5])


def test_groups_switch_together() -> None:
    case = two_stores(store("one", 20, 20), store("two", 30, 30))
    assert by_family(case) == {"storage": ["storage/*"]}
    players = players_of(case, {"both": ["storage/*"], "again": ["storage/one"]})
    assert [(p.name, len(p.members)) for p in players] == [("both", 2)]
    assert leave_one_out(play(solve(case, hours(1, 1, 1, 1)), players))["shaved_peak_mw"].tolist() == close([40])
    with pytest.raises(CaseError, match="no asset that shaves the peak"):
        players_of(case, {"x": ["reservoir/*"]})
    with pytest.raises(CaseError, match="nothing at home can be taken away"):
        players_of(system(thermal=[unit("g", 1, 1)]))


def hydro_system(**more: object) -> Solved:
    """A lake of 20 m³/s, 1 MW a m³/s, 60 MW, free to shift within the day; load 10, 10, 50, 10; dear plant of 100."""
    case = system(
        table(l=[10, 10, 50, 10]),
        thermal=[unit("dear", 100, 500)],
        load=[demand(1, p_pu="s/l")],
        reservoir=[{"id": "lake", "volume_max_hm3": 10, "volume_initial_hm3": 1, "volume_terminal_min_hm3": 1,
                    "inflow_m3s": 20, **more}],
        powerhouse=[{"id": "falls", "reservoir": "lake", "bus": "a", "p_nom_mw": 60, "turbine_max_m3s": 60,
                     "productivity_mw_per_m3s": 1}],
    )  # fmt: skip
    return solve(case, hours(1, 1, 1, 1))


@pytest.mark.parametrize("more", [{}, {"release_ramp_m3s_per_h": 1000.0, "release_min_m3s": 5.0}])
def test_a_removed_reservoir_gives_its_daily_mean(more: dict[str, object]) -> None:
    """It follows the load with 80 MWh: no thermal power. Held at 20 MW: 30 MW are missing at the peak.

    Load less 20 is −10, −10, 30, −10: the water of the other hours is turned into 10 MW and 10 m³/s are spilled.
    """
    full = hydro_system(**more)
    game = play(full, players_of(full.case))
    assert full.tables["powerhouse"].of("falls", "p_mw") == close([10, 10, 50, 10])
    left = leave_one_out(game)
    assert left["player"].tolist() == ["reservoir/lake"]
    assert left["without_peak_mw"].tolist() == close([30])
    assert left["cost_cny"].tolist() == close([-30 * 500])
    removal = Removal.of(full)
    held = solve_case(removal.without(game.players), full.horizon, series=removal.series)
    insist_on_audit(held)
    assert held.tables["powerhouse"].of("falls", "p_mw") == close([10, 10, 20, 10])


def test_a_removed_reservoir_may_not_wait_for_a_better_hour() -> None:
    """Thermal plant at 10, 10, 500, 10 CNY/MWh, water worth 100: all 50 MWh go in hour 2. Held: 12.5 MW always."""
    case = system(
        table(p=[10, 10, 500, 10]), load=[demand(50)], thermal=[unit("g", 100, "s/p")],
        reservoir=[{"id": "lake", "volume_max_hm3": 10, "volume_initial_hm3": 1, "inflow_m3s": 20,
                    "water_value_cny_per_hm3": 100 / 0.0036}],
        powerhouse=[{"id": "falls", "reservoir": "lake", "bus": "a", "p_nom_mw": 60, "turbine_max_m3s": 60,
                     "productivity_mw_per_m3s": 1}],
    )  # fmt: skip
    full = solve(case, hours(1, 1, 1, 1))
    assert full.tables["powerhouse"].of("falls", "p_mw") == close([0, 0, 50, 0])
    removal = Removal.of(full)
    held = solve_case(removal.without(players_of(case)), full.horizon, series=removal.series)
    assert held.tables["powerhouse"].of("falls", "p_mw") == close([12.5] * 4)


def test_ramps_of_a_removed_reservoir_are_not_judged_at_midnight() -> None:
    """Load 10, the next day 50; release may change by 5 m³/s an hour, 30 in 6 h. Held, it steps by more at midnight."""
    case = system(
        table(6.0, l=[10] * 4 + [50] * 4), load=[demand(1, p_pu="s/l")], thermal=[unit("g", 100, 500)],
        reservoir=[{"id": "lake", "volume_max_hm3": 100, "volume_initial_hm3": 10, "volume_terminal_min_hm3": 10,
                    "inflow_m3s": 30, "release_ramp_m3s_per_h": 5}],
        powerhouse=[{"id": "falls", "reservoir": "lake", "bus": "a", "p_nom_mw": 60, "turbine_max_m3s": 60,
                     "productivity_mw_per_m3s": 1}],
    )  # fmt: skip
    full = solve(case, hours(*[6] * 8))
    removal = Removal.of(full)
    held = solve_case(removal.without(players_of(case)), full.horizon, series=removal.series)
    release = held.tables["reservoir"].of("lake", "release_m3s")
    assert release[3] == close(release[0])
    assert release[7] == close(release[4])
    assert release[4] - release[3] > 30


def test_a_removed_corridor_keeps_its_schedule_and_without_one_its_mean() -> None:
    """Prices 100, 300: 50 MW of plant at 200 sell in hour 1 only. Held: schedule 20, or the mean 25 of 0 and 50."""
    for plan, held in ((20.0, [20, 20]), (0.0, [25, 25])):
        case = system(
            table(p=[100, 300], d=[0, 0]), thermal=[unit("g", 50, 200)],
            corridor=[market("s/p", p_nom=50, schedule_mw=plan)],
        )  # fmt: skip
        full = solve(case, hours(1, 1))
        assert full.tables["corridor"].of("market", "export_mw") == close([0, 50])
        removal = Removal.of(full)
        alone = solve_case(removal.without(players_of(case)), full.horizon, series=removal.series)
        assert alone.tables["corridor"].of("market", "export_mw") == close(held)
        insist_on_audit(alone)


def test_a_removed_flexible_load_draws_its_baseline() -> None:
    case = system(
        table(p=[500, 100]), load=[demand(20, id="mill")], corridor=[market("s/p", buys=True)],
        shiftable=[{"id": "mill", "load": "mill", "share_pu": 0.2, "wear_cost_cny_per_mwh": 0}],
    )  # fmt: skip
    players = tuple(p for p in players_of(case) if p.name.startswith("shiftable"))
    left = leave_one_out(play(solve(case, hours(1, 1)), players)).iloc[0]
    assert left[["without_peak_mw", "without_spread_mw"]].tolist() == close([20, 0])
    assert left["shaved_spread_mw"] == close(-8)
    assert left["cost_cny"] == close(-4 * 400)


def test_nobody_can_do_without_what_alone_makes_a_dispatch_possible() -> None:
    case = system(
        table(l=[0, 10]),
        load=[demand(1, p_pu="s/l")],
        renewable=[{"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 10, "p_min_pu": 1.0}],
        storage=[store("s", 100, 100)],
    )
    left = leave_one_out(play(solve(case, hours(1, 1)), players_of(case))).iloc[0]
    assert not left["feasible"]
    assert left[[f"without_{name}" for name in FIGURES]].isna().all()


def test_what_was_built_stays_and_its_goal_is_nobodys() -> None:
    """A goal that storage must meet would forbid every coalition without it; what building costs shaves nothing."""
    case = load_case(QUICKSTART, None, ["targets.new_storage_mw=300"])
    full = solve_case(case, horizon_of(case))
    game = play(full, players_of(case, {"storage": ["storage/*"], "water": ["reservoir/*"]}))
    whole = game.figures(frozenset({0, 1}))
    built = full.costs_cny["storage.investment"] + full.costs_cny["storage.upkeep"]
    assert built > 0
    assert whole[-1] == pytest.approx(full.objective_cny - built, rel=1e-6)
    assert leave_one_out(game)["feasible"].all()
