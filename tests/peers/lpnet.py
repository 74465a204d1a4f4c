"""`lpnet-1` networks (one JSON and one CSV of series) → Case and Horizon.

Generators become `renewable` assets (power between p_min and p_max at a marginal cost), AC branches `line`s under the
voltage law, storage units `storage`, links `link`. Costs and weights are taken as they stand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from peer_data import START, UNSERVED_CNY_PER_MWH, table_on

from dispatch.case.schema import Case
from dispatch.families.bus.entity import Bus
from dispatch.families.load.entity import Load
from dispatch.families.network.entity import Line, Link
from dispatch.families.renewable.entity import Renewable
from dispatch.families.storage.entity import Storage
from dispatch.horizon import Horizon


def read_lpnet(path: Path) -> tuple[Case, Horizon, dict[str, Any]]:
    """(case, horizon, the network as read) of `<name>.json` beside `<name>.series.csv.gz`."""
    network = json.loads(path.read_text(encoding="utf-8"))
    series = pd.read_csv(path.with_name(f"{path.stem}.series.csv.gz"))
    weights = network["weights"]
    hours = np.array(weights["stores"], dtype=float)
    if not np.array_equal(weights["objective"], hours) or (hours != hours[0]).any():
        raise ValueError("this converter reads equal weights only")
    horizon = Horizon.regular(START, len(hours), float(hours[0]))
    case = Case(
        name=network["name"],
        bus=tuple(Bus(id=bus) for bus in network["buses"]),
        renewable=tuple(_generator(g, series) for g in network["generators"]),
        line=tuple(_line(b) for b in network["ac_branches"]),
        link=tuple(_link(k) for k in network["links"]),
        storage=tuple(_storage(s) for s in network["storage_units"]),
        load=tuple(_load(d) for d in network["loads"]),
        series={"n": table_on(horizon, {str(name): series[name].to_numpy() for name in series.columns})},
    )
    return case, horizon, network


def _value(given: float | str) -> float | str:
    """A number, or a column of the series table."""
    return f"n/{given[1:]}" if isinstance(given, str) else given


def _generator(g: dict[str, Any], series: pd.DataFrame) -> Renewable:
    """p_max_pu above 1 would be MW in disguise; it is refused by the limits of a case, so scale p_nom instead."""
    p_nom, p_max = g["p_nom"], g["p_max_pu"]
    most = float(series[p_max[1:]].max()) if isinstance(p_max, str) else float(p_max)
    scale = max(most, 1.0)
    varying = {"series": f"n/{p_max[1:]}", "scale": 1 / scale} if isinstance(p_max, str) else p_max / scale
    return Renewable(
        id=g["id"],
        technology=g["carrier"],
        bus=g["bus"],
        p_nom_mw=p_nom * scale,
        p_max_pu=varying,
        p_min_pu=g["p_min_pu"] / scale,
        marginal_cost_cny_per_mwh=_value(g["marginal_cost"]),
    )


def _line(b: dict[str, Any]) -> Line:
    return Line(
        id=b["id"],
        bus0=b["bus0"],
        bus1=b["bus1"],
        p_nom_mw=b["limit_mw"],
        kirchhoff=True,
        x_pu=b["x_eff"],
        phase_shift_rad=float(np.deg2rad(b["phase_shift_deg"])),
    )


def _link(k: dict[str, Any]) -> Link:
    return Link(
        id=k["id"],
        bus0=k["bus0"],
        bus1=k["bus1"],
        p_nom_mw=k["p_nom"],
        p_max_pu=k["p_max_pu"],
        p_min_pu=k["p_min_pu"],
        loss_pu=1 - k["efficiency"],
        marginal_cost_cny_per_mwh=k["marginal_cost"],
    )


def _storage(s: dict[str, Any]) -> Storage:
    if s["inflow"] or s["soc_set"] is not None:
        raise ValueError(f"storage {s['id']} has inflow or a set state, which this converter does not read")
    return Storage(
        id=s["id"],
        technology="storage",
        bus=s["bus"],
        p_nom_mw=s["p_nom"] * s["p_max_pu"],
        p_charge_nom_mw=-s["p_nom"] * s["p_min_pu"],
        e_nom_mwh=s["e_max"],
        eta_charge=s["eff_store"],
        eta_discharge=s["eff_dispatch"],
        standing_loss_per_h=s["standing_loss_per_h"],
        soc_initial_mwh=None if s["cyclic"] else s["e_initial"],
        cyclic=s["cyclic"],
        wear_cost_cny_per_mwh=s["marginal_cost"],
    )


def _load(d: dict[str, Any]) -> Load:
    varying = isinstance(d["p"], str)
    return Load(
        id=d["id"],
        kind="load",
        bus=d["bus"],
        p_nom_mw=1.0 if varying else d["p"],
        p_pu=_value(d["p"]) if varying else 1.0,
        unserved_cost_cny_per_mwh=UNSERVED_CNY_PER_MWH,
    )
