"""One small system with everything in it, solved once: what tests of the audit corrupt.

Four buses: a, b, c in a triangle under Kirchhoff's law (one side loses both ways, one shifts phase), d behind a lossy
transport line and two DC links. Two segments of different weight with steps of a quarter of an hour to three hours; the
first one runs from January into February, where the limits of the reservoirs change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from dispatch.audit import Audit, audit_run
from dispatch.audit.names import check_names
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.program.certificate import Certificate
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series, assemble_series
from tests.families.brought import of_rooms
from tests.industry_parts import industry, industry_loads
from tests.response_parts import YARD, response_yard
from tests.sizing_parts import GOALS, trading_post
from tests.support import demand, market, solve, table, unit
from tests.usage_parts import usage, usage_loads
from tests.virtual_parts import virtual, virtual_loads

_HOUR = np.arange(24)
_SUN = np.clip(np.sin((_HOUR - 6) * np.pi / 12), 0, None)
_NEED = 0.6 + 0.4 * np.cos((_HOUR - 19) * np.pi / 12)


# Checks that a least-cost dispatch does not make: each is made, and seen to fail, in tests/solve/test_stage_audit.py
# (goals held one after the other) and tests/sizing/test_weeks.py (water of typical weeks).
ELSEWHERE = {*(c for c in check_names() if c.startswith(("peak.", "stage."))), "reservoir.volume_pinned"}


def rich_horizon() -> Horizon:
    """Two segments of 30 periods."""
    steps = np.tile([0.25, 0.25, 0.5, 1.0, 2.0, 3.0], 5)
    winter = Horizon.from_steps("2030-01-31T12:00", steps, weight=20, label="winter")
    summer = Horizon.from_steps("2030-07-01", steps[::-1], weight=3, label="summer")
    return Horizon.chain([winter, summer])


def _monthly(january: float, other: float, july: float) -> dict[str, Any]:
    return {"monthly": [january, *[other] * 5, july, *[other] * 5]}


def _water() -> dict[str, Any]:
    reservoir = [
        {"id": "upper", "volume_min_hm3": 2, "volume_max_hm3": _monthly(30, 24, 20), "volume_initial_hm3": 16,
         "volume_terminal_min_hm3": 12, "inflow_m3s": _monthly(90, 80, 260), "release_ramp_m3s_per_h": 60,
         "spill_max_m3s": 60, "spill_cost_cny_per_hm3": 50, "downstream": "middle", "travel_time_h": 2.3,
         "past_release_m3s": 100, "level_storage": "valley", "level_min_m": 103, "level_max_m": 128,
         "flood_limit_m": _monthly(130, 130, 119.5)},
        {"id": "middle", "volume_max_hm3": 10, "cyclic": True, "inflow_m3s": 10, "release_max_m3s": 400,
         "downstream": "lower", "travel_time_h": 1.7, "tailwater": "river", "tail_ramp_m_per_h": 0.6,
         "tail_ramp_m_per_day": 1.2},
        {"id": "lower", "volume_max_hm3": 12, "volume_initial_hm3": 5, "water_value_cny_per_hm3": 4000,
         "release_min_m3s": "s/floor", "release_shortfall_cost_cny_per_hm3": 300, "inflow_m3s": 5,
         "level_storage": "basin", "flood_limit_m": 57, "flood_excess_cost_cny_per_hm3_h": 60},
        {"id": "tarn", "volume_min_hm3": 4, "volume_max_hm3": 6, "volume_initial_hm3": 5, "inflow_m3s": 30,
         "water_value_cny_per_hm3": 40_000, "level_storage": "cirque", "tailwater": "brook"},
    ]  # fmt: skip
    powerhouse = [
        {"id": "left", "reservoir": "upper", "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 120,
         "productivity_mw_per_m3s": 0.9, "marginal_cost_cny_per_mwh": 3},
        {"id": "right", "reservoir": "upper", "bus": "b", "p_nom_mw": 80, "turbine_max_m3s": 120,
         "productivity_mw_per_m3s": 0.8, "p_max_pu": 0.9},
        {"id": "turn", "reservoir": "middle", "bus": "b", "p_nom_mw": 150, "turbine_max_m3s": 300,
         "productivity_mw_per_m3s": 0.5, "pump_max_m3s": 80, "pump_mw_per_m3s": 0.6},
        {"id": "foot", "reservoir": "lower", "bus": "c", "p_nom_mw": 60, "turbine_max_m3s": 250,
         "productivity_mw_per_m3s": 0.3},
        {"id": "fall", "reservoir": "tarn", "bus": "d", "p_nom_mw": 40, "turbine_max_m3s": 60,
         "productivity_mw_per_m3s": 0.6, "efficiency_constant": 8.5, "output_by_head": "expected"},
    ]  # fmt: skip
    curve = [
        {"id": "valley", "x": [100, 110, 130], "y": [0, 10, 30]},
        {"id": "basin", "x": [50, 56, 60], "y": [0, 6, 12]},
        {"id": "river", "x": [0, 50, 150, 400], "y": [20, 21, 22, 23]},
        {"id": "cirque", "x": [580, 600, 615], "y": [0, 5, 10]},
        {"id": "brook", "x": [0, 40, 200], "y": [520, 523, 525]},
        {"id": "expected", "x": [60, 76, 78], "y": [0.7, 0.95, 1]},
    ]
    return {"reservoir": reservoir, "powerhouse": powerhouse, "curve": curve}


def _plants() -> dict[str, Any]:
    renewable = [
        {"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 520, "p_max_pu": "s/sun",
         "marginal_cost_cny_per_mwh": 1, "curtailment_cost_cny_per_mwh": 10},
        {"id": "wind", "technology": "wind", "bus": "d", "p_nom_mw": 150, "p_max_pu": 0.6, "p_min_pu": 0.05},
    ]  # fmt: skip
    storage = [
        {"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 40, "e_nom_mwh": 120, "eta_charge": 0.95,
         "eta_discharge": 0.94, "standing_loss_per_h": 0.002, "soc_min_pu": 0.1, "soc_max_pu": 0.95, "cyclic": True,
         "wear_cost_cny_per_mwh": 30},
        {"id": "cave", "technology": "caes", "bus": "d", "p_nom_mw": 30, "p_charge_nom_mw": 20, "e_nom_mwh": 200,
         "eta_charge": 0.8, "eta_discharge": 0.8, "p_max_pu": 0.9, "soc_initial_mwh": 60, "soc_terminal_min_mwh": 50},
    ]  # fmt: skip
    thermal = [
        unit("coal", 200, 280, "c", p_min_pu=0.4, ramp_up_pu_per_h=0.3, ramp_down_pu_per_h=0.3, committed_min_pu=0.1,
             start_cost_cny_per_mw=200, no_load_cost_cny_per_mw_h=20, other_cost_cny_per_mwh=8, p_initial_mw=80,
             committed_initial_mw=120),
        unit("gas", 90, 375, "a"),
    ]  # fmt: skip
    load = [
        demand(400, "a", p_pu="s/need"),
        demand(150, "c", "smelter", unserved_cost_cny_per_mwh=365),
        demand(60, "d", "village", p_pu="s/need"),
        *usage_loads("a", "d"),
        *virtual_loads("e", "f"),
        *industry_loads("e"),
    ]
    return {"renewable": renewable, "storage": storage, "thermal": thermal, "load": load}


def _grid() -> dict[str, Any]:
    line = [
        {"id": "ab", "bus0": "a", "bus1": "b", "p_nom_mw": 150, "kirchhoff": True, "x_pu": 0.01},
        {"id": "bc", "bus0": "b", "bus1": "c", "p_nom_mw": 120, "kirchhoff": True, "x_pu": 0.02, "loss_pu": 0.02},
        {
            "id": "ca",
            "bus0": "c",
            "bus1": "a",
            "p_nom_mw": 90,
            "kirchhoff": True,
            "x_pu": 0.015,
            "phase_shift_rad": 0.1,
        },
        {"id": "cd", "bus0": "c", "bus1": "d", "p_nom_mw": 25, "loss_pu": 0.03, "p_max_pu": 0.9},
        {"id": "bd", "bus0": "b", "bus1": "d", "p_nom_mw": 10},
    ]
    link = [
        {"id": "dc", "bus0": "d", "bus1": "a", "p_nom_mw": 50, "loss_pu": 0.04, "marginal_cost_cny_per_mwh": 2},
        {"id": "tie", "bus0": "b", "bus1": "d", "p_nom_mw": 15, "p_min_pu": -1, "marginal_cost_cny_per_mwh": 1},
    ]
    corridor = [
        {"id": "east", "bus": "b", "p_nom_mw": 120, "schedule_mw": "s/plan", "price_cny_per_mwh": 300, "hold_h": 4,
         "ramp_mw_per_h": 12, "deviation_cost_cny_per_mwh": 40, "energy_min_mwh": 1_000_000,
         "energy_shortfall_cost_cny_per_mwh": 25},
        {"id": "south", "bus": "c", "p_nom_mw": 50, "p_min_pu": -0.8, "price_cny_per_mwh": "s/price",
         "import_price_cny_per_mwh": 500, "energy_max_mwh": 60_000},
        {"id": "works", "bus": "e", "p_nom_mw": 900, "p_min_pu": -1, "price_cny_per_mwh": "s/deal",
         "import_price_cny_per_mwh": "s/deal"},
        market("s/fell", "f", 300, "fells", buys=True),
    ]  # fmt: skip
    return {"line": line, "link": link, "corridor": corridor}


def rich_case() -> Case:
    """Every family and every kind of limit."""
    profiles = table(
        repeat="day", sun=_SUN, need=_NEED, floor=np.where(_HOUR < 12, 60, 220), plan=np.where(_HOUR < 8, 30, 110),
        price=np.where(_HOUR < 12, 200, 480), deal=340 + 200 * np.sin(_HOUR * 1.3) + 40 * np.cos(_HOUR * np.pi / 12),
        fell=-50 + 600 * np.sin(_HOUR * 1.1),
    )  # fmt: skip
    parts: dict[str, Any] = {
        **_water(),
        **_plants(),
        **_grid(),
        **usage("pv", "left", "turn", "wind"),
        **virtual("far", "s/need"),
        **industry(),
        "targets": GOALS,
    }
    brought = (entities for _, entities in of_rooms("corruptions", "RICH"))
    for part in (trading_post("s/fell", "s/need", "s/sun"), response_yard("i", "s/price"), *brought):
        for family, more in part.items():
            parts[family] = [*parts.get(family, []), *more]
    parts["response"] = YARD
    buses = [{"id": b, "county": "far" if b == "f" else ""} for b in "abcdefghi"]
    head = {"method": "successive", "window": "week", "most_iterations": 6}
    return Case.model_validate({"name": "rich", "series": {"s": profiles}, "bus": buses, "head": head, **parts})


@dataclass(frozen=True)
class Exhibit:
    """A run laid out for judgement; `with_*` give a changed copy, never touching the original."""

    case: Case
    series: Series
    tables: Mapping[str, Table]
    costs_cny: Mapping[str, float]
    objective_cny: float
    certificate: Certificate

    def audit(self) -> Audit:
        return audit_run(self.case, self.series, self.tables, self.costs_cny, self.objective_cny, self.certificate)

    def with_column(self, name: str, label: str, change: Any) -> Exhibit:
        """`storage.p_mw` of one asset (or of all with label `*`) replaced by `change(values)`."""
        family, column = name.split(".")
        found = self.tables[family]
        values = found.columns[column].copy()
        at = slice(None) if label == "*" else found.labels.index(label)
        values[at] = change(values[at])
        return self.with_table(family, columns={**found.columns, column: values})

    def with_table(self, family: str, **changes: Any) -> Exhibit:
        """A table with other labels, times or columns."""
        return replace(self, tables={**self.tables, family: replace(self.tables[family], **changes)})

    def with_asset(self, family: str, label: str, **fields: Any) -> Exhibit:
        """The same results, judged by a case in which one asset differs."""
        assets = [
            asset if asset.id != label else type(asset).model_validate({**asset.model_dump(), **fields})
            for asset in getattr(self.case, family)
        ]
        case = self.case.model_copy(update={family: tuple(assets)})
        return replace(self, case=case, series=assemble_series(case, self.series.horizon))


@cache
def exhibit() -> Exhibit:
    """The rich case, solved."""
    solved = solve(rich_case(), rich_horizon())
    tables = dict(Tables({name: solved.tables[name] for name in solved.tables}))
    return Exhibit(solved.case, solved.series, tables, solved.costs_cny, solved.objective_cny, solved.certificate)
