"""Water of typical weeks: each begins and ends within the year's course, and together they use the water of the year.

**Course.** A week by itself could empty every reservoir. So the whole horizon is solved once at 6 h, without storage
and for cost alone, and every segment g begins and ends with the volumes of that course
(`dispatch.families.hydro.pins`). It is
kept by content (`dispatch.cache`); that of the first point serves all with the same series and plants.

**Balance.** A week that draws a reservoir down counts with its weight, so that the sum over segments would use more or
less water than the year. Per reservoir r, with net use = inflow − ΔV, hm³,

    (water.1) Σ_g weight_g · (inflow[r,g] − ΔV[r,g]) = inflow[r,year] − ΔV[r,year]

is met by moving ends and beginnings of the segments, the same amount for every hour, no further than the limits on
volume allow, and where water is kept, than half of what is released above the minimum, at r and at every reservoir
below it: else a dry week would miss its least release. What no segment has room for stays: a difference in inflow that
a small pond cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.cache import content_key, remembered
from dispatch.case.dump import case_digest
from dispatch.case.load import apply_overrides
from dispatch.case.objective import Objective
from dispatch.case.schema import Case
from dispatch.families.response.entity import Response
from dispatch.horizon import Horizon
from dispatch.sizing.baseline import baseline_overrides
from dispatch.solve.pipeline import solve_case
from dispatch.sweeps.names import NO_STORAGE

Array = np.ndarray
COARSE_H = 6.0
_HM3_PER_M3S_H = 0.0036
# Of the flow above the least release a segment gives up no more than this share: a mean says nothing of its hours.
_MOST_OF_RELEASE = 0.5
# Digits of a volume: a litre is 1e-9 hm³.
_DIGITS = 9


@dataclass(frozen=True)
class Course:
    """A horizon of N coarse steps of water. volume, low, high: (R, N+1) hm³; inflow, spare: (R, N) hm³ a step, `spare`
    what is released beyond the least release."""

    volume: Array
    low: Array
    high: Array
    inflow: Array
    spare: Array


def water_course(case: Case, horizon: Horizon) -> Course:
    """The course over a plain horizon, from one coarse solve."""
    bare = apply_overrides(case, baseline_overrides(case, NO_STORAGE))
    whole = {"objective": Objective(), "response": Response(), "time": case.time.model_copy(update={"segments": ()})}
    plain = bare.model_copy(update=whole)
    steps = round(horizon.hours / COARSE_H)
    coarse = Horizon.regular(horizon.local_time()[0], steps, COARSE_H, zone=horizon.zone)
    key = content_key("water-course-2", case_digest(plain), coarse.start.astype("<i8"), coarse.dt_h)
    return Course(**remembered(key, lambda: _solved_course(plain, coarse)))


def _solved_course(case: Case, horizon: Horizon) -> dict[str, Array]:
    solved = solve_case(case, horizon)
    columns = solved.program.columns["reservoir.volume_hm3"]
    low, high = columns.of(solved.program.column_lower), columns.of(solved.program.column_upper)
    # The solver holds limits to a tolerance; held at a volume beyond its limit the week would have no answer.
    volume = np.clip(columns.of(solved.solution.x), low, high)
    flow = solved.tables["reservoir"]
    least = solved.series.stack(case.reservoir, "release_min_m3s")
    hm3 = _HM3_PER_M3S_H * COARSE_H
    inflow, release = flow.columns["inflow_m3s"], flow.columns["release_m3s"]
    return {
        "volume": volume,
        "low": low,
        "high": high,
        "inflow": hm3 * inflow,
        "spare": hm3 * np.maximum(0.0, release - least),
    }


def balanced_volumes(
    course: Course, intervals: Sequence[tuple[int, int, float]], chains: Sequence[Sequence[int]]
) -> tuple[Array, Array]:
    """(R, G) volumes at the start and at the end of segments, hm³; each (first hour, hours, weight).

    chains: the numbers of each reservoir and of those below it.
    """
    first = np.array([s[0] for s in intervals]) // int(COARSE_H)
    last = first + np.array([s[1] for s in intervals]) // int(COARSE_H)
    weight = np.array([s[2] for s in intervals])
    ends = course.volume[:, [first, last]].transpose(1, 0, 2)
    low, high = course.low[:, [first, last]].transpose(1, 0, 2), course.high[:, [first, last]].transpose(1, 0, 2)
    used = _within(course.inflow, first, last) - (ends[1] - ends[0])
    year = course.inflow.sum(axis=1) - (course.volume[:, -1] - course.volume[:, 0])
    spare = _MOST_OF_RELEASE * _within(course.spare, first, last)
    hours = np.array([float(s[1]) for s in intervals])
    for r in range(len(course.volume)):
        missing = float(year[r] - weight @ used[r])  # > 0: the segments must use more
        toward = (low if missing > 0 else high, high if missing > 0 else low)
        room = np.abs(ends[1, r] - toward[0][1, r]) + np.abs(ends[0, r] - toward[1][0, r])
        if missing < 0:
            room = np.minimum(room, np.maximum(0.0, spare[chains[r]].min(axis=0)))
        more = np.copysign(spread(abs(missing), weight, hours, room), missing)
        spare[chains[r]] += more
        _move(ends[:, r], more, low[:, r], high[:, r])
    return ends[0].round(_DIGITS), ends[1].round(_DIGITS)


def chains_of(case: Case) -> list[list[int]]:
    """For every reservoir its number and those of all below it."""
    at = {lake.id: i for i, lake in enumerate(case.reservoir)}
    found = []
    for lake in case.reservoir:
        chain = [at[lake.id]]
        while (below := case.reservoir[chain[-1]].downstream) is not None:
            chain.append(at[below])
        found.append(chain)
    return found


def _within(flow: Array, first: Array, last: Array) -> Array:
    """(R, G) sums of flows over the segments."""
    upto = np.concatenate([np.zeros((len(flow), 1)), np.cumsum(flow, axis=1)], axis=1)
    return np.asarray(upto[:, last] - upto[:, first])


def spread(amount: float, weight: Array, hours: Array, room: Array) -> Array:
    """Shares x ≤ room (free volume) with Σ weight·x = amount, equal per hour as far as possible; all of it if there
    is less."""
    if amount <= 0 or weight @ room <= amount:
        return np.maximum(0.0, room) if amount > 0 else np.zeros_like(room)
    # Σ weight·min(rate·hours, room) rises with the rate, piece by piece between the rates that fill a segment.
    full_at = room / hours
    order = np.argsort(full_at)
    filled = np.cumsum((weight * room)[order]) - (weight * room)[order]
    open_hours = np.cumsum((weight * hours)[order][::-1])[::-1]
    rates = (amount - filled) / open_hours
    rate = rates[np.argmax(rates <= full_at[order])]
    return np.minimum(rate * hours, room)


def _move(ends: Array, more: Array, low: Array, high: Array) -> None:
    """Let segments use `more` water (less where < 0): half at the beginning, half at the end, where there is room."""
    start = np.clip(ends[0] + more / 2, low[0], high[0])
    end = np.clip(ends[1] - (more - (start - ends[0])), low[1], high[1])
    ends[0] = np.clip(start + (more - (start - ends[0]) - (ends[1] - end)), low[0], high[0])
    ends[1] = end
