"""The replay passes what is right, in memory and from disk, and knows nothing of what it judges."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dispatch.audit import audit_run, tolerances
from dispatch.audit.names import check_names, name_of
from dispatch.case.schema import Case
from dispatch.families.hydro.replay.arrivals import delayed
from dispatch.horizon import Horizon
from dispatch.program import certificate, complementarity
from dispatch.results.tables import Tables
from tests.audit.rich_case import ELSEWHERE, exhibit
from tests.support import demand, hours, market, solve, system, table, unit


def test_a_right_run_passes_every_check() -> None:
    """All families, two weighted segments, uneven steps; the rich case makes every check there is."""
    audit = exhibit().audit()
    assert audit.passed, audit.report()
    assert {check.name for check in audit.checks} == set(check_names()) - ELSEWHERE
    # Planes are not curves: the errors of modelled power are held to limits of their own.
    assert max(check.worst for check in audit.checks if "head_error" not in check.name) < 1e-9


def test_the_rich_case_uses_what_it_has() -> None:
    """An audit of zeros proves little: whatever may happen does happen."""
    tables = exhibit().tables
    used = {
        "renewable": ("curtailed_mw",), "reservoir": ("spill_m3s", "shortfall_m3s", "arrivals_m3s"),
        "powerhouse": ("turbine_m3s", "pump_m3s"), "storage": ("p_charge_mw", "p_discharge_mw"),
        "thermal": ("started_mw",), "load": ("unserved_mw",), "line": ("forward_mw", "backward_mw", "loss_mw"),
        "link": ("flow_mw", "backward_mw", "loss_mw"),
        "corridor": ("above_schedule_mw", "below_schedule_mw", "import_mw"),
        "corridor_total": ("energy_missed_mwh", "energy_price_cny_per_mwh"),
    }  # fmt: skip
    for name, columns in used.items():
        for column in columns:
            assert np.nanmax(tables[name].columns[column]) > 0.1, (name, column)


@pytest.mark.parametrize("solver", ["ipx", "hipo"])
def test_a_barrier_answer_without_crossover_passes(solver: str) -> None:
    """Interior answers are true to the solver's tolerance only, and that is enough."""
    x = exhibit()
    solved = solve(x.case, x.series.horizon, solver)
    audit = replace(
        x, tables=solved.tables, costs_cny=solved.costs_cny, objective_cny=solved.objective_cny,
        certificate=solved.certificate,
    ).audit()  # fmt: skip
    assert audit.passed, audit.report()


def test_tables_from_disk_are_judged_the_same(tmp_path: Path) -> None:
    x = exhibit()
    Tables(dict(x.tables)).write(tmp_path)
    reread = replace(x, tables=Tables.read(tmp_path)).audit()
    assert reread.passed, reread.report()
    assert reread.worst == x.audit().worst


@pytest.mark.parametrize(
    ("name", "label", "amount"),
    [
        ("thermal.p_mw", "gas", 1e-7),
        ("renewable.p_mw", "pv", 1e-10),
        ("storage_state.soc_mwh", "bat", 1e-7),
        ("storage.p_charge_mw", "bat", 1e-10),
        ("reservoir_state.volume_hm3", "middle", 1e-7),
        ("line.p0_mw", "ab", 1e-10),
        ("corridor.export_mw", "east", 1e-10),
        ("price.price_cny_per_mwh", "a", 1e-6),
    ],
)
def test_the_solvers_noise_is_not_a_fault(name: str, label: str, amount: float) -> None:
    """Alternating noise below the tolerances of `dispatch.audit.tolerances`."""
    noisy = exhibit().with_column(name, label, lambda v: v + amount * np.resize([1.0, -1.0], v.shape))
    assert noisy.audit().passed, noisy.audit().report()


def test_order_of_assets_does_not_matter() -> None:
    """Tables are read by label, not by position."""
    x = exhibit()
    found = x.tables["thermal"]
    turned = {name: values[::-1] for name, values in found.columns.items()}
    assert x.with_table("thermal", labels=found.labels[::-1], columns=turned).audit().passed


def test_tolerances_are_those_of_the_solver() -> None:
    assert (tolerances.PRIMAL, tolerances.DUAL, tolerances.GAP) == (
        certificate.PRIMAL_TOLERANCE, certificate.DUAL_TOLERANCE, certificate.GAP_TOLERANCE,
    )  # fmt: skip
    assert complementarity.AT_ONCE_MW < tolerances.AT_ONCE_MW
    assert complementarity.AT_ONCE_PU < tolerances.AT_ONCE_PU


def test_every_check_has_two_names() -> None:
    for check in check_names():
        assert name_of(check, "en").isascii()
        assert not name_of(check, "zh").isascii()


def test_a_report_reads_in_two_languages() -> None:
    x, made = exhibit(), len(check_names()) - len(ELSEWHERE)
    assert x.audit().report("en")[0] == f"audit passed: {made} checks"
    assert x.audit().report("zh")[0] == f"复核通过：共 {made} 项"
    wrong = replace(x, objective_cny=0.0).audit()
    assert wrong.report("zh")[0].startswith("复核未通过")
    assert "cost.objective" in wrong.report("en")[1]


def test_nothing_of_the_model_is_imported() -> None:
    """A fresh interpreter that audits has loaded neither Pyomo nor HiGHS nor the rows of any family."""
    code = "import sys, dispatch.audit; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "dispatch.audit.replay" in loaded
    for stranger in ("pyomo", "highspy", "dispatch.program", "dispatch.solve"):
        assert stranger not in loaded
    assert not re.search(r"dispatch\.families\.\w+\.rows", loaded)


def _brute_arrivals(release: np.ndarray, dt_h: np.ndarray, delay_s: int, past: float | None) -> np.ndarray:
    """Second by second: what passes at second s was released at s − delay."""
    length = np.rint(3600 * dt_h).astype(int)
    every = np.repeat(release, length)
    at = np.arange(len(every)) - delay_s
    passing = every[at % len(every)] if past is None else np.where(at < 0, past, every[np.maximum(at, 0)])
    return np.add.reduceat(passing, np.concatenate([[0], np.cumsum(length)[:-1]])) / length


@pytest.mark.parametrize("past", [None, 0.0, 70.0])
@pytest.mark.parametrize("travel_h", [0.0, 0.25, 0.4, 1.0, 2.3, 5.1, 40.0])
def test_arrivals_are_those_of_every_second(travel_h: float, past: float | None) -> None:
    rng = np.random.default_rng(1)
    first, second = np.array([0.25, 1, 0.5, 2, 3, 0.25]), np.array([1, 1, 0.1])
    horizon = Horizon.chain([hours(*first), hours(*second, weight=9)])
    release = rng.uniform(0, 500, 9)
    found = delayed(release, horizon, travel_h, past)
    expected = [
        _brute_arrivals(release[:6], first, round(3600 * travel_h), past),
        _brute_arrivals(release[6:], second, round(3600 * travel_h), past),
    ]
    assert found == pytest.approx(np.concatenate(expected), rel=1e-12, abs=1e-9)


def _audited(case: Case, horizon: Horizon) -> bool:
    solved = solve(case, horizon)
    audit = audit_run(case, solved.series, solved.tables, solved.costs_cny, solved.objective_cny, solved.certificate)
    return audit.passed


def test_small_cases_pass() -> None:
    """One period, families without members, buses without assets, a schedule above the capacity left."""
    assert _audited(system(thermal=[unit("gas", 10, 300)], load=[demand(5)]), hours(1))
    assert _audited(system(buses="abc", load=[demand(5, "b")]), hours(1, 2))
    lake = {"id": "lake", "volume_max_hm3": 5, "volume_initial_hm3": 1, "inflow_m3s": 10}
    assert _audited(system(reservoir=[lake], load=[demand(1)]), hours(1, 0.5))
    outage = market(300, p_nom=100, schedule_mw=80, p_max_pu="s/left", deviation_cost_cny_per_mwh=10)
    assert _audited(system(table(left=[1, 0.5]), corridor=[outage], thermal=[unit("gas", 200, 200)]), hours(1, 1))
    buying = market(300, p_nom=100, schedule_mw=-50, buys=True)
    assert _audited(system(corridor=[buying], load=[demand(130)]), hours(1, 1))
