"""What it costs to simulate every hour of a year after four contingencies, and how far the steps are from the limit.

`python -m benchmarks.frequency THREADS` in a process of its own prints one JSON line. A year of `outlook_2030` at 6 h
is dispatched with response armed; each of its periods stands for six hours, whose losses and kinetic energy differ by
parts of a thousand, so that no two of the 35,040 cases are equal.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace

import numpy as np

from dispatch.case import load_case
from dispatch.case.schema import Case
from dispatch.case.time_axis import horizon_of
from dispatch.families.response.entity import Contingency
from dispatch.frequency import simulate
from dispatch.frequency.cases import Cases
from dispatch.frequency.from_run import events_of
from dispatch.frequency.simulate import step_error_hz
from dispatch.frequency.tables import steps_of
from dispatch.solve.pipeline import solve_case

CASE, SCENARIO = "models/zhaotong", "outlook_2030"
ASKED = [
    "response.security=true", "response.millisecond_share=0.15", "response.external_kinetic_mw_s=200000",
    "response.external_load_mw=40000", "response.external_primary_mw=2000",
]  # fmt: skip
LOSSES = {"pole": ("surplus", 1600.0), "unit": ("deficit", 1000.0), "smaller_unit": ("deficit", 770.0),
          "wind": ("deficit", 400.0)}  # fmt: skip
HOURS = 6


def year_of_cases() -> tuple[Case, Cases]:
    """(the case, 8,760 hours × 4 contingencies)."""
    case = load_case(CASE, SCENARIO, ASKED)
    events = [Contingency(id=id, direction=way, size_mw=mw) for id, (way, mw) in LOSSES.items()]
    case = case.model_copy(update={"contingency": tuple(events)})
    solved = solve_case(case, horizon_of(case, step=f"{HOURS}h"))
    found = events_of(case, solved.series, solved.tables)
    assert found is not None
    hour = np.repeat(np.arange(HOURS), found.cases.count)
    cases = found.cases.pick(np.tile(np.arange(found.cases.count), HOURS))
    return case, replace(
        cases, lost_mw=cases.lost_mw * (1 - 1e-3 * hour), kinetic_mw_s=cases.kinetic_mw_s * (1 + 1e-3 * hour)
    )


def main(threads: str) -> None:
    """Time one process."""
    case, cases = year_of_cases()
    steps = steps_of(case)
    began, used = time.perf_counter(), time.process_time()
    found = simulate(cases, steps, threads=int(threads))
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({
        "threads": int(threads), "cases": cases.count, "groups": len(cases.groups),
        "steps": sum(count for count, _ in steps.runs(1.0)), "span_s": steps.span_s, "wall_s": wall, "cpu_s": cpu,
        "step_error_hz": step_error_hz(cases, found, steps),
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
