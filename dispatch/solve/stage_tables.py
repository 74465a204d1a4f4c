"""What the stages of a lexicographic objective tell: tables `stage`, `stage_window` and `limit` (docs/peak.md)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.program.linear_program import LinearProgram
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series
from dispatch.solve.binding_limits import binding_limits
from dispatch.solve.head_iteration import Search
from dispatch.solve.stages import IDLE, MEASURES, Stage, Stages, unit_of


def add_stage_tables(tables: Tables, stages: Stages, answer: Search, case: Case, series: Series) -> Tables:
    """`stage` and `stage_window`: what every goal came to, at what it was held, and what holding it costs in the answer
    that counts; `limit`: what kept the peak from being lower.
    """
    if not stages:
        return tables
    last = replace(stages[-1], program=answer.program, solution=answer.solution)
    most_idle_mwh = _most_idle_mwh(stages[0].program, series.horizon.cost_h)
    final, price = zip(*(_kept(stage, last) for stage in stages), strict=True)
    columns = {
        "value": np.array([stage.total for stage in stages]),
        "held": np.array([float(stage.weight @ stage.held) for stage in stages]),
        "final": np.array([float(stage.weight @ values) for stage, values in zip(stages, final, strict=True)]),
        "bound": np.array([_bound(stage, most_idle_mwh) for stage in stages]),
        "price_cny": np.array([float(p[0]) if len(p) == 1 else np.nan for p in price]),
        "seconds": np.array([stage.seconds for stage in stages]),
        "iterations": np.array([float(stage.iterations) for stage in stages]),
    }
    made = {"stage": Table("stage", tuple(stage.goal for stage in stages), None, None, columns)}
    for stage, values, p in zip(stages, final, price, strict=True):
        if stage.goal == "peak":
            labels = stage.program.columns[MEASURES["peak"]].axes[0].labels or ()
            told = {"value_mw": stage.value, "held_mw": stage.held, "final_mw": values, "price_cny_per_mw": p,
                    "weight": stage.weight}  # fmt: skip
            made["stage_window"] = Table("window", labels, None, None, told)
            limits = binding_limits(case, series.horizon, stage.program, stage.solution, stage.weight)
            made |= {} if limits is None else {"limit": limits}
    return Tables({**tables, **made})


def _bound(stage: Stage, most_idle_mwh: float) -> float:
    """What no dispatch goes below: the bound of the solve less all that IDLE could have counted in it."""
    if stage.goal == "cost":
        return stage.total if stage.relaxed is None else stage.relaxed.bound
    layout = stage.program.columns[MEASURES[stage.goal]]
    if not layout.of(stage.program.c).any():
        # Nothing was short in the cheapest dispatch: nobody sought less.
        return 0.0
    reached = stage.solution.objective if stage.relaxed is None else stage.relaxed.bound
    least = -np.inf if stage.goal == "peak" else 0.0
    return max(least, min(stage.total, reached - IDLE[stage.goal] * most_idle_mwh))


def _most_idle_mwh(program: LinearProgram, hours: np.ndarray) -> float:
    """No less than the MWh through all opposed pairs where each runs one way as far as it can."""
    names = {name for pair in program.opposed for name in pair}
    return sum(float((program.columns[name].of(program.column_upper) @ hours).sum()) for name in names)


def _kept(stage: Stage, last: Stage) -> tuple[np.ndarray, np.ndarray]:
    """(what the goal's columns are in the last answer, CNY that one unit less of the promise would save)."""
    if stage.goal == "cost":
        return np.array([last.solution.objective]), np.zeros(1)
    layout = last.program.columns[MEASURES[stage.goal]]
    reduced = last.program.c - last.solution.row_dual @ last.program.matrix
    unit = unit_of(stage.goal, last.program)
    return unit * layout.of(last.solution.x).ravel(), -layout.of(reduced).ravel() / unit
