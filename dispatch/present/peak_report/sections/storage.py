"""8 Comparison of storage configurations: what each variant has, what it costs a year and what it gives."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.constants import HOURS_PER_YEAR
from dispatch.economics.assumptions import Assumptions, terms_of
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.table import Table
from dispatch.results.installed_capacity import energy_mwh, power_mw
from dispatch.shaving.variants import Study, Variant

# Money of a shorter run, scaled to a year, is an order of magnitude and no more.
SHORT_H = 8000.0


@dataclass(frozen=True)
class Stored:
    """A store of a variant. yearly_cny: annuity and upkeep of its capital."""

    name: str
    technology: str
    mw: float
    mwh: float
    cycles_per_year: float | None
    yearly_cny: float


def stored(variant: Variant, fmt: Formatter) -> list[Stored]:
    """The stores of the study area that have any power."""
    area, case = variant.area, variant.case
    stores = area.assets(case.storage)
    year = int(variant.local[0].year)
    found = []
    out = area.energy(area.rows("storage", "p_discharge_mw", stores))
    for store, mw, mwh, given in zip(stores, power_mw(area, stores), energy_mwh(area, stores), out, strict=True):
        if mw < 1e-3:
            continue
        terms = terms_of(store, float(mw), float(mwh), Assumptions(year=year, capex_pu=case.sizing.capex_pu))
        yearly = terms.yearly_cny(case.sizing.discount_rate)
        cycles = float(given) / store.eta_discharge / mwh * HOURS_PER_YEAR / area.horizon.hours if mwh > 0 else None
        found.append(Stored(fmt.name(store), technology(store.technology, fmt), float(mw), float(mwh), cycles, yearly))
    return found


def technology(name: str, fmt: Formatter) -> str:
    """A storage technology in words."""
    return fmt.named("storage_technology", name.split("_")[0]) if name else ""


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """The stores of the scheme, then variants against the first."""
    main = study.main
    stores = stored(main, fmt)
    found: list[Block] = []
    if stores:
        found += [Paragraph(_summary(main, stores, fmt)), _stores(stores, fmt)]
    else:
        found.append(Paragraph(fmt.say("storage_none", name=main.label)))
    goal = main.case.targets
    if goal.new_storage_mw:
        found.append(Paragraph(_goal(main, fmt)))
    if study.several:
        found += [_variants(study, fmt), *(Paragraph(text) for text in _against(study, fmt))]
    else:
        found.append(Paragraph(fmt.say("storage_one_run")))
    return found


def _summary(main: Variant, stores: list[Stored], fmt: Formatter) -> str:
    mw, mwh = sum(s.mw for s in stores), sum(s.mwh for s in stores)
    most = max(stores, key=lambda s: s.mw)
    change = main.change("net_load_after")
    yearly = sum(s.yearly_cny for s in stores)
    cycles = [s.cycles_per_year for s in stores if s.cycles_per_year is not None]
    parts = [
        fmt.say(
            "storage_said",
            count=len(stores),
            power=fmt.power(mw),
            energy=fmt.energy(mwh),
            hours=fmt.figure(mwh / mw, "h", 2),
            most=most.name,
            largest=fmt.power(most.mw),
        ),
        _cycles(cycles, fmt),
        fmt.say("storage_yearly", yearly=fmt.money(yearly), per=f"{yearly / mw / 1e3:,.1f}"),
        fmt.say(
            "storage_cut" if change["peak_cut_mw"] > 0.05 else "storage_cut_none",
            cut=fmt.power(change["peak_cut_mw"]),
            share=fmt.share(change["peak_cut_mw"] / mw),
        )
        if not main.has_demand_response
        else "",
    ]
    return fmt.sentences(*parts)


def _cycles(cycles: list[float], fmt: Formatter) -> str:
    least, most = (f"{bound(cycles, default=0.0):,.0f}" for bound in (min, max))
    if not cycles:
        return ""
    return fmt.say("storage_cycles_one" if least == most else "storage_cycles", least=least, most=most)


def _stores(stores: list[Stored], fmt: Formatter) -> Table:
    columns = [
        fmt.text_column("h_store", [*(s.name for s in stores), fmt.say("total")]),
        fmt.text_column("h_technology", [*(s.technology for s in stores), ""]),
        fmt.power_column("h_storage_power", [*(s.mw for s in stores), sum(s.mw for s in stores)]),
        fmt.energy_column("h_storage_energy", [*(s.mwh for s in stores), sum(s.mwh for s in stores)]),
        fmt.plain_column("h_hours", [*(s.mwh / s.mw for s in stores), None], "h", 2),
        fmt.plain_column("h_cycles", [*(s.cycles_per_year for s in stores), None], decimals=0),
        fmt.money_column("h_yearly", [*(s.yearly_cny for s in stores), sum(s.yearly_cny for s in stores)]),
    ]
    return fmt.table("t_stores", columns, note="t_stores_note", total=True)


def _goal(main: Variant, fmt: Formatter) -> str:
    goal = main.case.targets
    asked = float(goal.new_storage_mw or 0.0)
    stands = float(
        sum(
            mw
            for s, mw in zip(
                main.area.assets(main.case.storage),
                power_mw(main.area, main.area.assets(main.case.storage)),
                strict=True,
            )
            if s.new_type
        )
    )
    price = (main.summary.get("storage") or {}).get("target_price_cny_per_mw")
    text = fmt.say(
        "storage_goal_met" if stands >= asked - 1e-3 else "storage_goal_missed",
        asked=fmt.power(asked),
        stands=fmt.power(stands),
        year=goal.new_storage_year,
        gap=fmt.power(max(asked - stands, 0.0)),
    )
    priced = fmt.say("storage_goal_price", price=f"{price:,.0f}") if price else ""
    return fmt.sentences(text, priced)


def _variants(study: Study, fmt: Formatter) -> Table:
    found, first = study.variants, study.first
    base = first.change("net_load_after")
    rows = [(v, stored(v, fmt), v.change("net_load_after"), v.lost_mwh[0]) for v in found]
    per_year = HOURS_PER_YEAR / first.horizon.hours
    saved = [(first.summary["objective_cny"] - v.summary["objective_cny"]) * per_year for v in found]
    yearly = [sum(s.yearly_cny for s in stores) for _, stores, _, _ in rows]
    cut = [base["max_after_mw"] - c["max_after_mw"] for _, _, c, _ in rows]
    columns = [
        fmt.text_column("h_variant", [v.label for v in found]),
        fmt.power_column("h_storage_power", [v.storage_mw for v in found]),
        fmt.energy_column("h_storage_energy", [v.storage_mwh for v in found]),
        fmt.money_column("h_yearly", yearly),
        fmt.money_column("h_saved_yearly", saved),
        fmt.power_column("h_cut_more", cut),
        fmt.power_column("h_spread_less", [base["spread_after_mw"] - c["spread_after_mw"] for _, _, c, _ in rows]),
        fmt.energy_column("h_lost_less", [first.lost_mwh[0] - lost for *_, lost in rows]),
        fmt.plain_column(
            "h_cny_per_kw",
            [y / c / 1e3 if c > 0.05 and y > 0 else None for y, c in zip(yearly, cut, strict=True)],
            fmt.say("cny_per_kw_year"),
            0,
        ),
    ]
    return fmt.table("t_storage", columns, key="storage_variants", note="t_storage_note", first=first.label)


def _against(study: Study, fmt: Formatter) -> list[str]:
    """One sentence a variant but the first."""
    first = study.first
    base, per_year = first.change("net_load_after"), HOURS_PER_YEAR / first.horizon.hours
    parts = []
    for variant in study.variants[1:]:
        change = variant.change("net_load_after")
        cut = base["max_after_mw"] - change["max_after_mw"]
        saved = (first.summary["objective_cny"] - variant.summary["objective_cny"]) * per_year
        yearly = sum(s.yearly_cny for s in stored(variant, fmt))
        key = "against_dearer" if saved < 0 else "against_pays" if saved > yearly else "against_costs"
        parts.append(
            fmt.sentences(
                fmt.say(
                    "against_cut" if cut >= 0.05 else "against_higher" if cut <= -0.05 else "against_same",
                    name=variant.label,
                    first=first.label,
                    cut=fmt.power(abs(cut)),
                    peak=fmt.power(change["max_after_mw"]),
                ),
                fmt.say(key, saved=fmt.money(abs(saved)), yearly=fmt.money(yearly), net=fmt.money(abs(saved - yearly))),
            )
        )
    if first.horizon.hours < SHORT_H:
        parts.append(fmt.say("against_short", hours=f"{first.horizon.hours:,.0f}"))
    return parts
