"""Request → the points of a sweep, each a resolved case with an identity.

    id = SHA-256 of (resolved case, horizon, sources of the program), its first digits

so that two ways of writing the same point are one run, in this sweep and in any other. A baseline is a row of its own
(`<id>-no_storage`) even where its case is that of a point or of the other baseline: the run is the same. A point
whose values the case refuses is kept with its reason; a path that does not exist is a fault of the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dispatch.case import load_case
from dispatch.case.dump import case_digest
from dispatch.case.load import apply_overrides
from dispatch.case.schema import Case
from dispatch.case.time_axis import horizon_of
from dispatch.errors import CaseError, InputError
from dispatch.horizon import Horizon
from dispatch.sizing.apply import overrides_of
from dispatch.sizing.axes import SCENARIO, Axis, Value
from dispatch.sizing.baseline import baseline_overrides
from dispatch.sizing.points import Asked
from dispatch.sizing.sources import source_digest
from dispatch.sweeps.names import BASELINES, HYDRO_ONLY, NO_STORAGE, POINT, is_storage_axis

DIGITS = 16
FULL, WEEKS = "full", "weeks"

Screen = Callable[[Case, Horizon], Case]
"""Case and full horizon → the case with typical weeks in place of its time."""


@dataclass(frozen=True)
class Request:
    """What all points have in common: the case, `--set`, the horizon."""

    case: Path
    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    step: str | None = None
    baselines: tuple[str, ...] = BASELINES


@dataclass(frozen=True, eq=False)
class Point:
    """One case to solve. `base` is the digest of the case as loaded, whose series tables it has; start, end and step
    are those of the request, None where typical weeks stand in the case itself."""

    id: str
    label: str
    kind: str
    values: Mapping[str, Value]
    base: str
    case: Case
    start: str | None = None
    end: str | None = None
    step: str | None = None
    horizon: str = FULL
    full_of: str = ""
    baseline_no_storage: str = ""
    baseline_hydro_only: str = ""
    refused: InputError | None = None

    @property
    def run(self) -> str:
        """Name of the directory of its run: the digest."""
        return self.id.partition("-")[0]

    def as_record(self) -> dict[str, Any]:
        """The contents of the plan on disk."""
        return {
            "id": self.id,
            "label": self.label,
            "kind": self.kind,
            "values": dict(self.values),
            "base": self.base,
            "horizon": self.horizon,
            "full_of": self.full_of,
            "baseline_no_storage": self.baseline_no_storage,
            "baseline_hydro_only": self.baseline_hydro_only,
        }


@dataclass(frozen=True, eq=False)
class Plan:
    """All points of a sweep, baselines first; `bases` are the cases as loaded, by digest."""

    request: Request
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    bases: Mapping[str, Case] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The same for the same points on the same horizon; what checks them on the full horizon does not count."""
        ids = "\n".join(sorted(point.id for point in self.points if not point.full_of))
        return hashlib.sha256(ids.encode()).hexdigest()


def make_plan(request: Request, axes: Sequence[Axis], asked: Sequence[Asked], screen: Screen | None = None) -> Plan:
    """Resolve every point. Raises CaseError where a path does not exist or the case itself is wrong."""
    planner = _Planner(request, screen)
    _check_paths(planner, axes)
    found: dict[str, Point] = {}
    for one in asked or [Asked()]:
        for point in planner.resolve(one):
            found.setdefault(point.id, point)
    if all(point.refused for point in found.values() if point.kind == POINT):
        raise next(point.refused for point in found.values() if point.refused)
    ordered = sorted(found.values(), key=lambda point: point.kind == POINT)
    return Plan(request, tuple(axes), tuple(ordered), planner.bases)


def _check_paths(planner: _Planner, axes: Sequence[Axis]) -> None:
    """Every axis by itself must speak of something; what a value does is the business of its point."""
    faults = []
    for axis in axes:
        try:
            scenario = str(axis.values[0]) if axis.path == SCENARIO else None
            case = planner.base(scenario)[1]
            apply_overrides(case, overrides_of(case, {axis.name: axis.values[0]}))
        except InputError as wrong:
            faults += [f for f in wrong.faults if f.code.startswith(("axis_", "override_", "unknown_scenario"))]
    if faults:
        raise CaseError(faults)


class _Planner:
    """Loads each scenario once and resolves points."""

    def __init__(self, request: Request, screen: Screen | None):
        self.request, self._screen = request, screen
        self.bases: dict[str, Case] = {}
        self._by_scenario: dict[str | None, tuple[str, Case]] = {}

    def base(self, scenario: str | None) -> tuple[str, Case]:
        """(digest, case) of a scenario with what is set for all points."""
        name = scenario if scenario is not None else self.request.scenario
        if name not in self._by_scenario:
            case = load_case(self.request.case, name, self.request.overrides)
            digest = case_digest(case)[:DIGITS]
            self.bases[digest], self._by_scenario[name] = case, (digest, case)
        return self._by_scenario[name]

    def resolve(self, asked: Asked) -> list[Point]:
        """A point after its baselines."""
        scenario = asked.values.get(SCENARIO)
        base, case = self.base(None if scenario is None else str(scenario))
        beside = {kind: self._baseline(asked, base, case, kind) for kind in self.request.baselines}
        ids = {kind: point.id for kind, point in beside.items() if point.refused is None}
        point = self._point(
            asked.label, POINT, asked.values, base, lambda: apply_overrides(case, overrides_of(case, asked.values))
        )
        point = replace(point, baseline_no_storage=ids.get(NO_STORAGE, ""), baseline_hydro_only=ids.get(HYDRO_ONLY, ""))
        return [*(p for p in beside.values() if p.refused is None or point.refused is None), point]

    def _baseline(self, asked: Asked, base: str, case: Case, kind: str) -> Point:
        values = {name: value for name, value in asked.values.items() if not is_storage_axis(name)}
        label = ", ".join([kind, *(f"{name}={value}" for name, value in values.items())])

        def made() -> Case:
            moved = apply_overrides(case, overrides_of(case, values))
            return apply_overrides(moved, baseline_overrides(moved, kind))

        return self._point(label, kind, values, base, made)

    def _point(self, label: str, kind: str, values: Mapping[str, Value], base: str, make: Callable[[], Case]) -> Point:
        asked = self.request
        try:
            case = make()
            horizon = horizon_of(case, asked.start, asked.end, asked.step)
            if self._screen is not None:
                case = self._screen(case, horizon)
                return Point(_row_id(case, horizon_of(case), kind), label, kind, values, base, case, horizon=WEEKS)
        except InputError as refused:
            digest = hashlib.sha256(f"{base} {label} {refused.text('en')}".encode()).hexdigest()
            return Point(digest[:DIGITS], label, kind, values, base, self.bases[base], refused=refused)
        return Point(_row_id(case, horizon, kind), label, kind, values, base, case, asked.start, asked.end, asked.step)


def _row_id(case: Case, horizon: Horizon, kind: str) -> str:
    return point_id(case, horizon) + ("" if kind == POINT else f"-{kind}")


def point_id(case: Case, horizon: Horizon) -> str:
    """The identity of a case on a horizon, solved by these sources."""
    digest = hashlib.sha256(f"{source_digest()} {case_digest(case)}".encode())
    for part in (horizon.start.astype("<i8"), horizon.dt_h, horizon.weight, horizon.segment):
        digest.update(part.tobytes())
    return digest.hexdigest()[:DIGITS]
