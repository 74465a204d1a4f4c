"""10 Curtailment and use of new energy: how much was lost, when, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.families.declare import Role
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import STACK
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.sections.supply import span_bins
from dispatch.present.quantity import ENERGY
from dispatch.present.table import Table
from dispatch.shaving.curtailment import REASONS
from dispatch.shaving.variants import Study, Variant

LEAST_PU = 5e-5


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Rates, reasons, months, spill, variants."""
    main = study.main
    frame = main.curtailment
    if frame.empty:
        return [Paragraph(fmt.say("new_none"))]
    whole = frame[(frame["label"] == "all")]
    new = whole[whole["technology"] != "river"]
    found: list[Block] = [Paragraph(_summary(main, new, fmt), finding=True), _table(whole, fmt), _reasons(whole, fmt)]
    if not _traces(new):
        found.append(_months(main, fmt))
    if study.several:
        found.append(Paragraph(_compared(study, fmt)))
    return found


def _summary(main: Variant, new: pd.DataFrame, fmt: Formatter) -> str:
    lost, available = float(new["curtailed_mwh"].sum()), float(new["available_mwh"].sum())
    if _traces(new):
        return fmt.say("lost_nothing", available=fmt.energy(available), lost=fmt.energy(lost))
    sums = {reason: float(new[f"{reason}_mwh"].sum()) for reason in REASONS}
    top = max(sums, key=lambda r: sums[r])
    area = main.area
    power = area.role_mw(Role.CURTAILMENT, (*area.varying(False), *area.varying(True)))
    at = int(np.argmax(power))
    lasts = float(area.horizon.energy_h[power > 1.0].sum())
    parts = [
        fmt.say(
            "lost_said",
            lost=fmt.energy(lost),
            rate=fmt.share(lost / available, 2),
            used=fmt.share(1 - lost / available, 2),
            wind=_rate(new, "wind", fmt),
            pv=_rate(new, "pv", fmt),
        ),
        fmt.say("lost_reason", reason=fmt.say(f"reason.{top}"), share=fmt.share(sums[top] / lost)),
        fmt.say("lost_when", most=fmt.power(float(power[at])), at=fmt.when(main.local[at]), hours=f"{lasts:,.0f}"),
    ]
    return fmt.sentences(*parts)


def _traces(new: pd.DataFrame) -> bool:
    """Whether less is lost than the solver's tolerance and two decimals of a per cent can tell."""
    return float(new["curtailed_mwh"].sum()) <= max(0.05, LEAST_PU * float(new["available_mwh"].sum()))


def _rate(frame: pd.DataFrame, technology: str, fmt: Formatter) -> str:
    rows = frame[frame["technology"] == technology]
    return fmt.share(float(rows["curtailed_pu"].iloc[0]), 2) if len(rows) else "–"


def _table(whole: pd.DataFrame, fmt: Formatter) -> Table:
    columns = [
        fmt.text_column("h_technology", [_name(t, fmt) for t in whole["technology"]]),
        *fmt.energy_columns({"h_available": whole["available_mwh"].tolist(), "h_used": whole["used_mwh"].tolist()}),
        fmt.energy_column("h_lost", whole["curtailed_mwh"].tolist()),
        fmt.share_column("h_lost_pu", whole["curtailed_pu"], 2),
        fmt.share_column("h_used_pu", whole["used_pu"], 2),
    ]
    return fmt.table("t_curtailment", columns)


def _reasons(whole: pd.DataFrame, fmt: Formatter) -> Table:
    columns = [
        fmt.text_column("h_technology", [_name(t, fmt) for t in whole["technology"]]),
        *fmt.energy_columns(
            {
                f"reason_head.{r}": whole[f"{r}_mwh"].tolist()
                for r in REASONS
                if r != "unknown" or float(whole["unknown_mwh"].sum()) > 0
            }
        ),
    ]
    return fmt.table("t_reasons", columns, key="curtailment_reasons", note="t_reasons_note")


def _name(technology: str, fmt: Formatter) -> str:
    return fmt.say("group.river") if technology == "river" else fmt.named("technology", technology)


def _months(main: Variant, fmt: Formatter) -> Chart:
    labels, parts = span_bins(main, fmt)
    hours, area = main.horizon.energy_h, main.area
    lost = {}
    for name, pv in (("wind", False), ("pv", True)):
        power = area.role_mw(Role.CURTAILMENT, area.varying(pv))
        lost[name] = [max(float(power[p] @ hours[p]), 0.0) for p in parts]
    unit = fmt.unit(ENERGY, [v for values in lost.values() for v in values])
    curves = [
        Curve(fmt.named("technology", n), [v / unit.size for v in values], STACK[n], "bar")
        for n, values in lost.items()
    ]
    return Chart(
        "lost_months",
        fmt.say("f_lost" if main.year else "f_lost_days"),
        [Panel("", labels, curves, y_title=unit.name, stacked=True)],
    )


def _compared(study: Study, fmt: Formatter) -> str:
    rates = [(v, v.lost_mwh[0] / v.lost_mwh[1] if v.lost_mwh[1] else 0.0) for v in study.variants]
    low, high = min(rates, key=lambda x: x[1]), max(rates, key=lambda x: x[1])
    if high[0].lost_mwh[0] - low[0].lost_mwh[0] < 0.05:
        return fmt.say("lost_alike", rate=fmt.share(high[1], 2))
    return fmt.say(
        "lost_compared",
        low=low[0].label,
        least=fmt.share(low[1], 2),
        high=high[0].label,
        most=fmt.share(high[1], 2),
        less=fmt.energy(high[0].lost_mwh[0] - low[0].lost_mwh[0]),
    )
