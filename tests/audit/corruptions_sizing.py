"""Ways in which a run that builds storage, or sits behind a meter, can be wrong; part of `corruptions`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.audit.corrupting import Change, Wrong, add, both, column, cost, judged_by, times
from tests.audit.rich_case import Exhibit


def judged_with(section: str, **fields: Any) -> Change:
    """The case says something else in one of its sections."""

    def make(x: Exhibit) -> Exhibit:
        changed = getattr(x.case, section).model_copy(update=fields)
        return replace(x, case=x.case.model_copy(update={section: changed}))

    return make


SIZING = [
    Wrong("built in the middle of a year", "storage.built", "packs", both(
        column("storage_segment.built_mw", "packs", add(1, 1.0)))),
    Wrong("torn down for money", "storage.built", "own", column("storage_segment.built_mwh", "own", times(-1))),
    Wrong("more energy than the site has room for", "storage.built", "flow",
          judged_by("storage", "flow", build_max_mwh=39)),
    Wrong("built before its year", "storage.built", "own", judged_by("storage", "own", build_from_year=2031)),
    Wrong("stands without being built", "storage.installed", "packs",
          column("storage_segment.installed_mw", "packs", add(1, 1.0))),
    Wrong("energy without being built", "storage.installed", "flow",
          column("storage_segment.installed_mwh", "flow", add(0, 2.0))),
    Wrong("less than decided", "storage.installed_limit", "wheel", judged_by("storage", "wheel", build_min_mw=3.5)),
    Wrong("more than allowed", "storage.installed_limit", "own", judged_by("storage", "own", build_max_mw=3.9)),
    Wrong("too short", "storage.duration", "wheel", judged_by("storage", "wheel", duration_min_h=0.6,
                                                              duration_max_h=0.7)),
    Wrong("too long", "storage.duration", "own", judged_by("storage", "own", duration_max_h=6)),
    Wrong("more power than was built", "storage.power_limit", "packs", both(
        column("storage_segment.built_mw", "packs", times(0.9)),
        column("storage_segment.installed_mw", "packs", times(0.9)))),
    Wrong("more energy than was built", "storage.soc_limit", "packs", both(
        column("storage_segment.built_mwh", "packs", times(0.9)),
        column("storage_segment.installed_mwh", "packs", times(0.9)))),
    Wrong("cheaper packs", "storage.cost", "", judged_by("storage", "packs", capex_cny_per_kw=60)),
    Wrong("a longer life", "storage.cost", "storage.investment", judged_by("storage", "own", life_years=20)),
    Wrong("no upkeep", "storage.cost", "storage.upkeep", judged_by("storage", "own", om_pu_per_year=0.0)),
    Wrong("another interest", "storage.cost", "storage.investment", judged_with("sizing", discount_rate=0.06)),
    Wrong("dearer capital", "storage.cost", "", judged_with("sizing", capex_pu=1.3)),
    Wrong("more cycles", "storage.cost", "storage.throughput", judged_by("storage", "packs", cycle_life=9000)),
    Wrong("wear for free", "storage.cost", "storage.throughput", cost("storage.throughput", lambda v: 0.0)),
    Wrong("a connection before anyone needs it", "site.built", "hybrid",
          column("site_segment.built_mw", "hybrid", add(1, 1.0))),
    Wrong("a connection from nowhere", "site.connection", "apart",
          column("site_segment.connection_mw", "apart", add(1, 2.0))),
    Wrong("a smaller site", "site.connection_limit", "hybrid", judged_by("site", "hybrid", connection_max_mw=17)),
    Wrong("a connection too small for its ratings", "site.carried", "apart", both(
        column("site_segment.built_mw", "apart", times(0.9)),
        column("site_segment.connection_mw", "apart", times(0.9)))),
    Wrong("ratings of a hybrid added up", "site.carried", "hybrid", judged_by("site", "hybrid", shared=False)),
    Wrong("net power beyond the connection", "site.carried", "hybrid", column("storage.p_mw", "wheel", add(0, 5.0))),
    Wrong("a dearer connection", "site.cost", "site.connection",
          judged_by("site", "hybrid", connection_cost_cny_per_kw=31)),
    Wrong("other stores counted", "target.counted", "2030", judged_by("storage", "flow", new_type=False)),
    Wrong("counted in kW", "target.counted", "2030", column("target_total.counted_mw", "2030", times(1000))),
    Wrong("energy of another store", "target.counted", "2030",
          column("target_total.counted_mwh", "2030", lambda v: v + 5)),
    Wrong("a higher goal", "target.reached", "2030", judged_with("targets", new_storage_mw=113)),
    Wrong("a higher goal of energy", "target.reached", "2030", judged_with("targets", new_storage_mwh=900)),
    Wrong("a goal of more hours", "target.reached", "2030", judged_with("targets", new_storage_h=7.0)),
    Wrong("hours of what counts instead of all ratings", "target.reached", "2030",
          judged_with("targets", new_storage_h=4.3)),
    Wrong("a share of what counts instead of all ratings", "target.share", "vrfb",
          judged_by("storage_share", "vrfb", share_min_pu=0.14)),
    Wrong("ratings of another store", "target.counted", "2030",
          column("target_total.rated_mw", "2030", lambda v: v + 5)),
    Wrong("a larger least share", "target.share", "vrfb", judged_by("storage_share", "vrfb", share_min_pu=0.2)),
    Wrong("a smaller greatest share", "target.share", "vrfb", judged_by("storage_share", "vrfb", share_max_pu=0.1)),
    Wrong("a price of the wrong sign", "target.price", "2030",
          column("target_total.target_price_cny_per_mw", "2030", lambda v: v - 1000)),
    Wrong("a price of what is free", "target.price", "2030",
          column("target_total.target_price_cny_per_mwh", "2030", lambda v: v + 1000)),
]  # fmt: skip

METERS = [
    Wrong("a smaller supply", "meter.import_limit", "back", judged_by("meter", "back", p_nom_mw=1)),
    Wrong("more given back than allowed", "meter.export_limit", "gate", judged_by("meter", "gate", export_max_mw=1)),
    Wrong("both ways at once", "meter.one_way", "gate", both(
        column("meter.import_mw", "gate", lambda v: v * 0 + 1),
        column("meter.export_mw", "gate", lambda v: v * 0 + 1))),
    Wrong("another tariff shown", "meter.price", "back", column("meter.energy_price_cny_per_mwh", "back", times(2))),
    Wrong("energy for less", "meter.cost", "meter.energy", judged_by("meter", "gate", energy_price_cny_per_mwh=599)),
    Wrong("another feed-in price", "meter.cost", "meter.feed_in",
          judged_by("meter", "gate", feed_in_price_cny_per_mwh=240)),
    Wrong("drawn from nowhere", "bus.power_balance", "h", column("meter.import_mw", "back", times(0.5))),
    Wrong("a peak that some interval exceeds", "bill.peak", "gate 2030-01 (1)",
          column("bill_total.peak_mw", "gate 2030-01 (1)", times(0.99))),
    Wrong("less than contracted", "bill.peak", "back 2030-01 (1)", judged_by("meter", "back", demand_min_mw=1.6)),
    Wrong("charged for the weeks that are not there", "bill.charge", "gate 2030-07 (2)",
          column("bill_total.charge_cny", "gate 2030-07 (2)", times(1 / 3))),
    Wrong("a higher charge", "bill.cost", "bill.demand",
          judged_by("meter", "gate", demand_charge_cny_per_kw_month=36)),
    Wrong("readings of another month", "bill.charge", "back 2030-01 (1)",
          judged_by("meter", "back", reading_stamp="start")),
]  # fmt: skip
