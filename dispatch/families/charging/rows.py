"""Fleets of charging points: cars that wait within an envelope of energy and power, and cars that lend.

The baseline is what all cars draw when each is charged at once; the envelope is that of the same sessions, so that the
baseline itself lies within it and switching the fleet off leaves exactly its demand (`dispatch.charging.envelopes`,
there the equations of managed, plugged, owed, lending, lent). With E⁺ the cumulative energy of charging at once and e
what is drawn, E⁻ ≤ e ≤ E⁺ is 0 ≤ E⁺ − e ≤ E⁺ − E⁻: what is owed is a queue (`queue`), its limits are bounds, and only
its balance is a row. Columns and bounds, of the cars that wait and of those that lend:

    0 ≤ down ≤ managed        0 ≤ up ≤ max(0, plugged − managed)           0 ≤ owed_mwh ≤ owed
    0 ≤ give_mw ≤ lending     0 ≤ restore_mw ≤ lending                     0 ≤ lent_mwh ≤ lent

    (charging.1) lent[end t] = lent[start t] + Δt · (give / η − restore)                  η = η_charge · η_discharge
    (charging.2) lent[start of g] = lent[end of g]                                        cyclic; else both are 0
    (charging.3) give + restore ≤ lending                                 one point does one or the other, a fleet both

Every segment ends with nothing owed (or as it began), so that it draws the energy of its baseline, and the losses of
lending on top. Moving a MWh costs its wear, giving one back its own. p_mw is what cars draw while charging; give and
restore are columns of their own and are injected as such. Means over periods hold for any step; limits at boundaries
are lowered below dips inside long periods as in `queue`.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.case.varying import SeriesRef
from dispatch.charging.envelopes import STEP_H, Envelope, envelope_of
from dispatch.families.charging.entity import Charging
from dispatch.families.flexible.entity import enabled
from dispatch.families.flexible.rows.demand_response import (
    FlexibleLoads,
    add_flexible_columns,
    add_flexible_draw,
    add_wear,
    loads_of,
)
from dispatch.families.flexible.rows.headroom import FlexibleHeadroom
from dispatch.families.flexible.rows.queue import add_queue, below_dips
from dispatch.families.load.entity import Load
from dispatch.horizon import Horizon
from dispatch.program.formulation import Formulation
from dispatch.program.headroom import Part
from dispatch.series.assemble import Series
from dispatch.series.resample import BoundaryPlace, PeriodPlace

# Of the ratings, a kilowatt of a thousand charging points; what is smaller is no service.
LEAST_OF_USE_PU = 1e-5


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Queues, lending and costs of all fleets."""
    fleets = enabled(case.charging)
    if not fleets:
        return
    envelopes = [envelope_of(case, fleet) for fleet in fleets]
    rating = np.array([[rated_mw(load)] for load in loads_of(fleets, case)])
    of = {name: rating * _means(envelopes, m.horizon, name) for name in ("managed", "plugged", "lending")}
    owed, lent = (
        of_use(rating * np.array([queue_limit(e, m.horizon, name) for e in envelopes]), rating)
        for name in ("owed", "lent")
    )
    down, up = (of_use(most, rating) for most in (of["managed"], of["plugged"] - of["managed"]))
    flexible = add_flexible_columns(m, "charging", fleets, case, series, down, up)
    cyclic = np.array([fleet.cyclic for fleet in fleets])
    add_queue(flexible, "owed_mwh", owed, cyclic)
    add_wear(flexible, series)
    flexible.f.given("managed_mw", (flexible.axis, m.period), of["managed"])
    add_flexible_draw(flexible)
    m.outputs["charging"] = FlexibleHeadroom(flexible, series)
    lenders = np.array([fleet.v2g_share_pu > 0 for fleet in fleets])
    if lenders.any():
        _add_lending(flexible, lenders, of_use(of["lending"], rating), lent)


def rated_mw(load: Load) -> float:
    """Rated power of the stations behind a load, MW: 1 per unit of the profile of its fleet."""
    assert isinstance(load.p_pu, SeriesRef)
    return load.p_nom_mw * load.p_pu.scale


def of_use(limit: np.ndarray, rating: np.ndarray) -> np.ndarray:
    """Limits of MW or MWh, 0 where they are nothing beside the ratings: a barrier loses its way among millions of
    columns that may move by a few watts."""
    return np.where(limit > LEAST_OF_USE_PU * rating, limit, 0.0)


def _means(envelopes: list[Envelope], horizon: Horizon, name: str) -> np.ndarray:
    """(n, N) means over the periods."""
    return np.array([PeriodPlace.find(envelope.means, horizon).mean(name) for envelope in envelopes])


def queue_limit(envelope: Envelope, horizon: Horizon, name: str) -> np.ndarray:
    """(N+G,) readings at the boundaries, below every dip of the quarter-hours in between."""
    at_s, dips = [], []
    for g in range(horizon.segments):
        first, last = int(horizon.segment_first_period[g]), int(horizon.segment_last_period[g])
        length_s = round(3600 * float(horizon.dt_h[first : last + 1].sum()))
        step_s = round(3600 * STEP_H)
        begin_s = int(horizon.start[first].astype("datetime64[s]").astype(np.int64))
        # The quarter-hours of the clock, wherever the segment begins.
        between_s = np.arange(-begin_s % step_s, length_s, step_s)
        edges_s = np.unique(np.concatenate([[0], between_s, [length_s]]))
        fine = Horizon.from_steps(_stamp(begin_s), np.diff(edges_s) / 3600, zone=horizon.zone)
        at_s.append(edges_s[:-1])
        dips.append(BoundaryPlace.find(envelope.readings, fine).reading(name)[:-1])
    return below_dips(horizon, BoundaryPlace.find(envelope.readings, horizon).reading(name), at_s, dips)


def _stamp(seconds: int) -> str:
    return f"{np.datetime64(seconds, 's')}+00:00"


def _add_lending(
    flexible: FlexibleLoads[Charging], lenders: np.ndarray, lending: np.ndarray, lent_most: np.ndarray
) -> None:
    """(charging.1) to (charging.3) of the fleets that lend."""
    m, f = flexible.m, flexible.f
    chosen = [fleet for fleet, yes in zip(flexible.plants, lenders, strict=True) if yes]
    V, T, B = flexible.some("lending", chosen), m.period, m.boundary
    most = lent_most[lenders].copy()
    held = np.array([not fleet.cyclic for fleet in chosen])
    for ends in (m.horizon.segment_start, m.horizon.segment_end):
        most[np.ix_(held, ends)] = 0.0
    trip = f.param("round_trip_pu", (V,), [fleet.eta_charge * fleet.eta_discharge for fleet in chosen])
    wear = f.param("v2g_wear_cost", (V,), [fleet.v2g_wear_cost_cny_per_mwh for fleet in chosen])
    most_lent = f.param("lending_mw", (V, T), lending[lenders])
    give = f.var("give_mw", (V, T), upper=lending[lenders])
    restore = f.var("restore_mw", (V, T), upper=lending[lenders])
    lent = f.var("lent_mwh", (V, B), upper=most)
    turning = flexible.some("cyclic_lending", [fleet for fleet in chosen if fleet.cyclic])

    def lent_balance(i, t):  # (charging.1)
        return lent[i, m.end[t]] == lent[i, m.start[t]] + m.dt_h[t] * (give[i, t] / trip[i] - restore[i, t])

    def lent_cycle(i, g):  # (charging.2)
        return lent[i, m.segment_start[g]] == lent[i, m.segment_end[g]]

    def one_direction(i, t):  # (charging.3)
        return give[i, t] + restore[i, t] <= most_lent[i, t]

    f.constraint("lent_balance", (V, T), lent_balance)
    f.constraint("lent_cycle", (turning, m.segment), lent_cycle)
    f.constraint("one_direction", (V, T), one_direction)
    f.cost("giving", (V, T), lambda i, t: m.cost_h[t] * wear[i] * give[i, t])
    loads = [load for load, yes in zip(flexible.loads, lenders, strict=True) if yes]
    m.inject(V, [load.bus for load in loads], lambda i, t: give[i, t] - restore[i, t])
    owners = tuple(load.id for load in loads)
    m.load_changes.append(Part(V, lambda i, t: restore[i, t] - give[i, t], owners, lending[lenders]))
