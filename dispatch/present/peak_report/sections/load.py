"""3 Load: level, spread, ramps, kinds, counties, typical days."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from dispatch.families.declare import Role
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import line_style
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.tell import Teller
from dispatch.present.table import Table
from dispatch.results.study_area import by_key
from dispatch.shaving.frames import indicator_table
from dispatch.shaving.spans import spans_of
from dispatch.shaving.variants import Study, Variant


def blocks(study: Study, tell: Teller) -> list[Block]:
    """Paragraph, table by month or day, by kind and county, figures."""
    main = study.main
    found: list[Block] = [Paragraph(_level(main, tell)), Paragraph(_kinds_said(main, tell))]
    found += [by_span(main, "load", "t_load_months", tell), _kinds(main, tell), *_counties(main, tell)]
    if main.days:
        found.append(day_curves(main, "load", "f_load_days", tell))
    return found


def _level(main: Variant, tell: Teller) -> str:
    row = main.indicator("load")
    parts = [
        tell.say(
            "load_level",
            most=tell.power(row["max_mw"]),
            at=tell.when(row["max_at"]),
            least=tell.power(row["min_mw"]),
            low=tell.when(row["min_at"]),
            mean=tell.power(row["mean_mw"]),
            energy=tell.energy(row["energy_mwh"]),
        ),
        tell.say(
            "load_rates",
            spread=tell.power(row["spread_mw"]),
            rate=tell.share(row["spread_pu"]),
            factor=tell.share(row["load_factor_pu"]),
            least=tell.share(row["min_load_pu"]),
        ),
    ]
    if np.isfinite(row["day_spread_max_mw"]):
        parts.append(
            tell.say("load_days", most=tell.power(row["day_spread_max_mw"]), mean=tell.power(row["day_spread_mean_mw"]))
        )
    parts.append(ramps_said(row, "load_ramp", tell))
    return tell.sentences(*parts)


def ramps_said(row: dict[str, float], key: str, tell: Teller) -> str:
    """The steepest rise and fall over the shortest stretch that the steps of the run can show, and over 3 h."""
    known = [name for name in ("15min", "1h", "3h") if np.isfinite(row[f"ramp_up_{name}_mw"])]
    if not known:
        return tell.say("ramp_unknown")
    parts = [
        tell.say(
            key,
            span=tell.say(f"span_{name}"),
            up=tell.power(row[f"ramp_up_{name}_mw"]),
            down=tell.power(row[f"ramp_down_{name}_mw"]),
        )
        for name in known
    ]
    return tell.sentences(*parts)


def by_span(main: Variant, curve: str, key: str, tell: Teller) -> Table:
    """Indicators month by month, of a shorter run day by day."""
    frame, labels = _span_rows(main, curve)
    names = [tell.month(x) if main.year else _day(x, tell) for x in labels]
    columns = [
        tell.text_column("h_month" if main.year else "h_day", names),
        tell.power_column("h_max", frame["max_mw"]),
        tell.power_column("h_min", frame["min_mw"]),
        tell.power_column("mean", frame["mean_mw"]),
        tell.power_column("h_spread", frame["spread_mw"]),
        tell.share_column("h_spread_pu", frame["spread_pu"]),
        tell.share_column("h_load_factor", frame["load_factor_pu"]),
        tell.power_column("h_day_spread", frame["day_spread_max_mw"]),
    ]
    return Table(f"{key}_{curve}", tell.say(key if main.year else key.replace("months", "short")), columns)


def _span_rows(main: Variant, curve: str) -> tuple[pd.DataFrame, list[str]]:
    if main.year:
        found = main.indicators
        frame = found[(found["span"] == "month") & (found["curve"] == curve)]
    else:
        frame = _days(main)
        frame = frame[frame["curve"] == curve]
    return frame, [str(x) for x in frame["label"]]


@cache
def _days(main: Variant) -> pd.DataFrame:
    """Indicators of the whole days of a short run, the first forty."""
    days = [s for s in spans_of(main.horizon, ["day"]) if s.whole][:40]
    return indicator_table([main.area], days or [main.whole])


def _day(label: str, tell: Teller) -> str:
    if label == "all":
        return tell.say("whole_run")
    day, _, segment = label.partition(" ")
    return f"{tell.day(day)} {segment}".strip()


def _shares(main: Variant) -> list[tuple[str, float, float, float]]:
    """(kind, MWh, largest MW, MW when the load is largest), largest energy first."""
    area = main.area
    at = int(np.argmax(area.curves["load"]))
    rows = []
    for kind, loads in by_key(area.assets(main.case.load), lambda load: load.kind).items():
        power = 0.0 - area.role_mw(Role.DEMAND, loads)
        rows.append((kind, float(area.energy(power)), float(power.max()), float(power[at])))
    return sorted(rows, key=lambda row: -row[1])


def _kinds_said(main: Variant, tell: Teller) -> str:
    rows = _shares(main)
    whole = sum(row[1] for row in rows)
    if not whole:
        return ""
    top = rows[:3]
    names = [
        tell.say("kind_share", kind=tell.within(tell.named("kind", k)), share=tell.share(e / whole))
        for k, e, _, _ in top
    ]
    most = max(rows, key=lambda row: row[3])
    peak = sum(row[3] for row in rows)
    return tell.say(
        "kinds_said",
        names=tell.joined(names),
        most=tell.within(tell.named("kind", most[0])),
        power=tell.power(most[3]),
        share=tell.share(most[3] / peak),
    )


def _kinds(main: Variant, tell: Teller) -> Table:
    rows = _shares(main)
    whole = sum(row[1] for row in rows)
    columns = [
        tell.text_column("kind_of_load", [*(tell.named("kind", row[0]) for row in rows), tell.say("total")]),
        tell.energy_column("energy", [*(row[1] for row in rows), whole]),
        tell.share_column("share", [*(row[1] / whole if whole else None for row in rows), 1.0 if whole else None]),
        tell.power_column("h_max", [*(row[2] for row in rows), float(main.area.curves["load"].max())]),
        tell.power_column("h_at_peak", [*(row[3] for row in rows), sum(row[3] for row in rows)]),
    ]
    return tell.table("t_kinds", columns, note="t_kinds_note", total=True)


def _counties(main: Variant, tell: Teller) -> list[Block]:
    counties = main.regions[1:]
    loaded = [r for r in counties if r.curves["load"].max() > 0]
    if not loaded:
        return []
    frame = indicator_table(loaded, [main.whole], ("load", "net_load_before"))
    load, net = (frame[frame["curve"] == curve] for curve in ("load", "net_load_before"))
    order = np.argsort(-load["max_mw"].to_numpy())
    load, net = load.iloc[order], net.iloc[order]
    names = [county_name(main, region.id, tell) for region in (loaded[i] for i in order)]
    columns = [
        tell.text_column("h_county", names),
        tell.power_column("h_max", load["max_mw"]),
        tell.power_column("h_spread", load["spread_mw"]),
        tell.share_column("h_load_factor", load["load_factor_pu"]),
        tell.energy_column("energy", load["energy_mwh"].tolist()),
        tell.power_column("h_net_max", net["max_mw"]),
        tell.power_column("h_net_min", net["min_mw"]),
    ]
    table = tell.table("t_counties", columns)
    sending = [names[i] for i in range(len(names)) if net["max_mw"].iloc[i] <= 0]
    text = tell.say("counties_said", top=names[0], most=tell.power(float(load["max_mw"].iloc[0])), count=len(names))
    if sending:
        text = tell.sentences(text, tell.say("counties_sending", names=tell.joined(sending)))
    return [Paragraph(text), table]


def county_name(main: Variant, county: str, tell: Teller) -> str:
    """The name of a county: that of the lowest-voltage bus of its name, else the id in words."""
    if tell.lang == "zh":
        for bus in main.case.bus:
            if bus.id == county and bus.zh:
                return bus.zh.split("（")[0].split(" ")[0].removesuffix("变")
        for bus in main.case.bus:
            if bus.county == county and bus.zh:
                return bus.zh.split("（")[0].split(" ")[0].removesuffix("变")
    return county.replace("_", " ").title()


def day_curves(main: Variant, curve: str, key: str, tell: Teller) -> Chart:
    """One line a typical day over its hours."""
    curves = []
    for i, day in enumerate(main.days):
        colour, dash = line_style(i)
        power = main.sampled(main.area.curves[curve], day.span.periods)
        curves.append(Curve(tell.say(f"day.{day.name}"), tell.in_power(power), colour, dash=dash))
    hours = (np.arange(97) / 4).tolist()
    panel = Panel("", hours, curves, tell.say("x_hour"), tell.power_unit.name, ticks=tuple(range(0, 25, 3)))
    return Chart(f"{key}_{curve}", tell.say(key), [panel])
