"""Recorder shared by all families: compares values, keeps the worst of every check, adds up injections and costs.

A family reads the run through a `View` (`view.py`) and writes here. Violations are excess / (1 + size); NaN is the
worst violation, so a table that cannot be read fails every check that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from dispatch.audit.tolerances import FEASIBLE, GAP, countable
from dispatch.audit.verdict import Check
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series

On = Literal["period", "boundary", "step", "segment", "start", "end", "whole"]
"""What the last axis of an array runs along: `step` the later period of two neighbours, `start` and `end` those of
segments, `whole` nothing."""

Array = np.ndarray


class Recorder:
    """Checks, injections and costs of one audit. `injected` and `gross` are (buses, N) MW: their sum and the sum of
    their sizes."""

    def __init__(self, case: Case, series: Series, tables: Mapping[str, Table], objective_cny: float):
        self.case, self.series, self.tables = case, series, Tables(tables)
        self.horizon: Horizon = series.horizon
        self.objective_cny = objective_cny
        self.bus_number = {bus.id: i for i, bus in enumerate(case.bus)}
        self.injected = np.zeros((len(case.bus), self.horizon.periods))
        self.gross = np.zeros_like(self.injected)
        self.in_curves = np.zeros_like(self.injected)
        self.shortages: set[str] = set()
        self.costs: dict[str, tuple[float, float]] = {}
        self._checks: dict[str, Check] = {}

    @property
    def checks(self) -> tuple[Check, ...]:
        return tuple(self._checks.values())

    def record(self, check: Check) -> None:
        """Keep a check; of two with the same name keep the worse one."""
        known = self._checks.get(check.name)
        if known is None or check.worst > known.worst:
            self._checks[check.name] = check

    def compare(
        self,
        name: str,
        excess: Array,
        value: Array,
        limit: Array,
        size: Array,
        labels: Sequence[str],
        on: On,
        tolerance: float = FEASIBLE,
    ) -> None:
        """Check (n, n_t) excesses over a limit; arrays broadcast against each other. Empty arrays give no check."""
        relative = np.asarray(excess / (1.0 + size))
        if not relative.size:
            return
        at = int(relative.argmax())
        asset, moment = divmod(at, relative.shape[-1]) if relative.ndim > 1 else (at, 0)
        found, held_against = (float(np.broadcast_to(a, relative.shape).flat[at]) for a in (value, limit))
        worst = countable(float(relative.flat[at]))
        self.record(Check(name, worst, tolerance, labels[asset], self.stamp(on, moment), found, held_against))

    def optimal(
        self, name: str, reduced: Array, value: Array, low: Array, high: Array, labels: Sequence[str], on: On = "period"
    ) -> None:
        """Check a reported price by the profit that an asset forgoes at it: Σ |reduced cost| · distance to the limit
        it wants.

        reduced: CNY per unit of `value` at the reported prices. The sum is a part of the certificate's complementarity,
        so it is held to the same tolerance, relative to 1 + |objective|; the place is that of the largest part.
        """
        forgone = np.abs(reduced) * np.abs(np.where(reduced > 0, value - low, high - value))
        if not forgone.size:
            return
        at = int(forgone.argmax())
        asset, moment = divmod(at, forgone.shape[-1])
        worst = countable(float(forgone.sum()) / (1.0 + abs(self.objective_cny)))
        self.record(Check(name, worst, GAP, labels[asset], self.stamp(on, moment), float(forgone.flat[at]), 0.0))

    def inject(
        self, buses: Sequence[str], power_mw: Array, size_mw: Array | None = None, *, in_curves: bool = False
    ) -> None:
        """(n, N) MW given to the bus of each asset; `size_mw` where more than that was traded.

        in_curves: both curves of the study area (docs/peak.md) are less it, and the room of the goal does not know it.
        """
        sizes = np.abs(power_mw) if size_mw is None else size_mw
        for bus, row, size in zip(buses, power_mw, sizes, strict=True):
            self.injected[self.bus_number[bus]] += row
            self.in_curves[self.bus_number[bus]] += row * in_curves
            self.gross[self.bus_number[bus]] += size

    def cost(self, term: str, amount_cny: Array, size_cny: Array | None = None, *, is_shortage: bool = False) -> None:
        """A part of the objective, with the sum of its sizes (of more, where more cancels) for its rounding.

        is_shortage: it pays for what should never happen, and the room of the goal does not know it.
        """
        if is_shortage:
            self.shortages.add(term)
        size = amount_cny if size_cny is None else size_cny
        self.costs[term] = float(amount_cny.sum()), float(np.abs(size).sum())

    def stamp(self, on: On, at: int) -> str:
        """Local time of a position, with its segment (from 1) where there are several; empty for the whole horizon."""
        horizon = self.horizon
        moments = {
            "period": horizon.start,
            "boundary": horizon.boundary_time,
            "step": horizon.start[horizon.step_after],
            "segment": horizon.start[horizon.segment_first_period],
            "start": horizon.start[horizon.segment_first_period],
            "end": horizon.end[horizon.segment_last_period],
        }
        if on not in moments:
            return ""
        local = pd.Timestamp(moments[on][at], tz="UTC").tz_convert(horizon.zone).isoformat(timespec="minutes")
        return f"{local} [{self._segment(on, at) + 1}]" if horizon.segments > 1 else local

    def _segment(self, on: On, at: int) -> int:
        horizon = self.horizon
        if on in ("segment", "start", "end"):
            return at
        if on == "boundary":
            return int(np.searchsorted(horizon.segment_start, at, side="right")) - 1
        return int(horizon.segment[horizon.step_after[at] if on == "step" else at])
