"""A sweep that nobody solved: figures by formulas that a pencil can follow, in directories like those of runs."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from dispatch.case.dump import dump_case
from dispatch.case.schema import Case

HYDROLOGY = ("dry", "normal", "wet")
SIZES = (0.0, 100.0, 200.0, 300.0, 400.0)
DURATIONS = (2.0, 4.0)
WORTH = {"dry": 500e3, "normal": 350e3, "wet": 250e3}
HOURS = 8760.0


def saving(mw: float, hours: float, hydrology: str) -> float:
    """CNY a year that storage saves: concave in MW and hours."""
    return WORTH[hydrology] * 400 * (1 - np.exp(-mw / 400)) * hours**0.4


def case_of(mw: float, mwh: float) -> Case:
    """Two stores at home, one elsewhere."""
    stores = [
        {"id": "lfp_qiaojia", "zh": "巧家新型储能", "en": "Qiaojia LFP storage", "technology": "lfp", "bus": "a",
         "p_nom_mw": mw * 2 / 3, "e_nom_mwh": mwh * 2 / 3},
        {"id": "lfp_ludian", "zh": "鲁甸新型储能", "en": "Ludian LFP storage", "technology": "lfp", "bus": "b",
         "p_nom_mw": mw / 3, "e_nom_mwh": mwh / 3},
        {"id": "far", "technology": "vrfb", "bus": "c", "p_nom_mw": 77, "e_nom_mwh": 77},
    ]  # fmt: skip
    buses = [{"id": "a", "area": "in"}, {"id": "b", "area": "in"}, {"id": "c", "area": "out"}]
    return Case.model_validate({"name": "river", "home_area": "in", "bus": buses, "storage": stores})


def run_directory(folder: Path, mw: float, mwh: float) -> Path:
    """The least that a comparison reads of a run."""
    dump_case(case_of(mw, mwh), folder / "case")
    (folder / "summary.json").write_text(json.dumps({"from": "2030-01-01T00:00+08:00"}), encoding="utf-8")
    return folder


def row(point: str, kind: str, mw: float, hours: float, hydrology: str, path: Path) -> dict[str, object]:
    """A row of the tidy frame."""
    made = kind != "hydro_only"
    lost = max(90_000 - 200 * mw * hours**0.5, 0) * (1.3 if hydrology == "wet" else 1.0)
    return {
        "point": point, "label": f"total:storage.*.p_nom_mw={mw:g}, hydrology={hydrology}", "kind": kind,
        "no_storage": kind != "point", "hydro_only": kind == "hydro_only",
        "baseline_no_storage": f"none_{hydrology}" if kind == "point" else "",
        "baseline_hydro_only": f"hydro_{hydrology}" if kind == "point" else "",
        "horizon": "full", "full_of": "",
        "total:storage.*.p_nom_mw": mw if kind == "point" else np.nan,
        "storage.*.duration_h": hours if kind == "point" else np.nan,
        "hydrology": hydrology,
        "status": "optimal", "done": True, "reason": "", "reason_zh": "", "warm": True, "reused": False, "seconds": 1.2,
        "path": str(path), "operating_cost_cny": 2e9 - saving(mw, hours, hydrology) + (0 if made else 3e8),
        "case": "river", "scenario": "outlook", "from": "2030-01-01T00:00+08:00", "to": "2031-01-01T00:00+08:00",
        "step": "1h", "hours": HOURS, "objective_cny": 2e9 - saving(mw, hours, hydrology) + (0 if made else 3e8),
        "unserved_mwh": 0.0 if made else 12.0,
        "energy_mwh.wind": 400_000.0, "energy_mwh.pv": 500_000.0, "energy_mwh.coal": 1e6,
        "curtailment.wind.mwh": lost / 3, "curtailment.pv.mwh": lost * 2 / 3,
        "peak.net_load_after_mw": 2400 - 0.8 * mw, "storage.power_mw": mw, "storage.energy_mwh": mw * hours,
        "storage.target_mw": np.nan, "storage.target_price_cny_per_mw": np.nan, "storage.full_cycles": 300.0,
        "response.delivered_200ms_mw": mw,
    }  # fmt: skip


def sweep_frame(folder: Path) -> pd.DataFrame:
    """5 sizes × 2 durations × 3 years of water, baselines, one failure."""
    rows = []
    nothing = run_directory(folder / "runs" / "nothing", 0, 0)
    for (i, mw), hours in product(enumerate(SIZES), DURATIONS):
        path = run_directory(folder / "runs" / f"{i}_{hours:g}", mw, mw * hours)
        rows += [row(f"p{i}_{hours:g}_{h}", "point", mw, hours, h, path) for h in HYDROLOGY]
    for hydrology in HYDROLOGY:
        rows.append(row(f"none_{hydrology}", "no_storage", 0, 0, hydrology, nothing))
        rows.append(row(f"hydro_{hydrology}", "hydro_only", 0, 0, hydrology, nothing))
    frame = pd.DataFrame(rows)
    failed = frame.iloc[0].copy()
    figures = list(frame.columns[list(frame.columns).index("operating_cost_cny") :])
    failed[[name for name in figures if pd.api.types.is_numeric_dtype(frame[name])]] = np.nan
    failed["point"], failed["status"], failed["done"], failed["path"] = "broken", "infeasible", False, ""
    failed["reason"], failed["reason_zh"] = "goal of 300 MW: nothing may be built", "目标 300 MW：没有可建储能"
    return pd.concat([frame, failed.to_frame().T.astype(frame.dtypes.to_dict())], ignore_index=True)
