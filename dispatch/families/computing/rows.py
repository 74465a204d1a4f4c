"""Data centres: work that may wait, but not longer than its deadline, and green power matched period by period.

Deferrable work arrives at the rate a = deferrable_pu · baseline. Let A(t) be what has arrived since the segment began
and B(t) what has been served, first come first served: nothing is late by more than d where A(t − d) ≤ B(t) ≤ A(t).
With the queue q = A − B these are its bounds, and the deadline needs no row:

    0 ≤ q(t) ≤ A(t) − A(t − d)         what has arrived within the last d hours; A before the segment is 0, or, where
                                       cyclic, the end of the segment repeated

Balance and ends of segments as in `queue`: the queue is empty at both ends (everything that arrives is served), or as
long at the end as at the start. Columns and bounds:

    0 ≤ down ≤ a          0 ≤ up ≤ max(0, p_max_mw − baseline)        0 ≤ queue_mwh ≤ limit

Green power. Contract k sells the share φ of a plant's output to a centre; shares of a plant add up to at most 1, so
every MWh is sold once, and only what is generated counts, not what is curtailed. unmatched_mw[c,t] ≥ 0 is what the
centre draws in a period beyond what its plants make in that period:

    (computing.1) p_mw − Σ_k φ_k · output_k ≤ unmatched                            every period
    (computing.2) Σ_w weight·Δt·unmatched ≤ (1 − green_share) · Σ_w weight·Δt·p_mw + missing        every window w

missing_mwh has a price, or does not exist. Wear is paid on what is moved (`add_wear`), and waiting by the MWh and hour:
the queue runs straight through a period, so that its mean is that of its ends. What goes unserved (an outage) counts as
served work in B: it is lost at the price of its class, not put off.

Dual of (computing.1): `green_value_cny_per_mwh`, what one more MWh of green power in that period saves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.computing.entity import Computing, green_contracts
from dispatch.families.flexible.entity import enabled
from dispatch.families.flexible.rows.demand_response import (
    FlexibleLoads,
    add_flexible_columns,
    add_flexible_draw,
    add_wear,
    demand_of,
    loads_of,
)
from dispatch.families.flexible.rows.headroom import FlexibleHeadroom
from dispatch.families.flexible.rows.queue import add_queue, below_dips
from dispatch.families.flexible.rows.windows import calendar
from dispatch.horizon import Horizon
from dispatch.program.components import Axis, Columns, Rule
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Queues, green power and costs of all data centres."""
    centres = enabled(case.computing)
    if not centres:
        return
    demand = demand_of(centres, case, series)
    arriving = series.stack(centres, "deferrable_pu") * demand
    largest = [
        load.p_nom_mw if c.p_max_mw is None else c.p_max_mw
        for c, load in zip(centres, loads_of(centres, case), strict=True)
    ]
    headroom = np.maximum(np.array(largest)[:, None] - demand, 0.0)
    flexible = add_flexible_columns(m, "computing", centres, case, series, arriving, headroom)
    cyclic = np.array([centre.cyclic for centre in centres])
    limit = np.array(
        [
            queue_limit(m.horizon, a, centre.deadline_h, centre.cyclic)
            for a, centre in zip(arriving, centres, strict=True)
        ]
    )
    queue = add_queue(flexible, "queue_mwh", limit, cyclic)
    add_wear(flexible, series)
    f, F = flexible.f, flexible.axis
    delay = f.param("delay_cost", (F,), [centre.delay_cost_cny_per_mwh_h for centre in centres])

    def waiting(i, t):
        return m.cost_h[t] * delay[i] / 2 * (queue[i, m.start[t]] + queue[i, m.end[t]])

    f.cost("delay", (F, m.period), waiting)
    f.given("arriving_mw", (F, m.period), arriving)
    p_mw = add_flexible_draw(flexible)
    _add_green(flexible, p_mw)
    m.outputs["computing"] = FlexibleHeadroom(flexible, series)


def queue_limit(horizon: Horizon, arriving_mw: np.ndarray, deadline_h: float, cyclic: bool) -> np.ndarray:
    """(N+G,) MWh that may wait at every boundary: what arrived within the deadline, below every dip inside periods."""
    limit, at_s, dips = np.zeros(horizon.boundaries), [], []
    for g in range(horizon.segments):
        inside = slice(int(horizon.segment_first_period[g]), int(horizon.segment_last_period[g]) + 1)
        length_s = np.rint(3600 * horizon.dt_h[inside])
        edge_s = np.concatenate([[0.0], np.cumsum(length_s)])
        arrived = np.concatenate([[0.0], np.cumsum(arriving_mw[inside] * length_s / 3600)])
        turns_s = edge_s + 3600 * deadline_h
        if cyclic:
            turns_s = np.unique(turns_s % edge_s[-1])
        turns_s = turns_s[turns_s < edge_s[-1]]
        late = arrived_by(edge_s - 3600 * deadline_h, edge_s, arrived, cyclic)
        limit[int(horizon.segment_start[g]) : int(horizon.segment_end[g]) + 1] = arrived - late
        at_s.append(turns_s)
        late = arrived_by(turns_s - 3600 * deadline_h, edge_s, arrived, cyclic)
        dips.append(np.interp(turns_s, edge_s, arrived) - late)
    return below_dips(horizon, np.maximum(limit, 0.0), at_s, [np.maximum(d, 0.0) for d in dips])


def arrived_by(at_s: np.ndarray, edge_s: np.ndarray, arrived: np.ndarray, cyclic: bool) -> np.ndarray:
    """MWh arrived by instants up to the end of a segment, also before it begins."""
    if not cyclic:
        return np.interp(at_s, edge_s, arrived)
    turns, within_s = np.divmod(at_s, edge_s[-1])
    return np.asarray(turns * arrived[-1] + np.interp(within_s, edge_s, arrived))


def _add_green(flexible: FlexibleLoads[Computing], p_mw: Rule) -> None:
    """(computing.1) and (computing.2) for the centres that want green power."""
    m, f = flexible.m, flexible.f
    green = [centre for centre in flexible.plants if centre.green_share_pu > 0]
    if not green:
        return
    C = flexible.some("green", green)
    unmatched = f.var("unmatched_mw", (C, m.period))
    outputs = [made for made in _outputs(flexible, green) if made is not None]

    def output(c, t):
        return sum(made(c, t) for made in outputs)

    def matched(c, t):  # (computing.1)
        return p_mw(c, t) - output(c, t) <= unmatched[c, t]

    f.constraint("matched", (C, m.period), matched)
    f.quantity("green_mw", (C, m.period), output)
    f.dual("matched", "green_value_cny_per_mwh", -m.horizon.cost_h)
    _add_share(flexible, green, p_mw)


def green_windows(horizon: Horizon, centre: Computing) -> tuple[np.ndarray, tuple[str, ...]]:
    """((N,) window of every period, label of each): months of each segment, or all of it."""
    if centre.green_window == "all":
        return np.zeros(horizon.periods, dtype=np.int64), ("all",)
    found = calendar(horizon, "month")
    return found.number, found.labels


def _add_share(flexible: FlexibleLoads[Computing], green: list[Computing], p_mw: Rule) -> None:
    """(computing.2) in a family of its own, one label for every centre and window."""
    m, f = flexible.m, flexible.m.family("computing_window")
    unmatched = flexible.f.var_of["unmatched_mw"]
    windows = [green_windows(m.horizon, centre) for centre in green]
    owner = np.repeat(np.arange(len(green)), [len(labels) for _, labels in windows])
    first = np.searchsorted(owner, np.arange(len(green)))
    W = f.axis(
        "computing_window",
        [f"{c.id} {label}" for c, (_, labels) in zip(green, windows, strict=True) for label in labels],
    )
    number = np.concatenate([start + number for start, (number, _) in zip(first, windows, strict=True)])
    periods = f.members("periods", W, m.period, number, np.tile(np.arange(m.horizon.periods), len(green)))
    centre = f.param("centre", (W,), owner, target=flexible.f.axis_of["green"])
    brown = f.param("brown_share_pu", (W,), [1 - green[i].green_share_pu for i in owner])
    cost = [green[i].green_shortfall_cost_cny_per_mwh for i in owner]
    soft = np.flatnonzero([price is not None for price in cost])
    S = f.axis("missing", [(W.labels or ())[w] for w in soft], index_name="computing_window")
    price = f.param("shortfall_cost", (S,), [cost[w] for w in soft])
    soft_of = f.members("soft_of", W, S, soft)
    missing = f.var("missing_mwh", (S,))

    def over(w):
        return sum(m.cost_h[t] * (unmatched[centre[w], t] - brown[w] * p_mw(centre[w], t)) for t in periods[w])

    def green_share(w):  # (computing.2)
        return over(w) <= sum(missing[i] for i in soft_of[w])

    f.constraint("green_share", (W,), green_share)
    f.cost("missing", (S,), lambda i: price[i] * missing[i])


def _outputs(flexible: FlexibleLoads[Computing], green: list[Computing]) -> list[Rule | None]:
    """Rules of (centre, period): what the contracts of a centre bring, by family of plants; None where it has none."""
    m = flexible.m
    renewable, houses = m.families.get("renewable"), m.families.get("powerhouse")
    found: list[Rule | None] = []
    if renewable is not None:
        found.append(_contracted(flexible, green, "renewable", renewable.var_of["p_mw"]))
    if houses is not None:
        turbine, generated = houses.var_of["turbine_m3s"], houses.var_of.get("generated_mw")
        headed = () if generated is None else plants_of(m, generated).labels or ()
        found.append(_contracted(flexible, green, "powerhouse", turbine, houses.param_of["productivity"], headed))
        if generated is not None:
            found.append(_contracted(flexible, green, "headed", generated))
    return found


def plants_of(m: Formulation, column: Any) -> Axis:
    """The axis of plants that a Var has columns for."""
    columns = m.inventory[id(column)]
    assert isinstance(columns, Columns)
    return columns.axes[0]


def _contracted(
    flexible: FlexibleLoads[Computing],
    green: list[Computing],
    family: str,
    column: Any,
    per_unit: Any = None,
    elsewhere: Sequence[str] = (),
) -> Rule | None:
    """Σ φ · column (times `per_unit`, MW for one unit of it) over the contracts with plants of one family, those
    `elsewhere` left out."""
    m, f = flexible.m, flexible.f
    plants = plants_of(m, column)
    known = plants.labels or ()
    signed = [
        (centre, plant, share)
        for number, centre in enumerate(green)
        for plant, share in green_contracts(centre)
        if plant in known and plant not in elsewhere
    ]
    if not signed:
        return None
    K = f.axis(f"{family}_contract", len(signed))
    share = f.param(f"{family}_contract_pu", (K,), [share for _, _, share in signed])
    at = f.param(f"{family}_plant", (K,), [known.index(plant) for _, plant, _ in signed], target=plants)
    home = np.array([green.index(centre) for centre, _, _ in signed], dtype=np.int64)
    contracts = f.members(f"{family}_contracts", f.axis_of["green"], K, home)
    if per_unit is None:
        return lambda c, t: sum(share[k] * column[at[k], t] for k in contracts[c])
    return lambda c, t: sum(share[k] * per_unit[at[k], t] * column[at[k], t] for k in contracts[c])
