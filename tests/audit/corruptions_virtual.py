"""Ways in which a run of virtual plants can be wrong; part of `corruptions`."""

from __future__ import annotations

from tests.audit.corrupting import Wrong, add, both, column, cost, judged_by, later, times

VIRTUAL = [
    Wrong("another promise", "virtual_plant.promised", "valley", judged_by("virtual_plant", "valley", share_pu=0.41)),
    Wrong("a member less", "virtual_plant.promised", "town",
          judged_by("virtual_plant", "town", loads=("cement",), load_share_pu=(0.2,))),
    Wrong("members that ask for more", "virtual_plant.baseline", "town", judged_by("load", "cement", p_nom_mw=31)),
    Wrong("more offered together than promised", "virtual_plant.promise", "town", both(
        column("offer.called_pu", "invited", lambda v: v * 0 + 0.9),
        column("offer.called_pu", "night", lambda v: v * 0 + 0.2))),
    Wrong("fills counted as cuts", "virtual_plant.less", "town", judged_by("offer", "night", direction="cut")),
    Wrong("what comes back left out", "virtual_plant.less", "valley",
          column("virtual_plant.less_mw", "valley", lambda v: v.clip(min=0))),
    Wrong("power a period late", "virtual_plant.power", "town", column("virtual_plant.p_mw", "town", later)),
    Wrong("missed more than drawn", "virtual_plant.served", "zinc", column("load.unserved_mw", "zinc", add(17, 30))),
    Wrong("a member at another bus", "bus.power_balance", "", judged_by("load", "cement", bus="b")),
    Wrong("a smaller offer", "offer.offered", "at_once", judged_by("offer", "at_once", p_max_mw=2.5)),
    Wrong("more called than offered", "offer.called", "deep", column("offer.called_pu", "deep", lambda v: v + 0.1)),
    Wrong("called less than nothing", "offer.called", "deep", column("offer.called_pu", "deep", add(0, -0.1))),
    Wrong("delivered in kW", "offer.delivered", "invited", column("offer.delivered_mw", "invited", times(1000))),
    Wrong("a longer notice", "offer.notice", "deep", judged_by("offer", "deep", notice_h=5)),
    Wrong("calls that end", "offer.calls_begun", "deep", column("offer.begun", "deep", add(-1, -0.5))),
    Wrong("called without a call", "offer.calls_begun", "deep", column("offer.begun", "deep", times(0))),
    Wrong("shorter calls", "offer.duration", "invited", judged_by("offer", "invited", duration_h=1.5)),
    Wrong("a longer rest", "offer.rest", "deep", judged_by("offer", "deep", rest_h=6)),
    Wrong("fewer calls a day", "offer.calls_per_day", "at_once", judged_by("offer", "at_once", calls_per_day=2)),
    Wrong("fewer calls a season", "offer.calls_per_season", "invited",
          judged_by("offer", "invited", calls_per_season=50)),
    Wrong("another rebound", "offer.rebound", "deep", judged_by("offer", "deep", rebound_pu=0.99)),
    Wrong("a faster rebound", "offer.rebound", "invited", judged_by("offer", "invited", rebound_h=1.4)),
    Wrong("a later rebound", "offer.rebound", "night", judged_by("offer", "night", rebound_after_h=0.75)),
    Wrong("rebound in another period", "offer.rebound", "night", column("offer.rebound_mw", "night", later)),
    Wrong("more events", "offer.settlement", "deep", column("offer_total.events", "deep", lambda v: v + 1)),
    Wrong("calls counted twice", "offer.settlement", "invited", column("offer_total.calls", "invited", times(2))),
    Wrong("paid without weights", "offer.settlement", "at_once", column("offer_total.paid_cny", "at_once", times(0.1))),
    Wrong("calls for free", "offer.cost", "offer.event", judged_by("offer", "invited", price_cny_per_kw_event=0)),
    Wrong("energy at half its price", "offer.cost", "offer.energy", cost("offer.energy", lambda c: c / 2)),
]  # fmt: skip
