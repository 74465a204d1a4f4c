"""A smelter and a kiln for tests of energy and output, with meters and reports written as users write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.production.units import KeyUnit, key_units
from tests.support import demand, market, system

ZONE = "Asia/Shanghai"
SPECIFIC, FIXED = 13.5, 6.0


def smelter(**more: Any) -> Case:
    """`pots` makes 13.4 MWh into a tonne of 20,000 CNY, `kiln` (its entity switched off) 12 into one of 9,000."""
    return system(
        load=[demand(100, id="pots", zh="电解槽", en="Potline"), demand(40, id="kiln"), demand(5, id="town")],
        corridor=[market(300, buys=True)],
        potline=[{"id": "line", "load": "pots"}],
        furnace=[{"id": "arc", "load": "kiln", "mwh_per_t": 12, "product_value_cny_per_t": 9000, "enabled": False}],
        **more,
    )


def units() -> tuple[KeyUnit, ...]:
    return key_units(smelter())


def written(folder: Path, name: str, frame: pd.DataFrame) -> Path:
    """A CSV as a user would keep it: local stamps without offset."""
    file = folder / name
    frame.to_csv(file, index_label="time", date_format="%Y-%m-%d %H:%M")
    return file


def year(seed: int = 3, days: int = 365, noise_mwh: float = 12.0, start: str = "2029-01-01") -> tuple[Any, Any]:
    """(hourly meter, daily output): energy = 6 MW·h (8 in the wet season) + 13.5 MWh/t · output + noise of a day."""
    rng = np.random.default_rng(seed)
    day = pd.date_range(start, periods=days, freq="D")
    tonnes = rng.uniform(120, 170, days)
    fixed = np.where(day.month.isin(range(6, 11)), FIXED + 2, FIXED)
    energy = 24 * fixed + SPECIFIC * tonnes + rng.normal(0, noise_mwh, days)
    hour = pd.date_range(start, periods=24 * days, freq="h")
    shape = np.tile(1 + 0.3 * np.sin(np.arange(24)), days)
    per_hour = np.repeat(energy, 24) * shape / np.repeat(shape.reshape(days, 24).sum(axis=1), 24)
    return pd.DataFrame({"pots": per_hour}, index=hour), pd.DataFrame({"pots": tonnes}, index=day)
