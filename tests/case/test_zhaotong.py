"""The reference case: capacities, energies, provenance and water add up before anything is solved, and weeks solve."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from dispatch.case.load import load_case
from dispatch.case.schema import Case
from dispatch.case.settings import Solver
from dispatch.families.rooms import FAMILIES
from dispatch.horizon import Horizon
from dispatch.results.facts import evaluate_facts
from dispatch.results.quantities import QUANTITIES
from dispatch.series.assemble import assemble_series
from dispatch.series.limits import check_values
from dispatch.solve.pipeline import solve_case

ROOT = Path(__file__).parents[2]
ZHAOTONG, DATA = ROOT / "models" / "zhaotong", ROOT / "data"
SCENARIOS, HYDROLOGIES = ("base_2025", "outlook_2030"), ("dry", "normal", "wet")
HM3_PER_M3S_H = 0.0036
# Loads of 2025 by kind, TWh: the table that the case is built from.
LOADS_TWH = {
    "aluminium": 9.30, "processing": 0.25, "glass": 0.39, "silicon": 0.0, "graphite": 1.20, "chemical": 0.45,
    "carbide": 0.35, "cement": 0.40, "mining": 0.40, "smelting": 0.28, "industry": 0.60, "residential": 3.95,
    "ev": 0.08, "losses": 0.70,
}  # fmt: skip
ADDED_TWH = {
    "silicon": 4.6,
    "data_centre": 1.2,
    "anode": 1.0,
    "glass": 0.4,
    "rail": 0.3,
    "ev": 0.25,
    "residential": 0.85,
}


@cache
def zhaotong(scenario: str = "base_2025", hydrology: str = "normal") -> Case:
    return load_case(ZHAOTONG, scenario, [f"hydrology={hydrology}"], quantities=QUANTITIES)


@cache
def year(scenario: str = "base_2025", hydrology: str = "normal"):
    case = zhaotong(scenario, hydrology)
    return assemble_series(case, Horizon.regular(case.time.start, 8760, 1.0))


def by_id(items):
    return {item.id: item for item in items}


def daily(values: np.ndarray) -> np.ndarray:
    return values.reshape(-1, 24).mean(axis=1)


def energy_twh(scenario: str, kind: str) -> float:
    series = year(scenario)
    loads = [load for load in series.case.load if load.kind == kind]
    return sum(load.p_nom_mw * series.of(load, "p_pu").sum() for load in loads) / 1e6


@pytest.mark.parametrize("hydrology", HYDROLOGIES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_value_of_the_year_is_within_its_limits(scenario, hydrology):
    check_values(year(scenario, hydrology))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_facts_of_the_data_hold(scenario):
    table = evaluate_facts(zhaotong(scenario), year(scenario))
    assert len(table) >= 8
    assert table["within"].all(), table.loc[~table["within"], ["id", "expected", "value"]]


def test_capacity_closes_exactly():
    facts = evaluate_facts(zhaotong(), year()).set_index("id")
    assert facts.loc["installed", "value"] == pytest.approx(25190, abs=1e-9)
    assert facts.loc["new_energy", "value"] == pytest.approx(2451.5, abs=1e-9)
    assert facts.loc["qiaojia_clean", "value"] == pytest.approx(10290, abs=1e-9)


def test_every_row_says_where_it_comes_from_and_has_both_names():
    for scenario in SCENARIOS:
        case = zhaotong(scenario)
        for family in (*FAMILIES, "facts"):
            for entity in getattr(case, family):
                assert entity.zh, entity
                assert entity.en, entity
                assert any(mark in entity.source for mark in ("N1", "N2", "N3", "P:", "P ", "P;", "E")), entity


def test_left_banks_mirror_the_right_banks_outside_the_home_area():
    case = zhaotong()
    area = {bus.id: bus.area for bus in case.bus}
    houses = by_id(case.powerhouse)
    for dam in ("baihetan", "xiluodu", "xiangjiaba"):
        right, left = houses[f"{dam}_right"], houses[f"{dam}_left"]
        assert area[right.bus] == case.home_area
        assert area[left.bus] != case.home_area
        for field in ("reservoir", "p_nom_mw", "turbine_max_m3s", "productivity_mw_per_m3s", "p_max_pu"):
            assert getattr(right, field) == getattr(left, field)


def test_qiaojia_has_no_public_substation_of_220_kv():
    buses = [bus for bus in zhaotong().bus if bus.county == "qiaojia" and bus.v_nom_kv >= 220]
    assert {bus.id for bus in buses} == {"haiba", "niulan", "baihetan_right"}  # all of them owned by plants


@pytest.mark.parametrize("kind", sorted(LOADS_TWH))
def test_load_energies_of_2025(kind):
    assert energy_twh("base_2025", kind) == pytest.approx(LOADS_TWH[kind], rel=2e-3, abs=1e-9)


@pytest.mark.parametrize("kind", sorted({*LOADS_TWH, *ADDED_TWH}))
def test_load_energies_of_2030(kind):
    expected = LOADS_TWH.get(kind, 0.0) + ADDED_TWH.get(kind, 0.0)
    assert energy_twh("outlook_2030", kind) == pytest.approx(expected, rel=3e-3, abs=1e-9)


def test_thirty_projects_are_added_and_none_is_lost():
    base, outlook = by_id(zhaotong().renewable), by_id(zhaotong("outlook_2030").renewable)
    assert set(base) < set(outlook)
    assert len(set(outlook) - set(base)) == 30
    shrunk = [i for i in base if outlook[i].p_nom_mw < base[i].p_nom_mw]
    assert not shrunk


def test_plants_commissioned_in_2025_run_the_whole_year_in_2030():
    for scenario, part_year in (("base_2025", True), ("outlook_2030", False)):
        series = year(scenario)
        plant = by_id(series.case.renewable)["qiaojia_pv_e"]
        january = (series.of(plant, "p_max_pu") * series.of(plant, "availability_pu"))[: 31 * 24]
        assert bool(january.max() == 0) == part_year


@pytest.mark.parametrize("hydrology", HYDROLOGIES)
def test_water_arrives_in_the_right_amount(hydrology):
    factor = {"dry": 0.8, "normal": 1.0, "wet": 1.2}[hydrology]
    lakes = by_id(zhaotong("base_2025", hydrology).reservoir)
    series = year("base_2025", hydrology)
    assert series.of(lakes["baihetan"], "inflow_m3s").mean() == pytest.approx(4190 * 0.865 * factor, rel=0.02)
    assert series.of(lakes["xiluodu"], "inflow_m3s").mean() == pytest.approx(380 * 0.865 * factor, rel=0.02)


@pytest.mark.parametrize("hydrology", HYDROLOGIES)
def test_rule_curves_and_least_releases_agree(hydrology):
    """Some operation of the cascade, day by day and without spill limits, keeps every curve and every least release."""
    series = year("base_2025", hydrology)
    lakes = by_id(series.case.reservoir)
    names, days = ("baihetan", "xiluodu", "xiangjiaba"), 365
    out = 24 * HM3_PER_M3S_H * sparse.eye_array(days)
    change = sparse.diags_array([-1.0, 1.0], offsets=[0, 1], shape=(days, days + 1))
    below = sparse.kron(np.eye(3, k=-1), out)  # what one dam releases arrives at the next
    matrix = sparse.hstack([sparse.kron(np.eye(3), out) - below, sparse.kron(np.eye(3), change)])
    supply = [24 * HM3_PER_M3S_H * daily(series.of(lakes[name], "inflow_m3s")) for name in names]
    least = np.concatenate([daily(series.of(lakes[name], "release_min_m3s")) for name in names])
    curves = by_id(series.case.curve)

    def volumes(field: str) -> np.ndarray:
        """The rule curves as volumes, midnight after midnight, dam after dam."""
        storage = [curves[lakes[name].level_storage] for name in names]
        levels = [series.of(lakes[name], field)[::24] for name in names]
        return np.concatenate([np.interp(level, c.x, c.y) for level, c in zip(levels, storage, strict=True)])

    low, high = volumes("level_min_m"), volumes("level_max_m")
    bounds = [*((flow, None) for flow in least), *zip(low, high, strict=True)]
    found = linprog(np.zeros(matrix.shape[1]), A_eq=matrix, b_eq=np.concatenate(supply), bounds=bounds)
    assert found.status == 0, found.message


def test_levels_of_the_rules_are_those_of_the_dams():
    series = year()
    lakes, stamps = by_id(series.case.reservoir), series.horizon.boundary_time.astype("datetime64[D]")
    july = (stamps >= np.datetime64("2025-07-05")) & (stamps <= np.datetime64("2025-08-05"))
    flood_limit = {"baihetan": 785, "xiluodu": 560, "xiangjiaba": 372}
    normal = {"baihetan": 825, "xiluodu": 600, "xiangjiaba": 380}
    dead = {"baihetan": 765, "xiluodu": 540, "xiangjiaba": 370}
    curves = by_id(series.case.curve)
    for name, lake in lakes.items():
        low, high = series.of(lake, "level_min_m"), series.of(lake, "level_max_m")
        assert high[july].max() == pytest.approx(flood_limit[name], abs=1e-9)
        assert high.max() <= normal[name]
        assert low.min() >= dead[name]
        assert high[0] - low[0] == pytest.approx(high[-1] - low[-1], abs=1e-9)
        assert high[0] - low[0] <= 0.6 + 1e-9  # a year ends where it began
        storage = curves[lake.level_storage]
        assert (lake.volume_min_hm3, lake.volume_max_hm3) == tuple(
            np.interp([dead[name], normal[name]], storage.x, storage.y)
        )


def test_importing_and_exporting_at_once_never_pays():
    series = year()
    ac1 = by_id(series.case.corridor)["ac1"]
    assert (series.of(ac1, "import_price_cny_per_mwh") > series.of(ac1, "price_cny_per_mwh")).all()


def test_burning_energy_in_storage_never_pays():
    """Wear per MWh discharged exceeds what avoided curtailment of the round-trip loss is worth."""
    case = zhaotong("outlook_2030")
    worst = max(plant.curtailment_cost_cny_per_mwh for plant in case.renewable)
    for store in case.storage:
        lost = 1 / (store.eta_charge * store.eta_discharge) - 1
        assert store.wear_cost_cny_per_mwh > 2 * lost * worst


def test_files_are_those_of_the_digests():
    listed = [line.split("  ") for line in (DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    assert {name for _, name in listed} == {path.name for path in DATA.glob("*.csv")}
    for digest, name in listed:
        content = (DATA / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, name
        assert len(content) < 4e6


def test_the_generator_makes_the_committed_bytes_and_the_numbers_of_the_tables():
    """Fast files only, in a process of its own: `generate` is no package of the product."""
    script = """
import sys
sys.path.insert(0, sys.argv[1])
import make_profiles as made
from generate import exchange, water
from pathlib import Path
here = Path(made.HERE)
made.HERE = Path(sys.argv[2])
made.write("price", made.HOUR_STAMPS, exchange.prices(), 1)
made.write("rules", made.DAY_STAMPS, made.rule_columns(), 3)
made.write("exchange_dry", made.BLOCK_STAMPS, exchange.schedules("dry"), 1)
for name in ("price", "rules", "exchange_dry"):
    assert (made.HERE / f"{name}.csv").read_bytes() == (here / f"{name}.csv").read_bytes(), name
for name, site in water.SITES.items():
    print(name, site.turbine_max_m3s, site.efficiency_constant, site.bank_mw, exchange.SENDING_LOSS[name])
"""
    case, lines = zhaotong(), by_id(zhaotong().line)
    sending = {
        "baihetan": "baihetan_butuo_right",
        "xiluodu": "xiluodu_niucong",
        "xiangjiaba": "xiangjiaba_fulong_right",
    }
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, "-c", script, str(DATA), folder], capture_output=True, text=True, timeout=120, check=False
        )
    assert ran.returncode == 0, ran.stderr
    for line in ran.stdout.splitlines():
        name, turbine, efficiency, rated, loss = line.split()
        house = by_id(case.powerhouse)[f"{name}_right"]
        assert (2 * house.turbine_max_m3s, house.efficiency_constant) == (float(turbine), float(efficiency))
        assert (house.p_nom_mw, lines[sending[name]].loss_pu) == (float(rated), float(loss))


@pytest.mark.parametrize(
    ("scenario", "hydrology", "start", "days", "step_h"),
    [
        ("base_2025", "normal", "2025-01-18", 7, 3.0),
        ("base_2025", "wet", "2025-08-20", 3, 1.0),
        ("base_2025", "dry", "2025-02-10", 7, 3.0),
        ("outlook_2030", "dry", "2030-04-05", 4, 2.0),
        ("outlook_2030", "wet", "2030-06-27", 2, 0.25),
    ],
)
def test_weeks_of_all_seasons_are_served(scenario, hydrology, start, days, step_h):
    case = zhaotong(scenario, hydrology)
    horizon = Horizon.regular(start, int(days * 24 / step_h), step_h)
    solved = solve_case(case, horizon, solver=Solver(name="simplex"))
    unserved = solved.tables["load"].columns["unserved_mw"]
    shortfall = solved.tables["reservoir"].columns["shortfall_m3s"]
    assert unserved.max() < 1e-6
    assert np.nanmax(shortfall) < 1e-6
    assert solved.certificate.passed
