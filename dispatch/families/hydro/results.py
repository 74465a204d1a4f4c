"""True power beside the modelled one: what the tables say of head, outside of any program.

    powerhouse          head_m, p_true_mw of every plant whose curves are known, whatever the method
    powerhouse_total    energy_mwh, true_energy_mwh, mean_error_pu (Σ |p − p_true| / Σ p_true), max_error_pu (of the
                        rating)
    reservoir_state     volume_held_low_hm3, volume_held_high_hm3 where volumes were held near an earlier answer; the
                        record of that search is the table `head_iteration`

Energies are of the generators, pumping apart, weights included.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series
from dispatch.solve.answer import Answer
from dispatch.water.head import HeadPlant, head_plants


def add_tables(tables: Tables, case: Case, series: Series, answer: Answer) -> Tables:
    """The same tables with all of this."""
    plants, found = head_plants(case), dict(tables)
    if plants:
        houses = found["powerhouse"]
        houses.columns |= _true_columns(tables, plants, series)
        totals = _totals(houses, plants, series)
        found["powerhouse_total"] = Table("powerhouse", houses.labels, None, None, totals)
    if "head_iteration" in answer.records:
        program = answer.program
        layout = program.columns["reservoir.volume_hm3"]
        limits = {"volume_held_low_hm3": program.column_lower, "volume_held_high_hm3": program.column_upper}
        found["reservoir_state"].columns |= {name: layout.of(bound).copy() for name, bound in limits.items()}
    return Tables(found)


def _true_columns(tables: Tables, plants: tuple[HeadPlant, ...], series: Series) -> dict[str, np.ndarray]:
    """(houses, N) head and true power; NaN for plants without curves."""
    horizon, houses = series.horizon, tables["powerhouse"]
    volume, released = tables.array("reservoir_state", "volume_hm3"), tables.array("reservoir", "release_m3s")
    mean = (volume[:, horizon.first_boundary] + volume[:, horizon.last_boundary]) / 2
    head, true = (np.full((len(houses.labels), horizon.periods), np.nan) for _ in range(2))
    for plant in plants:
        at, water = houses.labels.index(plant.house.id), (mean[plant.lake], released[plant.lake])
        head[at] = plant.head_m(*water)
        flow = houses.columns["turbine_m3s"][at]
        true[at] = plant.true_mw(flow, *water, series.of(plant.house, "p_max_pu"))
    return {"head_m": head, "p_true_mw": true}


def _totals(houses: Table, plants: tuple[HeadPlant, ...], series: Series) -> dict[str, np.ndarray]:
    """(houses,) energies and errors; NaN for plants without curves."""
    names = ("energy_mwh", "true_energy_mwh", "mean_error_pu", "max_error_pu")
    totals = {name: np.full(len(houses.labels), np.nan) for name in names}
    modelled = houses.columns.get("generated_mw")
    hours = series.horizon.energy_h
    for plant in plants:
        at = houses.labels.index(plant.house.id)
        made = series.of(plant.house, "productivity_mw_per_m3s") * houses.columns["turbine_m3s"][at]
        if modelled is not None and np.isfinite(modelled[at]).all():
            made = modelled[at]
        true = houses.columns["p_true_mw"][at]
        wrong, energy = np.abs(made - true), float(true @ hours)
        largest = float(wrong.max()) / max(plant.house.p_nom_mw, 1e-9)
        row = (float(made @ hours), energy, float(wrong @ hours) / max(energy, 1e-9), largest)
        for name, value in zip(names, row, strict=True):
            totals[name][at] = value
    return totals
