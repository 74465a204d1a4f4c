"""The points of a sweep with the columns that a comparison needs.

`points_of(frame)` takes the tidy frame of a sweep (`dispatch.sizing.frame`) and adds, per year of 8,760 h, money of
several years by the hours as the objective counts them (`discounted_hours`), energy by the hours as they are:

    stores                     what stands and is built, as JSON: id, zh, en, technology, bus, mw, mwh      (`stores`)
    technology                 names of technologies with power, joined by ` + `; empty without storage
    hours_h                    MWh per MW of all storage
    storage_cny_per_year       annuity and upkeep of all storage, built in the model or given
    operating_cny_per_year     objective without what the model pays for building; the value of the water left is in it,
                               so that a point that empties a lake is not the cheaper for it
    cost_cny_per_year          their sum
    curtailed_mwh_per_year, curtailment_pu                   wind and PV of the study area, all technologies
    peak_mw                    largest net load after storage and loads have moved energy
    response_mw                what is there within 200 ms
    power_mw, energy_mwh       of all storage of the study area
    goal_mw, meets_goal        the goal, and whether the point has that much new-type storage, of what shares a
                               connection no more than this carries
    saved_cny_per_year         operating cost that the baseline without storage has and the point has not
    added_cny_per_year         storage_cny_per_year − saved: what a point costs more than that baseline, its own storage
                               costing nothing; what a comparison ranks by, because the sum above holds water and
                               exports, which dwarf storage and differ from year to year of water
    avoided_mwh_per_year, peak_cut_mw                        against the same baseline; NaN without one

Money of given storage is annuity and upkeep alone (`dispatch.case.sizing`): its replacement is the wear that operation
pays for, as it is for what the model builds. So a size that is given and the same size that is built cost the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dispatch.constants import HOURS_PER_YEAR
from dispatch.sweeps.names import AFTER_AXES, BEFORE_AXES, NO_STORAGE, POINT, is_storage_axis
from dispatch.sweeps.stores import Standing, standing_stores

GOAL_MW = 300.0
# Parts of the objective that pay for building rather than running.
BUILDING = ("costs_cny.storage.investment", "costs_cny.storage.upkeep", "costs_cny.site.connection")
# What a store costs and how it wears is no choice, although its path begins with `storage`.
_GIVEN = (
    "capex_",
    "discount_",
    "om_",
    "life_",
    "cycle_",
    "replacement_",
    "eta_",
    "wear_",
    "standing_",
    "p_max",
    "soc_",
)
SIZE_LEAVES = frozenset({"p_nom_mw", "new_storage_mw", "build_max_mw", "build_min_mw"})


@dataclass(frozen=True, eq=False)
class Points:
    """frame: one row a point with the columns above; axes: those columns that were varied, in their order."""

    frame: pd.DataFrame
    axes: tuple[str, ...]
    goal_mw: float

    @property
    def done(self) -> pd.DataFrame:
        """Solved and audited, baselines included, without those that check another point on the full horizon."""
        frame = self.frame
        return frame[frame["done"] & (frame["full_of"] == "")]

    @property
    def varied(self) -> pd.DataFrame:
        """Solved points without baselines."""
        return self.done[self.done["kind"] == POINT]

    @property
    def failed(self) -> pd.DataFrame:
        """Points that have no answer, with their reasons."""
        return self.frame[~self.frame["done"]]

    @property
    def size_axes(self) -> tuple[str, ...]:
        """Axes that give MW of storage."""
        return tuple(axis for axis in self.axes if leaf_of(axis) in SIZE_LEAVES and decided(axis))

    @property
    def circumstances(self) -> tuple[str, ...]:
        """Circumstances, not decisions: water, prices, costs. Points are compared only with those that share them."""
        return tuple(axis for axis in self.axes if not decided(axis))

    @property
    def main(self) -> str:
        """The figure to rank by: cost against no storage where there is that baseline, else cost in all."""
        return "added_cny_per_year" if self.varied["added_cny_per_year"].notna().any() else "cost_cny_per_year"

    @property
    def objectives(self) -> tuple[str, ...]:
        """The figures that points are weighed by: cost, peak, curtailment, response."""
        return (self.main, "peak_mw", "curtailed_mwh_per_year", "response_mw")

    def shared(self, frame: pd.DataFrame) -> pd.Series:
        """One word for the circumstances of every row."""
        parts = [[word_of(value) for value in frame[axis]] for axis in self.circumstances]
        return pd.Series(
            ["|".join(key) for key in zip(*parts, strict=True)] if parts else "", frame.index, dtype=object
        )

    def held(self, besides: str) -> dict[str, object]:
        """The middle value of every circumstance but one, where it is a grid: what stands for it in a single figure."""
        known = {axis: self.values(axis) for axis in self.circumstances if axis != besides}
        count = len(self.varied)
        return {axis: v[(len(v) - 1) // 2] for axis, v in known.items() if len(v) > 1 and 2 * len(v) <= count}

    def values(self, axis: str) -> list[object]:
        """The values of an axis, numbers in order, words as they come."""
        found = [v for v in pd.unique(self.frame[axis]) if not blank(v)]
        return sorted(found) if all(isinstance(v, (int, float)) for v in found) else found


def leaf_of(axis: str) -> str:
    """The last word of a path."""
    return axis.rsplit(".", 1)[-1]


def decided(axis: str) -> bool:
    """Whether an axis is a choice: of storage, its sites, its goals; else it is a circumstance."""
    return is_storage_axis(axis) and not leaf_of(axis).startswith(_GIVEN)


def blank(value: object) -> bool:
    """Whether an axis has no value at a point."""
    return value is None or value == "" or (isinstance(value, float) and np.isnan(value))


def word_of(value: object) -> str:
    """A value of an axis as a word that can be compared; empty where there is none."""
    return "" if blank(value) else short(value)


def short(value: object) -> str:
    """A value of an axis as `--vary` would write it."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def axes_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """The columns of axes: those between `full_of` and `status`."""
    names = [str(name) for name in frame.columns]
    return tuple(names[names.index(BEFORE_AXES[-1]) + 1 : names.index(AFTER_AXES[0])])


def points_of(frame: pd.DataFrame, goal_mw: float | None = None) -> Points:
    """The points with everything that a comparison needs; the goal is that of the sweep, else 300 MW."""
    axes = axes_of(frame)
    found = frame.reset_index(drop=True).copy()
    for axis in axes:
        found[axis] = _typed(found[axis])
    for name in ("full_of", "baseline_no_storage", "baseline_hydro_only", "reason", "reason_zh"):
        found[name] = found[name].fillna("").astype(str)
    found["done"] = found["done"].fillna(False).astype(bool)
    goal = goal_mw if goal_mw is not None else _goal(found)
    standing = [standing_stores(path) if done else [] for path, done in zip(found["path"], found["done"], strict=True)]
    found = _with(found, _derived(found, standing, goal))
    return Points(_with(found, _against_baseline(found, axes)), axes, goal)


def _with(frame: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """The frame with more columns, at once: one by one they would fragment it."""
    more = pd.DataFrame(dict(columns), index=frame.index)
    return pd.concat([frame.drop(columns=[name for name in more if name in frame]), more], axis=1)


def column(frame: pd.DataFrame, name: str) -> np.ndarray:
    """(n,) a figure of the summary; NaN where no run has it."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return np.asarray(pd.to_numeric(frame[name], errors="coerce"), dtype=float)


def _typed(values: pd.Series) -> pd.Series:
    """Numbers where every value that is there is one."""
    known = values[[not blank(v) for v in values]]
    numbers = pd.to_numeric(known, errors="coerce")
    if len(known) and numbers.notna().all():
        return pd.to_numeric(values, errors="coerce")
    return pd.Series(["" if blank(v) else str(v) for v in values], values.index, dtype=object)


def _goal(frame: pd.DataFrame) -> float:
    """The one target of the sweep; 300 MW where it has none or varies it."""
    targets = pd.unique(pd.Series(column(frame, "storage.target_mw")).dropna())
    return float(targets[0]) if len(targets) == 1 and targets[0] > 0 else GOAL_MW


def _derived(frame: pd.DataFrame, standing: Sequence[list[Standing]], goal: float) -> dict[str, Any]:
    hours, discounted = column(frame, "hours"), column(frame, "discounted_hours")
    per_year, paid = (HOURS_PER_YEAR / h for h in (hours, np.where(np.isnan(discounted), hours, discounted)))
    building = np.nansum([column(frame, name) for name in BUILDING], axis=0) * paid
    given = np.array([sum(s.given_cny_per_year for s in stores) for stores in standing])
    operating = column(frame, "objective_cny") * paid - building
    lost, used = (_technologies(frame, *names) for names in (("curtailment.", ".mwh"), ("energy_mwh.", "")))
    curtailed = np.nansum(list(lost.values()) or [np.zeros(len(frame))], axis=0)
    available = curtailed + np.nansum([used[t] for t in lost if t in used] or [np.zeros(len(frame))], axis=0)
    power, energy = (column(frame, f"storage.{name}") for name in ("power_mw", "energy_mwh"))
    done = frame["done"].to_numpy()
    new_type = np.array([sum(s.counted_mw for s in stores) for stores in standing])
    counted = np.where([len(s) > 0 for s in standing], new_type, power)
    return {
        "stores": [json.dumps([s.as_json() for s in stores], ensure_ascii=False) for stores in standing],
        "technology": [_mix(stores) for stores in standing],
        "hours_h": np.divide(energy, power, out=np.full(len(frame), np.nan), where=power > 0),
        "storage_cny_per_year": np.where(done, building + given, np.nan),
        "operating_cny_per_year": operating,
        "cost_cny_per_year": np.where(done, operating + building + given, np.nan),
        "curtailed_mwh_per_year": np.where(done, curtailed * per_year, np.nan),
        "curtailment_pu": np.divide(curtailed, available, out=np.zeros(len(frame)), where=available > 0),
        "peak_mw": column(frame, "peak.net_load_after_mw"),
        "response_mw": column(frame, "response.delivered_200ms_mw"),
        "target_price_cny_per_mw": column(frame, "storage.target_price_cny_per_mw"),
        "power_mw": power,
        "energy_mwh": energy,
        "goal_mw": goal,
        "meets_goal": done & (counted >= goal * (1 - 1e-6)),
    }


def _technologies(frame: pd.DataFrame, before: str, after: str) -> dict[str, np.ndarray]:
    """Technology → the figures of columns like `curtailment.wind.mwh`."""
    names = [n for n in map(str, frame.columns) if n.startswith(before) and n.endswith(after)]
    return {n[len(before) : len(n) - len(after)]: column(frame, n) for n in names}


def _mix(stores: Iterable[Standing]) -> str:
    return " + ".join(dict.fromkeys(s.technology for s in stores if s.mw > 0))


def _against_baseline(frame: pd.DataFrame, axes: Sequence[str]) -> dict[str, np.ndarray]:
    """What a point is better in than the baseline without storage that shares its circumstances."""
    at = _baseline_rows(frame, axes)
    names = {
        "saved_cny_per_year": "operating_cny_per_year",
        "avoided_mwh_per_year": "curtailed_mwh_per_year",
        "peak_cut_mw": "peak_mw",
    }
    gained = {}
    for name, of in names.items():
        values = column(frame, of)
        gained[name] = np.where(at >= 0, values[at] - values, np.nan)
    gained["added_cny_per_year"] = column(frame, "storage_cny_per_year") - gained["saved_cny_per_year"]
    return gained


def _baseline_rows(frame: pd.DataFrame, axes: Sequence[str]) -> np.ndarray:
    """(n,) row of the baseline without storage: named by points; its own; by equal axes for water alone."""
    rows = range(len(frame))
    by_point = {point: i for i, point in zip(rows, frame["point"], strict=True)}
    words = [[word_of(value) for value in frame[axis]] for axis in axes]
    keys = list(zip(*words, strict=True)) if axes else [()] * len(frame)
    bare = {keys[i]: i for i in rows if frame["kind"].iloc[i] == NO_STORAGE and frame["full_of"].iloc[i] == ""}
    found = []
    for i, kind, named in zip(rows, frame["kind"], frame["baseline_no_storage"], strict=True):
        found.append(by_point.get(named, -1) if kind == POINT else i if kind == NO_STORAGE else bare.get(keys[i], -1))
    return np.array(found, dtype=np.int64)
