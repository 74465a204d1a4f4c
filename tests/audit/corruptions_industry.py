"""Ways in which a run of industrial loads can be wrong; part of `corruptions`."""

from __future__ import annotations

from tests.audit.corrupting import Change, Wrong, add, both, column, cost, judged_by, times


def _less_and_more(kind: str, label: str) -> Change:
    """Much of both at once, which leaves the draw as it is."""
    return both(column(f"{kind}.down_mw", label, lambda v: v + 0.9), column(f"{kind}.up_mw", label, lambda v: v + 0.9))


def _common(kind: str, plant: str, window: str, tighter: Change) -> list[Wrong]:
    """What every kind must keep; `window` is one in which something is lost, or at least made at another time."""
    made = f"{kind}_window_total"
    return [
        Wrong("less room to move", f"{kind}.limit", plant, tighter),
        Wrong("less and more at once", f"{kind}.one_at_a_time", plant, _less_and_more(kind, plant)),
        Wrong("another demand", f"{kind}.baseline", plant, judged_by("load", plant, p_nom_mw=7)),
        Wrong("moved energy counted twice", f"{kind}.power", plant, column(f"{kind}.p_mw", plant, lambda p: p - 1e-4)),
        Wrong("more missed than drawn", f"{kind}.served", plant, column("load.unserved_mw", plant, add(5, 200))),
        Wrong("moving at another cost", f"{kind}.cost", f"{kind}.wear", cost(f"{kind}.wear", lambda c: 1.1 * c + 1)),
        Wrong("energy of a window lost in silence", f"{kind}_window.target", window,
              column(f"{made}.lost_mwh", window, lambda v: v - 0.5)),
        Wrong("more lost than may be", f"{kind}_window.lost_limit", window,
              column(f"{made}.lost_mwh", window, lambda v: v + 400)),
        Wrong("a better recipe", f"{kind}_window.made", window, column(f"{made}.made_t", window, times(1.001))),
        Wrong("a better market", f"{kind}_window.made", window, column(f"{made}.output_cny", window, times(1.001))),
        Wrong("lost tonnes not told", f"{kind}_window.lost", window,
              column(f"{made}.lost_t", window, lambda v: v + 0.1)),
        Wrong("lost money not told", f"{kind}_window.lost", window,
              column(f"{made}.lost_cny", window, lambda v: v + 9)),
        Wrong("tonnes made later not told", f"{kind}_window.deferred", window,
              column(f"{made}.deferred_t", window, lambda v: v + 0.1)),
        Wrong("lost tonnes for free", f"{kind}_window.cost", f"{kind}_window.lost",
              cost(f"{kind}_window.lost", lambda c: c / 2 - 1)),
    ]  # fmt: skip


def _fleet(kind: str, stretch: str, tighter: Change) -> list[Wrong]:
    return [
        Wrong("more off line than may be", f"{kind}_stretch.off_limit", stretch, tighter),
        Wrong("back on line without a restart", f"{kind}_stretch.restart", "",
              column(f"{kind}_stretch_total.restarted_pu", "*", times(0))),
        Wrong("restarts for free", f"{kind}_stretch.cost", f"{kind}_stretch.restart",
              cost(f"{kind}_stretch.restart", lambda _: 0.0)),
    ]  # fmt: skip


def _band(kind: str, plant: str, deep_min: float, ramped: str) -> list[Wrong]:
    deep = f"{kind}_state.deep_mwh"
    return [
        Wrong("a higher minimum", f"{kind}.band", plant, judged_by(kind, plant, deep_min_pu=deep_min)),
        Wrong("a lower top", f"{kind}.band", plant, judged_by(kind, plant, band_max_pu=1.01)),
        Wrong("below the band uncounted", f"{kind}.below_band", plant, column(deep, plant, times(0.9))),
        Wrong("counting from something", f"{kind}.below_band_start", plant, column(deep, plant, lambda v: v + 1)),
        Wrong("a shorter stay below", f"{kind}.below_band_time", plant, judged_by(kind, plant, deep_h=0.1)),
        Wrong("never below", f"{kind}.below_band_time", plant, judged_by(kind, plant, deep_h=0)),
        Wrong("a slower ramp", f"{kind}.ramp", ramped, judged_by(kind, ramped, ramp_pu_per_h=0.02)),
    ]


POTLINES = [
    *_common("potline", "line", "line 2030-02-01 (1)", judged_by("potline", "line", depth_down_pu=0.25)),
    *_fleet("potline", "", judged_by("potline", "pots", online_min_pu=0.99)),
    Wrong("less room with fewer cells", "potline.limit", "pots", judged_by("potline", "pots", depth_up_pu=0.04)),
    Wrong("heat that leaves faster", "potline.heat_balance", "line",
          judged_by("potline", "line", heat_time_constant_h=9.9)),
    Wrong("heat that stays for ever", "potline.heat_balance", "line",
          judged_by("potline", "line", heat_time_constant_h=1000)),
    Wrong("heat in kWh", "potline.heat_balance", "line", column("potline_state.heat_mwh", "line", times(1000))),
    Wrong("cells that freeze earlier", "potline.heat_limit", "line", judged_by("potline", "line", heat_min_h=-0.39)),
    Wrong("cells that boil earlier", "potline.heat_limit", "pots", judged_by("potline", "pots", heat_max_h=0.1)),
    Wrong("another start", "potline.heat_initial", "pots", judged_by("potline", "pots", heat_initial_h=0.06)),
    Wrong("colder at the end", "potline.heat_terminal", "line", judged_by("potline", "line", heat_terminal_h=0.01)),
    Wrong("heat for cells that come back", "potline.heat_handover", "pots",
          column("potline_state.heat_mwh", "pots", add(12, 0.5))),
    Wrong("other hours of heat", "potline.heat_hours", "line", column("potline_state.heat_h", "line", times(1.01))),
    Wrong("frozen without an outage", "potline.frozen", "line", column("potline.frozen_mw", "line", add(3, 1.0))),
    Wrong("freezing for less than nothing", "potline.frozen", "line",
          column("potline.frozen_mw", "line", add(3, -1.0))),
    Wrong("a shorter time at depth", "potline.duration", "line",
          judged_by("potline", "line", duration_h=(2.5, 1.2, 0.7))),
    Wrong("a longer recovery", "potline.duration", "line", judged_by("potline", "line", recovery_h=5)),
    Wrong("what was left uncounted", "potline.used", "line", column("potline_state.used_mwh", "line", add(9, 0.1))),
    Wrong("more metal each day", "potline.daily_target", "line", judged_by("potline", "line", daily_target_pu=1)),
    Wrong("a slower ramp", "potline.ramp", "pots", judged_by("potline", "pots", ramp_pu_per_h=0.1)),
    Wrong("less held ready", "potline.shed_armed", "pots", judged_by("potline", "pots", shed_armed_pu=0.11)),
    Wrong("more held ready than is drawn", "potline.shed_limit", "pots",
          column("potline.shed_mw", "pots", lambda v: v + 40)),
    Wrong("cold after a long shed", "potline.shed_backing", "pots", judged_by("potline", "pots", shed_hours_h=5)),
    Wrong("ready for free", "potline.cost", "potline.armed", cost("potline.armed", lambda _: 0.0)),
    Wrong("freezing at another price", "potline.cost", "potline.freeze", cost("potline.freeze", lambda _: 7.0)),
]  # fmt: skip

FURNACES = [
    *_common("furnace", "kiln", "kiln 2030-02-01 (1)", judged_by("furnace", "kiln", band_max_pu=1.02)),
    *_fleet("furnace", "", judged_by("furnace", "ovens", online_min_pu=0.7)),
    *_band("furnace", "kiln", 0.5, "ovens"),
    Wrong("less water", "furnace_stretch.off_limit", "", judged_by("furnace", "ovens", available_pu=0.5)),
]  # fmt: skip

BATCHES = [
    *_common(
        "batch_fleet", "graphite", "graphite 2030-01-31 (1)", judged_by("batch_fleet", "graphite", band_max_pu=1.02)
    ),
    *_band("batch_fleet", "graphite", 0.5, "graphite"),
    Wrong("another demand by block", "batch_fleet_start.baseline", "",
          column("batch_fleet_start_total.baseline_mwh", "*", times(1.01))),
    Wrong("batches below nothing", "batch_fleet_start.started", "anodes 2030-01-31T12:00 (1)",
          column("batch_fleet_start_total.started_mwh", "anodes 2030-01-31T12:00 (1)", lambda v: v - 900)),
    Wrong("a shorter batch", "batch_fleet_start.power", "anodes", judged_by("batch_fleet", "anodes", batch_h=15)),
    Wrong("another curve", "batch_fleet_start.power", "anodes", judged_by("batch_fleet", "anodes", taper_to_pu=0.6)),
    Wrong("fewer batches", "batch_fleet_start.target", "",
          column("batch_fleet_start_total.started_mwh", "*", times(0.9))),
    Wrong("batches left for later", "batch_fleet_start.drawn", "anodes",
          column("batch_fleet_window_total.lost_mwh", "*", times(0))),
    Wrong("batches lost in silence", "batch_fleet_start.target", "",
          column("batch_fleet_window_total.lost_mwh", "*", times(0))),
]  # fmt: skip

SHIFTABLE = [
    *_common("shiftable", "mill", "mill 2030-02-01T00 (1)", judged_by("shiftable", "mill", share_pu=0.14)),
    Wrong("pinned at another time", "shiftable.limit", "mill", judged_by("shiftable", "mill", pinned_from_h=0)),
]  # fmt: skip

INDUSTRY = [*POTLINES, *FURNACES, *BATCHES, *SHIFTABLE]
