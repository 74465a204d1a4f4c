"""Indicators of peak shaving (调峰指标): pure functions on arrays.

p is (n,) MW, the mean power of every period; dt_h the hours of a period, weight how often it counts. L stands for load,
N for net load, "before" and "after" for before and after the regulation that is judged. A rate whose denominator is not
positive has no meaning (a net load below zero has no 峰谷差率) and is NaN. Definitions are those in use in Chinese
dispatch centres (负荷特性指标); the contribution with fixed instants is ours, so that contributions add up.

    (shaving.1)  peak–valley difference 峰谷差       D = max p − min p                              MW
    (shaving.2)  its rate 峰谷差率                    D / max p
    (shaving.3)  load factor 负荷率                   mean p / max p
    (shaving.4)  minimum load rate 最小负荷率         min p / max p
    (shaving.5)  regulation depth 调峰深度            (max P − min P) / P_nom of a unit or plant
    (shaving.6)  contribution 调峰贡献率 of r         (P_r[peak] − P_r[valley]) / (N[peak] − N[valley])
    (shaving.7)  peak cut 削峰率                      (max before − max after) / max before
    (shaving.8)  valley fill 填谷率                   (min after − min before) / min before
    (shaving.9)  curtailment 弃风率, 弃光率           curtailed / available
    (shaving.10) utilisation 消纳率                   1 − curtailment
    (shaving.11) spill rate 弃水率                    spilled / (generated + spilled), energies; spilled counts only
                                                      what the turbines could have used
    (shaving.12) largest ramp 最大爬坡 over h hours   max over t of p[t + h] − p[t], MW of the means of two periods
"""

from __future__ import annotations

import numpy as np


def ratio(part: float, whole: float) -> float:
    """part / whole, NaN where the whole is not positive."""
    return float(part / whole) if whole > 0 else float("nan")


def spread_mw(p: np.ndarray) -> float:
    """(shaving.1) 峰谷差, MW. `spread_mw(np.array([60.0, 100.0]))` is 40."""
    return float(p.max() - p.min())


def spread_pu(p: np.ndarray) -> float:
    """(shaving.2) 峰谷差率, per unit of the largest."""
    return ratio(spread_mw(p), float(p.max()))


def mean_mw(p: np.ndarray, hours: np.ndarray | None = None) -> float:
    """Mean power, MW; `hours` (n,) are Δt, or weight·Δt, where periods differ."""
    return float(np.average(p, weights=hours))


def load_factor_pu(p: np.ndarray, hours: np.ndarray | None = None) -> float:
    """(shaving.3) 负荷率, per unit."""
    return ratio(mean_mw(p, hours), float(p.max()))


def min_load_pu(p: np.ndarray) -> float:
    """(shaving.4) 最小负荷率, per unit."""
    return ratio(float(p.min()), float(p.max()))


def depth_pu(p: np.ndarray, p_nom_mw: float) -> float:
    """(shaving.5) 调峰深度 of a unit, per unit of its nominal power; pumping and charging count as negative power."""
    return ratio(spread_mw(p), p_nom_mw)


def peak_and_valley(p: np.ndarray) -> tuple[int, int]:
    """Positions of the largest and the smallest power, the first where several are equal."""
    return int(np.argmax(p)), int(np.argmin(p))


def contribution_mw(p: np.ndarray, peak: int, valley: int) -> np.ndarray:
    """(shaving.6), numerator: what each of (…, n) gives more at the peak than at the valley, MW."""
    return np.asarray(p[..., peak] - p[..., valley])


def peak_cut_pu(before: np.ndarray, after: np.ndarray) -> float:
    """(shaving.7) 削峰率, per unit of the peak before."""
    return ratio(float(before.max() - after.max()), float(before.max()))


def valley_fill_pu(before: np.ndarray, after: np.ndarray) -> float:
    """(shaving.8) 填谷率, per unit of the valley before; NaN where that is not positive."""
    return ratio(float(after.min() - before.min()), float(before.min()))


def curtailed_pu(curtailed_mwh: float, available_mwh: float) -> float:
    """(shaving.9) 弃风率 or 弃光率, per unit of what was available."""
    return ratio(curtailed_mwh, available_mwh)


def used_pu(curtailed_mwh: float, available_mwh: float) -> float:
    """(shaving.10) 消纳率, per unit."""
    return 1.0 - curtailed_pu(curtailed_mwh, available_mwh)


def spilled_pu(spilled_mwh: float, generated_mwh: float) -> float:
    """(shaving.11) 弃水率, per unit; `spilled_mwh` is what the turbines could have used."""
    return ratio(spilled_mwh, generated_mwh + spilled_mwh)


def usable_spill_mw(
    spill_m3s: np.ndarray, spare_m3s: np.ndarray, spare_mw: np.ndarray, mw_per_m3s: np.ndarray
) -> np.ndarray:
    """(n,) MW that turbines could have made of the water spilled.

    min(spill, spare flow of the turbines) · productivity, at most the spare power; what exceeds the turbines is flood
    water that no regulation could have used, and counts for nothing.
    """
    made = np.minimum(np.maximum(spill_m3s, 0.0), np.maximum(spare_m3s, 0.0)) * mw_per_m3s
    return np.asarray(np.minimum(made, np.maximum(spare_mw, 0.0)))


def ramp_mw(earlier: np.ndarray, later: np.ndarray) -> tuple[float, float]:
    """(shaving.12) largest rise and largest fall between pairs of periods, MW, both ≥ 0; NaN where there is no pair.

    `ramp_mw(p[:-4], p[4:])` is the largest ramp over one hour of a series of quarter-hours.
    """
    if not len(earlier):
        return float("nan"), float("nan")
    change = later - earlier
    return max(float(change.max()), 0.0), max(float(-change.min()), 0.0)
