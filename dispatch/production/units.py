"""Key units: loads that make something out of electricity, and what a schedule makes of them.

A key unit is a load with a flexible entity that knows its MWh per tonne, switched on or not (`enabled: false` leaves
the load as it is and still says what it makes). Of several entities of a load the one that is switched on counts.

    drawn[t] = demand − unserved − less        (less: `dispatch.results.demand_response`)
    tonnes = Σ drawn·Δt / mwh_per_t        value = tonnes · product_value_cny_per_t
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import Producing
from dispatch.families.load.entity import Load
from dispatch.families.rooms import FLEXIBLE
from dispatch.horizon import Horizon
from dispatch.results.demand_response import load_reductions_mw
from dispatch.results.tables import Tables


@dataclass(frozen=True)
class KeyUnit:
    """`kind` is the family of the entity that says what the load makes."""

    load: Load
    kind: str
    entity: Producing
    mwh_per_t: float

    @property
    def id(self) -> str:
        return self.load.id

    @property
    def value_cny_per_t(self) -> float:
        return self.entity.product_value_cny_per_t


def key_units(case: Case) -> tuple[KeyUnit, ...]:
    """Key units in the order of the loads."""
    found: dict[str, KeyUnit] = {}
    loads = {load.id: load for load in case.load}
    for kind in FLEXIBLE:
        for entity in getattr(case, kind):
            if not isinstance(entity, Producing) or entity.mwh_per_t is None or entity.load not in loads:
                continue
            if entity.load not in found or entity.enabled:
                found[entity.load] = KeyUnit(loads[entity.load], kind, entity, entity.mwh_per_t)
    return tuple(found[name] for name in loads if name in found)


def drawn_mw(case: Case, tables: Tables) -> dict[str, np.ndarray]:
    """(N,) MW that each key unit really draws in a run."""
    load_reduction_mw = load_reductions_mw(case, tables)
    return {unit.id: _drawn(unit, load_reduction_mw, tables) for unit in key_units(case)}


def _drawn(unit: KeyUnit, load_reduction_mw: Mapping[str, np.ndarray], tables: Tables) -> np.ndarray:
    return np.asarray(tables["load"].of(unit.id, "served_mw") - load_reduction_mw.get(unit.id, 0.0))


def production_schedule(
    case: Case, horizon: Horizon, tables: Tables, by: Literal["h", "D", "MS"] = "D"
) -> pd.DataFrame:
    """Energy, tonnes and value of each key unit by local hour (`by` h), day (D) or month (MS), weights not counted."""
    stamps, drawn, rows = _floored(horizon, by), drawn_mw(case, tables), []
    for unit in key_units(case):
        energy = pd.Series(horizon.dt_h * drawn[unit.id]).groupby(stamps).sum()
        frame = pd.DataFrame({"energy_mwh": energy, "output_t": energy / unit.mwh_per_t})
        frame["value_cny"] = frame["output_t"] * unit.value_cny_per_t
        frame.insert(0, "unit", unit.id)
        rows.append(frame.rename_axis("start").reset_index())
    columns = ["start", "unit", "energy_mwh", "output_t", "value_cny"]
    return pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)


def _floored(horizon: Horizon, by: str) -> pd.DatetimeIndex:
    """Starts of the hour, day or month in which each period begins."""
    local = horizon.local_time()
    if by == "MS":
        day = local.normalize()
        return pd.DatetimeIndex(day - pd.to_timedelta(day.day - 1, unit="D"))
    return local.floor(by)
