"""The whole sweep: axes → plan → solved points, typical weeks first and checks on the full horizon after them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dispatch.errors import CaseError, Fault, Where
from dispatch.sizing.axes import parse_axes
from dispatch.sizing.engine import Heard, Progress, run_plan
from dispatch.sizing.folder import Folder, sweep_name
from dispatch.sizing.frame import read_frame
from dispatch.sizing.plan import Plan, Request, make_plan
from dispatch.sizing.points import Asked, axes_of, grid, read_points, sample
from dispatch.sizing.screening import with_checks
from dispatch.sizing.weeks import WeekScreen
from dispatch.solve.pipeline import Progress as Step
from dispatch.sweeps.names import BASELINES, POINT

Rank = Callable[[pd.DataFrame], pd.Series]
"""Frame → a number a row; the smallest is best."""


@dataclass(frozen=True)
class Asking:
    """The options of `dispatch compare`; see there."""

    case: Path
    vary: tuple[str, ...] = ()
    points: Path | None = None
    sample: int | None = None
    seed: int = 1
    start: str | None = None
    end: str | None = None
    step: str | None = None
    weeks: int | None = None
    full: int = 0
    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    baselines: bool = True
    scheduler: str | None = None
    workers: int | None = None
    out: Path | None = None
    runs: Path = Path("runs")


class Sweep:
    """One sweep, from the request to points on disk. Raises CaseError before anything is solved."""

    def __init__(self, asking: Asking, step: Step | None = None, rank: Rank | None = None):
        """step: announces what takes long before the first point; rank: by what `full` chooses."""
        self.asking, self._rank = asking, rank or (lambda frame: frame["operating_cost_cny"])
        self._check()
        self.plan = self._planned(step or (lambda _: nullcontext()))
        self.folder = Folder(asking.out or asking.runs / sweep_name(self.plan))
        self.opened = False

    def _check(self) -> None:
        asked = self.asking
        faults = []
        if asked.points is not None and asked.vary:
            faults.append(Fault.of("points_and_axes", Where(entity="--points")))
        if asked.points is None and not asked.vary:
            code = "nothing_varied" if asked.sample is None else "sample_without_axes"
            faults.append(Fault.of(code, Where(entity="compare")))
        if asked.full and asked.weeks is None:
            faults.append(Fault.of("full_without_weeks", Where(entity="--full"), value=asked.full))
        if faults:
            raise CaseError(faults)

    def _planned(self, step: Step) -> Plan:
        asked = self.asking
        if asked.points is not None:
            points = read_points(asked.points)
            axes = axes_of(points)
        else:
            axes = parse_axes(asked.vary, sampling=asked.sample is not None)
            points = grid(axes) if asked.sample is None else sample(axes, asked.sample, asked.seed)
        self._points: list[Asked] = points
        screen = WeekScreen(asked.weeks, step) if asked.weeks is not None else None
        return make_plan(self._request(), axes, points, screen)

    def _request(self) -> Request:
        asked = self.asking
        return Request(
            asked.case,
            asked.scenario,
            asked.overrides,
            asked.start,
            asked.end,
            asked.step,
            BASELINES if asked.baselines else (),
        )

    def run(self, on_progress: Heard | None = None) -> Progress:
        """Solve what is left. Raises ClusterError where the machines fail; what is solved is kept."""
        asked = self.asking
        self.folder.open(self.plan)
        self.opened = True
        standing = run_plan(
            self.plan, self.folder, scheduler=asked.scheduler, workers=asked.workers, on_progress=on_progress
        )
        if not asked.full:
            return standing
        frame = read_frame(self.folder.path)
        rank = self._rank(frame)[frame["done"] & (frame["kind"] == POINT) & (frame["full_of"] == "")].dropna()
        chosen = set(frame.loc[rank.sort_values(kind="stable").index, "point"].head(asked.full))
        whole = make_plan(self._request(), self.plan.axes, self._points)
        self.plan = with_checks(self.plan, whole, chosen)
        return run_plan(
            self.plan, self.folder, scheduler=asked.scheduler, workers=asked.workers, on_progress=on_progress
        )
