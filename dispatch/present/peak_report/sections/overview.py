"""1 Overview: what was computed, and the few figures that everybody asks for first."""

from __future__ import annotations

import numpy as np

from dispatch.case.technology import is_pv, is_wind
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import AFTER, BEFORE
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.table import Table
from dispatch.shaving.variants import LOST_MW, Study, Variant


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Paragraphs on scope, load, net load, energy and trust; the table of variants."""
    main = study.main
    found: list[Block] = [
        Paragraph(_scope(study, fmt)),
        Paragraph(_peaks(main, fmt), finding=True),
        Paragraph(_energy(main, fmt)),
        Paragraph(_compared(study, fmt), finding=study.several),
        variants_table(study, fmt),
    ]
    if study.several:
        found.append(_bars(study, fmt))
    rejected = any(not v.summary["audit"]["passed"] for v in study.variants)
    found.insert(0 if rejected else len(found), Paragraph(_trust(study, fmt), finding=rejected))
    return [block for block in found if not (isinstance(block, Paragraph) and not block.text)]


def _scope(study: Study, fmt: Formatter) -> str:
    main = study.main
    key = "scope_several" if study.several else "scope_one"
    hours = float(main.horizon.dt_h[0])
    step = fmt.figure(hours * 60, "min", 0) if hours < 1 else fmt.figure(hours, "h", 0)
    return fmt.say(
        key,
        case=fmt.name(_Named(main.case.zh, main.case.en, main.case.name)),
        count=len(study.variants),
        begin=fmt.day(main.local[0]),
        end=fmt.day(main.local[-1]),
        periods=f"{main.horizon.periods:,}",
        step=step,
        main=main.label,
        first=study.first.label,
    )


class _Named:
    """A case under the words of an entity."""

    def __init__(self, zh: str, en: str, name: str):
        self.zh, self.en, self.id = zh, en, name


def _peaks(main: Variant, fmt: Formatter) -> str:
    load, net = main.indicator("load"), main.indicator("net_load_before")
    change = main.change("net_load_after")
    more = net["spread_mw"] - load["spread_mw"]
    parts = [
        fmt.say(
            "peaks_load",
            most=fmt.power(load["max_mw"]),
            at=fmt.when(load["max_at"]),
            spread=fmt.power(load["spread_mw"]),
        ),
        fmt.say(
            "peaks_net_wider" if more > 0 else "peaks_net_narrower",
            most=fmt.power(net["max_mw"]),
            at=fmt.when(net["max_at"]),
            spread=fmt.power(net["spread_mw"]),
            more=fmt.power(abs(more)),
        ),
    ]
    if main.storage_mw < LOST_MW and not main.has_demand_response:
        parts.append(fmt.say("peaks_nothing_shaves"))
    else:
        parts.append(shaved(change, fmt))
    return fmt.sentences(*parts)


def shaved(change: dict[str, float], fmt: Formatter) -> str:
    """What storage and loads did to peak and spread, whichever way it went."""
    cut, narrower = change["peak_cut_mw"], change["spread_before_mw"] - change["spread_after_mw"]
    peak = fmt.say(
        "shaved_lower" if cut > 0.05 else "shaved_higher" if cut < -0.05 else "shaved_same",
        before=fmt.power(change["max_before_mw"]),
        after=fmt.power(change["max_after_mw"]),
        cut=fmt.power(abs(cut)),
        rate=fmt.share(abs(change["peak_cut_pu"])),
    )
    spread = fmt.say(
        "shaved_narrower" if narrower > 0.05 else "shaved_wider" if narrower < -0.05 else "shaved_spread_same",
        before=fmt.power(change["spread_before_mw"]),
        after=fmt.power(change["spread_after_mw"]),
        change=fmt.power(abs(narrower)),
    )
    return fmt.sentences(peak, spread)


def _energy(main: Variant, fmt: Formatter) -> str:
    summary = main.summary
    made = {k: v for k, v in summary["energy_mwh"].items() if v}
    whole = sum(made.values())
    load = sum(summary["load_mwh"].values())
    water = sum(v for k, v in made.items() if k.startswith("hydro"))
    new = sum(v for k, v in made.items() if is_wind(k) or is_pv(k))
    export = summary["net_export_mwh"]
    lost, available = main.lost_mwh
    parts = [
        fmt.say(
            "energy_made",
            made=fmt.energy(whole),
            load=fmt.energy(load),
            water=fmt.share(water / whole if whole else 0.0),
            new=fmt.share(new / whole if whole else 0.0),
        )
    ]
    if abs(export) > 0.05:
        parts.append(fmt.say("energy_out" if export > 0 else "energy_in", net=fmt.energy(abs(export))))
    if available > 0:
        key = "energy_lost" if lost / available > 5e-5 else "energy_all_used"
        parts.append(
            fmt.say(
                key,
                lost=fmt.energy(lost),
                rate=fmt.share(lost / available, 2),
                used=fmt.share(1 - lost / available, 2),
                available=fmt.energy(available),
            )
        )
    missed = summary["unserved_mwh"]
    parts.append(fmt.say("energy_unserved" if missed > 0.05 else "energy_served", missed=fmt.energy(missed)))
    return fmt.sentences(*parts)


def _compared(study: Study, fmt: Formatter) -> str:
    if not study.several:
        return ""
    first, best = study.first, study.best
    spreads = {v.label: v.change("net_load_after") for v in study.variants}
    narrow, base = spreads[best.label], spreads[first.label]
    if best is first:
        return fmt.say("compared_first_best", best=best.label, spread=fmt.power(base["spread_after_mw"]))
    less = base["spread_after_mw"] - narrow["spread_after_mw"]
    peak = base["max_after_mw"] - narrow["max_after_mw"]
    return fmt.say(
        "compared_best" if peak >= 0 else "compared_best_higher",
        best=best.label,
        first=first.label,
        spread=fmt.power(narrow["spread_after_mw"]),
        less=fmt.power(less),
        rate=fmt.share(less / base["spread_after_mw"] if base["spread_after_mw"] else 0.0),
        peak=fmt.power(narrow["max_after_mw"]),
        lower=fmt.power(abs(peak)),
    )


def variants_table(study: Study, fmt: Formatter) -> Table:
    """One row a variant: what it has, its peaks, curtailment and cost."""
    found = study.variants
    change = [v.change("net_load_after") for v in found]
    lost = [v.lost_mwh for v in found]
    columns = [
        fmt.text_column("h_variant", [v.label for v in found]),
        fmt.power_column("h_storage_power", [v.storage_mw for v in found]),
        fmt.power_column("h_net_before", [c["max_before_mw"] for c in change]),
        fmt.power_column("h_net_after", [c["max_after_mw"] for c in change]),
        fmt.power_column("h_spread_before", [c["spread_before_mw"] for c in change]),
        fmt.power_column("h_spread_after", [c["spread_after_mw"] for c in change]),
        fmt.share_column("h_peak_cut_pu", [c["peak_cut_pu"] for c in change], 2),
        fmt.share_column("h_used_pu", [1 - a / b if b else None for a, b in lost], 2),
        fmt.money_column("h_cost", [v.summary["objective_cny"] for v in found]),
    ]
    return fmt.table("t_variants", columns, note="t_variants_note")


def _bars(study: Study, fmt: Formatter) -> Chart:
    change = [v.change("net_load_after") for v in study.variants]
    panel = Panel(
        "",
        [v.label for v in study.variants],
        [
            Curve(
                fmt.say("c_spread_before"),
                fmt.in_power(np.array([c["spread_before_mw"] for c in change])),
                BEFORE,
                "bar",
            ),
            Curve(
                fmt.say("c_spread_after"),
                fmt.in_power(np.array([c["spread_after_mw"] for c in change])),
                AFTER,
                "bar",
            ),
        ],
        y_title=fmt.power_unit.name,
    )
    return Chart("spreads", fmt.say("f_spreads"), [panel])


def _trust(study: Study, fmt: Formatter) -> str:
    failed = [v for v in study.variants if not v.summary["audit"]["passed"]]
    checks = sum(len(v.summary["audit"]["worst"]) for v in study.variants)
    if failed:
        return fmt.say("trust_failed", names=fmt.joined([v.label for v in failed]))
    worst = max((v.summary["gap"] or 0.0 for v in study.variants), default=0.0)
    return fmt.say("trust_passed", checks=checks, gap=f"{abs(worst):.1e}".replace("-", "−"))
