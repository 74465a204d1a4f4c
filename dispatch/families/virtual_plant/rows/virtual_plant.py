"""Virtual power plants: what members have promised, called by offers at a price.

Sets: a virtual plant, k member of one (a load of it), o offer, t period, b boundary. Input:

    promised[a,t] = Σ_k share_k·D_k                    offered[o,t] = available_pu·min(p_max, promised)
    part[k,t] = share_k·D_k / promised                 what a member does of whatever its plant does

An offer is thought of as a fleet of small slices (shares of all members) that are called one after the other. Columns:

    0 ≤ called_pu[o,t] ≤ 1       slices that are called (0 until notice_h after the start of a segment)
    0 ≤ begun[o,t] ≤ 1           slices whose call begins with the period; n[o,t] their sum since the segment began

φ[o,t] = min(1, duration_h/Δt) is the part of a period that one call can fill.

    delivered_mw[o,t] = φ·offered·called

    (virtual.1) begun[t] ≥ called[t] − called[t−1]                 nobody is called without being called
    (virtual.2) called[t] ≤ Σ begun from τ to t                    τ: first period whose call may last to the end of t
    (virtual.3) called[κ] + Σ begun after κ until t ≤ 1            κ: last period that begins rest_h before t or earlier
    (virtual.4) Σ_{t in w} begun ≤ budget                          w: local day or season of the offer in its segment
    (virtual.5) Σ_o of a offered·called ≤ promised                 where a has several offers: one thing at a time

For slices these rows are exact, no relaxation: place them on a circle of length 1 and let n point at the slice that is
called next, n − called at the one that is released next. Both pointers only move on; by (virtual.2) the second
passes every place at most duration_h after the first, (virtual.3) that the first comes round again no sooner than
rest_h after the second has passed, (virtual.4) how often it comes round. So a schedule of the LP comes apart into
slices that keep every limit (a test does that). What is relaxed is that an aggregator might call all members at once or
none: `offer_total` (`dispatch.families.virtual_plant.results`) lists the events of the schedule beside its calls. Where
a segment holds only a part of a day, the day counts whole; a season counts in proportion to its hours in the segment.

Rows are sums over the hours of a call or a rest. With n itself as a column they would have two to four entries at any
step, but hold the horizon together from end to end: measured over a month by the hour, the simplex takes eight times as
long.

Rebound: `rebound` sets how the share rebound_pu of what was delivered comes back, from rebound_after_h on and fading
in steps of rebound_h: rebound_mw[o,t], a sum over what was called before. less_mw[a,t], any sign, is what the members
draw less than they ask for; member k draws part·less below its demand:

    (virtual.6) Δt·less = Σ_o ±Δt·(delivered − rebound)                     + for cuts, − for fills
    (virtual.7) unserved of a member's load ≤ D − Σ_k part·less

Costs: energy price·Δt·delivered, event price·1000·offered·(calls begun). Nothing is charged for what comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import enabled
from dispatch.families.virtual_plant.entity import Offer, VirtualPlant
from dispatch.families.virtual_plant.members import Member, members_of
from dispatch.families.virtual_plant.rows.calls import add_calls
from dispatch.families.virtual_plant.rows.rebound import Rebound, add_rebound
from dispatch.program.components import Axis
from dispatch.program.formulation import Family, Formulation
from dispatch.program.headroom import Part
from dispatch.series.assemble import Series


@dataclass(frozen=True, eq=False)
class Aggregates:
    """Virtual plants that are switched on and have offers. promised: (a, N) MW; part: (k, N) of each member."""

    plants: tuple[VirtualPlant, ...]
    members: tuple[Member, ...]
    plant_of: np.ndarray
    demand: np.ndarray
    promised: np.ndarray
    part: np.ndarray


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and costs of all virtual plants that are switched on."""
    offers = tuple(o for o in case.offer if o.virtual_plant in {plant.id for plant in enabled(case.virtual_plant)})
    if not offers:
        return
    plants = tuple(p for p in enabled(case.virtual_plant) if p.id in {offer.virtual_plant for offer in offers})
    them = aggregate(plants, case, series)
    of = np.array([[plant.id for plant in plants].index(offer.virtual_plant) for offer in offers])
    offered, filled = offered_mw(offers, them.promised[of], series, m)
    f = m.family("offer")
    Q, T = f.axis("offer", [offer.id for offer in offers]), m.period
    called, begun = add_calls(m, f, Q, offers)
    give = f.param("delivered_mw_per_pu", (Q, T), filled * offered)
    f.given("offered_mw", (Q, T), offered)
    f.quantity("delivered_mw", (Q, T), lambda o, t: give[o, t] * called[o, t])
    back = add_rebound(m, f, Q, offers, filled * offered, called)
    _add_costs(m, f, Q, offers, offered, give, called, begun, series)
    v = m.family("virtual_plant")
    A = v.axis("virtual_plant", [plant.id for plant in plants])
    _add_promises(v, A, Q, m, them, of, offered, called)
    less = _add_less(v, A, Q, m, offers, of, offered, give, called, back)
    _add_members(v, A, m, them, less, _widest(offers, of, offered)[0])


def aggregate(plants: tuple[VirtualPlant, ...], case: Case, series: Series) -> Aggregates:
    """What members promise; where a plant has no demand at all, parts are those of the nominal powers."""
    members = [members_of(plant, case) for plant in plants]
    plant_of = np.repeat(np.arange(len(plants)), [len(some) for some in members])
    flat = tuple(member for some in members for member in some)
    nominal = np.array([[member.load.p_nom_mw] for member in flat])
    demand = nominal * series.stack([member.load for member in flat], "p_pu")
    share = np.array([[member.share_pu] for member in flat])
    promised, usual = (np.zeros((len(plants), demand.shape[1])) for _ in range(2))
    np.add.at(promised, plant_of, share * demand)
    np.add.at(usual, plant_of, np.broadcast_to(share * nominal, demand.shape))
    asked = promised[plant_of] > 0
    part = np.where(asked, share * demand, share * nominal) / np.where(asked, promised[plant_of], usual[plant_of])
    return Aggregates(plants, flat, plant_of, demand, promised, part)


def offered_mw(
    offers: tuple[Offer, ...], promised: np.ndarray, series: Series, m: Formulation
) -> tuple[np.ndarray, np.ndarray]:
    """(n, N) MW of each offer, and the part of a period that one call can fill."""
    most = np.array([[np.inf if offer.p_max_mw is None else offer.p_max_mw] for offer in offers])
    longest = np.array([[offer.duration_h] for offer in offers])
    offered = series.stack(offers, "available_pu") * np.minimum(most, promised)
    return offered, np.minimum(1.0, longest / m.horizon.dt_h)


def _add_costs(
    m: Formulation,
    f: Family,
    Q: Axis,
    offers: tuple[Offer, ...],
    offered: np.ndarray,
    give: Any,
    called: Any,
    begun: Any,
    series: Series,
) -> None:
    T = m.period
    energy = f.param("energy_price", (Q, T), series.stack(offers, "price_cny_per_mwh"))
    per_event = 1000 * offered * series.stack(offers, "price_cny_per_kw_event")
    event = f.param("event_price", (Q, T), m.horizon.weight * per_event)
    f.cost("energy", (Q, T), lambda o, t: m.cost_h[t] * energy[o, t] * give[o, t] * called[o, t])
    f.cost("event", (Q, T), lambda o, t: event[o, t] * begun[o, t])


def _add_promises(
    v: Family, A: Axis, Q: Axis, m: Formulation, them: Aggregates, of: np.ndarray, offered: np.ndarray, called: Any
) -> None:
    """(virtual.5)"""
    several = np.flatnonzero(np.bincount(of, minlength=len(them.plants)) > 1)
    S = v.axis("several", [them.plants[a].id for a in several], index_name="virtual_plant")
    offers_of = v.members("promising", A, Q, of)
    size = v.param("offered_mw", (Q, m.period), offered)
    most = v.param("promised_mw", (A, m.period), them.promised)

    def promise(a: Any, t: Any) -> Any:  # (virtual.5)
        return sum(size[o, t] * called[o, t] for o in offers_of[a]) <= most[a, t]

    v.constraint("promise", (S, m.period), promise)
    v.given("promised_mw", (A, m.period), them.promised)


def _add_less(
    v: Family,
    A: Axis,
    Q: Axis,
    m: Formulation,
    offers: tuple[Offer, ...],
    of: np.ndarray,
    offered: np.ndarray,
    give: Any,
    called: Any,
    back: Rebound | None,
) -> Any:
    """What a plant draws less than its members ask for: a column, for every member needs it."""
    T, sign = m.period, np.array([1.0 if offer.direction == "cut" else -1.0 for offer in offers])
    offers_of = v.members("offers", A, Q, of)
    way = v.param("direction", (Q,), sign)
    low, high = _widest(offers, of, offered)
    less = v.var("less_mw", (A, T), lower=low, upper=high)

    def delivered(a: Any, t: Any) -> Any:
        return m.dt_h[t] * sum(way[o] * give[o, t] * called[o, t] for o in offers_of[a])

    if back is None:
        v.constraint("less", (A, T), lambda a, t: m.dt_h[t] * less[a, t] == delivered(a, t))  # (virtual.6)
        return less
    back_of = v.members("rebounding", A, back.axis, of[back.of])
    again = v.param("rebound_direction", (back.axis,), sign[back.of])

    def less_row(a: Any, t: Any) -> Any:  # (virtual.6)
        return m.dt_h[t] * less[a, t] == delivered(a, t) - sum(again[r] * back.mwh(r, t) for r in back_of[a])

    v.constraint("less", (A, T), less_row)
    return less


def _widest(offers: tuple[Offer, ...], of: np.ndarray, offered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(a, 1) bounds of less_mw that never bind: everything called, or everything coming back, at its largest."""
    low, high = np.zeros((2, int(of.max()) + 1, 1))
    for offer, a, most in zip(offers, of, offered.max(axis=1), strict=True):
        cut = offer.direction == "cut"
        high[a] += most if cut else offer.rebound_pu * most
        low[a] -= offer.rebound_pu * most if cut else most
    return low, high


def _add_members(v: Family, A: Axis, m: Formulation, them: Aggregates, less: Any, least: np.ndarray) -> None:
    """What every member draws, (virtual.7), and what is given back to its bus; least: (a, 1) lower bound of `less`."""
    T, load = m.period, m.families["load"]
    known = load.axis_of["load"].labels or ()
    asked = np.zeros_like(them.promised)
    np.add.at(asked, them.plant_of, them.demand)
    baseline = v.param("baseline_mw", (A, T), asked)
    v.given("baseline_mw", (A, T), asked)
    v.quantity("p_mw", (A, T), lambda a, t: baseline[a, t] - less[a, t])
    K = v.axis("member", [f"{them.plants[a].id} {k.load.id}" for a, k in zip(them.plant_of, them.members, strict=True)])
    plant = v.param("plant", (K,), them.plant_of, target=A)
    part = v.param("part_pu", (K, T), them.part)
    m.inject(K, [member.load.bus for member in them.members], lambda k, t: part[k, t] * less[plant[k], t])
    owners = tuple(member.load.id for member in them.members)
    most = np.broadcast_to(-np.minimum(least, 0.0)[them.plant_of], (K.size, T.size))
    m.load_changes.append(Part(K, lambda k, t: -part[k, t] * less[plant[k], t], owners, most))
    names = list(dict.fromkeys(member.load.id for member in them.members))
    L = v.axis("load", names)
    members = v.members("members", L, K, np.array([names.index(member.load.id) for member in them.members]))
    home = v.param("load_of", (L,), [known.index(name) for name in names], target=load.axis_of["load"])
    rows = [next(k for k, member in enumerate(them.members) if member.load.id == name) for name in names]
    demand = v.param("demand_mw", (L, T), them.demand[rows])
    unserved = load.var_of["unserved_mw"]

    def served(i: Any, t: Any) -> Any:  # (virtual.7)
        drawn = demand[i, t] - sum(part[k, t] * less[plant[k], t] for k in members[i])
        return unserved[home[i], t] <= drawn

    v.constraint("served", (L, T), served)
