"""9 Frequency security and millisecond response: what may be lost, what answers in time, what was simulated."""

from __future__ import annotations

import numpy as np

from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import line_style
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.named import contingency_names, responder_names
from dispatch.present.table import Table
from dispatch.results.tables import Table as Frame
from dispatch.shaving.variants import Study, Variant

SHORT_MW = 1e-3
SHOWN = 20


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Requirement and delivery by contingency, simulation, who holds the response; or that it was not asked for."""
    main = study.main
    losses, found = main.answer.tables.optional("contingency"), main.answer.tables.optional("frequency")
    content: list[Block] = []
    if losses is None and found is None:
        inertia = main.case.response
        content.append(
            Paragraph(
                fmt.say(
                    "frequency_absent",
                    name=main.label,
                    share=fmt.share(inertia.millisecond_share, 0),
                    limit=f"{inertia.limit_ms:g}",
                )
            )
        )
        ready = _ready(main, fmt)
        return [*content, *([Paragraph(ready)] if ready else [])]
    if losses is not None:
        content += _losses(main, losses, fmt)
    if found is not None:
        content += _simulated(main, found, fmt)
    else:
        content.append(Paragraph(fmt.say("simulation_absent", name=main.label)))
    held = main.answer.tables.optional("response_total")
    if held is not None and len(held.labels):
        content.append(_held(main, held, fmt))
    return content


def _ready(main: Variant, fmt: Formatter) -> str:
    """What storage could answer within milliseconds, although nobody asked."""
    from dispatch.economics.assumptions import delivered_pu

    area = main.area
    limit = main.case.response.limit_ms / 1000
    stores = area.assets(main.case.storage)
    ready = sum(s.p_nom_mw * delivered_pu(s.technology, limit) for s in stores)
    if ready <= 0:
        return ""
    return fmt.say("frequency_ready", power=fmt.power(ready), limit=f"{main.case.response.limit_ms:g}")


def _losses(main: Variant, losses: Frame, fmt: Formatter) -> list[Block]:
    names, size = contingency_names(main.case, fmt), losses.columns["size_mw"]
    order = [int(i) for i in np.argsort(-np.nanmax(size, axis=1), kind="stable")]
    shown, limit = order[:SHOWN], f"{main.case.response.limit_ms:g}"
    largest = order[0]
    parts = [
        fmt.say(
            "losses_said",
            count=len(order),
            name=names.get(losses.labels[largest], losses.labels[largest]),
            size=fmt.power(float(np.nanmax(size[largest]))),
        )
    ]
    columns = [
        fmt.text_column("contingency", [names.get(losses.labels[i], losses.labels[i]) for i in shown]),
        fmt.power_column("h_loss_max", [float(np.nanmax(size[i])) for i in shown]),
    ]
    if "required_ms_mw" in losses.columns:
        required, delivered = losses.columns["required_ms_mw"], losses.columns["delivered_ms_mw"]
        short = np.maximum(required - delivered, 0.0)
        share = float((short > SHORT_MW).any(axis=0) @ main.horizon.cost_h / main.horizon.cost_h.sum())
        figures = main.summary["response"]
        key = "ms_short" if share > 0 else "ms_held"
        parts.append(
            fmt.say(
                key,
                share=fmt.share(main.case.response.millisecond_share, 0),
                limit=limit,
                required=fmt.power(float(np.nanmax(required))),
                worst=fmt.power(float(short.max())),
                hours=fmt.share(share, 2),
            )
        )
        if figures.get("price_cny_per_mw") is not None:
            parts.append(fmt.say("ms_price", price=fmt.figure(float(figures["price_cny_per_mw"]), decimals=2)))
        columns += [
            fmt.power_column("h_required", [float(np.nanmax(required[i])) for i in shown]),
            fmt.power_column("h_margin_min", [float(np.nanmin(delivered[i] - required[i])) for i in shown]),
        ]
    else:
        parts.append(fmt.say("ms_not_asked"))
    return [Paragraph(fmt.sentences(*parts)), fmt.table("t_losses", columns, limit=limit)]


def _simulated(main: Variant, found: Frame, fmt: Formatter) -> list[Block]:
    names, columns = contingency_names(main.case, fmt), found.columns
    secure, nadir = columns["secure"], np.abs(columns["nadir_hz"])
    k, t = (int(i) for i in np.unravel_index(int(np.nanargmax(nadir)), nadir.shape))
    settings = main.case.response
    text = fmt.sentences(
        fmt.say("simulated_said", cases=f"{secure.size:,}", secure=fmt.share(float(np.nanmean(secure)), 2)),
        fmt.say(
            "simulated_worst",
            name=names.get(found.labels[k], found.labels[k]),
            at=fmt.when(main.local[t]),
            nadir=fmt.figure(float(nadir[k, t]), "Hz", 3),
            limit=fmt.figure(settings.deviation_max_hz, "Hz", 2),
            rocof=fmt.figure(float(np.nanmax(np.abs(columns["rocof_hz_s"]))), "Hz/s", 3),
            rocof_limit=fmt.figure(settings.rocof_max_hz_s, "Hz/s", 2),
        ),
    )
    order = [int(i) for i in np.argsort(-np.nanmax(nadir, axis=1), kind="stable")][:SHOWN]
    shown = [
        fmt.text_column("contingency", [names.get(found.labels[i], found.labels[i]) for i in order]),
        fmt.plain_column("h_nadir", [float(np.nanmax(nadir[i])) for i in order], "Hz", 3),
        fmt.plain_column("h_rocof", [float(np.nanmax(np.abs(columns["rocof_hz_s"][i]))) for i in order], "Hz/s", 3),
        fmt.plain_column("h_settled", [float(np.nanmax(np.abs(columns["settled_hz"][i]))) for i in order], "Hz", 3),
        fmt.share_column("h_secure", [float(np.nanmean(secure[i])) for i in order], 2),
    ]
    table = fmt.table("t_simulated", shown)
    trace = main.answer.tables.optional("frequency_trace")
    blocks: list[Block] = [Paragraph(text), table]
    if trace is not None and {"time_s", "deviation_hz"} <= set(trace.columns):
        time, hertz = trace.columns["time_s"], trace.columns["deviation_hz"]
        keep = np.unique(np.linspace(0, len(time) - 1, min(len(time), 600)).astype(int))
        colour, _ = line_style(0)
        panel = Panel(
            "",
            [float(x) for x in time[keep]],
            [Curve(fmt.say("c_deviation"), [float(x) for x in hertz[keep]], colour)],
            fmt.say("x_seconds"),
            "Hz",
        )
        blocks.append(Chart("trace", fmt.say("f_trace", name=names.get(found.labels[k], found.labels[k])), [panel]))
    return blocks


def _held(main: Variant, held: Frame, fmt: Formatter) -> Table:
    assets = responder_names(main.case, fmt)
    owners: dict[str, list[float]] = {}
    for i, label in enumerate(held.labels):
        owner = label.rpartition(":")[0]
        sums = owners.setdefault(owner, [0.0, 0.0, 0.0])
        for j, column in enumerate(("held_up_mw_h", "held_down_mw_h", "paid_cny")):
            sums[j] += float(held.columns[column][i])
    hours = float(main.horizon.cost_h.sum())
    order = sorted((o for o in owners if max(owners[o][:2]) > 1e-3), key=lambda o: -max(owners[o][:2]))[:SHOWN]
    columns = [
        fmt.text_column("h_responder", [assets.get(o, o) for o in order]),
        fmt.power_column("h_held_up", [owners[o][0] / hours for o in order]),
        fmt.power_column("h_held_down", [owners[o][1] / hours for o in order]),
        fmt.money_column("h_paid", [owners[o][2] for o in order]),
    ]
    return fmt.table("t_held", columns)
