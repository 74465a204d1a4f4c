"""Typical weeks against the whole horizon: how far apart points are that were solved both ways."""

from __future__ import annotations

import pandas as pd

from dispatch.sweeps.names import POINT

# What a decision rests on; relative to the full value, or, where that is near nothing, to the scale in the same unit.
FIGURES = ("operating_cost_cny", "unserved_mwh", "peak.net_load_after_mw", "storage.full_cycles")
_ENDINGS = (".mwh",)


def screening_errors(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a figure of every point that was solved both ways: label, figure, weeks, full, difference_pu.

    Beside absolute figures, what decides between points: `saved_cny`, total cost against the baseline without
    storage on the same horizon.
    """
    done = frame[frame["done"]].set_index("point", drop=False)
    rows = []
    for _, full in done[done["full_of"].isin(done.index)].iterrows():
        week = done.loc[full["full_of"]]
        for figure in _figures(frame):
            rows.append(_error(str(full["label"]), figure, week[figure], full[figure]))
        saved = [_saved(done, point) for point in (week, full)]
        if full["kind"] == POINT and None not in saved:
            rows.append(_error(str(full["label"]), "saved_cny", *saved))
    return pd.DataFrame(rows, columns=["label", "figure", "weeks", "full", "difference_pu"])


def _figures(frame: pd.DataFrame) -> list[str]:
    curtailed = [name for name in frame.columns if name.startswith("curtailment.") and name.endswith(_ENDINGS)]
    return [name for name in (*FIGURES, *curtailed) if name in frame.columns]


def _saved(done: pd.DataFrame, point: pd.Series) -> float | None:
    name = point["baseline_no_storage"]
    if not name or name not in done.index:
        return None
    return float(done.loc[name, "objective_cny"] - point["objective_cny"])


def _error(label: str, figure: str, week: object, full: object) -> dict[str, object]:
    low, high = float(week), float(full)  # type: ignore[arg-type]
    apart = (low - high) / abs(high) if abs(high) > 1e-9 else 0.0 if abs(low) < 1e-9 else float("inf")
    return {"label": label, "figure": figure, "weeks": low, "full": high, "difference_pu": apart}
