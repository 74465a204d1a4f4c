"""What the stages of a lexicographic objective came to: tables `stage`, `stage_window` and `limit` (docs/peak.md)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.peak.binding_limits import binding_limits
from dispatch.families.peak.goals import IDLE, MEASURES, unit_of
from dispatch.program.linear_program import LinearProgram
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series
from dispatch.solve.answer import Answer, Stage


def add_tables(tables: Tables, case: Case, series: Series, answer: Answer) -> Tables:
    """`stage` and `stage_window`: what every goal came to, at what it was held, and what holding it costs in the answer
    that counts; `limit`: what kept the peak from being lower.
    """
    stages = answer.stages
    if not stages:
        return tables
    last = replace(stages[-1], answer=answer)
    final, price = zip(*(_kept(stage, last) for stage in stages), strict=True)
    made = {"stage": _stage_table(stages, answer.records["stage"], final, price, series.horizon.cost_h)}
    for stage, values, p in zip(stages, final, price, strict=True):
        if stage.goal == "peak":
            made["stage_window"] = _window_table(stage, values, p)
            limits = binding_limits(
                case, series.horizon, stage.answer.program, stage.answer.solution, stage.reached.weight
            )
            made |= {} if limits is None else {"limit": limits}
    return Tables({**tables, **made})


def _stage_table(
    stages: tuple[Stage, ...],
    record: Table,
    final: tuple[np.ndarray, ...],
    price: tuple[np.ndarray, ...],
    hours: np.ndarray,
) -> Table:
    """The record of the search, with bounds, and figures of the answer that counts."""
    most_idle_mwh = _most_idle_mwh(stages[0].answer.program, hours)
    weighted = [float(stage.reached.weight @ values) for stage, values in zip(stages, final, strict=True)]
    columns = {
        "value": record.columns["value"],
        "held": record.columns["held"],
        "final": np.array(weighted),
        "bound": np.array([_bound(stage, most_idle_mwh) for stage in stages]),
        "price_cny": np.array([float(p[0]) if len(p) == 1 else np.nan for p in price]),
        "seconds": record.columns["seconds"],
        "iterations": record.columns["iterations"],
    }
    return Table(record.axis, record.labels, None, None, columns)


def _window_table(stage: Stage, final: np.ndarray, price: np.ndarray) -> Table:
    """Every window of the stage for the peak."""
    labels = stage.answer.program.columns[MEASURES["peak"]].axes[0].labels or ()
    reached = stage.reached
    columns = {
        "value_mw": reached.value,
        "held_mw": reached.held,
        "final_mw": final,
        "price_cny_per_mw": price,
        "weight": reached.weight,
    }
    return Table("window", labels, None, None, columns)


def _bound(stage: Stage, most_idle_mwh: float) -> float:
    """What no dispatch goes below: the bound of the solve less all that IDLE could have counted in it."""
    program, relaxed, total = stage.answer.program, stage.answer.relaxed, stage.reached.total
    if stage.goal == "cost":
        return total if relaxed is None else relaxed.bound
    layout = program.columns[MEASURES[stage.goal]]
    if not layout.of(program.c).any():
        # Nothing was short in the cheapest dispatch, so no stage looked for less.
        return 0.0
    reached = stage.answer.solution.objective if relaxed is None else relaxed.bound
    least = -np.inf if stage.goal == "peak" else 0.0
    return max(least, min(total, reached - IDLE[stage.goal] * most_idle_mwh))


def _most_idle_mwh(program: LinearProgram, hours: np.ndarray) -> float:
    """No less than the MWh through all opposed pairs where each runs one way as far as it can."""
    names = {name for pair in program.opposed for name in pair}
    return sum(float((program.columns[name].of(program.column_upper) @ hours).sum()) for name in names)


def _kept(stage: Stage, last: Stage) -> tuple[np.ndarray, np.ndarray]:
    """(what the goal's columns are in the last answer, CNY that one unit less of the promise would save)."""
    program, solution = last.answer.program, last.answer.solution
    if stage.goal == "cost":
        return np.array([solution.objective]), np.zeros(1)
    layout = program.columns[MEASURES[stage.goal]]
    reduced = program.c - solution.row_dual @ program.matrix
    unit = unit_of(stage.goal, program)
    return unit * layout.of(solution.x).ravel(), -layout.of(reduced).ravel() / unit
