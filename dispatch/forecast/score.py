"""Scores of forecasts: every measure is computed from sums that add up over any group.

With f forecast, a truth, e = f − a, C the capacity (`subjects.Subject`), r a reference (`reference`), over the n
points of a group:

    mae = Σ|e|/n, rmse = √(Σe²/n), bias = Σe/n     in the unit, where a group has one
    nmae, nrmse, nbias          the same of e/C: plants of any size count alike
    accuracy = 1 − nrmse        the accuracy rate of Chinese grid codes (准确率)
    correlation                 of f/C and a/C; none where either does not change
    skill = 1 − √(Σ(e/C)²/Σ((r−a)/C)²), over points that have a reference; 1 perfect, 0 no better than it
    smart_skill                 likewise against smart persistence, PV only

A point is `intraday` (ultra-short-term) up to 4 h ahead, `day_ahead` beyond. Points of PV at night, where clear sky,
truth and forecast are all zero, are left out. Months are those of valid time, local.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from dispatch.case.names import nearest
from dispatch.errors import CaseError, Fault, Where
from dispatch.forecast.align import Points
from dispatch.forecast.error_model import STEP_S
from dispatch.forecast.make import Forecast, Forecaster
from dispatch.forecast.reference import ULTRA_SHORT_H, persistence, smart_persistence

GROUPS = ("kind", "product", "lead", "lead_h", "county", "entity", "month")
MEASURES = (
    "n",
    "mae",
    "rmse",
    "bias",
    "nmae_pu",
    "nrmse_pu",
    "nbias_pu",
    "accuracy_pu",
    "correlation",
    "persistence_nrmse_pu",
    "skill_pu",
    "smart_skill_pu",
    "unit",
)
_EDGES = np.array([1.0, 2, 3, 4, 12, 16, 24, 32, 40, 48])
_LEADS = ("0–1", "1–2", "2–3", "3–4", "4–12", "12–16", "16–24", "24–32", "32–40", "40–48", "48–")
_SUMS = (
    "n",
    "e",
    "abs",
    "sq",
    "ne",
    "nabs",
    "nsq",
    "f",
    "a",
    "ff",
    "aa",
    "fa",
    "r_n",
    "r_sq",
    "r_e",
    "s_n",
    "s_sq",
    "s_e",
)
# Variances below this share of the mean square are round-off.
_ROUND_OFF = 1e-12
# A reference with a smaller RMSE, as a share of the capacity, is perfect: skill is then undefined.
_PERFECT_PU = 1e-9


def check_groups(by: Sequence[str]) -> tuple[str, ...]:
    """The requested groups. Raises CaseError naming unknown ones."""
    where = Where(entity="--by")
    wrong = [
        Fault.of("unknown_group", where, value=g, name=g, nearest=nearest(g, GROUPS)) for g in by if g not in GROUPS
    ]
    if wrong:
        raise CaseError(wrong)
    return tuple(by)


def sums_of(points: Points) -> pd.DataFrame:
    """The additive sums of one subject, a row for each lead and month."""
    subject = points.subject
    keep = _awake(points)
    if not keep.any():
        return pd.DataFrame(columns=[*GROUPS, "unit", *_SUMS])
    size = subject.capacity or 1.0
    f, a = points.value[keep], subject.actual[points.position[keep]]
    e = f - a
    sums = {"n": np.ones(len(e)), "e": e, "abs": np.abs(e), "sq": e**2, "ne": e / size, "nabs": np.abs(e) / size}
    sums |= {"nsq": (e / size) ** 2, "f": f / size, "a": a / size, "ff": (f / size) ** 2, "aa": (a / size) ** 2}
    sums |= {"fa": f * a / size**2}
    for prefix, reference in (("r", persistence(points)[keep]), ("s", smart_persistence(points)[keep])):
        has = np.isfinite(reference)
        sums |= {f"{prefix}_n": has * 1.0, f"{prefix}_sq": np.where(has, ((reference - a) / size) ** 2, 0.0)}
        sums |= {f"{prefix}_e": np.where(has, (e / size) ** 2, 0.0)}
    lead, month = points.lead_h[keep], _month(points)[keep]
    codes, leads = pd.factorize(lead, sort=True)
    code = codes * 12 + month - 1
    used, group = np.unique(code, return_inverse=True)
    frame = pd.DataFrame({name: np.bincount(group, weights=sums[name], minlength=len(used)) for name in _SUMS})
    frame["lead_h"] = np.asarray(leads)[used // 12]
    frame["lead"] = _bucket(frame["lead_h"].to_numpy())
    frame["product"] = np.where(frame["lead_h"] <= ULTRA_SHORT_H, "intraday", "day_ahead")
    frame["month"] = used % 12 + 1
    return frame.assign(kind=subject.kind, entity=subject.id, county=subject.county, unit=subject.unit)


def score(found: Iterable[Points]) -> pd.DataFrame:
    """Sums of all subjects; `table_of` makes measures of them."""
    return pd.concat([frame for frame in map(sums_of, found) if len(frame)], ignore_index=True)


def table_of(sums: pd.DataFrame, by: Sequence[str] = ("kind", "product")) -> pd.DataFrame:
    """Measures of every group, columns `by` and `MEASURES`."""
    grouped = sums.groupby(list(by), sort=True, observed=True) if by else sums.groupby(lambda _: 0)
    total = grouped[list(_SUMS)].sum()
    unit = grouped["unit"]
    units = unit.min().where(unit.min() == unit.max(), "")
    n = total["n"]
    made = pd.DataFrame(index=total.index)
    made["n"] = n.astype(int)
    for name, of in (("mae", total["abs"] / n), ("rmse", (total["sq"] / n) ** 0.5), ("bias", total["e"] / n)):
        made[name] = of.where(units != "")
    made["nmae_pu"] = total["nabs"] / n
    made["nrmse_pu"] = np.sqrt(total["nsq"] / n)
    made["nbias_pu"] = total["ne"] / n
    made["accuracy_pu"] = 1 - made["nrmse_pu"]
    made["correlation"] = _correlation(total)
    made["persistence_nrmse_pu"] = np.sqrt(total["r_sq"] / total["r_n"].where(total["r_n"] > 0))
    made["skill_pu"] = _skill(total["r_e"], total["r_sq"], total["r_n"])
    made["smart_skill_pu"] = _skill(total["s_e"], total["s_sq"], total["s_n"])
    made["unit"] = units
    return made.reset_index() if by else made.reset_index(drop=True)


def points_of(forecasts: Iterable[Forecast], forecaster: Forecaster) -> Iterable[Points]:
    """Forecasts that were made here, as points to score."""
    for made in forecasts:
        grid = made.grid
        yield Points(
            made.subject, forecaster.horizon, grid.issue * STEP_S, grid.valid * STEP_S, grid.position, made.value
        )


def _bucket(lead_h: np.ndarray) -> pd.Categorical:
    """The hours that leads lie in: `0–1` holds 15 min to 1 h."""
    kind = pd.CategoricalDtype(list(_LEADS), ordered=True)
    return pd.Categorical.from_codes(np.searchsorted(_EDGES, lead_h), dtype=kind)


def _skill(error: pd.Series, reference: pd.Series, n: pd.Series) -> pd.Series:
    """1 − √(Σe²/Σr²); NaN if the reference was perfect or is missing."""
    return 1 - (error / reference.where(reference > _PERFECT_PU**2 * n)) ** 0.5


def _correlation(total: pd.DataFrame) -> pd.Series:
    n = total["n"]
    f_mean, a_mean = total["f"] / n, total["a"] / n
    f_var, a_var = total["ff"] / n - f_mean**2, total["aa"] / n - a_mean**2
    changes = (f_var > _ROUND_OFF * total["ff"] / n) & (a_var > _ROUND_OFF * total["aa"] / n)
    return ((total["fa"] / n - f_mean * a_mean) / np.sqrt((f_var * a_var).where(changes))).clip(-1, 1)


def _awake(points: Points) -> np.ndarray:
    """(P,) whether a point counts: all but PV at night."""
    subject = points.subject
    if subject.clear is None:
        return np.ones(len(points.value), dtype=bool)
    sun = subject.clear[len(subject.before) + points.position] > 0
    return np.asarray(sun | (points.value != 0) | (subject.actual[points.position] != 0))


def _month(points: Points) -> np.ndarray:
    """(P,) local month of valid time."""
    month = points.horizon.local_time().month.to_numpy()
    return np.asarray(month[points.position])
