"""Level limits of a reservoir as volumes: V(z) from its level–storage curve, in hm³.

Rule curves `level_min_m` and `level_max_m` apply in addition to `volume_min_hm3` and `volume_max_hm3`: the tighter
limit counts. The flood limit `flood_limit_m` without a price is an upper limit like `level_max_m`; with one it may be
exceeded (`dispatch.families.hydro.rows.flood`). `check_case` and `dispatch.series.limits` have checked that all
levels lie on the curve.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.entity import Reservoir
from dispatch.water.curves import CurveFunction

Look = Callable[[Reservoir, str], np.ndarray]


def curve_function(case: Case, name: str) -> CurveFunction:
    """The curve of that name; `check_case` has seen that it is there."""
    return CurveFunction.of(next(curve for curve in case.curve if curve.id == name))


def volume_at(case: Case, lake: Reservoir, level_m: np.ndarray) -> np.ndarray:
    """hm³ at levels of a reservoir that has a level–storage curve."""
    return curve_function(case, lake.level_storage or "")(level_m)


def floods_softly(lake: Reservoir) -> bool:
    """Whether the flood limit may be exceeded at a price."""
    return lake.flood_limit_m is not None and lake.flood_excess_cost_cny_per_hm3_h is not None


def level_bounds(
    case: Case, lake: Reservoir, look: Look, low_hm3: np.ndarray, high_hm3: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Limits on volume, narrowed by those on level; `look` gives (N+G,) values of a field."""
    if lake.level_min_m is not None:
        low_hm3 = np.maximum(low_hm3, volume_at(case, lake, look(lake, "level_min_m")))
    if lake.level_max_m is not None:
        high_hm3 = np.minimum(high_hm3, volume_at(case, lake, look(lake, "level_max_m")))
    if lake.flood_limit_m is not None and not floods_softly(lake):
        high_hm3 = np.minimum(high_hm3, volume_at(case, lake, look(lake, "flood_limit_m")))
    return low_hm3, high_hm3
