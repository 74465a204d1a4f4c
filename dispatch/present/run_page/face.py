"""The first screen of a page: what was run, whether it can be trusted, and the key figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dispatch.case.schema import Case
from dispatch.families.declare import Role
from dispatch.horizon import Horizon
from dispatch.present import quantity
from dispatch.present.quantity import UnitSystem
from dispatch.present.run_page.words import name_of, say
from dispatch.present.words import Words, same
from dispatch.results.study_area import StudyArea
from dispatch.results.summary import Verdict


def title_of(case: Case) -> Words:
    """Name of the case; one language stands in for the other."""
    return Words(case.zh or case.en or case.name, case.en or case.zh or case.name)


def facing_case(case: Case, horizon: Horizon) -> list[tuple[Words, Words]]:
    """Case, scenario, horizon and kind of year, beside the title."""
    begin, end = (
        f"{pd.Timestamp(t, tz='UTC').tz_convert(horizon.zone):%Y-%m-%d %H:%M}"
        for t in (horizon.start[0], horizon.end[-1])
    )
    rows = [
        (say("case"), same(case.name)),
        (say("horizon"), say("horizon_value", begin=begin, end=end, zone=horizon.zone)),
    ]
    if case.scenario:
        rows.insert(1, (say("scenario"), same(case.scenario)))
    if case.reservoir or case.catchment:
        rows.append((say("hydrology"), name_of("hydrology", case.hydrology)))
    return rows


def facing(area: StudyArea, summary: Mapping[str, Any]) -> list[tuple[Words, Words]]:
    """What was run, beside the title."""
    horizon, case = area.horizon, area.case
    rows = facing_case(case, horizon)
    rows.append((say("periods"), say("periods_value", count=f"{horizon.periods:,}", step=summary["step"])))
    if case.home_area:
        rows.append((say("home_area"), same(case.home_area)))
    if horizon.segments > 1:
        rows.append((say("segments"), say("segments_value", count=horizon.segments, hours=f"{horizon.hours:,.0f}")))
    return rows


def badges(summary: Mapping[str, Any], audit: Verdict | None, facts: pd.DataFrame | None) -> list[tuple[Words, str]]:
    """(words, looks) of the verdicts: how the solve ended, the audit, the facts."""
    status = str(summary["status"])
    found = [(name_of("status", status), "good" if status == "optimal" else "fair")]
    found.append((say("gap_value", gap=quantity.short(summary["gap"])), "plain"))
    if audit is None:
        found.append((say("audit_absent"), "fair"))
    else:
        checks = list(audit.checks)
        failed = sum(check.worst > check.tolerance for check in checks)
        key = "audit_passed" if audit.passed else "audit_failed"
        found.append((say(key, count=len(checks), failed=failed), "good" if audit.passed else "bad"))
    if facts is not None and len(facts):
        met = int(facts["within"].sum())
        found.append((say("facts_met", met=met, count=len(facts)), "good" if met == len(facts) else "fair"))
    return found


def tiles(area: StudyArea, summary: Mapping[str, Any], units: UnitSystem = "auto") -> list[tuple[Words, Words, Words]]:
    """(what, figure, remark) of the key figures that this case has."""
    nothing = same("")
    installed, generated = sum(summary["installed_mw"].values()), sum(summary["energy_mwh"].values())
    load = sum(summary["load_mwh"].values())
    lost = [v for t, v in summary["curtailment"].items()]
    cost = summary["objective_cny"]
    found = [(say("total_cost"), quantity.text(cost, quantity.MONEY, units), say("earns") if cost < 0 else nothing)]
    if installed:
        found.append(
            (
                say("generation"),
                quantity.text(generated, quantity.ENERGY, units),
                _with(units, say("installed"), installed),
            )
        )
    if load:
        most = float((0.0 - area.role_mw(Role.DEMAND)).max())
        found.append(
            (say("load_served"), quantity.text(load, quantity.ENERGY, units), _with(units, say("peak_demand"), most))
        )
    if area.case.corridor or area.case.home_area:
        found.append((say("net_export"), quantity.text(summary["net_export_mwh"], quantity.ENERGY, units), nothing))
    if lost:
        found.append(_curtailment_tile(area, sum(v["mwh"] for v in lost), units))
    if area.case.storage:
        cycles = say("cycles_value", count=quantity.short(summary["storage"]["full_cycles"]))
        found.append((say("storage"), quantity.text(summary["storage"]["power_mw"], quantity.POWER, units), cycles))
    peak = summary["peak"]
    if load:
        after = quantity.text(peak["net_load_after_mw"], quantity.POWER, units)
        if area.case.storage:
            found.append((say("net_peak"), after, _with(units, say("before_storage"), peak["net_load_before_mw"])))
        else:
            found.append((say("net_peak_plain"), after, nothing))
        found.append((say("price_of_load"), quantity.text(_price_of_load(area), quantity.PRICE, units), nothing))
        missed = quantity.text(summary["unserved_mwh"], quantity.ENERGY, units)
        found.append((say("unserved"), missed, same(quantity.share(summary["unserved_mwh"] / load, 3))))
    return found


def _price_of_load(area: StudyArea) -> float | None:
    """Mean price at the buses of loads, weighted by what was served."""
    loads = area.assets(area.case.load)
    served = area.rows("load", "served_mw", loads) * area.horizon.energy_h
    buses = {b.id: b for b in area.case.bus}
    paid = served * area.rows("price", "price_cny_per_mwh", [buses[load.bus] for load in loads])
    return float(paid.sum() / served.sum()) if served.sum() > 0 and "price" in area.answer.tables else None


def _curtailment_tile(area: StudyArea, lost: float, units: UnitSystem) -> tuple[Words, Words, Words]:
    available = float(area.energy(area.role_mw(Role.AVAILABLE)))
    rate = quantity.share(lost / available if available else 0.0)
    return say("curtailment_rate"), same(rate), quantity.text(lost, quantity.ENERGY, units)


def _with(units: UnitSystem, words: Words, mw: float) -> Words:
    power = quantity.text(mw, quantity.POWER, units)
    return Words(f"{words.zh} {power.zh}", f"{words.en} {power.en}")
