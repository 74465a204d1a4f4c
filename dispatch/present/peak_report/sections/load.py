"""3 Load: level, spread, ramps, kinds, counties, typical days."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from dispatch.families.declare import Role
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import line_style
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.table import Table
from dispatch.results.study_area import by_key
from dispatch.shaving.frames import indicator_table
from dispatch.shaving.spans import spans_of
from dispatch.shaving.variants import Study, Variant


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Paragraph, table by month or day, by kind and county, figures."""
    main = study.main
    found: list[Block] = [Paragraph(_level(main, fmt)), Paragraph(_kinds_summary(main, fmt))]
    found += [by_span(main, "load", "t_load_months", fmt), _kinds(main, fmt), *_counties(main, fmt)]
    if main.days:
        found.append(day_curves(main, "load", "f_load_days", fmt))
    return found


def _level(main: Variant, fmt: Formatter) -> str:
    row = main.indicator("load")
    parts = [
        fmt.say(
            "load_level",
            most=fmt.power(row["max_mw"]),
            at=fmt.when(row["max_at"]),
            least=fmt.power(row["min_mw"]),
            low=fmt.when(row["min_at"]),
            mean=fmt.power(row["mean_mw"]),
            energy=fmt.energy(row["energy_mwh"]),
        ),
        fmt.say(
            "load_rates",
            spread=fmt.power(row["spread_mw"]),
            rate=fmt.share(row["spread_pu"]),
            factor=fmt.share(row["load_factor_pu"]),
            least=fmt.share(row["min_load_pu"]),
        ),
    ]
    if np.isfinite(row["day_spread_max_mw"]):
        parts.append(
            fmt.say("load_days", most=fmt.power(row["day_spread_max_mw"]), mean=fmt.power(row["day_spread_mean_mw"]))
        )
    parts.append(ramps_summary(row, "load_ramp", fmt))
    return fmt.sentences(*parts)


def ramps_summary(row: dict[str, float], key: str, fmt: Formatter) -> str:
    """The steepest rise and fall over the shortest interval that the steps of the run can show, and over 3 h."""
    known = [name for name in ("15min", "1h", "3h") if np.isfinite(row[f"ramp_up_{name}_mw"])]
    if not known:
        return fmt.say("ramp_unknown")
    parts = [
        fmt.say(
            key,
            span=fmt.say(f"span_{name}"),
            up=fmt.power(row[f"ramp_up_{name}_mw"]),
            down=fmt.power(row[f"ramp_down_{name}_mw"]),
        )
        for name in known
    ]
    return fmt.sentences(*parts)


def by_span(main: Variant, curve: str, key: str, fmt: Formatter) -> Table:
    """Indicators month by month, of a shorter run day by day."""
    frame, labels = _span_rows(main, curve)
    names = [fmt.month(x) if main.year else _day(x, fmt) for x in labels]
    columns = [
        fmt.text_column("h_month" if main.year else "h_day", names),
        fmt.power_column("h_max", frame["max_mw"]),
        fmt.power_column("h_min", frame["min_mw"]),
        fmt.power_column("mean", frame["mean_mw"]),
        fmt.power_column("h_spread", frame["spread_mw"]),
        fmt.share_column("h_spread_pu", frame["spread_pu"]),
        fmt.share_column("h_load_factor", frame["load_factor_pu"]),
        fmt.power_column("h_day_spread", frame["day_spread_max_mw"]),
    ]
    return Table(f"{key}_{curve}", fmt.say(key if main.year else key.replace("months", "short")), columns)


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


def _day(label: str, fmt: Formatter) -> str:
    if label == "all":
        return fmt.say("whole_run")
    day, _, segment = label.partition(" ")
    return f"{fmt.day(day)} {segment}".strip()


def _shares(main: Variant) -> list[tuple[str, float, float, float]]:
    """(kind, MWh, largest MW, MW when the load is largest), largest energy first."""
    area = main.area
    at = int(np.argmax(area.curves["load"]))
    rows = []
    for kind, loads in by_key(area.assets(main.case.load), lambda load: load.kind).items():
        power = 0.0 - area.role_mw(Role.DEMAND, loads)
        rows.append((kind, float(area.energy(power)), float(power.max()), float(power[at])))
    return sorted(rows, key=lambda row: -row[1])


def _kinds_summary(main: Variant, fmt: Formatter) -> str:
    rows = _shares(main)
    whole = sum(row[1] for row in rows)
    if not whole:
        return ""
    top = rows[:3]
    names = [
        fmt.say("kind_share", kind=fmt.within(fmt.named("kind", k)), share=fmt.share(e / whole)) for k, e, _, _ in top
    ]
    most = max(rows, key=lambda row: row[3])
    peak = sum(row[3] for row in rows)
    return fmt.say(
        "kinds_said",
        names=fmt.joined(names),
        most=fmt.within(fmt.named("kind", most[0])),
        power=fmt.power(most[3]),
        share=fmt.share(most[3] / peak),
    )


def _kinds(main: Variant, fmt: Formatter) -> Table:
    rows = _shares(main)
    whole = sum(row[1] for row in rows)
    columns = [
        fmt.text_column("kind_of_load", [*(fmt.named("kind", row[0]) for row in rows), fmt.say("total")]),
        fmt.energy_column("energy", [*(row[1] for row in rows), whole]),
        fmt.share_column("share", [*(row[1] / whole if whole else None for row in rows), 1.0 if whole else None]),
        fmt.power_column("h_max", [*(row[2] for row in rows), float(main.area.curves["load"].max())]),
        fmt.power_column("h_at_peak", [*(row[3] for row in rows), sum(row[3] for row in rows)]),
    ]
    return fmt.table("t_kinds", columns, note="t_kinds_note", total=True)


def _counties(main: Variant, fmt: Formatter) -> list[Block]:
    counties = main.regions[1:]
    loaded = [r for r in counties if r.curves["load"].max() > 0]
    if not loaded:
        return []
    frame = indicator_table(loaded, [main.whole], ("load", "net_load_before"))
    load, net = (frame[frame["curve"] == curve] for curve in ("load", "net_load_before"))
    order = np.argsort(-load["max_mw"].to_numpy())
    load, net = load.iloc[order], net.iloc[order]
    names = [county_name(main, region.id, fmt) for region in (loaded[i] for i in order)]
    columns = [
        fmt.text_column("h_county", names),
        fmt.power_column("h_max", load["max_mw"]),
        fmt.power_column("h_spread", load["spread_mw"]),
        fmt.share_column("h_load_factor", load["load_factor_pu"]),
        fmt.energy_column("energy", load["energy_mwh"].tolist()),
        fmt.power_column("h_net_max", net["max_mw"]),
        fmt.power_column("h_net_min", net["min_mw"]),
    ]
    table = fmt.table("t_counties", columns)
    sending = [names[i] for i in range(len(names)) if net["max_mw"].iloc[i] <= 0]
    text = fmt.say("counties_said", top=names[0], most=fmt.power(float(load["max_mw"].iloc[0])), count=len(names))
    if sending:
        text = fmt.sentences(text, fmt.say("counties_sending", names=fmt.joined(sending)))
    return [Paragraph(text), table]


def county_name(main: Variant, county: str, fmt: Formatter) -> str:
    """The name of a county: that of the lowest-voltage bus of its name, else the id in words."""
    if fmt.lang == "zh":
        for bus in main.case.bus:
            if bus.id == county and bus.zh:
                return bus.zh.split("（")[0].split(" ")[0].removesuffix("变")
        for bus in main.case.bus:
            if bus.county == county and bus.zh:
                return bus.zh.split("（")[0].split(" ")[0].removesuffix("变")
    return county.replace("_", " ").title()


def day_curves(main: Variant, curve: str, key: str, fmt: Formatter) -> Chart:
    """One line a typical day over its hours."""
    curves = []
    for i, day in enumerate(main.days):
        colour, dash = line_style(i)
        power = main.sampled(main.area.curves[curve], day.span.periods)
        curves.append(Curve(fmt.say(f"day.{day.name}"), fmt.in_power(power), colour, dash=dash))
    hours = (np.arange(97) / 4).tolist()
    panel = Panel("", hours, curves, fmt.say("x_hour"), fmt.power_unit.name, ticks=tuple(range(0, 25, 3)))
    return Chart(f"{key}_{curve}", fmt.say(key), [panel])
