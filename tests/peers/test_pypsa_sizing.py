"""Storage to be built, here and in PyPSA (StorageUnit with `p_nom_extendable`): the same cost, the same sizes.

PyPSA ties energy to power by `max_hours`, so both durations are the same here. Without it the test skips.
"""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from peer_data import START

from dispatch.case.schema import Case
from dispatch.case.sizing import capital_recovery
from dispatch.case.table import TimeTable
from dispatch.families.storage.candidate import capex
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import solve_case

pypsa = pytest.importorskip("pypsa", reason="PyPSA is not installed; it is in the dependency group 'bench'")

HOURS, WEIGHT = 168, 8760 / 168
COSTS = {"river": (30, 15.0), "coal": (30, 310.0), "gas": (25, 640.0), "oil": (90, 1800.0)}


def shapes(seed: int) -> pd.DataFrame:
    """Load and wind of a week, MW and per unit."""
    rng, hour = np.random.default_rng(seed), np.arange(HOURS)
    need = 70 + 25 * np.cos(2 * np.pi * (hour - 19) / 24) + rng.normal(0, 4, HOURS)
    gusts = np.convolve(rng.normal(0, 1, HOURS + 11), np.ones(12) / 12, "valid")
    wind = np.clip(0.4 + 0.9 * gusts, 0, 1)
    return pd.DataFrame({"need": need, "wind": wind}, index=pd.date_range(START, periods=HOURS, freq="h"))


def our_case(data: pd.DataFrame) -> Case:
    def store(technology: str, hours: float) -> dict[str, Any]:
        return {"id": technology, "technology": technology, "bus": "a", "p_nom_mw": 0, "e_nom_mwh": 0, "cyclic": True,
                "build_max_mw": 60, "duration_min_h": hours, "duration_max_h": hours}  # fmt: skip

    plants = [{"id": k, "technology": "coal", "bus": "a", "p_nom_mw": p, "fuel_cost_cny_per_mwh": c}
              for k, (p, c) in COSTS.items()]  # fmt: skip
    return Case.model_validate({
        "name": "peer", "bus": [{"id": "a"}], "thermal": plants,
        "series": {"s": TimeTable.from_frame(data)},
        "renewable": [{"id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 80, "p_max_pu": "s/wind"}],
        "load": [{"id": "town", "kind": "city", "bus": "a", "p_nom_mw": 1, "p_pu": "s/need"}],
        "storage": [store("lfp", 3), store("vrfb", 8), store("flywheel", 0.25)],
    })  # fmt: skip


def their_network(case: Case, data: pd.DataFrame) -> Any:
    network = pypsa.Network()
    network.set_snapshots(pd.RangeIndex(HOURS, name="snapshot"))
    network.snapshot_weightings["objective"] = WEIGHT
    network.add("Bus", "a")
    network.add("Load", "town", bus="a", p_set=pd.Series(data.need.to_numpy(), network.snapshots))
    for name, (p_nom, cost) in COSTS.items():
        network.add("Generator", name, bus="a", p_nom=p_nom, marginal_cost=cost)
    wind = pd.Series(data.wind.to_numpy(), network.snapshots)
    network.add("Generator", "wind", bus="a", p_nom=80, p_max_pu=wind)
    for store in case.storage:
        per_kw, per_kwh = capex(store, pd.Timestamp(START).year, case.sizing)
        hours = store.duration_max_h
        yearly = capital_recovery(0.07, store.life_years) + store.om_pu_per_year
        network.add(
            "StorageUnit", store.id, bus="a", p_nom_extendable=True, p_nom_max=60, max_hours=hours,
            efficiency_store=store.eta_charge, efficiency_dispatch=store.eta_discharge,
            standing_loss=store.standing_loss_per_h, cyclic_state_of_charge=True,
            capital_cost=1000 * yearly * (per_kw + hours * per_kwh),
        )  # fmt: skip
    return network


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_extendable_storage(note, seed: int) -> None:
    data = shapes(seed)
    axis = Horizon.regular(data.index[0], HOURS, 1.0, weight=WEIGHT)
    case = our_case(data)
    solved = solve_case(case, axis)
    network = their_network(case, data)
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        status = network.optimize(solver_name="highs", include_objective_constant=False, log_to_console=False)
    logging.disable(logging.NOTSET)
    assert status == ("ok", "optimal")
    note("PyPSA, extendable storage", float(network.objective), solved.bound_cny, solved)
    assert solved.bound_cny == pytest.approx(float(network.objective), rel=1e-8)
    built = solved.tables["storage_segment"]
    ours = np.array([built.of(s.id, "installed_mw")[0] for s in case.storage])
    theirs = network.storage_units.p_nom_opt[[s.id for s in case.storage]].to_numpy()
    assert ours.sum() > 1
    assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)
