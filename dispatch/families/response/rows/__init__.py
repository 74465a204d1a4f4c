"""The millisecond response: what is held ready, and what it must suffice for.

Sets: s service (responder:profile), q profile and direction, w direction (up against a deficit, down a surplus),
c contingency of direction w(c), i instant τ of a contingency, t period. g_q(τ) ∈ [0, 1] is what a MW of a profile
delivers τ after the event, G_q(τ) = ∫₀^τ g_q (`dispatch.families.response.resolve`). Columns, all ≥ 0:

    reserve_up_mw[s,t], reserve_down_mw[s,t]    held ready, within headroom and backing of the families
    online_mw[r,t]                              capacity on line of machines without commitment, where security is asked
    total_mw[q,t]                               Σ over the services of a profile: rows below have an entry a profile
    kinetic_mw_s[w,t]                           kinetic energy that counts against a loss of direction w
    size_mw[c,t], kinetic_mw_s[c,t] (free)      what is lost, and the kinetic energy that is left
    shortfall_ms_mw[c,t], shortfall_mw[c,t]     what is missing, at a price; no such columns where the limits are hard

With the loss P_c = size, or share · what the asset carries, the margin m and R_ext of the system outside:

    (response.1) total[q] = Σ_{s in q} reserve[s]
    (response.2) kinetic[w] = E_ext + Σ_r H_r·online_r + Σ_{T0 s of w} f0/(2·RoCoF_max)·reserve[s]
    (response.3) Σ_q g_q(limit)·total[q] + g_ext·R_ext − own + shortfall_ms[c] ≥ ρ·(1 + m_ms)·P_c
    (response.4) (1 + m)·P_c − shortfall[c] ≤ (2·RoCoF_max/f0)·(kinetic[w] − lost_c)
    (response.5) (1 + m)·P_c − shortfall[c] − Σ_q G_q(τ)/τ·total[q] − G_ext(τ)/τ·R_ext + own
                     ≤ (2·Δf_max/(f0·τ))·(kinetic[w] − lost_c)                  every instant τ
    (response.6) Σ_q g_q(T)·total[q] + g_ext·R_ext − own ≥ (1 + m)·P_c − shortfall[c] − D·P_load·Δf_ss/f0    T steady

    (response.7) size_mw[c] = P_c                        (response.8) kinetic_mw_s[c] = kinetic[w] − lost_c

own and lost_c: where a share of an asset is lost, so is that share of its own response and of its inertia, of what it
emulates too. One unit of several that is lost at a size of its own takes the inertia of its rating, however little else
of the plant is on line; its own response stays a share, which is enough where the size is the rating of the unit: what
a unit carries and what it holds ready are together no more than that. A load that is lost draws its demand with all
changes by demand response, lending cars and virtual plants (`Formulation.load_changes`). A shortfall belongs to one
contingency and excuses no other. (response.5) is the swing equation integrated from the event to τ without damping,
divided by τ so that every row is in MW. Virtual inertia of H_v seconds takes the headroom 2·H_v·S·RoCoF_max/f0, and
counts as that much kinetic energy. Which rows are not needed at all: `screening`.

No family is named here: headroom, backing and output are what families offer (`dispatch.program.headroom`).

Duals, per MW and hour (weight and Δt divided out): of (response.3) `price_ms_cny_per_mw_h`, what one more MW that must
be there within the limit costs; of (response.4), (response.5), (response.6) what one more MW of the loss costs there;
of (response.2) `price_inertia_cny_per_mw_s_h`, what one more MW·s saves. Reference: Badesa, Teng, Strbac, "Optimal
portfolio of distinct frequency response services in low-inertia systems" (2020), reserves in MW at full output.
"""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.families.response.rows.events import add_events
from dispatch.families.response.rows.headroom import add_headroom
from dispatch.families.response.rows.machines import add_machines
from dispatch.families.response.rows.plan import Plan
from dispatch.families.response.rows.totals import add_totals
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series

__all__ = ["add_rows"]


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Everything above, once the assets have been written; nothing where it is not asked for."""
    if not case.response.asked:
        return
    plan = Plan.of(m, case, series)
    plan.open()
    add_machines(plan)
    add_headroom(plan)
    add_totals(plan)
    add_events(plan)
