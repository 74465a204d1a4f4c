"""The millisecond response on the page: what was asked and held, what it is worth when, who was paid, what is armed.

`response_section` is None where nothing is asked for. Prices and payments are those of
`dispatch.families.response.settlement`;
means and shares count hours with their weights. Where a run was simulated, the figures and pictures of
`dispatch.present.run_page.frequency` follow in the same section.
"""

from __future__ import annotations

import numpy as np

from dispatch.families.response.resolve import resolved_profiles, resolved_responders
from dispatch.frequency.tables import HELD_MW
from dispatch.present import quantity
from dispatch.present.document import Block, Paragraph, Section, Side
from dispatch.present.quantity import HERTZ, INERTIA_PRICE, MILLISECONDS, MW_PER_HERTZ, RESPONSE_PRICE
from dispatch.present.run_page.events import event_names, hours_of, mean_of
from dispatch.present.run_page.frequency import frequency_pictures, frequency_remarks, frequency_table
from dispatch.present.run_page.response_pictures import response_pictures
from dispatch.present.run_page.words import say
from dispatch.present.table import Column, Figures, Table, figures_table
from dispatch.present.words import Words, about, label, same
from dispatch.results.response_figures import MISSED_MW
from dispatch.results.study_area import StudyArea

_PAID = {"ms": "paid_ms", "nadir": "paid_nadir", "steady": "paid_steady", "inertia": "paid_inertia"}


def response_section(area: StudyArea) -> Section | None:
    """Everything that the page says of the response."""
    if not area.case.response.asked or "contingency" not in area.answer.tables:
        return None
    remarks = [_asked(area), *_kept(area), *frequency_remarks(area)]
    blocks: list[Block] = [*(Paragraph(text) for text in remarks), _contingency_table(area)]
    if pictures := response_pictures(area):
        blocks.append(Side(pictures))
    if "response_total" in area.answer.tables:
        blocks.append(_service_table(area))
    if (events := frequency_table(area)) is not None:
        blocks += [events, Side(frequency_pictures(area))]
    if (armed := _arming_table(area)) is not None:
        blocks.append(armed)
    return Section("response", "", say("section_frequency"), blocks)


def _asked(area: StudyArea) -> Words:
    """What the run was asked for, in a sentence."""
    settings = area.case.response
    share, limit = f"{100 * settings.millisecond_share:g}", f"{settings.limit_ms:g}"
    if not settings.security:
        key = "response_asked_share"
        found = say(key, share=share, limit=limit)
    else:
        found = say(
            "response_asked_security",
            share=share,
            limit=limit,
            rocof=f"{settings.rocof_max_hz_s:g}",
            deviation=f"{settings.deviation_max_hz:g}",
            steady=f"{settings.steady_max_hz:g}",
        )
    how = say("response_hard" if settings.hard else "response_soft")
    return Words(found.zh + how.zh, f"{found.en} {how.en}")


def _kept(area: StudyArea) -> list[Words]:
    """How much of what was asked is there, and how much of the largest loss that is."""
    columns, hours = area.answer.tables["contingency"].columns, hours_of(area)
    if "required_ms_mw" not in columns or area.case.response.millisecond_share == 0:
        return []
    required, delivered = columns["required_ms_mw"], columns["delivered_ms_mw"]
    short = (columns.get("shortfall_ms_mw", np.zeros_like(required)) > MISSED_MW).any(axis=0)
    most = required.argmax(axis=0), np.arange(required.shape[1])
    sentences = [
        say(
            "response_kept",
            required=f"{mean_of(required[most], hours):,.0f}",
            delivered=f"{mean_of(delivered[most], hours):,.0f}",
            share=f"{100 * mean_of(short.astype(float), hours):.1f}",
            price=f"{mean_of(columns['price_ms_cny_per_mw_h'].sum(axis=0), hours):,.2f}",
        )
    ]
    if "frequency" in area.answer.tables:
        return sentences
    size = columns["size_mw"]
    k, t = np.unravel_index(int(np.argmax(size)), size.shape)
    lost, given = float(size[k, t]), float(delivered[k, t])
    if given < lost * (1 - 1e-6):
        name = event_names(area)[area.answer.tables["contingency"].labels[k]]
        figures = {
            "lost": f"{lost:,.0f}",
            "given": f"{given:,.0f}",
            "share": f"{100 * given / lost:.0f}",
            "limit": f"{area.case.response.limit_ms:g}",
        }
        sentences.append(say("response_partial", name=name, **figures))
    return sentences


def _service_names(area: StudyArea) -> dict[str, Words]:
    """`responder:profile` → both names."""
    responders, profiles = resolved_responders(area.case), resolved_profiles(area.case)
    given = {r.id: r for r in area.case.responder}
    found = {}
    for r in responders:
        owner = label(given[r.id]) if r.id in given and (given[r.id].zh or given[r.id].en) else label(r.asset)
        for service in r.services:
            what = label(profiles[service.profile.id])
            found[service.id] = about(owner, what)
    return found


def _contingency_table(area: StudyArea) -> Table:
    """One row a contingency: its size, what was asked and there, what it costs."""
    table, hours, names = area.answer.tables["contingency"], hours_of(area), event_names(area)
    columns, totals = table.columns, area.answer.tables["contingency_total"].columns
    # Nothing is asked where imports, or exports, are less than nothing.
    means = {name: [mean_of(np.maximum(row, 0), hours) for row in values] for name, values in columns.items()}
    figures: list[Figures] = [(say("loss_largest"), [float(row.max()) for row in columns["size_mw"]], quantity.POWER)]
    if "required_ms_mw" in columns:
        short = columns.get("shortfall_ms_mw", np.zeros_like(columns["size_mw"])) > MISSED_MW
        price = columns["price_ms_cny_per_mw_h"]
        figures += [
            (say("required_mean"), means["required_ms_mw"], quantity.POWER),
            (say("delivered_mean"), means["delivered_ms_mw"], quantity.POWER),
            (say("hours_short"), [mean_of(row.astype(float), hours) for row in short], None),
            (say("price_mean"), means["price_ms_cny_per_mw_h"], RESPONSE_PRICE),
            (say("price_highest"), [float(row.max()) for row in price], RESPONSE_PRICE),
        ]
    if "price_inertia_cny_per_mw_s_h" in columns:
        figures += [(say("price_inertia"), means["price_inertia_cny_per_mw_s_h"], INERTIA_PRICE)]
    charged = [float(v) for v in totals["charged_cny"]]
    missed = [float(v) for v in totals["shortfall_cny"]]
    figures += [(say("response_charged"), charged, quantity.MONEY), (say("response_missed"), missed, quantity.MONEY)]
    events = Column(say("contingency"), [names[id] for id in table.labels])
    return figures_table("contingencies", say("table_contingencies"), events, figures)


def _service_table(area: StudyArea) -> Table:
    """Who held how much and was paid what; those that held something, the best paid first, and machines' inertia."""
    total, hours = area.answer.tables["response_total"], float(hours_of(area).sum())
    names, columns = _service_names(area), total.columns
    held = {way: columns[f"held_{way}_mw_h"] / hours for way in ("up", "down")}
    order = [
        int(k) for k in np.argsort(-columns["paid_cny"], kind="stable") if held["up"][k] + held["down"][k] > HELD_MW
    ]
    rows: list[Words] = [names.get(total.labels[k], same(total.labels[k])) for k in order]
    kinds = [kind for kind in _PAID if f"paid_{kind}_cny" in columns]
    paid = {kind: [float(columns[f"paid_{kind}_cny"][k]) for k in order] for kind in kinds}
    whole = [float(columns["paid_cny"][k]) for k in order]
    up, down = ([float(held[way][k]) for k in order] for way in ("up", "down"))
    machines = area.answer.tables.optional("responder_total")
    if machines is not None:
        owners = {r.id: label(r.asset) for r in resolved_responders(area.case)}
        for id, amount in zip(machines.labels, machines.columns["paid_inertia_cny"], strict=True):
            if amount > 0:
                rows.append(say("machine_inertia", name=owners[id]))
                up.append(0.0)
                down.append(0.0)
                for kind in kinds:
                    paid[kind].append(float(amount) if kind == "inertia" else 0.0)
                whole.append(float(amount))
    figures: list[Figures] = [(say("held_up"), up, quantity.POWER), (say("held_down"), down, quantity.POWER)]
    if len(kinds) > 1:
        figures += [(say(_PAID[kind]), paid[kind], quantity.MONEY) for kind in kinds]
    figures += [(say("paid_all"), whole, quantity.MONEY)]
    sums: list[float | None] = [sum(v for v in values if v is not None) for _, values, _ in figures]
    caption, note = say("table_services"), say("services_remark")
    return figures_table("services", caption, Column(say("service"), rows), figures, sums, say("response_sum"), note)


def _arming_table(area: StudyArea) -> Table | None:
    """What is armed in the hour that asks for most: one row a service; None where nothing was simulated."""
    tables = area.answer.tables
    armed, constant = tables.optional("arming"), tables.optional("arming_total")
    if armed is None or constant is None:
        return None
    t = hour_shown(area)
    names = _service_names(area)
    held = armed.columns["headroom_up_mw"][:, t] + armed.columns["headroom_down_mw"][:, t]
    order = [int(k) for k in np.argsort(-held, kind="stable") if held[k] > HELD_MW]
    if not order:
        return None

    def now(name: str) -> list[float | None]:
        return [float(armed.columns[name][k, t]) for k in order]

    def always(name: str) -> list[float | None]:
        return [float(constant.columns[name][k]) for k in order]

    figures: list[Figures] = [
        (say("setpoint"), now("setpoint_mw"), quantity.POWER),
        (say("headroom_up"), now("headroom_up_mw"), quantity.POWER),
        (say("headroom_down"), now("headroom_down_mw"), quantity.POWER),
        (say("droop_slope"), now("droop_mw_per_hz"), MW_PER_HERTZ),
        (say("dead_band"), always("dead_band_hz"), HERTZ),
        (say("trigger"), always("trigger_hz"), HERTZ),
        (say("delay"), always("delay_ms"), MILLISECONDS),
        (say("ramp"), always("ramp_ms"), MILLISECONDS),
    ]
    names_shown = Column(say("service"), [names.get(armed.labels[k], same(armed.labels[k])) for k in order])
    note = say("arming_remark", when=when_shown(area))
    return figures_table("arming", say("table_arming"), names_shown, figures, note=note)


def hour_shown(area: StudyArea) -> int:
    """The period in which most milliseconds are asked for; the largest loss where none are."""
    columns = area.answer.tables["contingency"].columns
    asked = columns.get("required_ms_mw", columns["size_mw"])
    return int(np.argmax((asked if asked.any() else columns["size_mw"]).max(axis=0)))


def when_shown(area: StudyArea) -> str:
    """That period, as local time."""
    return f"{area.answer.series.horizon.local_time()[hour_shown(area)]:%Y-%m-%d %H:%M}"
