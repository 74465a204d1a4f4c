"""One battery against a year of real prices, 127 hours of them negative.

Three models of the same battery, from the loosest to the strictest:

- the plain linear one may charge and discharge at full power at once, and does where the price is negative. A battery
  here cannot, but a pumped-storage plant with separate machines can: the very same program as two reservoirs;
- a `storage`, whose two directions share their power. Its proven bound lies between the plain one and the next;
- one that may only do one at a time (mixed-integer, solved here by SciPy day by day), which `storage` reaches
  after `program.complementarity` has closed what was left of doing both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from peer_data import START, read_json, table_on, validation_folder
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from dispatch.case.schema import Case
from dispatch.families.bus.entity import Bus
from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.storage.entity import Storage
from dispatch.horizon import Horizon

FOLDER = "storage_arbitrage"
DAY_H = 24
M3S_PER_MW = 1 / 0.0036  # so that 1 hm³ is 1 MWh


def prices() -> np.ndarray:
    """(8784,) per MWh."""
    return pd.read_csv(validation_folder(FOLDER, "caiso_da_2020_prices.csv")).da_price_usd_per_mwh.to_numpy()


def reference(name: str) -> dict[str, Any]:
    return read_json(FOLDER, "reference.json")[name]


def horizon_of(battery: dict[str, Any], hours: int) -> Horizon:
    """A segment a day where every day begins and ends at e0, else one for the year."""
    length = DAY_H if battery["mode"] == "daily" else hours
    first = pd.Timestamp(START)
    return Horizon.chain(
        [Horizon.regular(first + pd.Timedelta(hours=at), length, 1.0) for at in range(0, hours, length)]
    )


def market(power: float) -> Corridor:
    return Corridor(
        id="market", to="market", bus="grid", p_nom_mw=power, p_min_pu=-1.0, price_cny_per_mwh="t/price",
        import_price_cny_per_mwh="t/price",
    )  # fmt: skip


def battery_case(battery: dict[str, Any], horizon: Horizon, price: np.ndarray) -> Case:
    """The battery as a storage."""
    store = Storage(
        id="battery", technology="battery", bus="grid", p_nom_mw=battery["P"], e_nom_mwh=battery["E"],
        eta_charge=battery["rc"], eta_discharge=battery["rd"], soc_initial_mwh=battery["e0"], cyclic=True,
        wear_cost_cny_per_mwh=battery.get("deg", 0.0),
    )  # fmt: skip
    series = {"t": table_on(horizon, {"price": price})}
    return Case(name="arbitrage", bus=(Bus(id="grid"),), storage=(store,), corridor=(market(2.0),), series=series)


def pumping_case(battery: dict[str, Any], horizon: Horizon, price: np.ndarray) -> Case:
    """The battery as a pumped-storage plant whose pump and turbine run independently of each other."""
    upper = Reservoir(
        id="upper", volume_max_hm3=battery["E"], volume_initial_hm3=battery["e0"], cyclic=True, spill_max_m3s=0.0,
        downstream="lower",
    )  # fmt: skip
    lower = Reservoir(
        id="lower", volume_max_hm3=2 * battery["E"], volume_initial_hm3=battery["E"], cyclic=True, spill_max_m3s=0.0
    )
    plant = Powerhouse(
        id="plant", reservoir="upper", bus="grid", p_nom_mw=battery["P"],
        turbine_max_m3s=M3S_PER_MW * battery["P"] / battery["rd"], productivity_mw_per_m3s=battery["rd"] / M3S_PER_MW,
        pump_max_m3s=M3S_PER_MW * battery["P"] * battery["rc"], pump_mw_per_m3s=1 / (battery["rc"] * M3S_PER_MW),
        marginal_cost_cny_per_mwh=battery.get("deg", 0.0),
    )  # fmt: skip
    return Case(
        name="arbitrage", bus=(Bus(id="grid"),), reservoir=(upper, lower), powerhouse=(plant,), corridor=(market(2.0),),
        series={"t": table_on(horizon, {"price": price})},
    )  # fmt: skip


def best_one_at_a_time(battery: dict[str, Any], price: np.ndarray) -> float:
    """Largest profit of a span that begins and ends at e0, by mixed-integer programming."""
    n = len(price)
    one, off = sparse.eye(n), sparse.csr_array((n, n))
    after = sparse.diags([np.ones(n), -np.ones(n - 1)], [0, -1])
    balance = sparse.hstack([-battery["rc"] * one, one / battery["rd"], after, off])
    before = np.zeros(n)
    before[0] = battery["e0"]
    charge_only = sparse.hstack([one, off, off, -battery["P"] * one])
    discharge_only = sparse.hstack([off, one, off, battery["P"] * one])
    lower, upper = np.zeros(4 * n), np.repeat([battery["P"], battery["P"], battery["E"], 1.0], n)
    lower[3 * n - 1] = upper[3 * n - 1] = battery["e0"]
    found = milp(
        np.concatenate([price, battery.get("deg", 0.0) - price, np.zeros(2 * n)]),
        constraints=[
            LinearConstraint(balance.tocsr(), before, before),
            LinearConstraint(charge_only.tocsr(), ub=0.0),
            LinearConstraint(discharge_only.tocsr(), ub=battery["P"]),
        ],
        bounds=Bounds(lower, upper),
        integrality=np.repeat([0, 0, 0, 1], n),
        options={"mip_rel_gap": 0.0},
    )
    assert found.status == 0, found.message
    return -float(found.fun)


def test_annual_battery_with_wear(record) -> None:
    """A year in one go; wear makes doing both at once a loss, so all three models agree."""
    battery, price = reference("annual_split_deg5"), prices()
    horizon = horizon_of(battery, len(price))
    case = battery_case(battery, horizon, price)
    solved = record("arbitrage annual_split_deg5", battery["profit"], case, horizon, sense=-1)
    assert -solved.bound_cny == pytest.approx(battery["profit"], rel=1e-6)
    charge, discharge = (solved.tables["storage"].of("battery", f"p_{way}_mw") for way in ("charge", "discharge"))
    assert np.minimum(charge, discharge).max() < 1e-6
    assert discharge.sum() == pytest.approx(battery["discharge_MWh"], rel=1e-6)
    assert charge.sum() == pytest.approx(battery["charge_MWh"], rel=1e-6)


def test_plain_linear_battery_is_a_pumped_storage_plant(record) -> None:
    """Day by day without wear: the reference does both at once."""
    battery, price = reference("daily_rte85"), prices()
    assert battery["simultaneous"] == 1.0
    horizon = horizon_of(battery, len(price))
    case = pumping_case(battery, horizon, price)
    solved = record("arbitrage daily_rte85, both at once", battery["profit"], case, horizon, sense=-1)
    turbine = solved.tables["powerhouse"].of("plant", "turbine_m3s") / M3S_PER_MW * battery["rd"]
    pump = solved.tables["powerhouse"].of("plant", "pump_m3s") / M3S_PER_MW / battery["rc"]
    assert np.minimum(turbine, pump).max() == pytest.approx(1.0, abs=1e-6)


def test_battery_does_one_thing_at_a_time(record) -> None:
    """The same battery as a storage: feasible for the mixed-integer model, and the bound proves how good it is."""
    battery, price = reference("daily_rte85"), prices()
    horizon = horizon_of(battery, len(price))
    exact = sum(best_one_at_a_time(battery, price[at : at + DAY_H]) for at in range(0, len(price), DAY_H))
    case = battery_case(battery, horizon, price)
    solved = record("arbitrage daily_rte85, one at a time (MILP by SciPy)", exact, case, horizon, sense=-1)
    assert -solved.objective_cny <= -solved.bound_cny <= battery["profit"]
    charge, discharge = (solved.tables["storage"].of("battery", f"p_{way}_mw") for way in ("charge", "discharge"))
    assert np.minimum(charge, discharge).max() < 1e-6
