"""7 Capability and balance: who carries the net load at peak and valley, day by day, and why the peak is not lower."""

from __future__ import annotations

import numpy as np

from dispatch.families.declare import Role
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import AFTER, BEFORE, LOAD
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.groups import COLOURS, GROUP_OF, GROUPS, group_mw
from dispatch.present.peak_report.limits import limits_text
from dispatch.present.peak_report.sections.overview import shaved
from dispatch.present.table import Table
from dispatch.shaving.binding import heaviest_windows
from dispatch.shaving.reasons import Side
from dispatch.shaving.variants import Study, Variant

NAMED = 12
WINDOWS = 8
# From the bottom of the stack: what follows the load, then weather, then what balances.
STACKED = (
    "hydro",
    "river",
    "thermal",
    "wind",
    "pv",
    "storage",
    "flexible",
    "exchange",
    "curtailed",
    "losses",
    "unserved",
)
SIDES: tuple[Side, Side] = ("peak", "valley")


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Contributions, changes by typical day, dispatch of the days, the limits that bind."""
    main = study.main
    found: list[Block] = [Paragraph(_summary(main, fmt)), _groups(main, fmt), _named(main, fmt)]
    found.append(Paragraph(fmt.sentences(shaved(main.change("net_load_after"), fmt), by_day(main, fmt)), finding=True))
    if main.days:
        found += [_changes(main, fmt), *_dispatch(main, fmt), _before_after(main, fmt)]
        found.append(Paragraph(fmt.say("points_where", count=len(main.days))))
    found += [Paragraph(text) for text in _reasons(main, fmt)]
    return found


def by_day(main: Variant, fmt: Formatter) -> str:
    """The mean spread of a day before and after; empty where the run has no whole day."""
    before, after = (main.indicator(c)["day_spread_mean_mw"] for c in ("net_load_before", "net_load_after"))
    if not np.isfinite(before):
        return ""
    key = (
        "day_spread_narrower"
        if before - after > 0.05
        else "day_spread_wider"
        if after - before > 0.05
        else "day_spread_same"
    )
    rate = fmt.share(abs(before - after) / before if before else 0.0)
    return fmt.say(
        key, before=fmt.power(before), after=fmt.power(after), change=fmt.power(abs(before - after)), rate=rate
    )


def _contributions(main: Variant) -> tuple[dict[str, tuple[float, float]], float, object, object]:
    """Group → (MW at the peak, at the valley) of the whole run; the spread; both instants."""
    frame = main.contributions
    frame = frame[frame["label"] == "all"]
    found: dict[str, tuple[float, float]] = {}
    for group in GROUPS:
        rows = frame[[GROUP_OF[kind] == group for kind in frame["kind"]]]
        peak, valley = float(rows["p_peak_mw"].sum()), float(rows["p_valley_mw"].sum())
        if max(abs(peak), abs(valley)) > 1e-3:
            found[group] = (peak, valley)
    return found, float(frame["spread_mw"].iloc[0]), frame["peak_at"].iloc[0], frame["valley_at"].iloc[0]


def _summary(main: Variant, fmt: Formatter) -> str:
    found, spread, peak, valley = _contributions(main)
    given = {g: p - v for g, (p, v) in found.items()}
    top = sorted(given, key=lambda g: -given[g])[:3]
    top = [g for g in top if given[g] > 0]
    against = [g for g in given if given[g] < -0.01 * spread]
    names = [
        fmt.say(
            "group_share",
            group=fmt.within(fmt.say(f"group.{g}")),
            power=fmt.power(given[g]),
            share=fmt.share(given[g] / spread),
        )
        for g in top
    ]
    parts = [
        fmt.say(
            "balance_said",
            peak=fmt.when(peak),
            valley=fmt.when(valley),
            spread=fmt.power(spread),
            names=fmt.joined(names),
        )
    ]
    if against:
        worst = min(against, key=lambda g: given[g])
        parts.append(fmt.say("balance_against", group=fmt.say(f"group.{worst}"), power=fmt.power(-given[worst])))
    return fmt.sentences(*parts)


def _groups(main: Variant, fmt: Formatter) -> Table:
    found, spread, _, _ = _contributions(main)
    names = list(found)
    peak, valley = ([found[g][i] for g in names] for i in (0, 1))
    given = [p - v for p, v in zip(peak, valley, strict=True)]
    columns = [
        fmt.text_column("h_resource", [*(fmt.say(f"group.{g}") for g in names), fmt.say("total")]),
        fmt.power_column("h_at_net_peak", [*peak, sum(peak)]),
        fmt.power_column("h_at_net_valley", [*valley, sum(valley)]),
        fmt.power_column("h_contribution", [*given, sum(given)]),
        fmt.share_column(
            "h_contribution_pu",
            [*(g / spread if spread else None for g in given), sum(given) / spread if spread else None],
            2,
        ),
    ]
    return fmt.table("t_balance", columns, note="t_balance_note", total=True)


def _named(main: Variant, fmt: Formatter) -> Table:
    """The resources with the largest contributions, either way."""
    frame = main.contributions
    frame = frame[(frame["label"] == "all") & (frame["kind"] != "remainder")]
    frame = frame.assign(size=frame["contribution_mw"].abs()).sort_values("size", ascending=False).head(NAMED)
    frame = frame[frame["size"] > 1e-3]
    name = "zh" if fmt.lang == "zh" else "en"
    columns = [
        fmt.text_column("h_resource", [str(x) for x in frame[name]]),
        fmt.text_column("h_sort", [fmt.say(f"group.{k}") for k in frame["kind"]]),
        fmt.power_column("h_at_net_peak", frame["p_peak_mw"]),
        fmt.power_column("h_at_net_valley", frame["p_valley_mw"]),
        fmt.power_column("h_contribution", frame["contribution_mw"]),
        fmt.share_column("h_contribution_pu", frame["contribution_pu"], 2),
    ]
    return fmt.table("t_contributions", columns, count=len(frame))


def _changes(main: Variant, fmt: Formatter) -> Table:
    frame = main.changes
    frame = frame[frame["span"] == "typical"]
    after = frame[frame["after"] == "net_load_after"].set_index("label")
    rest = frame[frame["after"] == "residual"].set_index("label")
    names = [day.name for day in main.days]
    columns = [
        fmt.text_column("h_typical", [fmt.say(f"day.{n}") for n in names]),
        fmt.power_column("h_spread_before", after.loc[names, "spread_before_mw"]),
        fmt.power_column("h_spread_after", after.loc[names, "spread_after_mw"]),
        fmt.power_column("h_peak_cut", after.loc[names, "peak_cut_mw"]),
        fmt.share_column("h_peak_cut_pu", after.loc[names, "peak_cut_pu"], 2),
        fmt.power_column("h_valley_fill", after.loc[names, "valley_fill_mw"]),
        fmt.share_column("h_valley_fill_pu", after.loc[names, "valley_fill_pu"], 2),
        fmt.power_column("h_residual_spread", rest.loc[names, "spread_after_mw"]),
    ]
    return fmt.table("t_changes", columns, note="t_changes_note")


def _dispatch(main: Variant, fmt: Formatter) -> list[Chart]:
    """Who carries the load of every typical day, stacked; four days a figure."""
    area, found = main.area, group_mw(main.area)
    for name, pv in (("wind", False), ("pv", True)):
        plants = area.varying(pv)
        if plants:
            found = {name: area.role_mw(Role.AVAILABLE, plants), **found}
    sent = area.stations_mw
    if "hydro" in found and "exchange" in found:
        found = found | {"hydro": found["hydro"] - sent, "exchange": found["exchange"] + sent}
    order = [g for g in STACKED if g in found]
    panels = []
    for day in main.days:
        curves = [
            Curve(fmt.say(f"group.{g}"), fmt.in_power(main.sampled(found[g], day.span.periods)), COLOURS[g], "area")
            for g in order
        ]
        load = main.sampled(area.curves["load"], day.span.periods)
        curves.append(Curve(fmt.say("curve.load"), fmt.in_power(load), LOAD))
        title = fmt.say("panel_day", day=fmt.say(f"day.{day.name}"), date=f"{day.date:%m-%d}")
        panels.append(
            Panel(
                title,
                (np.arange(97) / 4).tolist(),
                curves,
                fmt.say("x_hour"),
                fmt.power_unit.name,
                ticks=tuple(range(0, 25, 6)),
                stacked=True,
            )
        )
    parts = [panels[i : i + 4] for i in range(0, len(panels), 4)]
    return [
        Chart(
            f"dispatch_{i + 1}",
            fmt.say("f_dispatch" if len(parts) == 1 else f"f_dispatch_{i + 1}"),
            part,
            across=2,
            note=fmt.say("f_dispatch_note") if i == 0 else "",
        )
        for i, part in enumerate(parts)
    ]


def _before_after(main: Variant, fmt: Formatter) -> Chart:
    curves = main.area.curves
    panels = [
        Panel(
            fmt.say("panel_day", day=fmt.say(f"day.{day.name}"), date=f"{day.date:%m-%d}"),
            (np.arange(97) / 4).tolist(),
            [
                Curve(
                    fmt.say("curve.net_load_before"),
                    fmt.in_power(main.sampled(curves["net_load_before"], day.span.periods)),
                    BEFORE,
                ),
                Curve(
                    fmt.say("curve.net_load_after"),
                    fmt.in_power(main.sampled(curves["net_load_after"], day.span.periods)),
                    AFTER,
                ),
            ],
            fmt.say("x_hour"),
            fmt.power_unit.name,
            ticks=tuple(range(0, 25, 12)),
        )
        for day in main.days
    ]
    return Chart(
        "before_after",
        fmt.say("f_before_after"),
        panels,
        across=4 if len(panels) in (4, 7, 8) else min(len(panels), 3),
    )


def _reasons(main: Variant, fmt: Formatter) -> list[str]:
    """Why the peak was not lower, in the windows where its measure stayed largest."""
    if main.case.objective.goal != "peak":
        return [fmt.say("reasons_cost", name=main.label)]
    bound = heaviest_windows(main.answer)
    if not bound:
        return [fmt.say("reasons_none")]
    found = [fmt.say("reasons_head", count=len(bound), shown=min(len(bound), WINDOWS))]
    for window in sorted(bound[:WINDOWS]):
        peak, valley = (limits_text(main.answer, window, side, fmt) for side in SIDES)
        parts = [fmt.say("reason_peak", text=peak)] if peak else []
        parts += [fmt.say("reason_valley", text=valley)] if valley else []
        found.append(fmt.sentences(*parts))
    return found
