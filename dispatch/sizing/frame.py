"""The tidy frame of a sweep: one row a point, written as `points.parquet` in the sweep's directory.

    frame = read_frame("runs/sweep-zhaotong-outlook_2030-1a2b3c")

Columns, in this order:

    point                  id, unique: the first digits of the digest of its resolved case and horizon, which is also
                           the name of its run; of a baseline with `-no_storage` or `-hydro_only` behind it
    label                  what was varied, `storage.lfp.p_nom_mw=50, hydrology=dry`; a name of its own where a file
                           gave one
    kind                   `point`, `no_storage` or `hydro_only`
    no_storage, hydro_only baseline flags (bool)
    baseline_no_storage    id of the baseline that shares every axis that is not storage's; empty where none was asked
                           for
    baseline_hydro_only    the same
    horizon                `full`, or `weeks` where typical weeks stand for the horizon
    full_of                of a point solved again on the full horizon: the id of the point that it checks, else empty
    <axis>                 one column an axis, called as `--vary` wrote it; empty for baselines without a meaning of it
    status                 `optimal`, `feasible_at_limit`; `infeasible`, `input`, `solver`, `audit`, `lost` (its
                           worker died again and again) where it failed; `pending` where it was not reached;
                           `damaged` where the files of its run cannot be read
    done                   solved and audit passed (bool)
    reason, reason_zh      why it failed, in words; empty where it did not
    warm                   solved from the basis of a neighbour (bool)
    reused                 taken from an earlier sweep, not computed again (bool)
    seconds                wall time of the point, all steps
    path                   directory of the run, absolute; empty where there is none
    operating_cost_cny     objective without the value of the water left: what a year of typical weeks, whose volumes
                           are held, and a full year have in common
    <figure>               every figure of `summary.json`, levels joined by dots: `objective_cny`,
                           `peak.net_load_after_mw`, `curtailment.wind.mwh`, `costs_cny.storage.wear` …; NaN where it
                           failed

A run directory holds `summary.json`, `run.json`, `case/` and `results/*.parquet`, as `dispatch run` writes them, but no
page; `dispatch.jobs.job.open_run(path)` reads it back.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from dispatch.errors import CaseError
from dispatch.jobs.store import RunDirectory
from dispatch.sizing.folder import Folder, read_json
from dispatch.sweeps.names import AFTER_AXES, BEFORE_AXES, HYDRO_ONLY, NO_STORAGE

WATER_LEFT = "costs_cny.reservoir.water_left"
PARQUET, CSV = "points.parquet", "points.csv"


def read_frame(sweep: str | Path) -> pd.DataFrame:
    """The current frame of a sweep, from the runs themselves. Raises CaseError if there is no sweep."""
    folder = Folder(sweep)
    plan = folder.plan()
    axes = [axis["name"] for axis in plan["axes"]]
    rows = [_row(folder, point, axes) for point in plan["points"]]
    first = [*BEFORE_AXES, *axes, *AFTER_AXES]
    figures = dict.fromkeys(name for row in rows for name in row if name not in first)
    return pd.DataFrame(rows, columns=[*first, *figures])


def write_frame(sweep: str | Path) -> pd.DataFrame:
    """The frame, also written next to the points as Parquet and CSV."""
    frame = read_frame(sweep)
    folder = Folder(sweep).path
    for name in (PARQUET, CSV):
        beside = folder / f".{name}.{os.getpid()}"
        text_frame = textual(frame)
        if name == PARQUET:
            text_frame.to_parquet(beside, index=False)
        else:
            text_frame.to_csv(beside, index=False, encoding="utf-8-sig")
        os.replace(beside, folder / name)
    return frame


def textual(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of mixed kinds (an axis that is a number here and a word there) as text: Parquet has one type a
    column."""
    text_frame = frame.copy()
    for name in text_frame.columns:
        if text_frame[name].dtype.kind != "O":
            continue
        kinds = {type(v) for v in text_frame[name] if v is not None and v == v}
        if len(kinds - {int, float}) and len(kinds) > 1:
            text_frame[name] = [None if v is None or v != v else str(v) for v in text_frame[name]]
    return text_frame


def _row(folder: Folder, point: dict[str, Any], axes: list[str]) -> dict[str, Any]:
    run = point["id"].partition("-")[0]
    kind = point["kind"]
    row: dict[str, Any] = {
        "point": point["id"],
        "label": point["label"],
        "kind": kind,
        "no_storage": kind in (NO_STORAGE, HYDRO_ONLY),
        "hydro_only": kind == HYDRO_ONLY,
        "baseline_no_storage": point["baseline_no_storage"],
        "baseline_hydro_only": point["baseline_hydro_only"],
        "horizon": point["horizon"],
        "full_of": point["full_of"],
        **{axis: point["values"].get(axis) for axis in axes},
        "status": "pending",
        "done": False,
        "reason": "",
        "reason_zh": "",
        "warm": False,
        "reused": False,
        "seconds": math.nan,
        "path": "",
        "operating_cost_cny": math.nan,
    }
    if not folder.is_there(run):
        return row | (folder.failure(run) or {})
    try:
        summary, manifest = RunDirectory(folder.run(run)).sound()
    except CaseError as damaged:
        return row | damaged_words(damaged)
    figures = _numbers({name: value for name, value in flat(summary) if name not in row})
    passed = bool(summary["audit"]["passed"]) and summary["status"] in ("optimal", "feasible_at_limit")
    audit = read_json_if(folder.path / "failed" / f"{run}.json") if not passed else {}
    return (
        row
        | figures
        | {
            "status": summary["status"] if passed else "audit",
            "done": passed,
            "reason": audit.get("reason", ""),
            "reason_zh": audit.get("reason_zh", ""),
            "warm": bool(manifest.get("warm")),
            "reused": "reused" in manifest,
            "seconds": sum(manifest["seconds"].values()),
            "path": str(folder.run(run)),
            "operating_cost_cny": summary["objective_cny"] - (figures.get(WATER_LEFT) or 0.0),
        }
    )


def damaged_words(damaged: CaseError) -> dict[str, str]:
    """Status and reasons of a row whose files cannot be read."""
    return {"status": "damaged", "reason": damaged.text("en"), "reason_zh": damaged.text("zh")}


def read_json_if(file: Path) -> dict[str, Any]:
    """A JSON file, or nothing where there is none."""
    try:
        return read_json(file)
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def flat(figures: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Nested figures as pairs, levels joined by dots. Of the audit only the verdict: what was worst is in the run."""
    found: list[tuple[str, Any]] = []
    for key, value in figures.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            found += [] if name == "audit.worst" else flat(value, f"{name}.")
        elif not isinstance(value, list):
            found.append((name, value))
    return found


def _numbers(figures: dict[str, Any]) -> dict[str, Any]:
    """null is NaN: no figure."""
    return {name: math.nan if value is None else value for name, value in figures.items() if name != "status"}
