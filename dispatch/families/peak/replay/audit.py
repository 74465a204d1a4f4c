"""The curve, its windows and every promise."""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.tolerances import EXACT, FEASIBLE
from dispatch.families.peak.replay.curve import curve_mw, given_mw
from dispatch.families.peak.replay.goals import audit_goals
from dispatch.families.peak.replay.reading import reported
from dispatch.families.peak.replay.windows import measures_of, shaved_windows, windows_of


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """The curve, its windows and every promise."""
    goal = recorder.case.objective
    if goal.goal != "peak":
        return
    curve = curve_mw(recorder, reader)
    stated = reader.read("peak", (goal.curve,), (goal.curve,), "residual_mw")
    given = given_mw(recorder)
    recorder.compare(
        "peak.residual", np.abs(stated - curve), stated, curve, np.abs(given) + np.abs(curve), (goal.curve,), "period"
    )
    number, labels = windows_of(recorder)
    shaved = shaved_windows(recorder, number, len(labels))
    measure, height = measures_of(recorder, curve[0], number, len(labels))
    size = float(np.abs(given).max())
    _audit_windows(recorder, labels, np.where(shaved, measure, 0.0), np.where(shaved, height, 0.0), shaved, size)
    audit_goals(recorder, np.where(shaved, measure, 0.0), number, shaved)


def _audit_windows(
    recorder: Recorder, labels: tuple[str, ...], measure: Array, height: Array, shaved: Array, size: float
) -> None:
    goal = recorder.case.objective
    columns = {name: reported(recorder, "stage_window", f"{name}_mw") for name in ("value", "held", "final")}
    value, held, final = (np.array([columns[name].get(label, np.nan) for label in labels]) for name in columns)
    margin = np.maximum(goal.held_pu * np.abs(value), goal.floor_pu * size)
    scale = np.full(len(labels), size)
    rows = {
        "peak.promise": (measure - held, measure, held, scale, FEASIBLE),
        "peak.window": (measure - final, measure, final, scale, FEASIBLE),
        "stage.held": (np.abs(held - value - margin), held, value + margin, scale, EXACT),
    }
    for name, (excess, found, limit, relative, tolerance) in rows.items():
        recorder.compare(
            name, excess[:, None], found[:, None], limit[:, None], relative[:, None], labels, "whole", tolerance
        )
    highest = reported(recorder, "peak_total", "top_mw")
    top = np.array([highest.get(label, np.nan) for label in labels])
    low = reported(recorder, "peak_total", "bottom_mw") if goal.measure == "spread" else {}
    bottom = np.array([low.get(label, 0.0 if goal.measure == "peak" else np.nan) for label in labels])
    excess = np.where(shaved, height - (top - bottom), 0.0)
    recorder.compare(
        "peak.window", excess[:, None], height[:, None], (top - bottom)[:, None], scale[:, None], labels, "whole"
    )
