"""A sweep of storage sizes on Zhaotong 2030: one cold solve, and 100 points beginning at the basis of their neighbours.

`python -m benchmarks.sweep SIZES DURATIONS WORKERS WEEKS` in a process of its own prints one JSON line: the whole sweep
by the command's own way (cluster, runs and audits on disk) on typical weeks at 1 h, and its middle point alone, fresh.
What the typical weeks take once, a year at 6 h, is told by itself: it is kept between runs.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from dispatch.jobs.job import run
from dispatch.sizing.frame import read_frame
from dispatch.sizing.sweep import Asking, Sweep

CASE, SCENARIO = Path("models/zhaotong"), "outlook_2030"
LARGEST_MW, LONGEST_H, STEP = 500, 8.0, "1h"


def main(sizes: int, durations: int, workers: int, weeks: int) -> None:
    """Time one sweep and one cold solve of its middle point."""
    hours = [round(LONGEST_H * (k + 1) / durations, 3) for k in range(durations)]
    power = LARGEST_MW / sizes
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        sweep = Sweep(
            Asking(
                case=CASE, scenario=SCENARIO, step=STEP, weeks=weeks, workers=workers, runs=Path(folder),
                baselines=False,
                vary=(
                    f"total:storage.*.p_nom_mw={power:g}:{LARGEST_MW}:{power:g}",
                    f"storage.*.duration_h={','.join(map(str, hours))}",
                ),
            )
        )  # fmt: skip
        plan_s, began = time.perf_counter() - began, time.perf_counter()
        sweep.run()
        total_s = time.perf_counter() - began
        frame = read_frame(sweep.folder.path)
    middle = sweep.plan.points[len(sweep.plan.points) // 2]
    began = time.perf_counter()
    cold = run(middle.case)
    cold_s = time.perf_counter() - began
    warm = frame.set_index("point").loc[middle.id, "objective_cny"]
    told = {
        "points": len(frame), "done": int(frame["done"].sum()), "periods": cold.summary["periods"], "step": STEP,
        "weeks": weeks, "plan_s": plan_s, "workers": workers, "total_s": total_s, "cold_s": cold_s,
        "warm_point_s": median(frame.loc[frame["warm"], "seconds"]) if frame["warm"].any() else None,
        "cold_points": int((~frame["warm"]).sum()),
        "apart_pu": abs(warm - cold.summary["objective_cny"]) / abs(cold.summary["objective_cny"]),
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
