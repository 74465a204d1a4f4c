"""The live table and its models as plain records: numbers or null, stamps with their offset."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dispatch.production.learn import Learnt
from dispatch.production.model import ProductionModel


def table_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """One record a row."""
    return [{name: _plain(value) for name, value in row.items()} for row in table.to_dict("records")]  # type: ignore[misc]


def model_records(learnt: Learnt | None) -> list[dict[str, Any]]:
    """One record a unit; empty where nothing was learnt."""
    if learnt is None:
        return []
    return [_model(unit, model) | {"left_out": learnt.left_out[unit]} for unit, model in learnt.models.items()]


def _model(unit: str, model: ProductionModel) -> dict[str, Any]:
    record = {
        "unit": unit,
        "mwh_per_t": model.mwh_per_t,
        "mwh_per_t_error": model.mwh_per_t_error,
        "fixed_mw": {name: float(mw) for name, mw in zip(model.names, model.fixed_mw, strict=True)},
        "levels": model.levels,
        "intervals": model.intervals,
        "freedom": model.freedom,
        "r2": model.r2,
        "sigma_mwh_per_sqrt_h": model.sigma,
        "durbin_watson": model.durbin_watson,
        "rho": model.rho,
        "normal_p": model.normal_p,
        "outliers": [
            {
                "start": point.start,
                "energy_mwh": point.energy_mwh,
                "output_t": point.output_t,
                "expected_mwh": point.expected_mwh,
                "score": point.score,
            }
            for point in model.outliers
        ],
    }
    return {name: _plain(value) for name, value in record.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.isoformat(timespec="minutes")
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
