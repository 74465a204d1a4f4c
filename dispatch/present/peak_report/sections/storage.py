"""8 Comparison of storage configurations: what each variant has, what it costs a year and what it gives."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.constants import HOURS_PER_YEAR
from dispatch.economics.assumptions import Assumptions, terms_of
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.tell import Teller
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


def stored(variant: Variant, tell: Teller) -> list[Stored]:
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
        found.append(
            Stored(tell.name(store), technology(store.technology, tell), float(mw), float(mwh), cycles, yearly)
        )
    return found


def technology(name: str, tell: Teller) -> str:
    """A storage technology in words."""
    return tell.named("storage_technology", name.split("_")[0]) if name else ""


def blocks(study: Study, tell: Teller) -> list[Block]:
    """The stores of the scheme, then variants against the first."""
    main = study.main
    stores = stored(main, tell)
    found: list[Block] = []
    if stores:
        found += [Paragraph(_said(main, stores, tell)), _stores(stores, tell)]
    else:
        found.append(Paragraph(tell.say("storage_none", name=main.label)))
    goal = main.case.targets
    if goal.new_storage_mw:
        found.append(Paragraph(_goal(main, tell)))
    if study.several:
        found += [_variants(study, tell), *(Paragraph(text) for text in _against(study, tell))]
    else:
        found.append(Paragraph(tell.say("storage_one_run")))
    return found


def _said(main: Variant, stores: list[Stored], tell: Teller) -> str:
    mw, mwh = sum(s.mw for s in stores), sum(s.mwh for s in stores)
    most = max(stores, key=lambda s: s.mw)
    change = main.change("net_load_after")
    yearly = sum(s.yearly_cny for s in stores)
    cycles = [s.cycles_per_year for s in stores if s.cycles_per_year is not None]
    parts = [
        tell.say(
            "storage_said",
            count=len(stores),
            power=tell.power(mw),
            energy=tell.energy(mwh),
            hours=tell.figure(mwh / mw, "h", 2),
            most=most.name,
            largest=tell.power(most.mw),
        ),
        _cycles(cycles, tell),
        tell.say("storage_yearly", yearly=tell.money(yearly), per=f"{yearly / mw / 1e3:,.1f}"),
        tell.say(
            "storage_cut" if change["peak_cut_mw"] > 0.05 else "storage_cut_none",
            cut=tell.power(change["peak_cut_mw"]),
            share=tell.share(change["peak_cut_mw"] / mw),
        )
        if not main.has_demand_response
        else "",
    ]
    return tell.sentences(*parts)


def _cycles(cycles: list[float], tell: Teller) -> str:
    least, most = (f"{bound(cycles, default=0.0):,.0f}" for bound in (min, max))
    if not cycles:
        return ""
    return tell.say("storage_cycles_one" if least == most else "storage_cycles", least=least, most=most)


def _stores(stores: list[Stored], tell: Teller) -> Table:
    columns = [
        tell.text_column("h_store", [*(s.name for s in stores), tell.say("total")]),
        tell.text_column("h_technology", [*(s.technology for s in stores), ""]),
        tell.power_column("h_storage_power", [*(s.mw for s in stores), sum(s.mw for s in stores)]),
        tell.energy_column("h_storage_energy", [*(s.mwh for s in stores), sum(s.mwh for s in stores)]),
        tell.plain_column("h_hours", [*(s.mwh / s.mw for s in stores), None], "h", 2),
        tell.plain_column("h_cycles", [*(s.cycles_per_year for s in stores), None], decimals=0),
        tell.money_column("h_yearly", [*(s.yearly_cny for s in stores), sum(s.yearly_cny for s in stores)]),
    ]
    return tell.table("t_stores", columns, note="t_stores_note", total=True)


def _goal(main: Variant, tell: Teller) -> str:
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
    text = tell.say(
        "storage_goal_met" if stands >= asked - 1e-3 else "storage_goal_missed",
        asked=tell.power(asked),
        stands=tell.power(stands),
        year=goal.new_storage_year,
        gap=tell.power(max(asked - stands, 0.0)),
    )
    priced = tell.say("storage_goal_price", price=f"{price:,.0f}") if price else ""
    return tell.sentences(text, priced)


def _variants(study: Study, tell: Teller) -> Table:
    found, first = study.variants, study.first
    base = first.change("net_load_after")
    rows = [(v, stored(v, tell), v.change("net_load_after"), v.lost_mwh[0]) for v in found]
    per_year = HOURS_PER_YEAR / first.horizon.hours
    saved = [(first.summary["objective_cny"] - v.summary["objective_cny"]) * per_year for v in found]
    yearly = [sum(s.yearly_cny for s in stores) for _, stores, _, _ in rows]
    cut = [base["max_after_mw"] - c["max_after_mw"] for _, _, c, _ in rows]
    columns = [
        tell.text_column("h_variant", [v.label for v in found]),
        tell.power_column("h_storage_power", [v.storage_mw for v in found]),
        tell.energy_column("h_storage_energy", [v.storage_mwh for v in found]),
        tell.money_column("h_yearly", yearly),
        tell.money_column("h_saved_yearly", saved),
        tell.power_column("h_cut_more", cut),
        tell.power_column("h_spread_less", [base["spread_after_mw"] - c["spread_after_mw"] for _, _, c, _ in rows]),
        tell.energy_column("h_lost_less", [first.lost_mwh[0] - lost for *_, lost in rows]),
        tell.plain_column(
            "h_cny_per_kw",
            [y / c / 1e3 if c > 0.05 and y > 0 else None for y, c in zip(yearly, cut, strict=True)],
            tell.say("cny_per_kw_year"),
            0,
        ),
    ]
    return tell.table("t_storage", columns, key="storage_variants", note="t_storage_note", first=first.label)


def _against(study: Study, tell: Teller) -> list[str]:
    """One sentence a variant but the first."""
    first = study.first
    base, per_year = first.change("net_load_after"), HOURS_PER_YEAR / first.horizon.hours
    told = []
    for variant in study.variants[1:]:
        change = variant.change("net_load_after")
        cut = base["max_after_mw"] - change["max_after_mw"]
        saved = (first.summary["objective_cny"] - variant.summary["objective_cny"]) * per_year
        yearly = sum(s.yearly_cny for s in stored(variant, tell))
        key = "against_dearer" if saved < 0 else "against_pays" if saved > yearly else "against_costs"
        told.append(
            tell.sentences(
                tell.say(
                    "against_cut" if cut >= 0.05 else "against_higher" if cut <= -0.05 else "against_same",
                    name=variant.label,
                    first=first.label,
                    cut=tell.power(abs(cut)),
                    peak=tell.power(change["max_after_mw"]),
                ),
                tell.say(
                    key, saved=tell.money(abs(saved)), yearly=tell.money(yearly), net=tell.money(abs(saved - yearly))
                ),
            )
        )
    if first.horizon.hours < SHORT_H:
        told.append(tell.say("against_short", hours=f"{first.horizon.hours:,.0f}"))
    return told
