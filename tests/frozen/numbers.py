"""Figures of small solves of every model and of the cases that hold everything: what is frozen in numbers/."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from dispatch import load_case, run
from tests.everything import AXIS, common_case, shaved
from tests.frozen.fingerprint import fingerprint
from tests.frozen.shown import HERE, MODELS
from tests.support import solve

NUMBERS = HERE / "numbers"
RELATIVE = 1e-9
"""Two figures are the same within this part of the larger of the figure and the largest value of its column."""
ABSOLUTE = 1e-9
UNSTEADY = ("seconds",)
"""Columns that a machine's speed decides."""


def _model(name: str, start: str | None, end: str, step: str, scenario: str | None = None, *sets: str) -> Callable:
    def solved() -> Any:
        return run(load_case(MODELS / name, scenario, list(sets)), start=start, end=end, step=step).solved

    return solved


RESPONSE = ("response.millisecond_share=0.1", "response.security=true", "response.simulate=true")
JANUARY, JULY = ("2030-01-08", "2030-01-09"), ("2030-07-01", "2030-07-02")
CASES: dict[str, Callable[[], Any]] = {
    "quickstart": _model("quickstart", None, "2030-01-03", "15min"),
    "quickstart_peak": _model("quickstart", None, "2030-01-03", "1h", None, "objective.goal=peak"),
    "quickstart_response": _model("quickstart", None, "2030-01-02", "2h", None, *RESPONSE),
    "quickstart_candidates": _model("quickstart", None, "2030-01-03", "1h", None, "targets.new_storage_mw=300"),
    "cell_works": _model("cell_works", None, "2026-03-04", "1h"),
    "base_2025": _model("zhaotong", "2025-07-01", "2025-07-02", "1h", "base_2025"),
    "base_2025_hull": _model("zhaotong", "2025-07-01", "2025-07-02", "3h", "base_2025", "head.method=hull"),
    "base_2025_successive": _model("zhaotong", "2025-07-01", "2025-07-02", "3h", "base_2025", "head.method=successive"),
    "outlook_2030": _model("zhaotong", *JANUARY, "1h", "outlook_2030"),
    "outlook_2030_response": _model("zhaotong", *JANUARY, "3h", "outlook_2030", *RESPONSE),
    "long_run": _model("zhaotong", "2025-07-01", "2025-07-02", "1h", "long_run"),
    "flexible_2030": _model("zhaotong", *JULY, "1h", "flexible_2030"),
    "sizing_2030": _model("zhaotong", *JULY, "1h", "sizing_2030"),
    "everything": lambda: solve(common_case(), AXIS),
    "everything_peak": lambda: solve(shaved(common_case()), AXIS),
}


def figures(solved: Any) -> dict[str, Any]:
    """Objective, costs, the program and totals of every column of every table."""
    return {
        "objective_cny": solved.objective_cny,
        "costs_cny": dict(sorted(solved.costs_cny.items())),
        "program": fingerprint(solved.program),
        "tables": {name: _totals(table) for name, table in sorted(solved.tables.items())},
    }


def _totals(table: Any) -> dict[str, Any]:
    """Shape of a table, and `[sum, smallest, largest]` of each column; texts and truth values are counted."""
    size = [len(table.labels), 0 if table.time is None else len(table.time)]
    columns = {name: _total(values) for name, values in sorted(table.columns.items()) if name not in UNSTEADY}
    return {"labels, times": size} | columns


def _total(values: np.ndarray) -> Any:
    if values.dtype.kind not in "fiu":
        kinds, counts = np.unique(values.astype(str), return_counts=True)
        return dict(zip(kinds.tolist(), counts.tolist(), strict=True))
    known = values[np.isfinite(values.astype(float))]
    if not known.size:
        return [None, None, None]
    return [float(f"{v:.13g}") for v in (known.sum(), known.min(), known.max())]


def differences(found: Any, frozen: Any, path: str = "") -> list[str]:
    """Where two sets of figures differ, by path."""
    if isinstance(frozen, dict) and isinstance(found, dict):
        wrong = [f"{path}/{key}: {'new' if key in found else 'gone'}" for key in sorted(found.keys() ^ frozen.keys())]
        return wrong + [
            w for key in frozen if key in found for w in differences(found[key], frozen[key], f"{path}/{key}")
        ]
    if _is_total(frozen) and _is_total(found):
        scale = max(abs(frozen[1]), abs(frozen[2]))
        pairs = zip(("sum", "smallest", "largest"), found, frozen, strict=True)
        return [f"{path} {what}: {new!r}, was {old!r}" for what, new, old in pairs if not _same(new, old, scale)]
    if isinstance(frozen, float) and isinstance(found, float):
        return [] if _same(found, frozen, 0.0) else [f"{path}: {found!r}, was {frozen!r}"]
    return [] if found == frozen else [f"{path}: {found!r}, was {frozen!r}"]


def _is_total(node: Any) -> bool:
    return isinstance(node, list) and len(node) == 3 and all(isinstance(v, float) for v in node)


def _same(new: float, old: float, scale: float) -> bool:
    return abs(new - old) <= ABSOLUTE + RELATIVE * max(abs(old), scale)


def frozen_figures(name: str) -> dict[str, Any]:
    """What is on file of a case."""
    return dict(json.loads((NUMBERS / f"{name}.json").read_text(encoding="utf-8")))


def written(values: dict[str, Any]) -> str:
    """JSON with one line a column or family, so that a change reads in a diff."""
    text = json.dumps(values, indent=1, ensure_ascii=False, sort_keys=True)
    return re.sub(r"\[[^\[\]]*\]", lambda found: " ".join(found[0].split()), text) + "\n"
