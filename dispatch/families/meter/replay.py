"""Supply of a site under a two-part tariff: limits, one way at a time, maximum demand and its charge.

    0 ≤ import ≤ p_nom      0 ≤ export ≤ export_max      never both above the noise of the solver
    peak of a bill ≥ mean import of every billing interval of it, and ≥ demand_min

A bill is a local month of a meter within a segment, by the start or the end of its intervals. Cost: energy by the hour;
1000·demand charge·peak, times how often the segment counts·hours of the bill/hours of the month: the charge in money of
its own year, which the objective discounts to the first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.tolerances import AT_ONCE_MW, AT_ONCE_PU, EXACT, FEASIBLE
from dispatch.audit.view import View
from dispatch.families.meter.entity import Meter


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Every meter with its bills."""
    meters = View.of(recorder, reader, "meter", recorder.case.meter)
    if not meters.assets:
        return
    hours, nothing = recorder.horizon.cost_h, np.zeros((1, 1))
    p_nom, back = meters.each(lambda i: i.p_nom_mw), meters.each(lambda i: i.export_max_mw)
    giving = back[:, 0] > 0
    drawn, given = meters.read("import_mw"), meters.read_where(giving, "export_mw")
    price = meters.series("energy_price_cny_per_mwh")
    meters.within("import_limit", nothing, drawn, p_nom)
    meters.where(giving).within("export_limit", nothing, given[giving], back[giving])
    noise = AT_ONCE_PU * np.maximum(p_nom, back)
    meters.less_than("one_way", np.minimum(drawn, given) - noise, AT_ONCE_MW)
    meters.same("price", meters.read("energy_price_cny_per_mwh"), price)
    meters.cost("energy", hours * price * drawn)
    if giving.any():
        meters.cost("feed_in", -(hours * meters.series("feed_in_price_cny_per_mwh") * given)[giving])
    buses = [i.bus for i in meters.assets]
    recorder.inject(buses, drawn - given, drawn + given)
    _audit_bills(recorder, reader, meters.assets, drawn)


def _audit_bills(recorder: Recorder, reader: Reader, meters: tuple[Meter, ...], drawn: Array) -> None:
    bills_of = [_bills(recorder, meter, power) for meter, power in zip(meters, drawn, strict=True)]
    known = [f"{meter.id} {name}" for meter, bills in zip(meters, bills_of, strict=True) for name in bills]
    peak, charge = (reader.read("bill", known, known, name, "whole")[:, 0] for name in ("peak_mw", "charge_cny"))
    owners = [meter for meter, bills in zip(meters, bills_of, strict=True) for _ in bills]
    largest, months, discount = (
        np.array([bill[k] for bills in bills_of for bill in bills.values()]) for k in (0, 1, 2)
    )
    floor = np.array([meter.demand_min_mw for meter in owners])
    for least in (largest, floor):
        recorder.compare(
            "bill.peak",
            (least - peak)[:, None],
            peak[:, None],
            least[:, None],
            np.abs(least)[:, None],
            known,
            "whole",
            FEASIBLE,
        )
    expected = 1000 * np.array([meter.demand_charge_cny_per_kw_month for meter in owners]) * months * peak
    recorder.compare(
        "bill.charge",
        np.abs(charge - expected)[:, None],
        charge[:, None],
        expected[:, None],
        np.abs(expected)[:, None],
        known,
        "whole",
        EXACT,
    )
    recorder.cost("bill.demand", expected * discount)


def _bills(recorder: Recorder, meter: Meter, power: Array) -> dict[str, tuple[float, float, float]]:
    """Bill → (largest mean of an interval, months that it is charged for, discount factor), interval by interval."""
    horizon = recorder.horizon
    begin = horizon.local_time().tz_localize(None)
    end = begin + pd.to_timedelta(np.rint(3600 * horizon.dt_h), unit="s")
    length = pd.Timedelta(minutes=meter.billing_interval_min)
    found: dict[tuple[int, str], list[float]] = {}
    t = 0
    while t < horizon.periods:
        close = begin[t].floor(length) + length
        last = t
        while (
            horizon.dt_h[t] * 60 < meter.billing_interval_min - 1e-9
            and last + 1 < horizon.periods
            and horizon.segment[last + 1] == horizon.segment[t]
            and begin[last + 1] < close
            and horizon.dt_h[last + 1] * 60 < meter.billing_interval_min - 1e-9
        ):
            last += 1
        inside = slice(t, last + 1)
        hours = float(horizon.dt_h[inside].sum())
        mean = float(power[inside] @ horizon.dt_h[inside]) / hours
        stamp = begin[t] if meter.reading_stamp == "start" else end[last]
        month = stamp.to_period("M")
        discount = 1.0 if horizon.discount is None else float(horizon.discount[t])
        share = hours * float(horizon.weight[t]) / discount / (month.days_in_month * 24)
        known = found.setdefault((int(horizon.segment[t]), str(month)), [-np.inf, 0.0, discount])
        known[0], known[1] = max(known[0], mean), known[1] + share
        t = last + 1
    several = horizon.segments > 1
    return {
        month + (f" ({g + 1})" if several else ""): (most, months, discount)
        for (g, month), (most, months, discount) in found.items()
    }
