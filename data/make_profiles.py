"""Make every series of the reference case: `python data/make_profiles.py` rewrites data/*.csv and data/SHA256SUMS.

Synthetic, seeded and deterministic: the same bytes on every machine with the same numpy. What each file and column is,
and where its numbers come from, is told in data/README.md; how they are made, in data/generate/. Takes 15 seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from generate import demand, exchange, water
from generate.axis import DAY_STAMPS, DAYS, HOUR_STAMPS, HOURS, anchored, day_number

HERE = Path(__file__).parent
BLOCK_STAMPS = pd.date_range("2025-01-01", periods=HOURS // 4, freq="4h")

# Plants that came into service during 2025: share in service from a date on [E but Xiaozhai's first phase: P].
COMMISSIONING_2025 = {
    "xiaozhai_pv": {"05-20": 0.5, "10-25": 1.0},
    "qiaojia_pv_d": {"06-01": 1.0},
    "qiaojia_pv_e": {"09-15": 1.0},
    "qiaojia_wind_b": {"06-10": 1.0},
}


def write(name: str, stamps: pd.DatetimeIndex, columns: Mapping[str, np.ndarray], decimals: int) -> None:
    """One CSV: `time` in local time, period starts, then the columns."""
    frame = pd.DataFrame({k: np.round(v, decimals) + 0.0 for k, v in columns.items()})
    frame.insert(0, "time", stamps.strftime("%Y-%m-%dT%H:%M"))
    frame.to_csv(HERE / f"{name}.csv", index=False, float_format=f"%.{decimals}f", lineterminator="\n")


def commissioned(steps: Mapping[str, float]) -> np.ndarray:
    """(365,) share in service of a plant that came in steps during 2025."""
    share = np.zeros(DAYS)
    for date, part in steps.items():
        share[day_number(date) :] = part
    return share


def load_columns() -> dict[str, np.ndarray]:
    """All load shapes; prints the ratings that the case must use."""
    shapes = {n: demand.shape_of(n, k) for n, k in (demand.KINDS_2025 | demand.KINDS_2030).items()}
    others = sum(k.p_nom_mw * shapes[n] for n, k in demand.KINDS_2025.items())
    fitted = demand.fit_residential(np.asarray(others))
    print(f"residential p_nom_mw {fitted.residential_mw:.3f}, losses p_nom_mw {fitted.losses_mw:.3f}")
    return shapes | {"residential": fitted.residential, "losses": fitted.losses}


def rule_columns() -> dict[str, np.ndarray]:
    """(365,) rule curves as levels, and least releases."""
    columns = {}
    for name, site in water.SITES.items():
        columns[f"{name}_level_min"] = site.lower_m()
        columns[f"{name}_level_max"] = site.upper_m()
        columns[f"{name}_release_min"] = anchored(site.release_min_m3s)
    return columns


def main() -> None:
    """Write all series and their digests."""
    write("load", HOUR_STAMPS, load_columns(), 4)
    write("price", HOUR_STAMPS, exchange.prices(), 1)
    in_service = {name: commissioned(steps) for name, steps in COMMISSIONING_2025.items()}
    write("availability", DAY_STAMPS, exchange.availability() | in_service, 3)
    write("rules", DAY_STAMPS, rule_columns(), 3)
    for hydrology in water.HYDROLOGIES:
        write(f"exchange_{hydrology}", BLOCK_STAMPS, exchange.schedules(hydrology), 1)
    digests = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(HERE.glob("*.csv"))}
    lines = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    (HERE / "SHA256SUMS").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
