"""One case in which every family, column, row, cost and option of the builder occurs, on an axis that spares nothing.

Three segments with weights and uneven steps; whoever enumerates what the builder can write starts from here.
"""

from __future__ import annotations

from dispatch.case.entity import Entity
from dispatch.case.objective import Objective
from dispatch.case.schema import Case
from dispatch.families.rooms import ENTITIES, entities_of
from dispatch.horizon import Horizon
from tests.everything_loads import FLEXIBLE, FLEXIBLE_LOADS
from tests.families.brought import of_rooms
from tests.response_parts import response
from tests.sizing_parts import sizing, sizing_stores
from tests.support import hours, system, table
from tests.usage_parts import usage, usage_loads
from tests.virtual_parts import virtual, virtual_loads

AXIS = Horizon.chain([
    hours(*[1.0] * 10, weight=2),
    hours(*[0.25] * 8, 1, 2, 3, weight=3.5, start="2030-01-02"),
    hours(0.5, start="2030-01-04 01:00"),
])  # fmt: skip

DAY = {
    "sun": [max(0.0, 1 - abs(h - 12) / 6) for h in range(24)],
    "price": [200 + 15 * (h % 7) for h in range(24)],
    "outage": [1.0 if h % 5 else 0.6 for h in range(24)],
    "inflow": [20.0 + h for h in range(24)],
    "lost": [4.0 + h % 3 for h in range(24)],
}


def everything() -> Case:
    """All families, each with all of its options; rooms bring theirs in `tests/families/<room>/sample.py`."""
    return with_samples(common_case())


def with_samples(case: Case) -> Case:
    """The case with the entities that rooms bring themselves."""
    brought: dict[str, list[Entity]] = {}
    for _, sample in of_rooms("sample", "SAMPLE"):
        for family, items in sample.items():
            brought.setdefault(family, []).extend(ENTITIES[family].model_validate(item) for item in items)
    return case.model_copy(update={name: (*entities_of(case, name), *more) for name, more in brought.items()})


def common_case() -> Case:
    """Families on four buses; what is frozen (`tests/frozen`) holds these and no more."""
    return system(
        table(repeat="day", **DAY),
        bus=[{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d", "county": "far"}],
        renewable=[
            {"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 10, "p_max_pu": "s/sun",
             "curtailment_cost_cny_per_mwh": 30, "marginal_cost_cny_per_mwh": 2},
            {"id": "ror", "technology": "ror", "bus": "d", "p_nom_mw": 4, "p_max_pu": 0.9, "p_min_pu": 0.3},
        ],
        reservoir=[
            {"id": "top", "volume_max_hm3": 10, "volume_initial_hm3": 5, "inflow_m3s": "s/inflow", "downstream": "mid",
             "travel_time_h": 1.5, "release_min_m3s": 3, "release_shortfall_cost_cny_per_hm3": 1e5,
             "release_ramp_m3s_per_h": 30, "spill_cost_cny_per_hm3": 50, "volume_terminal_min_hm3": 1,
             "level_storage": "bowl", "tailwater": "tail", "level_min_m": 100.5, "flood_limit_m": 108,
             "level_max_m": {"monthly": [109] * 12}},
            {"id": "mid", "volume_max_hm3": {"monthly": [4] * 12}, "volume_min_hm3": 0.5, "volume_initial_hm3": 2,
             "cyclic": True, "release_max_m3s": 300, "water_value_cny_per_hm3": 100, "downstream": "end",
             "travel_time_h": 0.75, "past_release_m3s": 12,
             "level_storage": "bowl", "tailwater": "tail",
             "flood_limit_m": 101.2, "flood_excess_cost_cny_per_hm3_h": 7},
            {"id": "end", "volume_max_hm3": 9, "volume_initial_hm3": 3, "release_min_m3s": 1, "spill_max_m3s": 900,
             "tailwater": "tail", "tail_ramp_m_per_h": 0.5, "tail_ramp_m_per_day": 1.5},
        ],
        curve=[
            {"id": "bowl", "x": [100, 102, 110], "y": [0, 1, 10]},
            {"id": "tail", "x": [0, 20, 60, 200], "y": [0, 1, 2, 3]},
            {"id": "expected", "x": [90, 100], "y": [0.8, 0.95]},
        ],
        head={"method": "hull", "window": "week"},
        powerhouse=[
            {"id": "left", "reservoir": "top", "bus": "a", "p_nom_mw": 15, "turbine_max_m3s": 20,
             "productivity_mw_per_m3s": 0.3, "marginal_cost_cny_per_mwh": 3, "efficiency_constant": 8.5,
             "output_by_head": "expected"},
            {"id": "right", "reservoir": "top", "bus": "b", "p_nom_mw": 5, "turbine_max_m3s": 20,
             "p_max_pu": "s/outage",
             "productivity_mw_per_m3s": 0.31, "pump_max_m3s": 5, "pump_mw_per_m3s": 0.4},
            {"id": "lower", "reservoir": "mid", "bus": "c", "p_nom_mw": 5, "turbine_max_m3s": 20,
             "productivity_mw_per_m3s": 0.2},
            {"id": "lowest", "reservoir": "mid", "bus": "c", "p_nom_mw": 16, "turbine_max_m3s": 20,
             "productivity_mw_per_m3s": 0.2, "efficiency_constant": 8},
        ],
        storage=[
            {"id": "cycle", "technology": "lfp", "bus": "a", "p_nom_mw": 2, "e_nom_mwh": 4, "cyclic": True,
             "eta_charge": 0.9,
             "standing_loss_per_h": 0.01, "wear_cost_cny_per_mwh": "s/price"},
            {"id": "caes", "technology": "caes", "bus": "d", "p_nom_mw": 3, "p_charge_nom_mw": 2, "e_nom_mwh": 9,
             "eta_discharge": 0.7, "soc_initial_mwh": 2, "soc_terminal_min_mwh": 3, "soc_min_pu": 0.1,
             "soc_max_pu": 0.8,
             "p_max_pu": "s/outage"},
            {"id": "shut", "technology": "lfp", "bus": "b", "p_nom_mw": 0, "e_nom_mwh": 1},
            *sizing_stores("a", "d", "s/outage"),
        ],
        thermal=[
            {"id": "coal", "technology": "coal", "bus": "b", "p_nom_mw": 10, "p_min_pu": 0.4,
             "fuel_cost_cny_per_mwh": 280,
             "other_cost_cny_per_mwh": 7, "start_cost_cny_per_mw": 100, "no_load_cost_cny_per_mw_h": 4,
             "committed_min_pu": 0.1, "ramp_up_pu_per_h": 0.2, "ramp_down_pu_per_h": 0.3, "p_initial_mw": 5,
             "committed_initial_mw": 8},
            {"id": "steam", "technology": "coal", "bus": "d", "p_nom_mw": 6, "ramp_up_pu_per_h": 0.9, "p_min_pu": 0.2},
            {"id": "gas", "technology": "gas", "bus": "c", "p_nom_mw": 3, "fuel_cost_cny_per_mwh": "s/price"},
        ],
        load=[
            {"id": "one", "kind": "city", "bus": "a", "p_nom_mw": 15, "p_pu": "s/outage"},
            {"id": "two", "kind": "smelter", "bus": "c", "p_nom_mw": 8, "unserved_cost_cny_per_mwh": 900},
            {"id": "three", "kind": "city", "bus": "d", "p_nom_mw": 2},
            *usage_loads("b", "d"),
            *FLEXIBLE_LOADS,
            *virtual_loads("a", "d"),
        ],
        **FLEXIBLE,
        **usage("pv", "right", "left", "ror"),
        **virtual("far", "s/outage"),
        **response("s/lost"),
        **sizing("d", "s/price"),
        line=[
            {"id": "ab", "bus0": "a", "bus1": "b", "p_nom_mw": 10, "kirchhoff": True, "x_pu": 0.1},
            {"id": "bc", "bus0": "b", "bus1": "c", "p_nom_mw": 10, "kirchhoff": True, "x_pu": 0.2, "loss_pu": 0.02},
            {"id": "ca", "bus0": "c", "bus1": "a", "p_nom_mw": 4, "kirchhoff": True, "x_pu": 0.1,
             "phase_shift_rad": 0.1},
            {"id": "ab2", "bus0": "b", "bus1": "a", "p_nom_mw": 5, "kirchhoff": True, "x_pu": 0.3,
             "p_max_pu": "s/outage"},
            {"id": "cd", "bus0": "c", "bus1": "d", "p_nom_mw": 5, "loss_pu": 0.05},
        ],
        link=[
            {"id": "dc", "bus0": "a", "bus1": "c", "p_nom_mw": 3, "p_min_pu": -1},
            {"id": "paid", "bus0": "a", "bus1": "d", "p_nom_mw": 3, "p_min_pu": -1, "marginal_cost_cny_per_mwh": 2},
            {"id": "lossy", "bus0": "b", "bus1": "d", "p_nom_mw": 3, "loss_pu": 0.03, "marginal_cost_cny_per_mwh": 1},
        ],
        corridor=[
            {"id": "east", "bus": "b", "p_nom_mw": 5, "schedule_mw": 2, "hold_h": 4, "ramp_mw_per_h": 1,
             "price_cny_per_mwh": "s/price", "deviation_cost_cny_per_mwh": 20, "energy_min_mwh": 20000},
            {"id": "west", "bus": "c", "p_nom_mw": 5, "p_min_pu": -1, "price_cny_per_mwh": 100,
             "import_price_cny_per_mwh": 400, "energy_min_mwh": 5000, "energy_shortfall_cost_cny_per_mwh": 300,
             "energy_max_mwh": 9000},
        ],
    )  # fmt: skip


def shaved_everything() -> Case:
    """The case with everything, with a flat curve as goal."""
    return shaved(everything())


def shaved(case: Case) -> Case:
    """A case with a flat curve as goal, one that counts all that a curve can, and a station beyond the border."""
    buses = [{**bus.model_dump(), "area": "here"} for bus in case.bus]
    beyond = Case.model_validate({
        "name": "beyond", "bus": [*buses, {"id": "z"}], "home_area": "here",
        "line": [{"id": "away", "bus0": "d", "bus1": "z", "p_nom_mw": 1, "one_way": True}],
        "load": [{"id": "beyond", "kind": "city", "bus": "z", "p_nom_mw": 1}],
    })  # fmt: skip
    return case.model_copy(update={
        "objective": Objective(goal="peak", curve="residual"), "bus": beyond.bus, "home_area": "here",
        "line": (*case.line, *beyond.line), "load": (*case.load, *beyond.load),
    })  # fmt: skip
