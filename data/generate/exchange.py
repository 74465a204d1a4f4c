"""Exchange plans, outages and prices.

DC schedules follow the reference operation of the cascade (`water.operate`), half a plant a bank, with a day shape in
steps of four hours that fades as the flood season fills the lines. Xiluodu's right bank keeps some energy for Zhaotong;
its schedule is what is left. Xiangjiaba re-regulates for navigation: its schedule is flat over the day. All E but the
availability of DC2 in 2025.

AC prices: a level by month (wet 135–165, dry 244–246 CNY/MWh for exports [E]) times a damped time-of-use shape;
importing costs 90 CNY/MWh more (transmission and losses of the main grid [E]).
"""

from __future__ import annotations

import numpy as np

from generate.axis import DAYS, HOUR_OF_DAY, MONTH_OF_DAY, MONTH_OF_HOUR, day_number
from generate.water import SITES, operate

# Share of the sent power that the collector lines lose, as on the lines of the case.
SENDING_LOSS = {"baihetan": 0.005, "xiluodu": 0.005, "xiangjiaba": 0.006}
# What the plan leaves of Xiluodu's right bank for Zhaotong, MW by month: 0.53 TWh a year. What foresight gains over the
# plan goes the same way, so that Zhaotong keeps 1.3 TWh in all [E].
RETAINED_MW = np.array([56, 56, 56, 51, 51, 62, 67, 67, 62, 67, 62, 62.0])
# Day shapes in blocks of four hours from midnight, mean 1 [E].
EAST = np.array([0.84, 0.88, 1.07, 1.02, 1.11, 1.08])
GUANGDONG = np.array([0.82, 0.86, 1.09, 1.08, 1.10, 1.05])
FLAT = np.ones(6)
# Power above which the day shape has faded, as a share of the rating.
FADE_FROM, FADE_TO = 0.45, 0.80
# No plan counts on the last per mille of a power station.
MOST_PLANNED = 0.999

CORRIDORS = {  # column: (plant, day shape, rating MW of the share, part of the bank)
    "dc1": ("xiluodu", GUANGDONG, 6400.0, 1.0),
    "dc2_right": ("xiangjiaba", FLAT, 3200.0, 1.0),
    "dc3_right": ("baihetan", EAST, 4000.0, 0.5),
    "dc4_right": ("baihetan", EAST, 4000.0, 0.5),
    "dc2_left": ("xiangjiaba", FLAT, 3200.0, 1.0),
    "dc3_left": ("baihetan", EAST, 4000.0, 0.5),
    "dc4_left": ("baihetan", EAST, 4000.0, 0.5),
    "dc5_left": ("xiluodu", EAST, 8000.0, 1.0),
}
# One pole out for maintenance: first and last day. DC2: half of 13 days, near its 98.16 % of 2025 (P: 四川日报).
OUTAGES = {
    "dc1": ("02-10", "02-16"),
    "dc2": ("11-20", "12-02"),
    "dc3": ("03-03", "03-10"),
    "dc4": ("03-17", "03-24"),
    "dc5": ("01-06", "01-13"),
}
EXPORT_LEVEL = np.array([246, 246, 246, 244, 228, 165, 145, 135, 135, 160, 230, 244.0])
IMPORT_MARKUP = 90.0
# Share of the coal units on line for the security of the grid: three of four, two of four in June–August [E].
LEAST_COMMITTED, LEAST_COMMITTED_FLOOD = 0.75, 0.5
TIME_OF_USE = {"peak": 1.5, "flat": 1.0, "valley": 0.5}


def availability() -> dict[str, np.ndarray]:
    """(365,) share of each DC line in service, and of the power stations not under maintenance."""
    day = np.arange(DAYS)
    out = {}
    for name, (first, last) in OUTAGES.items():
        out[name] = np.where((day >= day_number(first)) & (day <= day_number(last)), 0.5, 1.0)
    out["giant_hydro"] = np.select([np.isin(MONTH_OF_DAY, (12, 1, 2, 3, 4)), MONTH_OF_DAY == 11], [0.85, 0.92], 1.0)
    # Forced outages 6 %; one unit of two under overhaul for 45 days, in turn [E].
    zhenxiong, weixin = (np.full(DAYS, 0.94) for _ in range(2))
    zhenxiong[(day >= 212) & (day < 257)] *= 0.5
    weixin[(day >= 166) & (day < 211)] *= 0.5
    least = np.where(np.isin(MONTH_OF_DAY, (6, 7, 8)), LEAST_COMMITTED_FLOOD, LEAST_COMMITTED)
    for name, share in (("zhenxiong", zhenxiong), ("weixin", weixin)):
        out[name], out[f"{name}_least"] = share, np.minimum(least, share)
    return out


def schedules(hydrology: str) -> dict[str, np.ndarray]:
    """(2190,) planned exchange per corridor share, MW, in blocks of four hours."""
    plan = operate(hydrology)
    in_service = availability()
    retained = RETAINED_MW[MONTH_OF_DAY - 1]
    out = {}
    for name, (plant, shape, rating, part) in CORRIDORS.items():
        sent = (1 - SENDING_LOSS[plant]) / 2
        bank = plan[plant].planned_mw * sent
        daily = np.minimum(part * (bank - retained if name == "dc1" else bank), rating)
        faded = np.clip((daily / rating - FADE_FROM) / (FADE_TO - FADE_FROM), 0, 1)
        blocks = daily[:, None] * (1 + (shape[None, :] - 1) * (1 - faded[:, None]))
        rated = SITES[plant].bank_mw * (1 - SENDING_LOSS[plant]) * in_service["giant_hydro"]
        able = MOST_PLANNED * part * np.minimum(plan[plant].able_mw * sent, rated)
        limit = np.minimum(rating * in_service[name.split("_")[0]], able)
        out[name] = np.minimum(blocks, limit[:, None]).ravel()
    return out


def time_of_use() -> np.ndarray:
    """(8760,) ratio of Yunnan's time-of-use tariff from 2026: peak 7–9 and 18–24, valley 2–6 and 12–16."""
    h = HOUR_OF_DAY
    peak = ((h >= 7) & (h < 9)) | (h >= 18)
    valley = ((h >= 2) & (h < 6)) | ((h >= 12) & (h < 16))
    return np.select([peak, valley], [TIME_OF_USE["peak"], TIME_OF_USE["valley"]], TIME_OF_USE["flat"])


def prices() -> dict[str, np.ndarray]:
    """(8760,) CNY/MWh of the AC interchange each way, and the tariff ratio for those who need it."""
    ratio = time_of_use()
    export = EXPORT_LEVEL[MONTH_OF_HOUR - 1] * (1 + 0.4 * (ratio - 1))
    return {"ac_export": export, "ac_import": export + IMPORT_MARKUP, "tou_ratio": ratio}
