"""6 What has to be shaved: the net load, its spread and ramps, by month and on the typical days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import BEFORE, LOAD
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.sections.load import by_span, day_curves, ramps_said
from dispatch.present.peak_report.sections.supply import span_bins
from dispatch.present.peak_report.tell import Teller
from dispatch.present.table import Table
from dispatch.shaving.variants import Study, Variant


def blocks(study: Study, tell: Teller) -> list[Block]:
    """Net load against load; months; typical days."""
    main = study.main
    found: list[Block] = [Paragraph(_said(main, tell)), by_span(main, "net_load_before", "t_net_months", tell)]
    found.append(_spreads(main, tell))
    if main.days:
        found += [
            Paragraph(_days_said(main, tell)),
            _days(main, tell),
            day_curves(main, "net_load_before", "f_net_days", tell),
        ]
    return found


def _said(main: Variant, tell: Teller) -> str:
    load, net = main.indicator("load"), main.indicator("net_load_before")
    more = net["spread_mw"] - load["spread_mw"]
    moved = pd.Timestamp(net["max_at"]) != pd.Timestamp(load["max_at"])
    parts = [
        tell.say(
            "need_wider" if more > 0 else "need_narrower",
            load=tell.power(load["spread_mw"]),
            net=tell.power(net["spread_mw"]),
            more=tell.power(abs(more)),
            rate=tell.share(abs(more) / load["spread_mw"] if load["spread_mw"] else 0),
        ),
        tell.say(
            "need_moved" if moved else "need_stays",
            load=tell.when(load["max_at"]),
            net=tell.when(net["max_at"]),
            most=tell.power(net["max_mw"]),
        ),
        tell.say(
            "need_negative" if net["min_mw"] < 0 else "need_positive",
            least=tell.power(net["min_mw"]),
            at=tell.when(net["min_at"]),
            hours=_below_zero(main, tell),
        ),
    ]
    if np.isfinite(net["day_spread_max_mw"]):
        parts.append(
            tell.say("need_days", most=tell.power(net["day_spread_max_mw"]), mean=tell.power(net["day_spread_mean_mw"]))
        )
    parts.append(ramps_said(net, "net_ramp", tell))
    return tell.sentences(*parts)


def _below_zero(main: Variant, tell: Teller) -> str:
    net = main.area.curves["net_load_before"]
    return tell.share(float(main.horizon.energy_h[net < 0].sum() / main.horizon.energy_h.sum()))


def _spreads(main: Variant, tell: Teller) -> Chart:
    labels, parts = span_bins(main, tell)
    curves = [
        Curve(
            tell.say(f"curve.{curve}"),
            tell.in_power(np.array([np.ptp(main.area.curves[curve][p]) for p in parts])),
            colour,
            "bar",
        )
        for curve, colour in (("load", LOAD), ("net_load_before", BEFORE))
    ]
    return Chart(
        "need_spreads",
        tell.say("f_need" if main.year else "f_need_days"),
        [Panel("", labels, curves, y_title=tell.power_unit.name)],
    )


def _rows(main: Variant, curve: str) -> pd.DataFrame:
    found = main.indicators
    return found[(found["span"] == "typical") & (found["curve"] == curve)].set_index("label")


def _days_said(main: Variant, tell: Teller) -> str:
    net = _rows(main, "net_load_before")
    rows = {str(row["label"]): row for row in net.reset_index().to_dict("records")}
    most, least = (pick(rows, key=lambda name: rows[name]["spread_mw"]) for pick in (max, min))
    return tell.say(
        "days_said",
        count=len(net),
        most=tell.say(f"day.{most}"),
        spread=tell.power(rows[most]["spread_mw"]),
        peak=tell.when(rows[most]["max_at"]),
        valley=tell.when(rows[most]["min_at"]),
        least=tell.say(f"day.{least}"),
        narrow=tell.power(rows[least]["spread_mw"]),
    )


def _days(main: Variant, tell: Teller) -> Table:
    load, net = _rows(main, "load"), _rows(main, "net_load_before")
    days = {day.name: day for day in main.days}
    names = list(days)
    columns = [
        tell.text_column("h_typical", [tell.say(f"day.{n}") for n in names]),
        tell.text_column("h_date", [f"{days[n].date:%Y-%m-%d}" for n in names]),
        tell.power_column("h_load_max", load.loc[names, "max_mw"]),
        tell.power_column("h_load_spread", load.loc[names, "spread_mw"]),
        tell.power_column("h_net_max", net.loc[names, "max_mw"]),
        tell.power_column("h_net_min", net.loc[names, "min_mw"]),
        tell.power_column("h_net_spread", net.loc[names, "spread_mw"]),
        tell.power_column("h_ramp_3h", net.loc[names, "ramp_up_3h_mw"]),
    ]
    return tell.table("t_days", columns, key="typical_days", note="t_days_note")
