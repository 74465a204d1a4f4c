"""Ways in which what is held ready, and what it must suffice for, can be wrong; part of `corruptions`."""

from __future__ import annotations

from tests.audit.corrupting import Wrong, add, both, column, cost, judged_by, times
from tests.audit.corruptions_sizing import judged_with

SPRING, MILL = "storage.spring:lfp_fast", "powerhouse.mill:slow"
PEAK, STEEL = "thermal.peak:slow", "load.steelworks:load_shed"

RESPONSE = [
    Wrong("more than the share of the rating", "response.limit", "thermal.peak",
          judged_by("responder", "thermal.peak", share_max_pu=0.2)),
    Wrong("less than nothing held", "response.limit", MILL, column("response.reserve_down_mw", MILL, times(-1))),
    Wrong("more dropped than is drawn", "response.limit", "load.steelworks",
          column("response.reserve_up_mw", STEEL, add(3, 20.0))),
    Wrong("sold twice, as energy and as response", "response.headroom", "storage.spring",
          column("response.reserve_up_mw", SPRING, add(4, 25.0))),
    Wrong("no room to charge", "response.headroom", "storage.spring",
          column("response.reserve_down_mw", SPRING, add(4, 25.0))),
    Wrong("above what is on line", "response.headroom", "powerhouse.mill",
          column("response.reserve_up_mw", MILL, add(2, 45.0))),
    Wrong("below the least load", "response.headroom", "thermal.boiler",
          judged_by("thermal", "boiler", p_min_pu=0.9)),
    Wrong("more water than turbines take", "response.flow", "powerhouse.mill",
          column("response.reserve_up_mw", MILL, add(2, 60.0))),
    Wrong("a service that lasts longer than its store", "response.backing", "storage.spring",
          judged_by("response_profile", "lfp_fast", backing_h=4.0)),
    Wrong("no water behind it", "response.backing", "pond", judged_by("reservoir", "pond", volume_min_hm3=1.49)),
    Wrong("a sum that is none", "response.total", "slow/up", column("response_profile.total_mw", "slow/up", add(0,
        1.0))),
    Wrong("held for nothing", "response.cost", "response.held_up", cost("response.held_up", lambda c: c / 2)),
    Wrong("more on line than there is", "responder.online", "thermal.peak",
          column("responder.online_mw", "thermal.peak", times(1.2))),
    Wrong("heavier machines", "responder.kinetic", "thermal.peak",
          column("responder.kinetic_mw_s", "thermal.peak", times(1.1))),
    Wrong("energy from nowhere", "security.kinetic", "up", column("security.kinetic_mw_s", "up", times(1.01))),
    Wrong("covered more than all", "security.shortfall", "down", column("security.shortfall_mw", "down", times(-1))),
    Wrong("uncovered for nothing", "security.cost", "security.shortfall", cost("security.shortfall", lambda _: 0.0)),
    Wrong("a smaller loss than is carried", "contingency.size", "pole", column("contingency.size_mw", "pole",
        times(0.9))),
    Wrong("another share of the asset", "contingency.size", "half", judged_by("contingency", "half", units=3)),
    Wrong("a margin forgotten", "contingency.margin", "unit", column("contingency.margin_pu", "unit", times(0))),
    Wrong("missing less than nothing", "contingency.shortfall", "works",
          column("contingency.shortfall_ms_mw", "works", times(-1))),
    Wrong("delivered too late", "contingency.delivered", "pole",
          judged_by("response_profile", "lfp_fast", dead_time_s=0.15)),
    Wrong("asked for less", "contingency.required", "unit", column("contingency.required_ms_mw", "unit", times(0.5))),
    Wrong("a missing share not told", "contingency.millisecond", "works",
          column("contingency.shortfall_ms_mw", "works", times(0))),
    Wrong("inertia that was lost with its machine", "contingency.kinetic", "half",
          column("contingency.kinetic_mw_s", "half", add(0, 150.0))),
    Wrong("too fast a change", "contingency.rocof", "works", judged_with("response", rocof_max_hz_s=0.5)),
    Wrong("too deep", "contingency.deviation", "works", judged_with("response", deviation_max_hz=0.4)),
    Wrong("too deep between the instants of the rows", "contingency.deviation", "works",
          column("security.shortfall_mw", "down", times(0.5))),
    Wrong("never settled", "contingency.steady", "works", both(
        judged_with("response", damping_pu=0.0, steady_max_hz=0.01),
        column("response.reserve_down_mw", "*", times(0.2)))),
    Wrong("paid more than is charged", "contingency.settlement", "",
          column("response_total.paid_cny", SPRING, times(3))),
    Wrong("charged at another price", "contingency.charge", "works",
          column("contingency_total.charged_cny", "works", times(1.1))),
    Wrong("missing for nothing", "contingency.cost", "contingency.shortfall_ms",
          cost("contingency.shortfall_ms", lambda _: 0.0)),
]  # fmt: skip
