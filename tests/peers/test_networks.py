"""Networks with the voltage law, storage and a week of real load: objective, prices and load of PyPSA's answers."""

from __future__ import annotations

import numpy as np
import pytest
from lpnet import read_lpnet
from peer_data import read_json, validation_folder


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("pypsa_small", "ac_dc_meshed_dispatch"),
        ("pypsa_scigrid", "scigrid_base24"),
        ("rts_gmlc", "rts_open_week28"),
    ],
)
def test_network(record, folder: str, name: str) -> None:
    reference = read_json(folder, "reference.json")[name]
    case, horizon, network = read_lpnet(validation_folder(folder, f"{name}.json"))
    solved = record(f"{folder} {name}", reference["objective"], case, horizon)
    energy = float((solved.tables.array("load", "demand_mw") @ horizon.dt_h).sum())
    assert energy == pytest.approx(reference["load_MWh"], rel=1e-9)
    price = solved.tables["price"].columns["price_cny_per_mwh"]
    for found, key in ((price.min(), "price_min"), (price.mean(), "price_mean"), (price.max(), "price_max")):
        assert found == pytest.approx(reference[key], rel=1e-6), key
    _assert_emissions_within_limits(solved, horizon, network)


def _assert_emissions_within_limits(solved, horizon, network) -> None:
    """A cap that the optimum without it keeps changes nothing, so that it needs no row."""
    intensity = {g["id"]: g["co2_t_per_mwh_el"] for g in network["generators"]}
    table = solved.tables["renewable"]
    energy = table.columns["p_mw"] @ horizon.cost_h
    emitted = float(energy @ np.array([intensity[label] for label in table.labels]))
    for limit in network["global_constraints"]:
        assert (limit["type"], limit["sense"]) == ("primary_energy", "<=")
        assert emitted < limit["constant"], "the cap binds; it has to become part of the model"
