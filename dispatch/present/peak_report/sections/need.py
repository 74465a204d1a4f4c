"""6 What has to be shaved: the net load, its spread and ramps, by month and on the typical days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import BEFORE, LOAD
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.sections.load import by_span, day_curves, ramps_summary
from dispatch.present.peak_report.sections.supply import span_bins
from dispatch.present.table import Table
from dispatch.shaving.variants import Study, Variant


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Net load against load; months; typical days."""
    main = study.main
    found: list[Block] = [Paragraph(_summary(main, fmt)), by_span(main, "net_load_before", "t_net_months", fmt)]
    found.append(_spreads(main, fmt))
    if main.days:
        found += [
            Paragraph(_days_summary(main, fmt)),
            _days(main, fmt),
            day_curves(main, "net_load_before", "f_net_days", fmt),
        ]
    return found


def _summary(main: Variant, fmt: Formatter) -> str:
    load, net = main.indicator("load"), main.indicator("net_load_before")
    more = net["spread_mw"] - load["spread_mw"]
    moved = pd.Timestamp(net["max_at"]) != pd.Timestamp(load["max_at"])
    parts = [
        fmt.say(
            "need_wider" if more > 0 else "need_narrower",
            load=fmt.power(load["spread_mw"]),
            net=fmt.power(net["spread_mw"]),
            more=fmt.power(abs(more)),
            rate=fmt.share(abs(more) / load["spread_mw"] if load["spread_mw"] else 0),
        ),
        fmt.say(
            "need_moved" if moved else "need_stays",
            load=fmt.when(load["max_at"]),
            net=fmt.when(net["max_at"]),
            most=fmt.power(net["max_mw"]),
        ),
        fmt.say(
            "need_negative" if net["min_mw"] < 0 else "need_positive",
            least=fmt.power(net["min_mw"]),
            at=fmt.when(net["min_at"]),
            hours=_below_zero(main, fmt),
        ),
    ]
    if np.isfinite(net["day_spread_max_mw"]):
        parts.append(
            fmt.say("need_days", most=fmt.power(net["day_spread_max_mw"]), mean=fmt.power(net["day_spread_mean_mw"]))
        )
    parts.append(ramps_summary(net, "net_ramp", fmt))
    return fmt.sentences(*parts)


def _below_zero(main: Variant, fmt: Formatter) -> str:
    net = main.area.curves["net_load_before"]
    return fmt.share(float(main.horizon.energy_h[net < 0].sum() / main.horizon.energy_h.sum()))


def _spreads(main: Variant, fmt: Formatter) -> Chart:
    labels, parts = span_bins(main, fmt)
    curves = [
        Curve(
            fmt.say(f"curve.{curve}"),
            fmt.in_power(np.array([np.ptp(main.area.curves[curve][p]) for p in parts])),
            colour,
            "bar",
        )
        for curve, colour in (("load", LOAD), ("net_load_before", BEFORE))
    ]
    return Chart(
        "need_spreads",
        fmt.say("f_need" if main.year else "f_need_days"),
        [Panel("", labels, curves, y_title=fmt.power_unit.name)],
    )


def _rows(main: Variant, curve: str) -> pd.DataFrame:
    found = main.indicators
    return found[(found["span"] == "typical") & (found["curve"] == curve)].set_index("label")


def _days_summary(main: Variant, fmt: Formatter) -> str:
    net = _rows(main, "net_load_before")
    rows = {str(row["label"]): row for row in net.reset_index().to_dict("records")}
    most, least = (pick(rows, key=lambda name: rows[name]["spread_mw"]) for pick in (max, min))
    return fmt.say(
        "days_said",
        count=len(net),
        most=fmt.say(f"day.{most}"),
        spread=fmt.power(rows[most]["spread_mw"]),
        peak=fmt.when(rows[most]["max_at"]),
        valley=fmt.when(rows[most]["min_at"]),
        least=fmt.say(f"day.{least}"),
        narrow=fmt.power(rows[least]["spread_mw"]),
    )


def _days(main: Variant, fmt: Formatter) -> Table:
    load, net = _rows(main, "load"), _rows(main, "net_load_before")
    days = {day.name: day for day in main.days}
    names = list(days)
    columns = [
        fmt.text_column("h_typical", [fmt.say(f"day.{n}") for n in names]),
        fmt.text_column("h_date", [f"{days[n].date:%Y-%m-%d}" for n in names]),
        fmt.power_column("h_load_max", load.loc[names, "max_mw"]),
        fmt.power_column("h_load_spread", load.loc[names, "spread_mw"]),
        fmt.power_column("h_net_max", net.loc[names, "max_mw"]),
        fmt.power_column("h_net_min", net.loc[names, "min_mw"]),
        fmt.power_column("h_net_spread", net.loc[names, "spread_mw"]),
        fmt.power_column("h_ramp_3h", net.loc[names, "ramp_up_3h_mw"]),
    ]
    return fmt.table("t_days", columns, key="typical_days", note="t_days_note")
