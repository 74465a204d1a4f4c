"""Summary of the water of a case: a row for each catchment or river plant and hydrology, for report page and tests.

kind, id, hydrology      `catchment` or `river_plant`
target                   m³/s, long-run mean × factor of the year; or full-load hours asked for (normal year only)
achieved                 the same of the series
jan … dec                monthly means: m³/s, or capacity factors
ordered                  dry < normal < wet in what was achieved
source                   where the numbers come from
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.water.catchment import HYDROLOGIES, catchment_flow, year_factor
from dispatch.water.daily import DAYS_PER_YEAR, MONTH_DAYS, block_means
from dispatch.water.river_plant import full_load_hours, river_availability

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def water_table(case: Case) -> pd.DataFrame:
    """Targets and what the series make of them, in all three hydrologies whatever that of the case is."""
    rows = []
    for catchment in case.catchment:
        flows = [catchment_flow(catchment, case.synthesis.seed, year) for year in HYDROLOGIES]
        targets = [catchment.mean_m3s * year_factor(catchment, year) for year in HYDROLOGIES]
        means = [float(flow.mean()) for flow in flows]
        rows += _rows("catchment", catchment.id, catchment.source, targets, means, flows)
    for plant in case.river_plant:
        shares = [river_availability(case, plant, year) for year in HYDROLOGIES]
        wanted = [None, plant.full_load_hours_h, None]
        hours = [full_load_hours(share) for share in shares]
        rows += _rows("river_plant", plant.id, plant.source, wanted, hours, shares)
    return pd.DataFrame(rows, columns=["kind", "id", "hydrology", "target", "achieved", *MONTHS, "ordered", "source"])


def _rows(
    kind: str,
    name: str,
    source: str,
    targets: list[float | None] | list[float],
    achieved: list[float],
    series: list[np.ndarray],
) -> list[tuple[object, ...]]:
    ordered = achieved[0] < achieved[1] < achieved[2]
    return [
        (kind, name, year, np.nan if target is None else target, found, *_monthly(values), ordered, source)
        for year, target, found, values in zip(HYDROLOGIES, targets, achieved, series, strict=True)
    ]


def _monthly(values: np.ndarray) -> np.ndarray:
    return block_means(values, MONTH_DAYS * (len(values) // DAYS_PER_YEAR))
