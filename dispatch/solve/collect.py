"""Solution → Tables: columns, given inputs, derived quantities and reported duals find their table by name."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from dispatch.horizon import Horizon
from dispatch.program.compile import evaluate_quantities
from dispatch.program.components import Axis
from dispatch.program.formulation import Formulation
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution
from dispatch.results.tables import Table, Tables

_SUFFIX = {"period": "", "step": "", "boundary": "_state", "segment": "_segment"}


def collect_tables(model: Formulation, program: LinearProgram, solution: Solution) -> Tables:
    """Columns, given inputs, derived quantities and reported duals of a solution."""
    tables: dict[str, Table] = {}
    whole = {family.name: _label_axes(family.axis_of.values()) for family in model.families.values()}
    put = [(g.name, g.axes, g.values) for g in model.given]
    shown = [program.columns[columns.name] for columns in model.columns if columns.shown]
    put += [(layout.name, layout.axes, layout.of(solution.x)) for layout in shown]
    shapes = {rows.name: rows.axes for rows in model.quantities}
    put += [(k, shapes[k], v) for k, v in evaluate_quantities(model, program, solution.x).items()]
    for dual in program.duals:
        rows = program.rows[dual.rows]
        family = dual.rows.split(".")[0]
        put.append((f"{family}.{dual.column}", rows.axes, rows.of(solution.row_dual) / dual.per))
    for name, axes, values in put:
        _place(tables, name, axes, values, whole, model.horizon)
    return Tables(tables)


def _label_axes(axes: Iterable[Axis]) -> dict[str, tuple[str, ...]]:
    """For every axis name the fullest list of labels; sub-axes of the same name are subsets of it."""
    fullest: dict[str, tuple[str, ...]] = {}
    for axis in axes:
        if axis.labels is not None and len(axis.labels) >= len(fullest.get(axis.name, ())):
            fullest[axis.name] = axis.labels
    return fullest


def table_of(family: str, axes: tuple[Axis, ...]) -> str | None:
    """The table that holds a column of a family over these axes; None for what tables do not show."""
    if len(axes) > 2 or axes[0].labels is None or not axes[0].size:
        return None
    return family + (_SUFFIX[axes[1].name] if len(axes) > 1 else "_total")


def _place(
    tables: dict[str, Table],
    name: str,
    axes: tuple[Axis, ...],
    values: np.ndarray,
    whole: dict[str, dict[str, tuple[str, ...]]],
    horizon: Horizon,
) -> None:
    family, column = name.split(".")
    key, own = table_of(family, axes), axes[0].labels
    if key is None or own is None:
        return
    time_axis = axes[1].name if len(axes) > 1 else None
    labels = whole[family].get(axes[0].name, own)
    if key not in tables:
        tables[key] = Table(axes[0].name, labels, *_times(time_axis, horizon))
    table = tables[key]
    size = () if table.time is None else (len(table.time),)
    if table.time is None and time_axis == "segment":
        size = (horizon.segments,)
    full = np.full((len(labels), *size), np.nan)
    rows = [labels.index(label) for label in own]
    if time_axis == "step":
        full[np.ix_(np.array(rows), horizon.step_after)] = values
    else:
        full[rows] = values
    table.columns[column] = full


def _times(time_axis: str | None, horizon: Horizon) -> tuple[pd.DatetimeIndex | None, np.ndarray | None]:
    """Local stamps of an axis and, for several segments, the segment of each."""
    if time_axis is None:
        return None, None
    several = horizon.segments > 1
    if time_axis == "segment":
        stamps, segment = horizon.start[horizon.segment_first_period], np.arange(horizon.segments)
    elif time_axis == "boundary":
        segment = np.empty(horizon.boundaries, dtype=np.int64)
        segment[horizon.first_boundary], segment[horizon.last_boundary] = horizon.segment, horizon.segment
        stamps = horizon.boundary_time
    else:
        stamps, segment = horizon.start, horizon.segment
    return pd.DatetimeIndex(stamps, tz="UTC").tz_convert(horizon.zone), segment if several else None
