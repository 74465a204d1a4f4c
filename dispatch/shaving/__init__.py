"""Peak shaving: indicators, attribution, 96-point tables, reasons.

tables = shaving_tables(open_run("latest"), ["all", "month", "typical"])
tables["indicators"], tables["changes"], tables["depths"], tables["curtailment"], tables["spill"],
tables["contributions"], tables["typical_days"]        tidy frames, described in docs/peak_indicators.md
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dispatch.results.study_area import Answered, Dispatched
from dispatch.shaving.curtailment import curtailment_table, spill_table
from dispatch.shaving.curves import regions_of
from dispatch.shaving.frames import change_table, contribution_table, depth_table, indicator_table
from dispatch.shaving.spans import KINDS, Kind, spans_of
from dispatch.shaving.typical import typical_days, typical_table


def shaving_tables(run: Dispatched | Answered, kinds: Iterable[Kind] = KINDS) -> dict[str, pd.DataFrame]:
    """Every frame of a run, the study area and its counties; depths and spill of the study area only."""
    regions = regions_of(run)
    asked = frozenset(kinds)
    days = typical_days(regions[0].answer) if "typical" in asked else ()
    spans = (*spans_of(regions[0].horizon, asked), *(day.span for day in days))
    return {
        "indicators": indicator_table(regions, spans),
        "changes": change_table(regions, spans),
        "depths": depth_table(regions[0], spans),
        "curtailment": curtailment_table(regions, spans),
        "spill": spill_table(regions[0], spans),
        "contributions": contribution_table(regions, spans),
        "typical_days": typical_table(days),
    }
