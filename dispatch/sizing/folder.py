"""A sweep on disk. Whoever is killed at any moment, what is there is whole.

    sweep.json                 the plan: request, axes, points
    cases/<digest>/            the cases as loaded, one a scenario, with the series tables that all points link to
    points/<run>/              a run: run.json, summary.json, case/, results/ (`dispatch.jobs.store.writing`)
    failed/<run>.json          why a point has no run; `input` and `infeasible` are not tried again, the others are
    points.parquet, points.csv the tidy frame (`dispatch.sizing.frame`)

The name of a sweep ends with the digest of its points: the same command finds it again and goes on. A run that another
sweep beside this one has made already, by the same sources, is linked, file by file, instead of computed. A run whose
audit failed is there to be looked at, but not done: the next time it is made again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dispatch.case.dump import dump_case, link
from dispatch.errors import CaseError, Fault, Where
from dispatch.jobs.store import RunDirectory, safe_name, write_json, writing
from dispatch.sizing.plan import Plan
from dispatch.sizing.sources import SOURCES, source_digest

PLAN, CASES, POINTS, FAILED, SUMMARY = "sweep.json", "cases", "points", "failed", "summary.json"
# Reasons that lie in the point itself; anything else may be gone the next time.
LASTING = ("input", "infeasible")
_PLAN_VERSION = 1


def sweep_name(plan: Plan) -> str:
    """`sweep-zhaotong-outlook_2030-1a2b3c4d`."""
    case = next(iter(plan.bases.values()))
    return safe_name("sweep", case.name, case.scenario, plan.digest[:8])


class Folder:
    """The directory of one sweep."""

    def __init__(self, path: str | Path):
        self.path = Path(path).absolute()

    def open(self, plan: Plan) -> None:
        """Make the directory and write the plan; one that is there must be of the same points. Raises CaseError.

        Checks on the full horizon that are there stay, asked for again or not.
        """
        content = told_plan(plan)
        if (self.path / PLAN).is_file():
            existing, known = self.plan(), {point.id for point in plan.points}
            if existing["digest"] != plan.digest:
                raise CaseError(Fault.of("other_sweep", Where(file=self.path), value=self.path.name))
            content["points"] += [p for p in existing["points"] if p["full_of"] and p["id"] not in known]
        elif self.path.exists() and any(self.path.iterdir()):
            raise CaseError(Fault.of("not_a_sweep", Where(file=self.path), value=self.path.name))
        for name in (POINTS, FAILED):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        for digest, case in plan.bases.items():
            place = self.path / CASES / digest
            if not place.exists():
                with _unless_there(place), writing(place) as hidden:
                    dump_case(case, hidden)
        _replace(self.path / PLAN, content)

    def plan(self) -> dict[str, Any]:
        """The plan as it was written. Raises CaseError where there is none."""
        if not (self.path / PLAN).is_file():
            raise CaseError(Fault.of("not_a_sweep", Where(file=self.path), value=self.path.name))
        return read_json(self.path / PLAN)

    def run(self, name: str) -> Path:
        """Directory of a run."""
        return self.path / POINTS / name

    def is_there(self, name: str) -> bool:
        """Whether a run is there, right or not."""
        return (self.run(name) / SUMMARY).is_file()

    def is_done(self, name: str) -> bool:
        """Whether a run is there and passed its audit."""
        return _passed(self.run(name))

    def discard(self, name: str) -> None:
        """Remove an unfinished run that is to be made again."""
        if self.run(name).exists() and not self.is_done(name):
            aside = self.path / POINTS / f".discarded-{os.getpid()}-{name}"
            os.replace(self.run(name), aside)
            shutil.rmtree(aside, ignore_errors=True)

    def failure(self, name: str) -> dict[str, Any] | None:
        """Why there is no run, if it has been tried."""
        file = self.path / FAILED / f"{name}.json"
        return None if self.is_done(name) or not file.is_file() else read_json(file)

    def fail(self, name: str, status: str, reason: str, reason_zh: str, seconds: float = 0.0) -> None:
        """Write down why a point has no run."""
        outcome = {"status": status, "reason": reason, "reason_zh": reason_zh, "seconds": seconds}
        (self.path / FAILED).mkdir(parents=True, exist_ok=True)
        _replace(self.path / FAILED / f"{name}.json", outcome)

    def finished(self, name: str) -> bool:
        """Whether nothing is left to do for a run: it is there, or can never be."""
        failure = self.failure(name)
        return self.is_done(name) or (failure is not None and failure["status"] in LASTING)

    def adopt(self, names: Iterable[str]) -> list[str]:
        """Link finished runs of other sweeps in the same folder; returns their names."""
        found = []
        for name in names:
            beside = (p for p in self.path.parent.glob(f"*/{POINTS}/{name}") if p.parent.parent != self.path)
            twin = next((p for p in beside if _passed(p) and _is_ours(p)), None)
            if twin is None:
                continue
            self.discard(name)
            with _unless_there(self.run(name)), writing(self.run(name)) as hidden:
                _link_tree(twin, hidden)
                manifest = read_json(hidden / "run.json")
                _replace(hidden / "run.json", manifest | {"reused": str(twin)})
            found.append(name)
        return found


@contextmanager
def _unless_there(place: Path) -> Iterator[None]:
    """The same sweep, started twice, may have made a place while this one was writing it; it is as good."""
    try:
        yield
    except CaseError:
        if not place.exists():
            raise


def _passed(run: Path) -> bool:
    """Whether a run is there, undamaged, whose audit found nothing."""
    if not (run / SUMMARY).is_file():
        return False
    try:
        summary, _ = RunDirectory(run).sound()
    except CaseError:
        return False
    return bool(summary["audit"]["passed"])


def _is_ours(run: Path) -> bool:
    """Whether a run was made by the sources that are running now."""
    return read_json(run / "run.json").get(SOURCES) == source_digest()


def told_plan(plan: Plan) -> dict[str, Any]:
    """The plan as JSON."""
    asked = plan.request
    return {
        "version": _PLAN_VERSION,
        "digest": plan.digest,
        "case": str(asked.case),
        "scenario": asked.scenario,
        "set": list(asked.overrides),
        "from": asked.start,
        "to": asked.end,
        "step": asked.step,
        "axes": [{"name": axis.name, "values": list(axis.values)} for axis in plan.axes],
        "points": [point.as_record() for point in plan.points],
    }


def read_json(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def _replace(file: Path, content: object) -> None:
    """Write to a temporary file and rename: a reader sees the old file or the new one."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    write_json(beside, content)
    os.replace(beside, file)


def _link_tree(source: Path, target: Path) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=lambda a, b: link(Path(a), Path(b)))
