"""What flexible loads cost in size and time: `flexible_2030` with every kind switched on against none.

`python -m benchmarks.loads on|off DAYS STEP` in a process of its own prints one JSON line.
"""

from __future__ import annotations

import json
import sys

from dispatch.case import load_case
from dispatch.case.time_axis import horizon_of
from dispatch.families.rooms import FLEXIBLE
from dispatch.solve.pipeline import solve_case

CASE, SCENARIO, FIRST = "models/zhaotong", "flexible_2030", "2030-07-08"


def main(switch: str, last: str, step: str) -> None:
    """Time one process."""
    off = [f"{kind}.*.enabled=false" for kind in (*FLEXIBLE, "virtual_plant")] if switch == "off" else []
    case = load_case(CASE, SCENARIO, off)
    solved = solve_case(case, horizon_of(case, FIRST, last, step))
    program = solved.program
    size = {"columns": program.matrix.shape[1], "rows": program.matrix.shape[0], "nonzeros": program.matrix.nnz}
    print(json.dumps({"switch": switch, "periods": solved.horizon.periods, **size, **solved.seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
