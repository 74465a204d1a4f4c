"""Wind, PV and run-of-river: available power, used or curtailed.

    p_min_pu · p_nom ≤ p_mw[r,t] ≤ p_max_pu · availability_pu · p_nom

Curtailment is the difference to what was available and needs no column. Cost: marginal cost per MWh
used plus the curtailment cost per MWh left.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.renewable.headroom import RenewableOutput
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns and costs of all renewable plants."""
    plants = case.renewable
    if not plants:
        return
    f = m.family("renewable")
    R, T = f.axis("renewable", [p.id for p in plants]), m.period
    p_nom = np.array([[p.p_nom_mw] for p in plants])
    limit = p_nom * series.stack(plants, "p_max_pu") * series.stack(plants, "availability_pu")
    available = f.param("available_mw", (R, T), limit)
    marginal = f.param("marginal_cost", (R, T), series.stack(plants, "marginal_cost_cny_per_mwh"))
    penalty = f.param("curtailment_cost", (R, T), series.stack(plants, "curtailment_cost_cny_per_mwh"))
    p_mw = f.var("p_mw", (R, T), p_nom * series.stack(plants, "p_min_pu"), limit)
    f.cost("operation", (R, T), lambda r, t: m.cost_h[t] * marginal[r, t] * p_mw[r, t])
    f.cost("curtailment", (R, T), lambda r, t: m.cost_h[t] * penalty[r, t] * (available[r, t] - p_mw[r, t]))
    f.given("available_mw", (R, T), limit)
    f.quantity("curtailed_mw", (R, T), lambda r, t: available[r, t] - p_mw[r, t])
    m.inject(R, [p.bus for p in plants], lambda r, t: p_mw[r, t])
    m.outputs["renewable"] = RenewableOutput(m, series, "renewable", lambda r, t: p_mw[r, t])
