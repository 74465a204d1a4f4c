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
from generate import demand, exchange, sun, water, wind
from generate.axis import DAY_STAMPS, HOUR_STAMPS, HOURS, anchored

HERE = Path(__file__).parent
BLOCK_STAMPS = pd.date_range("2025-01-01", periods=HOURS // 4, freq="4h")

# Counties: lat, lon, elevation m, GHI kWh/m²·yr (E; Qiaojia's sun after N1), rooftop PV h/yr [E].
COUNTIES = {
    "zhaoyang": (27.32, 103.71, 1920, 1350, 1150),
    "ludian": (27.19, 103.56, 1917, 1370, 1160),
    "qiaojia": (26.91, 102.93, 840, 1450, 1200),
    "yanjin": (28.11, 104.23, 470, 950, 780),
    "daguan": (27.75, 103.89, 1065, 1050, 860),
    "yongshan": (28.23, 103.64, 880, 1150, 950),
    "suijiang": (28.60, 103.97, 390, 950, 780),
    "zhenxiong": (27.44, 104.87, 1666, 1100, 900),
    "yiliang": (27.63, 104.05, 880, 1080, 890),
    "weixin": (27.85, 105.05, 1172, 980, 810),
    "shuifu": (28.63, 104.42, 290, 950, 780),
}
# Plants: county, lat, lon, elevation m, full-load hours. P: haiba, baigoulin, xiaozhai, zhuanshanbao; the rest E.
PV_PLANTS = {
    "haiba": ("qiaojia", 26.95, 103.10, 2950, 1771),
    "baigoulin": ("qiaojia", 26.98, 103.13, 3075, 1367.6),
    "xiaoyangwo": ("qiaojia", 26.85, 103.05, 2600, 1400),
    "qiaojia_c": ("qiaojia", 26.90, 103.10, 2600, 1380),
    "qiaojia_d": ("qiaojia", 26.90, 103.10, 2600, 1380),
    "qiaojia_e": ("qiaojia", 26.90, 103.10, 2600, 1380),
    "xiaozhai": ("ludian", 27.13, 103.40, 1875, 1471.4),
    "zhuanshanbao": ("ludian", 27.25, 103.45, 2200, 1200),
    "ludian_b": ("ludian", 27.15, 103.50, 2000, 1300),
    "yongshan_a": ("yongshan", 27.95, 103.55, 2200, 1150),
    "zhaoyang_a": ("zhaoyang", 27.35, 103.60, 2100, 1260),
    "qiaojia_new": ("qiaojia", 26.98, 103.05, 2500, 1350),
    "ludian_new": ("ludian", 27.10, 103.45, 2100, 1300),
    "yongshan_new": ("yongshan", 28.00, 103.60, 2000, 1080),
    "zhaoyang_new": ("zhaoyang", 27.40, 103.50, 2200, 1250),
    "daguan_new": ("daguan", 27.80, 103.85, 1900, 950),
}
# Ridges: lat, lon, full-load hours. P: dapingzi (102.9 GWh of 49.5 MW); the rest E.
RIDGES = {
    "qiaojia_a": wind.Ridge(27.00, 103.10, 2350),
    "qiaojia_b": wind.Ridge(27.04, 103.16, 2350),
    "dapingzi": wind.Ridge(27.80, 103.45, 2078.8),
    "yongshan_b": wind.Ridge(27.85, 103.50, 2250),
    "daguan": wind.Ridge(27.85, 103.95, 2150),
    "zhaoyang": wind.Ridge(27.40, 103.35, 2300),
    "qiaojia_new": wind.Ridge(26.95, 103.20, 2400),
    "yongshan_new": wind.Ridge(27.95, 103.55, 2350),
    "ludian_new": wind.Ridge(27.12, 103.48, 2300),
}
# Plants that came into service during 2025: share in service from a date on [E but Xiaozhai's first phase: P].
COMMISSIONING_2025 = {
    "pv_xiaozhai": {"05-20": 0.5, "10-25": 1.0},
    "pv_qiaojia_d": {"06-01": 1.0},
    "pv_qiaojia_e": {"09-15": 1.0},
    "wind_qiaojia_b": {"06-10": 1.0},
}
# River groups of the small hydro: full-load hours in a normal year. P: tianhuaban 837 GWh, wannianqiao 297 GWh; the
# rest E, so that 2,133.7 MW give 7.1 TWh.
RIVERS = {
    "niulan": 4000.0, "tianhuaban": 4650.0, "heng": 3780.0, "wannianqiao": 4640.6, "luoze": 3400.0, "baishui": 3200.0,
    "qiaojia_small": 2760.0, "residual": 2470.0,
}  # fmt: skip


def write(name: str, stamps: pd.DatetimeIndex, columns: Mapping[str, np.ndarray], decimals: int) -> None:
    """One CSV: `time` in local time, period starts, then the columns."""
    frame = pd.DataFrame({k: np.round(v, decimals) + 0.0 for k, v in columns.items()})
    frame.insert(0, "time", stamps.strftime("%Y-%m-%dT%H:%M"))
    frame.to_csv(HERE / f"{name}.csv", index=False, float_format=f"%.{decimals}f", lineterminator="\n")


def pv_columns() -> dict[str, np.ndarray]:
    """All PV sites: plants and one rooftop site a county."""
    sites = {
        name: sun.Site(county, lat, lon, height, COUNTIES[county][3], hours)
        for name, (county, lat, lon, height, hours) in PV_PLANTS.items()
    }
    roofs = {f"roof_{c}": sun.Site(c, lat, lon, z, ghi, hours) for c, (lat, lon, z, ghi, hours) in COUNTIES.items()}
    return {name: sun.pv_profile(name, site) for name, site in (sites | roofs).items()}


def commissioned(name: str, profile: np.ndarray) -> np.ndarray:
    """The profile of a plant that came into service in steps during 2025."""
    share = np.zeros(HOURS)
    for date, part in COMMISSIONING_2025[name].items():
        share[HOUR_STAMPS.get_loc(f"2025-{date} 00:00") :] = part
    return profile * share


def load_columns() -> dict[str, np.ndarray]:
    """All load shapes; prints the ratings that the case must use."""
    shapes = {n: demand.shape_of(n, k) for n, k in (demand.KINDS_2025 | demand.KINDS_2030).items()}
    others = sum(k.p_nom_mw * shapes[n] for n, k in demand.KINDS_2025.items())
    fitted = demand.fit_residential(np.asarray(others))
    print(f"residential p_nom_mw {fitted.residential_mw:.3f}, losses p_nom_mw {fitted.losses_mw:.3f}")
    return shapes | {"residential": fitted.residential, "losses": fitted.losses}


def rule_columns() -> dict[str, np.ndarray]:
    """(365,) rule curves as volumes, and least releases."""
    columns = {}
    for name, site in water.SITES.items():
        columns[f"{name}_volume_min"] = site.volume(anchored(site.lower))
        columns[f"{name}_volume_max"] = site.volume(anchored(site.upper))
        columns[f"{name}_release_min"] = anchored(site.release_min_m3s)
    return columns


def main() -> None:
    """Write all series and their digests."""
    pv = pv_columns()
    gusts = wind.wind_profiles(RIDGES)
    write("pv", HOUR_STAMPS, pv, 4)
    write("wind", HOUR_STAMPS, gusts, 4)
    whole = {f"pv_{k}": v for k, v in pv.items()} | {f"wind_{k}": v for k, v in gusts.items()}
    write("commissioning_2025", HOUR_STAMPS, {n: commissioned(n, whole[n]) for n in COMMISSIONING_2025}, 4)
    write("load", HOUR_STAMPS, load_columns(), 4)
    write("price", HOUR_STAMPS, exchange.prices(), 1)
    write("availability", DAY_STAMPS, exchange.availability(), 3)
    write("rules", DAY_STAMPS, rule_columns(), 1)
    for hydrology in water.HYDROLOGIES:
        write(f"inflow_{hydrology}", DAY_STAMPS, water.inflows(hydrology), 1)
        small = {river: water.small_hydro(hydrology, river, hours) for river, hours in RIVERS.items()}
        write(f"small_hydro_{hydrology}", DAY_STAMPS, small, 4)
        write(f"exchange_{hydrology}", BLOCK_STAMPS, exchange.schedules(hydrology), 1)
    digests = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(HERE.glob("*.csv"))}
    lines = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    (HERE / "SHA256SUMS").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
