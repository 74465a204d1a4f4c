"""A plan → solved points on a Dask cluster.

The client, not the scheduler, decides who solves what (`chains`): Dask would spread neighbours over all workers. It
keeps one point at every worker. A worker that dies loses its point, which Dask gives to another one; a point at which
worker after worker dies (three by default) is `lost`. A scheduler that dies ends the sweep with a clear word. All that
counts is on disk, so the same command goes on from wherever a sweep stopped.
"""

from __future__ import annotations

import time
from asyncio import CancelledError
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from distributed.scheduler import KilledWorker

from dispatch.errors import CaseError, ClusterError, DispatchError, Fault, Where
from dispatch.sizing.chains import Chains
from dispatch.sizing.cluster import connected, worker_count
from dispatch.sizing.folder import Folder
from dispatch.sizing.plan import Plan, Point
from dispatch.sizing.worker import Outcome, Task, reason_of, solve_point, status_of

_POLL_S, _LOOK_ROUND_S = 0.02, 0.5
# So long nobody may be there to work, on a cluster whose workers are still being started.
WAIT_FOR_WORKERS_S = 300.0
SILENT_S = 5.0

Heard = Callable[["Progress"], None]


@dataclass
class Progress:
    """Progress of a sweep; `last` is the label of the point that was finished last."""

    total: int
    done: int = 0
    failed: int = 0
    reused: int = 0
    workers: int = 0
    last: str = ""
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def finished(self) -> int:
        return self.done + self.failed


def run_plan(
    plan: Plan,
    folder: Folder,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    on_progress: Heard | None = None,
) -> Progress:
    """Solve every point of a plan that is not finished yet. Raises ClusterError if the cluster fails."""
    folder.open(plan)
    runs = {point.run: point for point in plan.points}
    progress = Progress(len(runs))
    report = on_progress or (lambda _: None)
    for point in runs.values():
        if point.refused is not None and not folder.finished(point.run):
            folder.fail(
                point.run, status_of(point.refused), reason_of(point.refused, "en"), reason_of(point.refused, "zh")
            )
    progress.reused = len(folder.adopt([name for name in runs if not folder.finished(name)]))
    left = [point for point in in_order(list(runs.values())) if not folder.finished(point.run)]
    progress.done = sum(folder.is_done(name) for name in runs)
    progress.failed = len(runs) - progress.done - len(left)
    report(progress)
    if left:
        count = worker_count(len(left), _columns(left[0]), workers)
        with connected(scheduler, count) as client:
            _Sweep(client, folder, left, progress, report).run()
    return progress


def in_order(points: Sequence[Point]) -> list[Point]:
    """Points whose series are the same together, else as planned: a grid walks to and fro (`points.grid`)."""
    groups = list(dict.fromkeys((p.base, p.case.hydrology, p.horizon) for p in points))
    return sorted(points, key=lambda p: groups.index((p.base, p.case.hydrology, p.horizon)))


def _columns(point: Point) -> float:
    """About how many columns a point's program has: two for every entity and period."""
    from dispatch.case.time_axis import horizon_of
    from dispatch.families.rooms import FAMILIES

    entities = sum(len(getattr(point.case, family)) for family in FAMILIES)
    return 2.0 * entities * horizon_of(point.case, point.start, point.end, point.step).periods


class _Sweep:
    """The loop: give every free worker its next point, collect what is finished."""

    def __init__(self, client: Any, folder: Folder, left: list[Point], progress: Progress, report: Heard):
        self.client, self.folder, self.progress, self.report = client, folder, progress, report
        self.point = {p.run: p for p in left}
        self.chains = Chains(left)
        self.running: dict[str, tuple[Any, str]] = {}
        self._threads: dict[str, int] = {}
        self._looked = self._heard_of_workers = self._heard_of_scheduler = time.monotonic()

    def run(self) -> None:
        """Until nothing is left; whatever is not finished when this ends is cancelled."""
        try:
            self._look_round(wait=True)
            self.chains.share(self._threads)
            while len(self.chains) or self.running:
                self._feed()
                if not self._collect():
                    time.sleep(_POLL_S)
                if time.monotonic() - self._looked > _LOOK_ROUND_S:
                    self._look_round()
        finally:
            for future, _ in self.running.values():
                future.cancel(force=True)

    def _look_round(self, wait: bool = False) -> None:
        """Who is there? Workers come and go; a scheduler that is silent is lost."""
        self._looked = now = time.monotonic()
        try:
            if self.client.status == "running":
                self._threads = {str(name): int(count) for name, count in self.client.nthreads().items()}
                self._heard_of_scheduler = now
        except (OSError, TimeoutError):
            pass
        if self.client.status != "running" and time.monotonic() - self._heard_of_scheduler > SILENT_S:
            raise ClusterError(self._fault("scheduler_lost"))
        if self._threads:
            self._heard_of_workers = now
        elif now - self._heard_of_workers > WAIT_FOR_WORKERS_S:
            raise ClusterError(self._fault("no_workers"))
        elif wait:
            time.sleep(_LOOK_ROUND_S)
            return self._look_round(wait)
        self.progress.workers = len(self._threads)
        self.chains.keep_only(self._threads)
        return None

    def _feed(self) -> None:
        if self.client.status != "running":
            return
        busy = {worker for _, worker in self.running.values()}
        for worker in (w for w in self._threads if w not in busy):
            point = self.chains.next(worker)
            if point is None:
                return
            future = self.client.submit(
                solve_point,
                self._task(point, worker),
                key=f"{point.run}-{time.monotonic_ns()}",
                workers=[worker],
                allow_other_workers=True,
                pure=False,
            )
            self.running[point.run] = future, worker

    def _task(self, point: Point, worker: str) -> Task:
        settings = point.case.model_copy(update={"series": {}})
        return Task(
            str(self.folder.path),
            point.run,
            point.label,
            point.base,
            settings,
            point.start,
            point.end,
            point.step,
            threads=self._threads[worker],
        )

    def _collect(self) -> bool:
        """Take in what is finished; whether anything was."""
        ended = [name for name, (future, _) in self.running.items() if future.done()]
        for name in ended:
            future, _ = self.running.pop(name)
            self._settle(name, future)
            self.progress.last = self.point[name].label
            self.report(self.progress)
        return bool(ended)

    def _settle(self, name: str, future: Any) -> None:
        fault = None
        try:
            if future.status == "finished":
                self.progress.outcomes.append(future.result())
            elif future.status == "error":
                fault = future.exception()
        except (OSError, TimeoutError, CancelledError):
            pass  # the scheduler stopped during the request: use the results on disk
        if fault is not None:
            self._explain(name, fault)
        if not self.folder.is_done(name) and self.folder.failure(name) is None:
            # Cancelled or forgotten by a scheduler that is going: the point stays open.
            self.chains.put_back(self.point[name])
            return
        failed = not self.folder.is_done(name)
        self.progress.done += not failed
        self.progress.failed += failed

    def _explain(self, name: str, fault: Any) -> None:
        """A point without an outcome: its workers died, or the worker does not see the directory."""
        if isinstance(fault, CaseError):
            raise fault
        if self.folder.is_done(name):
            return
        if isinstance(fault, KilledWorker):
            lost = self._fault("worker_lost", label=self.point[name].label)
            self.folder.fail(name, "lost", lost.text("en"), lost.text("zh"))
        elif isinstance(fault, DispatchError):
            self.folder.fail(name, status_of(fault), reason_of(fault, "en"), reason_of(fault, "zh"))
        else:
            self.folder.fail(name, "lost", str(fault), str(fault))

    def _fault(self, code: str, **params: str) -> Fault:
        return Fault.of(code, Where(file=self.folder.path), value=None, limit="", **params)
