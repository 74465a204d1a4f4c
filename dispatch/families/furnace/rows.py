"""Submerged-arc furnaces (silicon, calcium carbide): a band, a hot minimum, a fleet that follows the water.

Everything is `banded`: 60–105 % of what is on line, down to the hot minimum for a while, tonnage by week or month. With
`fleet`, the share of the nominal power on line is a number for each week, month or season between online_min_pu and the
least available_pu within it (30 % of a fleet in a dry season, 95 % in a wet one), see `fleet` for what a restart costs.
Where the baseline asks for more than can be on line, tonnes are lost at their price, if target_pu allows.

An outage trips whole furnaces: it costs the price of its class, and what stays on line keeps its limits.
"""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import enabled
from dispatch.families.flexible.rows.banded import Choice, add_banded
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and costs of all furnaces that are switched on."""
    plants = enabled(case.furnace)
    if not plants:
        return
    least = 1 - series.stack(plants, "available_pu")
    most = least * 0 + [[1 - x.online_min_pu] for x in plants]
    choice = Choice([x.fleet for x in plants], least, most, [x.restart_cost_cny_per_mw for x in plants])
    add_banded(m, "furnace", plants, case, series, choice)
