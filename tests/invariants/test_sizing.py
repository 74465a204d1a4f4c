"""What is built is the best that could be: against grids of sizes, finite differences, finer steps and nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.families.storage.rows.rating import rating_of
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program, evaluate_quantities
from dispatch.program.components import Axis
from dispatch.series.assemble import assemble_series
from dispatch.solve.pipeline import solve_case
from tests.everything import AXIS, everything
from tests.sizing_parts import candidate
from tests.support import close, demand, hours, solve, system, table, unit

HOUR = np.arange(24)
NEED = 60 + 30 * np.exp(-((HOUR - 19) ** 2) / 6) + 12 * np.exp(-((HOUR - 9) ** 2) / 4)
WIND = 0.5 + 0.4 * np.cos(2 * np.pi * (HOUR - 3) / 24)
YEAR = hours(*[1.0] * 24, weight=365)


def valley(*stores: dict[str, Any], **more: Any) -> Case:
    """A town with wind, a river of 40 MW, coal of 30 MW and dear oil: every MW of storage is worth a little less."""
    wind = {"id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 60, "p_max_pu": "s/wind"}
    plants = [unit("river", 30, 20), unit("coal", 20, 300), unit("gas", 15, 600), unit("oil", 100, 1500)]
    return system(
        table(need=NEED, wind=WIND, repeat="day"),
        renewable=[wind], thermal=plants, load=[demand(1, p_pu="s/need")], storage=list(stores), **more,
    )  # fmt: skip


def lfp(**more: Any) -> dict[str, Any]:
    cost = {"capex_cny_per_kw": 400, "capex_cny_per_kwh": 700, "om_pu_per_year": 0.02, "life_years": 12}
    return candidate(eta_charge=0.93, eta_discharge=0.93, **{"standing_loss_per_h": 1e-4, **cost, **more})


def cost_of(power: float, energy: float) -> float:
    """Cost of a year with so much storage, that of building it included."""
    solved = solve_case(valley(lfp(build_max_mw=0, p_nom_mw=power, e_nom_mwh=energy)), YEAR)
    recovery = 0.07 / (1 - 1.07**-12) + 0.02
    return solved.objective_cny + 1000 * recovery * (400 * power + 700 * energy)


def test_the_optimum_beats_every_fixed_size_and_costs_are_convex() -> None:
    """A grid around the optimum, and its neighbours along both axes and a diagonal."""
    solved = solve(valley(lfp()), YEAR)
    best, size = solved.objective_cny, solved.tables["storage_segment"]
    power, energy = (float(size.of("new", f"installed_m{unit}")[0]) for unit in ("w", "wh"))
    assert 1 < power < 49
    assert cost_of(power, energy) == pytest.approx(best, rel=1e-9)
    around = np.linspace(0.6, 1.4, 5)
    grid = np.array([[cost_of(power * x, energy * y) for y in around] for x in around])
    assert grid.min() >= best - 1e-7 * abs(best)
    for line in (*grid, *grid.T, np.diag(grid)):
        assert (np.diff(line, 2) >= -1e-7 * abs(best)).all()


@pytest.mark.parametrize("unit", ["mw", "mwh"])
def test_the_price_of_a_goal_is_its_finite_difference(unit: str) -> None:
    """Both ways, where the basis does not change: CNY/MW·yr, whatever share of a year is solved."""
    goal = {"mw": 40.0, "mwh": 130.0}[unit]

    def at(amount: float) -> float:
        return solve(
            valley(lfp(), targets={f"new_storage_{unit}": amount}), hours(*[1.0] * 24, weight=30)
        ).objective_cny

    case = valley(lfp(), targets={f"new_storage_{unit}": goal})
    solved = solve(case, hours(*[1.0] * 24, weight=30))
    price = solved.tables["target_total"].of("2030", f"target_price_cny_per_{unit}")
    share = 30 * 24 / 8760
    assert price > 100
    for step in (0.05, -0.05):
        assert (at(goal + step) - at(goal)) / step / share == pytest.approx(float(price), rel=1e-6)


def test_prices_over_years_are_those_of_all_their_goals() -> None:
    """30 MW from 2030 to 2032, discounted: a MW more in every year costs Σ price·years of it."""
    days = [hours(*[1.0] * 24, weight=365, start=f"{y}-01-01") for y in (2030, 2031, 2032)]
    axis = Horizon.chain(days).discounted(0.07)

    def at(amount: float) -> Any:
        return solve(valley(lfp(), targets={"new_storage_mw": amount}), axis)

    solved = at(40.0)
    price = solved.tables["target_total"].columns["target_price_cny_per_mw"]
    years = solved.horizon.segment_years()
    for step in (0.05, -0.05):
        found = (at(40 + step).objective_cny - solved.objective_cny) / step
        assert found == pytest.approx(float(price @ years), rel=1e-6)


def test_a_path_of_one_year_is_the_single_year() -> None:
    """Two seasons of one year with half the days each build what the year builds."""
    halves = Horizon.chain([hours(*[1.0] * 24, weight=182.5, start=f"2030-0{m}-01") for m in (1, 7)])
    one, two = solve(valley(lfp()), YEAR), solve(valley(lfp()), halves)
    assert two.objective_cny == close(one.objective_cny)
    assert two.horizon.discounted(0.07) is two.horizon
    sizes = (s.tables["storage_segment"].of("new", "installed_mw")[0] for s in (one, two))
    assert next(sizes) == close(next(sizes))


@pytest.mark.parametrize("cut", [(1.0,) * 24, (0.5,) * 48, (1.0, 0.25, 0.75) * 12])
def test_finer_steps_build_the_same(cut: tuple[float, ...]) -> None:
    """Data is flat within the hour: neither sizes nor costs depend on how an hour is cut (loss 0)."""
    whole = solve(valley(lfp(standing_loss_per_h=0)), YEAR)
    fine = solve(valley(lfp(standing_loss_per_h=0)), hours(*cut, weight=365))
    assert fine.objective_cny == close(whole.objective_cny)


def test_scaling_all_costs_scales_the_price_of_the_goal() -> None:
    """Twice the capital cost with capex_pu is twice the numbers of the candidate."""
    doubled = valley(lfp(), sizing={"capex_pu": 2.0}, targets={"new_storage_mw": 20})
    spelled = valley(lfp(capex_cny_per_kw=800, capex_cny_per_kwh=1400), targets={"new_storage_mw": 20})
    first, second = solve(doubled, YEAR), solve(spelled, YEAR)
    assert first.objective_cny == close(second.objective_cny)


def test_without_anything_to_build_the_model_is_the_old_one() -> None:
    """No column, row or cost but those of storage that stands, with sites of nobody and goals of later years."""
    store = {"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 10, "e_nom_mwh": 20, "cyclic": True}
    plain = valley(store)
    idle = valley(store, site=[{"id": "x"}], targets={"new_storage_mw": 300, "new_storage_year": 2031})
    one, other = (compile_program(build_model(c, assemble_series(c, YEAR))) for c in (plain, idle))
    assert {name for name in one.rows if name.startswith("storage")} == {
        "storage.soc_balance", "storage.cycle", "storage.one_at_a_time",
    }  # fmt: skip
    assert list(one.rows) == list(other.rows)
    assert list(one.columns) == list(other.columns)
    assert list(one.costs) == list(other.costs)
    for name in ("c", "row_lower", "row_upper", "column_lower", "column_upper"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert (one.matrix.toarray() == other.matrix.toarray()).all()


@pytest.mark.parametrize("build", [True, False])
def test_ratings_are_what_limits_hold(build: bool) -> None:
    """The rules of `rating_of` for every store, evaluated on a solution."""
    case = everything() if build else valley({**lfp(p_nom_mw=5, e_nom_mwh=9), "build_max_mw": 0})
    axis = AXIS if build else YEAR
    series = assemble_series(case, axis)
    m = build_model(case, series)
    rating = rating_of(m, case, series)
    assert rating is not None
    again = rating_of(m, case, series)
    assert again is not None
    f, S = m.families["storage"], rating.axis
    assert isinstance(S, Axis)
    f.quantity("most_out", (S, m.period), rating.discharge_mw)
    f.quantity("most_in", (S, m.period), again.charge_mw)
    f.quantity("most_stored", (S, m.boundary), rating.energy_mwh)
    solved = solve(case, axis)
    program = compile_program(m)
    found = evaluate_quantities(m, program, solved.solution.x)
    for i, store in enumerate(case.storage):
        size = store.p_nom_mw, store.p_nom_mw if store.p_charge_nom_mw is None else store.p_charge_nom_mw
        built = solved.tables["storage_segment"].of(store.id, "installed_mw") if store.build_max_mw else np.zeros(9)
        more = built[axis.segment]
        each = size[1] / size[0] if size[0] else 1.0
        available = series.of(store, "p_max_pu")
        assert found["storage.most_out"][i] == close(available * (size[0] + more))
        assert found["storage.most_in"][i] == close(available * (size[1] + each * more))
        assert (solved.tables["storage_state"].of(store.id, "soc_mwh") <= found["storage.most_stored"][i] + 1e-7).all()
