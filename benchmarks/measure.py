"""One measurement in one fresh process: `python -m benchmarks.measure '{"side": "dispatch", "periods": 744, …}'`.

Every process first builds a system of 24 periods, so that imports and first-use costs count on no side, then times

    prepare   neutral records → data in memory (Case and Horizon, Network, …)
    build     data in memory → model inside HiGHS
    solve     HiGHS with the options of the task, the same on every side

`peak` is the largest resident memory of the whole process up to that point (getrusage), MiB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

MIB = 1024 if sys.platform != "darwin" else 1024**2
WARM_UP_PERIODS = 24

Task = dict[str, Any]

METHODS: dict[str, dict[str, Any]] = {
    "simplex": {"solver": "simplex"},
    "ipx": {"solver": "ipx", "run_crossover": "off"},
    "hipo": {"solver": "hipo", "run_crossover": "off"},
    "hipo_crossover": {"solver": "hipo", "run_crossover": "on"},
}


def peak_mib() -> float:
    """Largest resident memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def _timed(step: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, wall seconds, processor seconds (which a busy machine does not stretch)."""
    began, used = time.perf_counter(), time.process_time()
    return step(), time.perf_counter() - began, time.process_time() - used


def measure(task: Task) -> dict[str, Any]:
    """Build, and solve where the task names a method."""
    side = import_module(f"benchmarks.side_{task['side']}")
    make_system = import_module("benchmarks.system").make_system
    side.build(side.prepare(make_system(WARM_UP_PERIODS, task["step_h"])))
    found: dict[str, Any] = {"peak_imports": peak_mib()}
    system = make_system(task["periods"], task["step_h"])
    data, found["prepare_s"], _ = _timed(lambda: side.prepare(system))
    found["peak_prepared"] = peak_mib()
    model, found["build_s"], found["build_cpu_s"] = _timed(lambda: side.build(data))
    found["peak_built"] = peak_mib()
    found["rows"], found["columns"], found["nonzeros"] = side.shape(model)
    if "method" in task:
        found |= solve(getattr(model, "_highs", model), task)
        found["peak_solved"] = peak_mib()
    return found


def solve(highs: Any, task: Task) -> dict[str, Any]:
    """Run HiGHS with the options of a task; raises RuntimeError where it refuses one."""
    import highspy

    options = {"output_flag": False, "time_limit": task["limit_s"], **METHODS[task["method"]]}
    for name, value in (options | task.get("options", {})).items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise RuntimeError(f"HiGHS refuses {name}={value!r}")
    _, seconds, used = _timed(highs.run)
    info = highs.getInfo()
    iterations = (info.simplex_iteration_count, info.ipm_iteration_count, info.crossover_iteration_count)
    return {
        "solve_s": seconds,
        "solve_cpu_s": used,
        "status": highs.modelStatusToString(highs.getModelStatus()),
        "objective": info.objective_function_value,
        "iterations": [int(i) for i in iterations],
    }


if __name__ == "__main__":
    print("\n" + json.dumps(measure(json.loads(sys.argv[1]))))
