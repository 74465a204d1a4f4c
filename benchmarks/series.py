"""Series of a year at 15 min from weather and water, all plants of the Zhaotong case: made, and read back by content.

`python -m benchmarks.series CACHE` in a process of its own prints one JSON line; imports of libraries count.
"""

from __future__ import annotations

import json
import os
import sys
import time

from dispatch.cache import DIRECTORY_VARIABLE
from dispatch.case import load_case
from dispatch.case.time_axis import horizon_of
from dispatch.families.rooms import MODELLED
from dispatch.series.assemble import assemble_series

CASE = "models/zhaotong"


def main(cache: str) -> None:
    """Time one process; `cache` is the directory that arrays are kept in, empty for none."""
    os.environ[DIRECTORY_VARIABLE] = cache
    case = load_case(CASE)
    horizon = horizon_of(case, step="15min")
    began = time.perf_counter()
    assemble_series(case, horizon)
    seconds = time.perf_counter() - began
    made = {family: len(getattr(case, family)) for family in ("weather", *MODELLED)}
    print(json.dumps({"series_s": seconds, "periods": horizon.periods, **made}))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
