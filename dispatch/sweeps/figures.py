"""Ranking, Pareto front, marginal values and sensitivities of the points of a sweep: pure functions on frames.

ranking(points)      cheapest first, points that meet the goal before those that do not
pareto(values)       which points no other beats in every respect (`pareto_front`: among equal circumstances)
marginal(points)     what the next MW saves: difference quotients between neighbouring sizes, all else equal
tornado(points)      what each axis does to a figure on its own, around one point
screening(points)    typical weeks against the full horizon, where a point has been solved both ways
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dispatch.sweeps.points import Points, blank, short

MORE_IS_BETTER = frozenset({"response_mw", "saved_cny_per_year", "avoided_mwh_per_year", "peak_cut_mw"})
_SAME = 1e-9


def ranking(points: Points) -> pd.DataFrame:
    """Solved points and baselines with `rank` from 1 among those that share their circumstances, these in order.

    Points that meet the goal come before those that do not; equal costs keep the order of the sweep.
    """
    done = points.done
    order = {word: i for i, word in enumerate(pd.unique(points.shared(points.varied)))}
    ordered = done.assign(
        _group=[order.get(word, len(order)) for word in points.shared(done)], _goal=~done["meets_goal"].astype(bool)
    ).sort_values(["_group", "_goal", points.main], kind="stable", na_position="last")
    ordered["rank"] = ordered.groupby("_group").cumcount() + 1
    return ordered.drop(columns=["_group", "_goal"]).reset_index(drop=True)


def pareto(values: np.ndarray) -> np.ndarray:
    """(n,) whether no other row is at least as good in every column and better in one; less is better. NaN never is."""
    known = np.isfinite(values).all(axis=1)
    front = known.copy()
    for i in np.flatnonzero(known):
        others = values[known]
        beaten = (others <= values[i]).all(axis=1) & (others < values[i]).any(axis=1)
        front[i] = not beaten.any()
    return front


def pareto_front(points: Points, frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """(n,) the front of some figures, each in its own sense, among points that share their circumstances."""
    signs = [-1.0 if name in MORE_IS_BETTER else 1.0 for name in names]
    values = np.column_stack(
        [sign * frame[name].to_numpy(dtype=float) for sign, name in zip(signs, names, strict=True)]
    )
    shared, front = points.shared(frame).to_numpy(), np.zeros(len(frame), dtype=bool)
    for word in pd.unique(shared):
        front[shared == word] = pareto(values[shared == word])
    return front


def marginal(points: Points) -> pd.DataFrame:
    """One row a pair of neighbouring sizes that share all other axes.

    axis, group (the other axes in words), technology (of the storage that grows), low_mw, high_mw, at_mw (between),
    saved_cny_per_mw_year: operating cost saved per MW; paid_cny_per_mw_year: cost of storage per MW;
    net = saved − paid, which is −∂cost/∂MW; target_price_cny_per_mw: the dual of the target at the upper size, which is
    paid − saved where the target binds.
    """
    rows: list[dict[str, object]] = []
    for axis in points.size_axes:
        others = [other for other in points.axes if other != axis]
        for key, group in _groups(points.varied, others):
            ordered = _from_nothing(points, group.sort_values(axis, kind="stable"), axis)
            for (_, low), (_, high) in zip(ordered.iterrows(), ordered.iloc[1:].iterrows(), strict=False):
                step = high["power_mw"] - low["power_mw"]
                if not step > _SAME:
                    continue
                saved = (low["operating_cny_per_year"] - high["operating_cny_per_year"]) / step
                paid = (high["storage_cny_per_year"] - low["storage_cny_per_year"]) / step
                rows.append(
                    {
                        "axis": axis,
                        "group": _say(others, key),
                        "technology": high["technology"],
                        "low_mw": low["power_mw"],
                        "high_mw": high["power_mw"],
                        "at_mw": (low["power_mw"] + high["power_mw"]) / 2,
                        "saved_cny_per_mw_year": saved,
                        "paid_cny_per_mw_year": paid,
                        "net_cny_per_mw_year": saved - paid,
                        "target_price_cny_per_mw": high["target_price_cny_per_mw"],
                        "low_point": low["point"],
                        "high_point": high["point"],
                    }
                )
    return pd.DataFrame(rows, columns=list(MARGINAL))


def _from_nothing(points: Points, ordered: pd.DataFrame, axis: str) -> pd.DataFrame:
    """The baseline in front, where the axis is all the storage there is: sizes of 0 are one point, whatever else."""
    first = ordered.iloc[0]
    bare = points.done[(points.done["point"] == first["baseline_no_storage"]) & (points.done["power_mw"] == 0)]
    own = abs(float(first[axis]) - first["power_mw"]) <= _SAME * max(first["power_mw"], 1.0)
    return pd.concat([bare, ordered]) if own and first["power_mw"] > 0 and len(bare) else ordered


MARGINAL = (
    "axis",
    "group",
    "technology",
    "low_mw",
    "high_mw",
    "at_mw",
    "saved_cny_per_mw_year",
    "paid_cny_per_mw_year",
    "net_cny_per_mw_year",
    "target_price_cny_per_mw",
    "low_point",
    "high_point",
)


def tornado(points: Points, figure: str = "", centre: str | None = None) -> pd.DataFrame:
    """One row an axis: the smallest and the largest figure among points that differ from the centre in that axis only.

    axis, low, high (figures), low_value, high_value (of the axis there), centre (figure of the centre), point (its id);
    widest first. Without a figure, that to rank by. `centre` is the id of a point, else the one with most neighbours,
    of several that in the middle of its axes.
    """
    figure = figure or points.main
    frame = points.varied[np.isfinite(points.varied[figure].to_numpy(dtype=float))].reset_index(drop=True)
    if not len(frame) or not points.axes:
        return pd.DataFrame(columns=list(TORNADO))
    codes = np.column_stack([pd.factorize(frame[axis], sort=True)[0] for axis in points.axes])
    at = _centre(frame, codes) if centre is None else int(np.flatnonzero(frame["point"] == centre)[0])
    apart = codes != codes[at]
    rows = []
    for j, axis in enumerate(points.axes):
        near = frame[(apart.sum(axis=1) == apart[:, j]) & (apart[:, j] | (np.arange(len(frame)) == at))]
        if len(near) < 2:
            continue
        low, high = near.loc[near[figure].idxmin()], near.loc[near[figure].idxmax()]
        rows.append(
            {
                "axis": axis,
                "low": low[figure],
                "high": high[figure],
                "low_value": low[axis],
                "high_value": high[axis],
                "centre": frame.loc[at, figure],
                "point": frame.loc[at, "point"],
            }
        )
    found = pd.DataFrame(rows, columns=list(TORNADO))
    return found.iloc[np.argsort(-(found["high"] - found["low"]).to_numpy(dtype=float), kind="stable")].reset_index(
        drop=True
    )


TORNADO = ("axis", "low", "high", "low_value", "high_value", "centre", "point")


def _centre(frame: pd.DataFrame, codes: np.ndarray) -> int:
    """The point with most neighbours that differ in one axis; where several have as many, the middle of each axis."""
    apart = (codes[:, None, :] != codes[None, :, :]).sum(axis=2)
    neighbours = (apart == 1).sum(axis=1)
    best = np.flatnonzero(neighbours == neighbours.max())
    middle = np.abs(_places(frame, codes)[best] - 0.5).sum(axis=1)
    return int(best[np.argmin(middle)])


def _places(frame: pd.DataFrame, codes: np.ndarray) -> np.ndarray:
    """(n, axes) where a point's value lies between the first (0) and the last (1) of its axis."""
    most = np.maximum(codes.max(axis=0), 1)
    return codes / most


def _groups(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[tuple[object, ...], pd.DataFrame]]:
    """Rows that share the values of some columns, in order of first appearance."""
    if not names:
        return [((), frame)]
    keys = list(zip(*(frame[name] for name in names), strict=True))
    order = dict.fromkeys(keys)
    return [(key, frame[[k == key for k in keys]]) for key in order]


def _say(names: Sequence[str], values: Sequence[object]) -> str:
    """`hydrology=dry, storage.lfp.duration_h=2`."""
    return ", ".join(f"{n}={short(v)}" for n, v in zip(names, values, strict=True) if not blank(v))
