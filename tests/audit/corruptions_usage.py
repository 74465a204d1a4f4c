"""Ways in which a run of data centres and charging fleets can be wrong; part of `corruptions`."""

from __future__ import annotations

from tests.audit.corrupting import Change, Wrong, add, both, column, cost, judged_by, later, times
from tests.audit.rich_case import Exhibit


def _down_and_up(family: str, label: str) -> Change:
    """Much of both at once, which leaves the draw as it is."""
    return both(
        column(f"{family}.down_mw", label, lambda v: v + 0.5), column(f"{family}.up_mw", label, lambda v: v + 0.5)
    )


def _give_and_restore(x: Exhibit) -> Exhibit:
    return both(
        column("charging.give_mw", "cars", lambda v: v + 0.5), column("charging.restore_mw", "cars", lambda v: v + 0.5)
    )(x)


def _more_missing_than_none(x: Exhibit) -> Exhibit:
    return x.with_column("computing_window_total.missing_mwh", "servers 2030-01 (1)", lambda v: v * 0 - 1)


CENTRES = [
    Wrong("another demand", "computing.baseline", "cloud", judged_by("load", "cloud", p_nom_mw=3.1)),
    Wrong("less may wait", "computing.limit", "servers", judged_by("computing", "servers", deferrable_pu=0.25)),
    Wrong("a smaller centre", "computing.limit", "cloud", judged_by("computing", "cloud", p_max_mw=3.2)),
    Wrong("less and more at once", "computing.one_at_a_time", "cloud", _down_and_up("computing", "cloud")),
    Wrong("what waits counted twice", "computing.power", "servers",
          column("computing.p_mw", "servers", lambda p: p - 1e-4)),
    Wrong("more missed than drawn", "computing.served", "cloud", column("load.unserved_mw", "cloud", add(5, 9))),
    Wrong("work in another hour", "computing.arriving", "servers", column("computing.arriving_mw", "servers",
            times(1.1))),
    Wrong("a queue of kWh", "computing.queue", "servers", column("computing_state.queue_mwh", "servers", times(1000))),
    Wrong("a queue a period late", "computing.queue", "cloud", column("computing_state.queue_mwh", "cloud", later)),
    Wrong("an earlier deadline", "computing.deadline", "servers", judged_by("computing", "servers", deadline_h=2.5)),
    Wrong("work left at the end", "computing.ends", "cloud", judged_by("computing", "cloud", cyclic=False)),
    Wrong("green power of a plant that is another's", "computing.green", "servers",
          judged_by("computing", "servers", green_contract_pu=(0.008, 0.006, 0.003))),
    Wrong("unmatched power left out", "computing.matched", "servers", column("computing.unmatched_mw", "servers",
            times(0.9))),
    Wrong("a price for green power that is there", "computing.green_value", "cloud",
          column("computing.green_value_cny_per_mwh", "cloud", lambda v: v + 1000)),
    Wrong("waiting for free", "computing.cost", "computing.delay",
          judged_by("computing", "servers", delay_cost_cny_per_mwh_h=0)),
    Wrong("moving at another cost", "computing.cost", "computing.wear",
          judged_by("computing", "cloud", wear_cost_cny_per_mwh=4)),
    Wrong("a greener promise", "computing_window.green_share", "servers 2030-02 (1)",
          judged_by("computing", "servers", green_share_pu=0.7)),
    Wrong("less missing than nothing", "computing_window.missing", "servers 2030-01 (1)", _more_missing_than_none),
    Wrong("missing green energy for free", "computing_window.cost", "computing_window.missing",
          cost("computing_window.missing", lambda _: 0.0)),
]  # fmt: skip

FLEETS = [
    Wrong("another demand", "charging.baseline", "cars", judged_by("load", "cars", p_nom_mw=5.1)),
    Wrong("a demand that is not that of the cars", "charging.profile", "trucks",
          judged_by("load", "trucks", p_pu={"series": "s/need", "scale": 1.5})),
    Wrong("other cars", "charging.managed", "trucks", judged_by("charging", "trucks", seed=7)),
    Wrong("more drivers take part", "charging.managed", "cars", judged_by("charging", "cars", managed_share_pu=0.31)),
    Wrong("a slower pace", "charging.limit", "cars", judged_by("charging", "cars", pace_pu=0.2)),
    Wrong("less and more at once", "charging.one_at_a_time", "cars", _down_and_up("charging", "cars")),
    Wrong("what waits counted twice", "charging.power", "trucks", column("charging.p_mw", "trucks",
            lambda p: p - 1e-4)),
    Wrong("more missed than drawn", "charging.served", "cars", column("load.unserved_mw", "cars", add(5, 9))),
    Wrong("energy that appears", "charging.owed_balance", "trucks", column("charging_state.owed_mwh", "trucks", add(9,
            1e-3))),
    Wrong("weight used for hours", "charging.owed_balance", "trucks", column("charging_state.owed_mwh", "trucks",
            times(3))),
    Wrong("cars gone before they are charged", "charging.owed_room", "cars", judged_by("charging", "cars",
            pace_pu=0.2)),
    Wrong("cars left hungry at the end", "charging.owed_ends", "trucks", column("charging_state.owed_mwh", "trucks",
            add(-1, 1e-3))),
    Wrong("more given than plugged in", "charging.lending_limit", "cars", column("charging.give_mw", "cars",
            times(50))),
    Wrong("piles used twice", "charging.lending_limit", "cars", _give_and_restore),
    Wrong("lending without a loss", "charging.lent_balance", "cars", judged_by("charging", "cars", eta_charge=1.0)),
    Wrong("deeper batteries", "charging.lent_room", "cars", judged_by("charging", "cars", v2g_depth_kwh=2.0)),
    Wrong("the end is not the start", "charging.lent_ends", "cars", column("charging_state.lent_mwh", "cars", add(-1,
            1e-3))),
    Wrong("drivers paid for one way", "charging.cost", "charging.wear", cost("charging.wear", lambda c: c / 2)),
    Wrong("batteries that do not wear", "charging.cost", "charging.giving",
          judged_by("charging", "cars", v2g_wear_cost_cny_per_mwh=0)),
    Wrong("what is given back never arrives", "bus.power_balance", "a", column("charging.give_mw", "cars", times(0))),
]  # fmt: skip

USAGE = [*CENTRES, *FLEETS]
