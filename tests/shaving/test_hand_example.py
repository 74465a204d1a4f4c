"""A day of 24 points worked by hand, stage by stage: load, net load, storage, water, thermal plant (MW).

    h     0   1   2   3   4   5   6   7   8   9  10  11  12  13  14  15  16  17  18   19  20  21  22  23
    L   620 600 590 580 585 610 680 760 820 860 880 870 840 850 860 870 890 940 980 1000 960 880 780 690
    W    90  95 100 100  95  90  80  70  60  50  40  35  30  30  35  40  45  50  60   70  80  85  90  90
    V     0   0   0   0   0   0  20  60 120 180 220 240 240 220 180 120  60  20   0    0   0   0   0   0
    N   530 505 490 480 490 520 580 630 640 630 620 595 570 600 645 710 785 870 920  930 880 795 690 600

One store takes 50 MW in hours 2–4 and gives 50 MW in hours 18–20; hydro gives 200 MW, 300 MW in hours 16–21; thermal
plant of 700 MW follows the rest.

Stage 1, load: 1000 − 580 = 420 MW, 42 %; Σ = 18,995 MWh, mean 791.458, load factor 79.1458 %; minimum rate 58 %.
Stage 2, net load: peak 930 at 19 h, valley 480 at 3 h: 450 MW, 450/930 = 48.387 %.
Stage 3, after storage: 880 at 19 h; the valley moves to 505 at 1 h: 375 MW. Peak cut 50/930, valley fill 25/480.
Stage 4, residual: 880 − 300 = 580 at 19 h, 505 − 200 = 305 at 1 h: 275 MW.
Stage 5, contributions at 19 h less 3 h: storage 50 − (−50) = 100, hydro 300 − 200 = 100, thermal 580 − 330 = 250: 450.
Stage 6, depth of the thermal plant: (580 − 305)/700; of hydro with 400 MW: 100/400; of the store of 60 MW: 100/60.
Stage 7, ramps of N: in 1 h +85 (16–17 h), −105 (21–22 h); in 3 h +225 (14–17 h), −280 (20–23 h); hours have no 15 min.
"""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.horizon import Horizon
from dispatch.results.study_area import Answer
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series
from dispatch.shaving import indicators as ind
from dispatch.shaving import shaving_tables
from dispatch.shaving.curves import study_area_of
from dispatch.shaving.frames import change_table, contribution_table, depth_table, indicator_table
from dispatch.shaving.spans import spans_of
from tests.support import close, demand, system, unit

L = [620, 600, 590, 580, 585, 610, 680, 760, 820, 860, 880, 870, 840, 850, 860, 870, 890, 940, 980, 1000, 960, 880,
     780, 690]  # fmt: skip
W = [90, 95, 100, 100, 95, 90, 80, 70, 60, 50, 40, 35, 30, 30, 35, 40, 45, 50, 60, 70, 80, 85, 90, 90]
V = [0, 0, 0, 0, 0, 0, 20, 60, 120, 180, 220, 240, 240, 220, 180, 120, 60, 20, 0, 0, 0, 0, 0, 0]
N = [530, 505, 490, 480, 490, 520, 580, 630, 640, 630, 620, 595, 570, 600, 645, 710, 785, 870, 920, 930, 880, 795,
     690, 600]  # fmt: skip
STORE = np.zeros(24)
STORE[2:5], STORE[18:21] = -50, 50
WATER = np.full(24, 200.0)
WATER[16:22] = 300
NAN = float("nan")


def the_day() -> Answer:
    """The day as a run: tables written by hand."""
    case = system(
        renewable=[
            {"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 100},
            {"id": "v", "technology": "pv", "bus": "a", "p_nom_mw": 240},
        ],
        reservoir=[{"id": "lake", "volume_max_hm3": 100}],
        powerhouse=[{"id": "h", "reservoir": "lake", "bus": "a", "p_nom_mw": 400, "turbine_max_m3s": 400,
                     "productivity_mw_per_m3s": 1}],
        thermal=[unit("t", 700, 300)],
        storage=[{"id": "s", "technology": "lfp", "bus": "a", "p_nom_mw": 60, "e_nom_mwh": 150}],
        load=[demand(1000)],
    )  # fmt: skip
    horizon = Horizon.regular("2030-07-15", 24, 1.0)

    def table(**columns: list[list[float]]) -> Table:
        labels = {"demand_mw": ("city",), "available_mw": ("w", "v"), "turbine_m3s": ("h",), "soc": ("s",)}
        names = labels.get(next(iter(columns)), ("t",))
        return Table("x", names, horizon.local_time(), None, {k: np.array(v, dtype=float) for k, v in columns.items()})

    thermal = np.array(N) - STORE - WATER
    return Answer(case, Series(case, horizon), Tables({
        "load": table(demand_mw=[L], unserved_mw=[[0] * 24]),
        "renewable": table(available_mw=[W, V], p_mw=[W, V], curtailed_mw=[[0] * 24] * 2),
        "reservoir": Table("x", ("lake",), horizon.local_time(), None, {"spill_m3s": np.zeros((1, 24))}),
        "powerhouse": table(turbine_m3s=[list(WATER)], p_mw=[list(WATER)]),
        "thermal": table(p_mw=[list(thermal)]),
        "storage": table(soc=[[0] * 24], p_mw=[list(STORE)]),
    }))  # fmt: skip


def test_the_net_load_of_the_day_is_load_less_wind_and_sun() -> None:
    assert np.array(L) - W - V == close(N)


def test_stage_1_load() -> None:
    load = np.array(L, dtype=float)
    assert (ind.spread_mw(load), ind.spread_pu(load)) == (420, 0.42)
    assert ind.mean_mw(load) == close(18995 / 24)
    assert ind.load_factor_pu(load) == close(18.995 / 24)
    assert ind.min_load_pu(load) == 0.58
    assert round(100 * ind.load_factor_pu(load), 4) == 79.1458


def test_stages_2_to_4_curves() -> None:
    area = study_area_of(the_day())
    after = [530, 505, 540, 530, 540, 520, *N[6:18], 870, 880, 830, *N[21:]]
    assert area.curves["net_load_before"] == close(N)
    assert area.curves["net_load_after"] == close(after)
    assert area.curves["residual"] == close(np.array(after) - WATER)
    frame = change_table([area], spans_of(area.horizon, ["day"])).set_index("after")
    for stage, values in {
        "net_load_after": (930, 880, 480, 505, 450, 375, 50, 50 / 930, 25, 25 / 480),
        "residual": (930, 580, 480, 305, 450, 275, 350, 350 / 930, -175, -175 / 480),
    }.items():
        names = ["max_before_mw", "max_after_mw", "min_before_mw", "min_after_mw", "spread_before_mw",
                 "spread_after_mw", "peak_cut_mw", "peak_cut_pu", "valley_fill_mw", "valley_fill_pu"]  # fmt: skip
        assert frame.loc[stage, names].to_numpy(dtype=float) == close(values), stage


def test_stage_5_contributions() -> None:
    area = study_area_of(the_day())
    frame = contribution_table([area], spans_of(area.horizon, ["day"]))
    assert {(r.kind, r.id): r.contribution_mw for r in frame.itertuples() if abs(r.contribution_mw) > 1e-9} == {
        ("storage", "s"): 100, ("hydro", "h"): 100, ("thermal", "t"): 250,
    }  # fmt: skip
    assert frame["peak_at"].dt.hour.unique() == [19]
    assert frame["valley_at"].dt.hour.unique() == [3]
    assert frame.set_index("id").loc["s", "contribution_pu"] == close(100 / 450)
    assert frame["contribution_pu"].sum() == close(1.0)


def test_stage_6_depths() -> None:
    area = study_area_of(the_day())
    frame = depth_table(area, spans_of(area.horizon, ["day"])).set_index("id")
    assert frame.loc[["t", "h", "s"], "depth_pu"].tolist() == close([275 / 700, 100 / 400, 100 / 60])


def test_stage_7_ramps() -> None:
    area = study_area_of(the_day())
    frame = indicator_table([area], spans_of(area.horizon, ["day"]), ["net_load_before"]).iloc[0]
    ramps = [frame[f"ramp_{way}_{span}_mw"] for span in ("15min", "1h", "3h") for way in ("up", "down")]
    assert ramps == close([NAN, NAN, 85, 105, 225, 280])
    assert (frame["max_at"].hour, frame["min_at"].hour) == (19, 3)
    assert frame[["max_mw", "min_mw", "spread_mw", "spread_pu", "day_spread_max_mw", "day_spread_mean_mw"]].to_numpy(
        dtype=float
    ) == close([930, 480, 450, 450 / 930, 450, 450])
    assert frame["energy_mwh"] == close(sum(N))


def test_ramps_of_quarter_hours_do_not_reach_over_the_end_of_a_span() -> None:
    """96 points 0, 1 … 95 then 96 more at 1,000: within the first day 1 a quarter, 4 an hour; the step is nobody's."""
    p = np.concatenate([np.arange(96.0), np.full(96, 1000.0)])
    case = system(load=[demand(1000)])
    horizon = Horizon.regular("2030-07-15", 192, 0.25)
    load = Table("load", ("city",), horizon.local_time(), None, {"demand_mw": p[None], "unserved_mw": 0 * p[None]})
    area = study_area_of(Answer(case, Series(case, horizon), Tables({"load": load})))
    frame = indicator_table([area], spans_of(horizon, ["all", "day"]), ["load"]).set_index("label")
    assert frame.loc["2030-07-15", ["ramp_up_15min_mw", "ramp_up_1h_mw", "ramp_up_3h_mw"]].tolist() == [1, 4, 12]
    assert frame.loc["2030-07-16", "ramp_up_1h_mw"] == 0
    assert frame.loc["all", "ramp_up_15min_mw"] == 905


@pytest.mark.parametrize("valley", [0.0, -20.0])
def test_rates_of_what_is_not_positive_have_no_meaning(valley: float) -> None:
    before, after = np.array([valley, 10.0]), np.array([valley + 5, 8.0])
    assert np.isnan(ind.valley_fill_pu(before, after))
    assert ind.peak_cut_pu(before, after) == close(0.2)
    assert np.isnan(ind.spread_pu(np.array([-3.0, -1.0])))
    assert np.isnan(ind.curtailed_pu(0.0, 0.0))
    assert np.isnan(ind.ramp_mw(np.zeros(0), np.zeros(0))[0])


def test_all_frames_have_their_keys() -> None:
    tables = shaving_tables(the_day())
    assert tables["typical_days"]["name"].tolist() == ["wet_workday", "heat_calm", "net_load_max", "new_energy_max"]
    for name, key in {
        "indicators": ["area", "span", "label", "curve"], "changes": ["area", "span", "label", "after"],
        "depths": ["area", "span", "label", "kind", "id"], "curtailment": ["area", "span", "label", "technology"],
        "spill": ["area", "span", "label", "kind", "id"], "contributions": ["area", "span", "label", "kind", "id"],
    }.items():  # fmt: skip
        assert len(tables[name]), name
        assert not tables[name].duplicated(key).any(), name
    assert set(tables["indicators"].loc[tables["indicators"]["span"] == "month", "whole"]) == {False}
