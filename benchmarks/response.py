"""What the millisecond response costs in size and time: `outlook_2030` without it, with a share, with security too.

`python -m benchmarks.response off|share|security LAST STEP` in a process of its own prints one JSON line.
"""

from __future__ import annotations

import json
import sys

from dispatch.case import load_case
from dispatch.case.time_axis import horizon_of
from dispatch.solve.pipeline import solve_case

CASE, SCENARIO, FIRST = "models/zhaotong", "outlook_2030", "2030-07-08"
ASKED = {
    "off": [],
    "share": ["response.millisecond_share=0.1"],
    "security": ["response.millisecond_share=0.1", "response.security=true"],
}


def main(asked: str, last: str, step: str) -> None:
    """Time one process."""
    case = load_case(CASE, SCENARIO, ASKED[asked])
    solved = solve_case(case, horizon_of(case, FIRST, last, step))
    program = solved.program
    size = {"columns": program.matrix.shape[1], "rows": program.matrix.shape[0], "nonzeros": program.matrix.nnz}
    print(json.dumps({"asked": asked, "periods": solved.horizon.periods, **size, **solved.seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
