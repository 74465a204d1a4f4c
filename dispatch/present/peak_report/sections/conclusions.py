"""12 Conclusions and recommendations: what the figures of the sections say together, each only where it holds."""

from __future__ import annotations

import numpy as np

from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.groups import GROUP_OF
from dispatch.present.peak_report.named import contingency_names
from dispatch.present.peak_report.sections.balance import by_day
from dispatch.present.peak_report.sections.storage import stored
from dispatch.shaving.curtailment import REASONS
from dispatch.shaving.variants import Study, Variant

MUCH_LOST = 0.05


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Numbered conclusions, then recommendations."""
    texts = [text for text in _conclusions(study, fmt) if text]
    advice = [text for text in _advice(study, fmt) if text]
    found: list[Block] = [Paragraph(fmt.say("item", number=i, text=text)) for i, text in enumerate(texts, 1)]
    found.append(Paragraph(fmt.say("advice_head", count=len(advice)), finding=True))
    return [*found, *(Paragraph(fmt.say("item", number=i, text=text)) for i, text in enumerate(advice, 1))]


def _conclusions(study: Study, fmt: Formatter) -> list[str]:
    main = study.main
    net, change = main.indicator("net_load_before"), main.change("net_load_after")
    frame = main.contributions
    frame = frame[frame["label"] == "all"]
    given: dict[str, float] = {}
    for kind, mw in zip(frame["kind"], frame["contribution_mw"], strict=True):
        given[GROUP_OF[kind]] = given.get(GROUP_OF[kind], 0.0) + float(mw)
    top = max(given, key=lambda g: given[g])
    lost, available = main.lost_mwh
    narrower = change["spread_before_mw"] - change["spread_after_mw"]
    return [
        fmt.say("conclude_need", spread=fmt.power(net["spread_mw"]), ramp=fmt.power(net["ramp_up_3h_mw"]))
        if np.isfinite(net["ramp_up_3h_mw"])
        else fmt.say("conclude_need_coarse", spread=fmt.power(net["spread_mw"])),
        fmt.say(
            "conclude_who",
            group=fmt.say(f"group.{top}"),
            power=fmt.power(given[top]),
            share=fmt.share(given[top] / float(frame["spread_mw"].iloc[0])),
        ),
        fmt.say(
            "conclude_shaved" if narrower > 0.05 else "conclude_not_shaved",
            name=main.label,
            change=fmt.power(abs(narrower)),
            peak=fmt.power(change["max_after_mw"]),
            rate=fmt.share(narrower / change["spread_before_mw"] if change["spread_before_mw"] else 0.0),
        ),
        by_day(main, fmt),
        fmt.say("conclude_lost", rate=fmt.share(1 - lost / available, 2)) if available else "",
        fmt.say("conclude_served")
        if main.summary["unserved_mwh"] <= 0.05
        else fmt.say("conclude_unserved", missed=fmt.energy(main.summary["unserved_mwh"])),
        _storage(study, fmt),
    ]


def _storage(study: Study, fmt: Formatter) -> str:
    """The cheapest kW of peak cut among the variants with more storage than the first."""
    first = study.first
    base = first.change("net_load_after")["max_after_mw"]
    priced = []
    for v in study.variants[1:]:
        cut = base - v.change("net_load_after")["max_after_mw"]
        yearly = sum(s.yearly_cny for s in stored(v, fmt)) - sum(s.yearly_cny for s in stored(first, fmt))
        if cut > 0.05 and yearly > 0:
            priced.append((yearly / cut / 1e3, v, cut))
    if not priced:
        return ""
    per, variant, cut = min(priced, key=lambda p: p[0])
    return fmt.say("conclude_storage", name=variant.label, cut=fmt.power(cut), per=f"{per:,.0f}")


def _advice(study: Study, fmt: Formatter) -> list[str]:
    main = study.main
    return [
        _on_spread(study, fmt),
        *_on_lost(main, fmt),
        _on_ramp(main, fmt),
        _on_water(main, fmt),
        _on_response(main, fmt),
        _on_goal(main, fmt),
    ]


def _on_spread(study: Study, fmt: Formatter) -> str:
    if not study.several:
        return fmt.say("advice_compare")
    best = study.best
    return fmt.say("advice_best", name=best.label, spread=fmt.power(best.change("net_load_after")["spread_after_mw"]))


def _on_lost(main: Variant, fmt: Formatter) -> list[str]:
    frame = main.curtailment
    if frame.empty:
        return []
    new = frame[(frame["label"] == "all") & (frame["technology"] != "river")]
    lost, available = float(new["curtailed_mwh"].sum()), float(new["available_mwh"].sum())
    if available <= 0 or lost / available < 5e-4:
        return []
    sums = {reason: float(new[f"{reason}_mwh"].sum()) for reason in REASONS}
    top = max(sums, key=lambda r: sums[r])
    key = "advice_lost_much" if lost / available > MUCH_LOST else "advice_lost"
    return [
        fmt.say(
            key,
            rate=fmt.share(lost / available, 2),
            share=fmt.share(sums[top] / lost),
            measure=fmt.say(f"measure_reason.{top}"),
        )
    ]


def _on_ramp(main: Variant, fmt: Formatter) -> str:
    ramp = main.indicator("net_load_before")
    for name in ("1h", "3h"):
        up = ramp[f"ramp_up_{name}_mw"]
        if np.isfinite(up):
            return fmt.say(
                "advice_ramp",
                span=fmt.say(f"span_{name}"),
                up=fmt.power(up),
                valley=f"{ramp['min_at']:%H:%M}",
                peak=f"{ramp['max_at']:%H:%M}",
            )
    return ""


def _on_water(main: Variant, fmt: Formatter) -> str:
    spill = main.spill
    if spill.empty:
        return ""
    whole = spill[spill["label"] == "all"].sort_values("spilled_mwh", ascending=False).iloc[0]
    if float(whole["spilled_mwh"]) < 1.0:
        return ""
    name = str(whole["zh" if fmt.lang == "zh" else "en"])
    return fmt.say(
        "advice_water",
        name=name,
        spilled=fmt.energy(float(whole["spilled_mwh"])),
        rate=fmt.share(float(whole["spilled_pu"]), 2),
    )


def _on_response(main: Variant, fmt: Formatter) -> str:
    found, simulated = main.summary.get("response") or {}, main.answer.tables.optional("frequency")
    if found.get("required_mw") is None:
        return fmt.say("advice_response_absent", share=fmt.share(main.case.response.millisecond_share, 0))
    short = float(found.get("shortfall_mw_h") or 0.0)
    if short > 0.05:
        return fmt.say(
            "advice_response_short",
            short=fmt.figure(short, "MW·h", 1),
            hours=fmt.share(float(found.get("short_hours_pu") or 0.0), 2),
        )
    if simulated is not None and (secure := float(np.nanmean(simulated.columns["secure"]))) < 1.0:
        worst = simulated.labels[int(np.argmax(np.nanmax(np.abs(simulated.columns["nadir_hz"]), axis=1)))]
        name = contingency_names(main.case, fmt).get(worst, worst)
        return fmt.say("advice_response_unsafe", secure=fmt.share(secure, 2), name=name)
    return fmt.say("advice_response_held", required=fmt.power(float(found["required_mw"])))


def _on_goal(main: Variant, fmt: Formatter) -> str:
    if main.case.objective.goal == "cost":
        change = main.change("net_load_after")
        return fmt.say("advice_goal", spread=fmt.power(change["spread_after_mw"]))
    return ""
