"""Export corridors: capacity, schedule, price, ramp and annual energy obligation.

The exchange of corridor k is its schedule plus what deviates from it; a corridor without schedule has schedule 0:

    export[k,t] = schedule + above − below − import

    above_mw[u,t]   in [p_min − schedule, p_max − schedule]     where p_max is above the schedule
    below_mw[d,t]   in [schedule − p_max, schedule − p_min]     down to zero exchange, where there is a schedule
    import_mw[i,t]  in [s − p_max, s − p_min]                   with s = min(schedule, 0), where power may come in

(negative bounds count as 0). So the exchange keeps its limits whatever the schedule: a corridor on outage falls
short of its schedule.

Rows:

    (corridor.1) |export[a] − export[b]| ≤ limit                for neighbours b, a; limit is 0 within a block of hold_h
                                                                hours (a stepwise schedule), else ramp · Δ
    (corridor.2) Σ weight·Δt·export + missed ≥ energy_min       scaled by the hours covered / 8,760; not discounted
    (corridor.3) Σ weight·Δt·export ≤ energy_max                likewise

Exports earn the price, import pays its own, above and below pay the deviation cost. An import price below the
export price would pay for sending and fetching at once; `dispatch.case.check` refuses it.
Dual of (corridor.2): `energy_price_cny_per_mwh`, the cost of one more MWh of obligation.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.case.schema import Case
from dispatch.constants import HOURS_PER_YEAR
from dispatch.families.corridor.entity import Corridor
from dispatch.families.corridor.headroom import CorridorHeadroom
from dispatch.horizon import Horizon
from dispatch.program.components import Rule
from dispatch.program.formulation import Family, Formulation
from dispatch.series.assemble import Series


def deviation_limits(corridors: Sequence[Corridor], series: Series) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """(n, N) lower and upper bounds of above, below and import, MW."""
    p_nom = np.array([[k.p_nom_mw] for k in corridors])
    high, low = p_nom * series.stack(corridors, "p_max_pu"), p_nom * series.stack(corridors, "p_min_pu")
    schedule = series.stack(corridors, "schedule_mw")
    taken = np.minimum(schedule, 0.0)
    limits = {
        "above": (low - schedule, high - schedule),
        "below": (schedule - np.maximum(high, 0.0), schedule - np.maximum(low, 0.0)),
        "import": (taken - high, taken - low),
    }
    return {name: (np.maximum(least, 0.0), np.maximum(most, 0.0)) for name, (least, most) in limits.items()}


def step_limits_mw(corridors: Sequence[Corridor], horizon: Horizon) -> np.ndarray:
    """(n, K) by how much the exchange may change between neighbours, MW: 0 within a block that is held."""
    step_limit_mw = np.full((len(corridors), len(horizon.step_before)), np.inf)
    for i, corridor in enumerate(corridors):
        if corridor.ramp_mw_per_h is not None:
            step_limit_mw[i] = corridor.ramp_mw_per_h * horizon.step_h
        if corridor.hold_h > 0:
            block = horizon.held_blocks(corridor.hold_h)
            step_limit_mw[i, block[horizon.step_before] == block[horizon.step_after]] = 0.0
    return step_limit_mw


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows, revenue and costs of all corridors."""
    corridors = case.corridor
    if not corridors:
        return
    f, T = m.family("corridor"), m.period
    K = f.axis("corridor", [k.id for k in corridors])
    schedule = f.param("schedule_mw", (K, T), series.stack(corridors, "schedule_mw"))
    price = f.param("price", (K, T), series.stack(corridors, "price_cny_per_mwh"))
    import_price = f.param("import_price", (K, T), series.stack(corridors, "import_price_cny_per_mwh"))
    deviation = f.param("deviation_cost", (K, T), series.stack(corridors, "deviation_cost_cny_per_mwh"))
    limits = deviation_limits(corridors, series)
    (U, above, above_of), (D, below, below_of), (M, imported, import_of) = _deviations(m, f, corridors, limits)

    def export(k, t):
        up, down = sum(above[i, t] for i in above_of[k]), sum(below[i, t] for i in below_of[k])
        return schedule[k, t] + up - down - sum(imported[i, t] for i in import_of[k])

    f.cost("revenue", (K, T), lambda k, t: -m.cost_h[t] * price[k, t] * schedule[k, t])
    f.cost("above", (U, T), lambda k, t: m.cost_h[t] * (deviation[k, t] - price[k, t]) * above[k, t])
    f.cost("below", (D, T), lambda k, t: m.cost_h[t] * (deviation[k, t] + price[k, t]) * below[k, t])
    f.cost("import", (M, T), lambda k, t: m.cost_h[t] * import_price[k, t] * imported[k, t])
    f.given("schedule_mw", (K, T), series.stack(corridors, "schedule_mw"))
    f.quantity("export_mw", (K, T), export)
    bus_of = {k.id: k.bus for k in corridors}
    m.inject(K, [k.bus for k in corridors], lambda k, t: -schedule[k, t])
    m.inject(U, [bus_of[i] for i in U.labels or ()], lambda k, t: -above[k, t])
    m.inject(D, [bus_of[i] for i in D.labels or ()], lambda k, t: below[k, t])
    m.inject(M, [bus_of[i] for i in M.labels or ()], lambda k, t: imported[k, t])
    _add_steps(m, f, corridors, export)
    _add_energy(m, f, corridors, export)
    m.outputs["corridor"] = CorridorHeadroom(m, series, export, {name: most for name, (_, most) in limits.items()})


def _deviations(
    m: Formulation, f: Family, corridors: Sequence[Corridor], limits: dict[str, tuple[np.ndarray, np.ndarray]]
):
    """(axis, columns, where each corridor finds its own) of above, below and import."""
    made = []
    for name, (least, most) in limits.items():
        chosen = np.flatnonzero((most > 0).any(axis=1))
        axis = f.axis(name, [corridors[int(i)].id for i in chosen], index_name="corridor")
        found = f.members(f"{name}_of", f.axis_of["corridor"], axis, chosen)
        column = "import_mw" if name == "import" else f"{name}_schedule_mw"
        made.append((axis, f.var(column, (axis, m.period), least[chosen], most[chosen]), found))
    return made


def _add_steps(m: Formulation, f: Family, corridors: Sequence[Corridor], export: Rule) -> None:
    """(corridor.1)."""
    stepped = [k for k in corridors if k.hold_h > 0 or k.ramp_mw_per_h is not None]
    A = f.axis("stepped", [k.id for k in stepped], index_name="corridor")
    step_limit_mw = f.param("step_limit_mw", (A, m.step), step_limits_mw(stepped, m.horizon))

    def step_limit(k, s):  # (corridor.1)
        return (-step_limit_mw[k, s], export(k, m.after[s]) - export(k, m.before[s]), step_limit_mw[k, s])

    f.constraint("step_limit", (A, m.step), step_limit)


def _add_energy(m: Formulation, f: Family, corridors: Sequence[Corridor], export) -> None:
    """(corridor.2) and (corridor.3); the shortfall exists where it has a price."""
    share, T = m.horizon.hours / HOURS_PER_YEAR, m.period.set
    energy_h = f.param("energy_h", (m.period,), m.horizon.energy_h)
    owing = [k for k in corridors if k.energy_min_mwh is not None]
    capped = [k for k in corridors if k.energy_max_mwh is not None]
    soft = [k for k in owing if k.energy_shortfall_cost_cny_per_mwh is not None]
    W, C, S = (
        f.axis(name, [k.id for k in chosen], index_name="corridor")
        for name, chosen in (("owing", owing), ("capped", capped), ("missing", soft))
    )
    least = f.param("energy_min_mwh", (W,), [share * (k.energy_min_mwh or 0.0) for k in owing])
    most = f.param("energy_max_mwh", (C,), [share * (k.energy_max_mwh or 0.0) for k in capped])
    price = f.param("shortfall_cost", (S,), [k.energy_shortfall_cost_cny_per_mwh for k in soft])
    soft_of = f.members("missing_of", W, S, np.array([owing.index(k) for k in soft], dtype=np.int64))
    missed = f.var("energy_missed_mwh", (S,))  # no upper bound: a week of net import misses more than it owes

    def energy_min(k):  # (corridor.2)
        return least[k] <= sum(energy_h[t] * export(k, t) for t in T) + sum(missed[i] for i in soft_of[k])

    def energy_max(k):  # (corridor.3)
        return sum(energy_h[t] * export(k, t) for t in T) <= most[k]

    f.constraint("energy_min", (W,), energy_min)
    f.constraint("energy_max", (C,), energy_max)
    f.cost("missed", (S,), lambda k: price[k] * missed[k])
    f.dual("energy_min", "energy_price_cny_per_mwh")
