"""Limits of meters, and their billing intervals against the periods of a horizon."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dispatch.case.names import label_of
from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, Rule, within
from dispatch.case.schema import Case
from dispatch.errors import Fault, Where
from dispatch.horizon import Horizon


def horizon_faults(case: Case, horizon: Horizon) -> Iterator[Fault]:
    """Meters whose billing intervals the periods of a horizon do not fit: a period would lie in two of them.

    A period fills a part of an interval that divides it, counted from its beginning on the local clock, or several
    whole lengths of it, of which then nothing but the mean is known.
    """
    begin_s = horizon.local_time().tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    lasts_s = np.rint(3600 * horizon.dt_h).astype(np.int64)
    for meter in case.meter:
        interval_s = 60 * meter.billing_interval_min
        inside = (interval_s % lasts_s == 0) & (begin_s % lasts_s == 0)
        fits = np.where(lasts_s < interval_s, inside, lasts_s % interval_s == 0)
        if not fits.all():
            step, where = float(lasts_s[~fits][0]) / 60, Where(entity=label_of(meter, "billing_interval_min"))
            length = meter.billing_interval_min
            yield Fault.of("billing_step", where, value=length, name=meter.id, interval=length, step=f"{step:g}")


CHECKS = Checks(
    rules=(
        *within("meter", "energy_price_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        *within("meter", "feed_in_price_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        Rule(
            "feed_in_above_price",
            "meter",
            "feed_in_price_cny_per_mwh",
            "≤",
            ("energy_price_cny_per_mwh",),
            lambda price: price,
            "energy_price_cny_per_mwh",
            applies=lambda meter: meter.export_max_mw > 0,
        ),
    ),
    horizon_faults=horizon_faults,
)
