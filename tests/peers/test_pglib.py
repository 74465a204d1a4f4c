"""Optimal DC power flow of the power grid library, 5 to 3,012 buses, in both conventions of its peers."""

from __future__ import annotations

import numpy as np
import pytest
from matpower import Convention, read_matpower
from peer_data import START, read_json, validation_folder

from dispatch.errors import InfeasibleError
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import solve_case

FOLDER = "pglib_opf"
CASES = ("case5_pjm", "case14_ieee__api", "case30_ieee", "case39_epri", "case118_ieee", "case300_ieee",
         "case2383wp_k", "case3012wp_k")  # fmt: skip
PEER: dict[Convention, str] = {"A": "A_powermodels_dcp", "B": "B_matpower_dc"}


def hour() -> Horizon:
    return Horizon.regular(START, 1, 1.0)


@pytest.mark.parametrize("convention", ["A", "B"])
@pytest.mark.parametrize("name", CASES)
def test_dc_power_flow(record, name: str, convention: Convention) -> None:
    """Objective, price range and the number of branches at their limits."""
    published = read_json(FOLDER, "reference.json")[f"pglib_opf_{name}"]
    reference = published[PEER[convention]]
    flow = read_matpower(validation_folder(FOLDER, f"pglib_opf_{name}.m"), convention)
    solved = record(f"pglib {name} {convention}", reference["objective"], flow.case, hour(), constant=flow.constant_cny)
    assert flow.net_demand_mw == pytest.approx(published["pd"] + published["gs"], rel=1e-9)
    price = solved.tables.array("price", "price_cny_per_mwh")
    assert price.min() == pytest.approx(reference["lmp_min"], rel=1e-6, abs=1e-6)
    assert price.max() == pytest.approx(reference["lmp_max"], rel=1e-6)
    limit = np.array([line.p_nom_mw for line in flow.case.line])
    at_limit = np.abs(solved.tables["line"].columns["flow_mw"][:, 0]) > limit - 1e-6
    assert at_limit.sum() == reference["n_binding_branches"]


@pytest.mark.parametrize("convention", ["A", "B"])
def test_small_angle_differences_are_infeasible(convention: Convention) -> None:
    """The published DC problem has no solution; here demand is firm, so neither has this."""
    name = "pglib_opf_case5_pjm__sad"
    assert read_json(FOLDER, "reference.json")[name][PEER[convention]]["status"] == "Infeasible"
    flow = read_matpower(validation_folder(FOLDER, f"{name}.m"), convention, firm=True)
    with pytest.raises(InfeasibleError):
        solve_case(flow.case, hour())


def test_firm_demand_is_met_where_angles_allow_it() -> None:
    """The same firm demand with the ordinary angle limits: it is the angles that make the other one infeasible."""
    reference = read_json(FOLDER, "reference.json")["pglib_opf_case5_pjm"][PEER["A"]]["objective"]
    flow = read_matpower(validation_folder(FOLDER, "pglib_opf_case5_pjm.m"), "A", firm=True)
    assert solve_case(flow.case, hour()).objective_cny == pytest.approx(reference, rel=1e-6)
