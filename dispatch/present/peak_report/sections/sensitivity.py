"""11 Sensitivity: between variants, and around the scheme from its duals: what a step of a limit is worth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dispatch.case.entity import Entity
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import AFTER
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.limits import limit_words
from dispatch.present.table import Table
from dispatch.results.study_area import StudyArea
from dispatch.shaving.binding import often_binding
from dispatch.shaving.reasons import Reason
from dispatch.shaving.variants import Study, Variant

SHOWN = 12


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Steps from variant to variant; limits that bind; lines; water and storage at the margin."""
    main = study.main
    found: list[Block] = []
    if study.several:
        found += [Paragraph(_steps_summary(study, fmt)), _steps(study, fmt), _swings(study, fmt)]
    found += _limits(main, fmt)
    found += _margins(main, fmt)
    return found


def _steps_summary(study: Study, fmt: Formatter) -> str:
    changes = [v.change("net_load_after") for v in study.variants]
    moves = [
        (before["spread_after_mw"] - after["spread_after_mw"], study.variants[i].label, study.variants[i + 1].label)
        for i, (before, after) in enumerate(pairwise(changes))
    ]
    most = max(moves, key=lambda m: abs(m[0]))
    key = ("step" if len(moves) == 1 else "steps") + ("_narrower" if most[0] >= 0 else "_wider")
    return fmt.say(key, before=most[1], after=most[2], change=fmt.power(abs(most[0])), count=len(moves))


def _steps(study: Study, fmt: Formatter) -> Table:
    """Differences between neighbours, and per MW of storage added where any was."""
    pairs = list(pairwise(study.variants))
    rows = []
    for a, b in pairs:
        before, after = a.change("net_load_after"), b.change("net_load_after")
        more = b.storage_mw - a.storage_mw
        cut = before["max_after_mw"] - after["max_after_mw"]
        rows.append(
            (
                more,
                cut,
                before["spread_after_mw"] - after["spread_after_mw"],
                a.lost_mwh[0] - b.lost_mwh[0],
                b.summary["objective_cny"] - a.summary["objective_cny"],
                cut / more if more > 0.05 else None,
            )
        )
    columns = [list(column) for column in zip(*rows, strict=True)]
    shown = [
        fmt.text_column("h_step", [fmt.say("step_words", before=a.label, after=b.label) for a, b in pairs]),
        fmt.power_column("h_storage_more", columns[0]),
        fmt.power_column("h_peak_less", columns[1]),
        fmt.power_column("h_spread_less", columns[2]),
        fmt.energy_column("h_lost_less", columns[3]),
        fmt.money_column("h_cost_more", columns[4]),
        fmt.plain_column("h_cut_per_mw", columns[5], "MW/MW", 3),
    ]
    return fmt.table("t_steps", shown, note="t_steps_note")


def _swings(study: Study, fmt: Formatter) -> Chart:
    base = study.first.change("net_load_after")["spread_after_mw"]
    less = [base - v.change("net_load_after")["spread_after_mw"] for v in study.variants[1:]]
    panel = Panel(
        "",
        [v.label for v in study.variants[1:]],
        [Curve(fmt.say("c_spread_less"), fmt.in_power(np.array(less)), AFTER, "bar")],
        y_title=fmt.power_unit.name,
    )
    return Chart("swings", fmt.say("f_swings", first=study.first.label), [panel])


def _limits(main: Variant, fmt: Formatter) -> list[Block]:
    if main.case.objective.goal != "peak":
        return [Paragraph(fmt.say("limits_cost", name=main.label))]
    ordered = often_binding(main.answer)[:SHOWN]
    if not ordered:
        return [Paragraph(fmt.say("reasons_none"))]
    names = [limit_words(main.case, limit.reason, fmt) for limit in ordered]
    top = ordered[0]
    worth = fmt.figure(top.most_mw, "MW", 3)
    text = fmt.say("limits_said", what=names[0], count=top.windows, worth=worth, step=_step(top.reason, fmt))
    columns = [
        fmt.text_column("h_limit", names),
        fmt.text_column("h_give_way", [_step(limit.reason, fmt) for limit in ordered]),
        fmt.plain_column("h_worth_max", [limit.most_mw for limit in ordered], "MW", 3),
        fmt.plain_column("h_windows", [float(limit.windows) for limit in ordered], decimals=0),
    ]
    table = fmt.table("t_limits", columns, note="t_limits_note")
    return [Paragraph(text), table]


def _step(reason: Reason, fmt: Formatter) -> str:
    """`1 MW`, `1 %`: by how much a limit gives way."""
    unit = "%" if reason.share else {"hm³": fmt.say("hm3")}.get(reason.unit, reason.unit)
    return f"{100 * reason.by if reason.share else reason.by:g} {unit}"


def _margins(main: Variant, fmt: Formatter) -> list[Block]:
    """Mean worth at the margin of water, of energy in stores, of a MWh at every bus: duals of the last solve."""
    area, rows = main.area, []
    houses = {h.reservoir for h in area.assets(main.case.powerhouse)}
    for lake, worth in _means(
        area, "reservoir", "water_value_cny_per_hm3", [r for r in main.case.reservoir if r.id in houses]
    ):
        rows.append((fmt.name(lake), fmt.say("margin_water"), worth, fmt.say("cny_per_hm3")))
    stores = [store for store in area.assets(main.case.storage) if max(store.p_nom_mw, store.build_max_mw) > 0]
    for store, worth in _means(area, "storage", "soc_value_cny_per_mwh", stores):
        rows.append((fmt.name(store), fmt.say("margin_storage"), worth, fmt.say("cny_per_mwh")))
    price = main.answer.tables.optional("price")
    if price is not None:
        prices = {b: price.of(b, "price_cny_per_mwh") for b in price.labels if b in area.inside}
        if prices:
            mean = {b: float(area.energy(p)) / area.horizon.hours for b, p in prices.items()}
            names = {b.id: fmt.name(b) for b in main.case.bus}
            for bus in dict.fromkeys((max(mean, key=lambda b: mean[b]), min(mean, key=lambda b: mean[b]))):
                rows.append((names[bus], fmt.say("margin_price"), mean[bus], fmt.say("cny_per_mwh")))
    if not rows:
        return []
    highest = max(rows, key=lambda r: r[2])
    columns = [
        fmt.text_column("h_what", [r[0] for r in rows]),
        fmt.text_column("h_quantity", [r[1] for r in rows]),
        fmt.plain_column("h_worth", [r[2] for r in rows], decimals=2),
        fmt.text_column("unit", [r[3] for r in rows]),
    ]
    table = Table(
        "margins",
        fmt.say("t_margins"),
        columns,
        note=fmt.say("t_margins_note" if main.case.objective.goal == "cost" else "t_margins_peak_note"),
    )
    return [
        Paragraph(
            fmt.say(
                "margins_said",
                count=len(rows),
                name=highest[0],
                what=highest[1],
                worth=fmt.figure(highest[2], highest[3], 2),
            )
        ),
        table,
    ]


def _means(area: StudyArea, table: str, column: str, entities: Sequence[Entity]) -> list[tuple[Entity, float]]:
    """(entity, mean over time) of those whose worth is known."""
    if table not in area.answer.tables or column not in area.answer.tables[table].columns:
        return []
    rows = area.rows(table, column, entities)
    means = area.energy(rows) / area.horizon.hours
    return [(e, float(m)) for e, m in zip(entities, means, strict=True) if np.isfinite(m)]
