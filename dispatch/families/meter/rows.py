"""The supply of a site behind the meter under a two-part tariff: energy by the hour, maximum demand by the month.

Sets: i meter, x meter that may give back, t period, w billing interval, m bill (a local month of a meter in a segment).
Columns:

    import_mw[i,t] in [0, p_nom]     export_mw[x,t] in [0, export_max]     peak_mw[m] ≥ demand_min

Rows, with the periods of an interval (one period where it is longer than the interval):

    (meter.1) Σ_t in w Δt·import[i,t] / Σ_t in w Δt ≤ peak_mw[m of w]

Costs, CNY: energy_price·weight·Δt·import − feed_in_price·weight·Δt·export, and for each bill

    1000·demand_charge·(weight·hours of the month in the segment / hours of the month)·peak_mw

so that a whole month pays the charge once and a typical week of weight 4.35 pays about as much. The charge of a bill is
money of its own year; the objective discounts it as everything else. An interval belongs to
the month in which it starts; with `reading_stamp: end`, as meters that stamp readings by their end are settled, to the
month in which it ends: the last one of a month, read at 00:00 of the first, counts for the next month then. Stamps of
the price itself are settled by its series (`stamp: start|end`).

Steps divide the interval, from the full interval on, or are multiples of it; others, of which one period would lie in
two intervals, are refused (`dispatch.families.meter.checks`).

Losses: the meter measures AC power, as do all powers of `storage`; efficiencies of a data sheet that hold on the DC
side must have the converter's multiplied in. An interval's mean is what demand is measured by; instants are not seen.
Nothing else of the tariff is modelled: power factor, capacity charge, taxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.meter.entity import Meter
from dispatch.horizon import Horizon
from dispatch.program.components import Axis
from dispatch.program.formulation import Family, Formulation
from dispatch.series.assemble import Series


@dataclass(frozen=True, eq=False)
class Readings:
    """Intervals of one meter. period_in: (N,) interval of each period; bill: (w,) bill of each interval; labels,
    months: of the bills, the latter weight × the share of the month that they cover; discount: value of a CNY of each
    bill in the first year (`Horizon.discount`)."""

    period_in: np.ndarray
    bill: np.ndarray
    labels: tuple[str, ...]
    months: np.ndarray
    discount: np.ndarray


def readings_of(meter: Meter, horizon: Horizon) -> Readings:
    """Billing intervals on the local clock, and the months that they are billed in."""
    begin = horizon.local_time().tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    length = 60 * meter.billing_interval_min
    lasting = np.rint(3600 * horizon.dt_h).astype(np.int64)
    key = begin // length
    alone = lasting >= length
    changed = np.diff(key) != 0
    new = np.append(True, changed | alone[1:] | alone[:-1] | (np.diff(horizon.segment) != 0))
    period_in = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(begin)) - 1
    stamp = begin[first] if meter.reading_stamp == "start" else begin[last] + lasting[last]
    month = stamp.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    segment = horizon.segment[first]
    _, at, bill = np.unique(np.stack([segment, month]), axis=1, return_index=True, return_inverse=True)
    covered = np.bincount(bill, np.bincount(period_in, horizon.dt_h))
    discount = np.ones(horizon.periods) if horizon.discount is None else horizon.discount
    often, discount = (of[horizon.segment_first_period][segment[at]] for of in (horizon.count, discount))
    start = month[at].astype("datetime64[M]")
    hours = (start + 1 - start.astype("datetime64[h]")).astype(float)
    names = [str(m) + (f" ({g + 1})" if horizon.segments > 1 else "") for m, g in zip(start, segment[at], strict=True)]
    labels = tuple(f"{meter.id} {name}" for name in names)
    return Readings(period_in, bill, labels, often * covered / hours, discount)


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and charges of all meters."""
    meters = case.meter
    if not meters:
        return
    f, T = m.family("meter"), m.period
    giving = [meter for meter in meters if meter.export_max_mw > 0]
    I = f.axis("meter", [meter.id for meter in meters])  # noqa: E741
    X = f.axis("giving", [meter.id for meter in giving], index_name="meter")
    drawn = f.var("import_mw", (I, T), upper=np.array([[meter.p_nom_mw] for meter in meters]))
    price = f.param("energy_price_cny_per_mwh", (I, T), series.stack(meters, "energy_price_cny_per_mwh"))
    f.cost("energy", (I, T), lambda i, t: m.cost_h[t] * price[i, t] * drawn[i, t])
    f.given("energy_price_cny_per_mwh", (I, T), series.stack(meters, "energy_price_cny_per_mwh"))
    m.inject(I, [meter.bus for meter in meters], lambda i, t: drawn[i, t])
    if giving:
        given = f.var("export_mw", (X, T), upper=np.array([[meter.export_max_mw] for meter in giving]))
        earned = f.param("feed_in_price_cny_per_mwh", (X, T), series.stack(giving, "feed_in_price_cny_per_mwh"))
        f.cost("feed_in", (X, T), lambda x, t: -m.cost_h[t] * earned[x, t] * given[x, t])
        f.opposed("import_mw", "export_mw")
        m.inject(X, [meter.bus for meter in giving], lambda x, t: -given[x, t])
    _add_bills(m, meters, I, drawn)


def _add_bills(m: Formulation, meters: tuple[Meter, ...], I: Axis, drawn: Any) -> None:  # noqa: E741
    """(meter.1) and the demand charge."""
    readings = [readings_of(meter, m.horizon) for meter in meters]
    f: Family = m.family("bill")
    M = f.axis("bill", [label for one in readings for label in one.labels])
    before = np.cumsum([0] + [len(one.labels) for one in readings])
    charge = [1000 * i.demand_charge_cny_per_kw_month * one.months for i, one in zip(meters, readings, strict=True)]
    per_mw = f.param("charge_cny_per_mw", (M,), np.concatenate(charge))
    now = f.param(
        "charge_now_cny_per_mw",
        (M,),
        np.concatenate([c * one.discount for c, one in zip(charge, readings, strict=True)]),
    )
    floor = [np.full(len(one.labels), i.demand_min_mw) for i, one in zip(meters, readings, strict=True)]
    peak = f.var("peak_mw", (M,), lower=np.concatenate(floor))
    f.cost("demand", (M,), lambda b: now[b] * peak[b])
    f.quantity("charge_cny", (M,), lambda b: per_mw[b] * peak[b])
    intervals = np.cumsum([0] + [len(one.bill) for one in readings])
    W = f.axis("interval", int(intervals[-1]))
    bill_of = f.param(
        "bill_of", (W,), np.concatenate([one.bill + b for one, b in zip(readings, before, strict=False)]), target=M
    )
    meter_of = f.param("meter_of", (W,), np.repeat(np.arange(len(meters)), np.diff(intervals)), target=I)
    at = np.concatenate([one.period_in + b for one, b in zip(readings, intervals, strict=False)])
    periods = f.members("periods", W, m.period, at, np.tile(np.arange(m.horizon.periods), len(meters)))
    lasting = f.param("interval_h", (W,), np.bincount(at, np.tile(m.horizon.dt_h, len(meters))))

    def demand(w: Any) -> Any:  # (meter.1)
        mean = sum(m.dt_h[t] * drawn[meter_of[w], t] for t in periods[w])
        return mean - lasting[w] * peak[bill_of[w]] <= 0

    f.constraint("demand", (W,), demand)
