"""A dispatch case → the same linear program in PyPSA, for the families that both can say.

Every value is read through `Series`, so that the two programs see the same numbers. Flows of water become power on
buses of their own (1 MW is 1 m³/s), reservoirs become stores in m³/s·h, powerhouses become links with two ends: the
river below and the grid. What PyPSA cannot say is refused, except that charging and discharging share their power,
which is one constraint that `share_power` adds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pypsa

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.network.entity import Line, Link
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.size import charge_nom_mw
from dispatch.families.thermal.entity import Thermal
from dispatch.horizon import Horizon
from dispatch.series.assemble import Series, assemble_series

HM3_PER_M3S_H = 0.0036


class Twin:
    """A PyPSA network that grows family by family; `objective` solves it."""

    def __init__(self, case: Case, horizon: Horizon):
        self.case = case
        self.horizon = horizon
        self.series: Series = assemble_series(case, horizon)
        self.network = pypsa.Network()
        self.network.set_snapshots(pd.RangeIndex(horizon.periods, name="snapshot"))
        self.network.snapshot_weightings["objective"] = horizon.cost_h
        self.network.snapshot_weightings["generators"] = horizon.cost_h
        self.network.snapshot_weightings["stores"] = horizon.dt_h
        for bus in case.bus:
            self.network.add("Bus", bus.id, v_nom=1.0)
        self._add_plants()
        self._add_loads()
        self._add_branches()
        for store in case.storage:
            self._add_storage(store)
        for lake in case.reservoir:
            self._add_reservoir(lake)
        for house in case.powerhouse:
            self._add_powerhouse(house)
        for corridor in case.corridor:
            self._add_corridor(corridor)

    def objective(self) -> float:
        """Least cost that PyPSA finds."""
        status, condition = self.network.optimize(
            solver_name="highs", include_objective_constant=False, log_to_console=False,
            extra_functionality=lambda n, _: self.share_power(n),
        )  # fmt: skip
        if (status, condition) != ("ok", "optimal"):
            raise RuntimeError(f"PyPSA ends with {status}, {condition}")
        return float(self.network.objective)

    def share_power(self, network: pypsa.Network) -> None:
        """p_charge / P_c + p_discharge / P_d ≤ 1 for every storage."""
        for store in self.case.storage:
            if store.p_nom_mw > 0 and charge_nom_mw(store) > 0:
                charge = network.model["StorageUnit-p_store"].sel(name=store.id)
                discharge = network.model["StorageUnit-p_dispatch"].sel(name=store.id)
                shares = charge * (1 / charge_nom_mw(store)) + discharge * (1 / store.p_nom_mw)
                network.model.add_constraints(shares <= 1, name=f"share-{store.id}")

    def _on_snapshots(self, values: np.ndarray) -> pd.Series:
        return pd.Series(values, index=self.network.snapshots)

    def _of(self, entity: Entity, field: str) -> pd.Series:
        return self._on_snapshots(self.series.of(entity, field))

    def _ramp(self, per_h: float | None) -> float | None:
        """Share of p_nom from one snapshot to the next; steps must be equal."""
        if per_h is None:
            return None
        _refuse(bool((self.horizon.dt_h != self.horizon.dt_h[0]).any()), "ramps over unequal steps")
        share = per_h * float(self.horizon.dt_h[0])
        return share if share < 1 else None

    def _add_plants(self) -> None:
        for plant in self.case.renewable:
            _refuse(plant.curtailment_cost_cny_per_mwh != 0, "a curtailment cost")
            self.network.add(
                "Generator", plant.id, bus=plant.bus, p_nom=plant.p_nom_mw, p_max_pu=self._of(plant, "p_max_pu"),
                p_min_pu=self._of(plant, "p_min_pu"), marginal_cost=self._of(plant, "marginal_cost_cny_per_mwh"),
            )  # fmt: skip
        for plant in self.case.thermal:
            self._add_thermal(plant)

    def _add_thermal(self, plant: Thermal) -> None:
        """All of the fleet is committed, so that the minimum load and the ramps are those of p_nom."""
        limited = plant.p_min_pu > 0 or plant.ramp_up_pu_per_h is not None or plant.ramp_down_pu_per_h is not None
        _refuse(limited and plant.committed_min_pu != 1.0, "a fleet that is committed in part")
        _refuse(plant.start_cost_cny_per_mw > 0 or plant.no_load_cost_cny_per_mw_h > 0, "commitment costs")
        _refuse(plant.p_initial_mw is not None, "a known output before the horizon")
        ramps = {"up": self._ramp(plant.ramp_up_pu_per_h), "down": self._ramp(plant.ramp_down_pu_per_h)}
        self.network.add(
            "Generator", plant.id, bus=plant.bus, p_nom=plant.p_nom_mw, p_max_pu=self._of(plant, "p_max_pu"),
            p_min_pu=plant.p_min_pu,
            marginal_cost=self._of(plant, "fuel_cost_cny_per_mwh") + self._of(plant, "other_cost_cny_per_mwh"),
            **{f"ramp_limit_{way}": share for way, share in ramps.items() if share is not None},
        )  # fmt: skip

    def _add_loads(self) -> None:
        for load in self.case.load:
            demand = load.p_nom_mw * self._of(load, "p_pu")
            self.network.add("Load", load.id, bus=load.bus, p_set=demand)
            self.network.add(
                "Generator", f"{load.id} unserved", bus=load.bus, p_nom=1.0, p_max_pu=demand,
                marginal_cost=self._of(load, "unserved_cost_cny_per_mwh"),
            )  # fmt: skip

    def _add_branches(self) -> None:
        for branch in (*self.case.line, *self.case.link):
            both = isinstance(branch, Line)
            if isinstance(branch, Line) and branch.kirchhoff:
                _refuse(branch.loss_pu > 0 or branch.phase_shift_rad != 0, "a lossy or shifting line under the law")
                self.network.add(
                    "Line", branch.id, bus0=branch.bus0, bus1=branch.bus1, x=branch.x_pu, s_nom=branch.p_nom_mw,
                    s_max_pu=self._of(branch, "p_max_pu"),
                )  # fmt: skip
            elif both and branch.loss_pu > 0:
                self._add_way(f"{branch.id} forward", branch, branch.bus0, branch.bus1)
                self._add_way(f"{branch.id} backward", branch, branch.bus1, branch.bus0)
            else:
                low = -self._of(branch, "p_max_pu") if both else self._of(branch, "p_min_pu")
                _refuse(branch.loss_pu > 0 and bool((low < 0).any()), "a lossy link both ways")
                self._add_way(branch.id, branch, branch.bus0, branch.bus1, low)

    def _add_way(self, name: str, branch: Line | Link, bus0: str, bus1: str, low: pd.Series | float = 0.0) -> None:
        cost = self._of(branch, "marginal_cost_cny_per_mwh") if isinstance(branch, Link) else 0.0
        self.network.add(
            "Link", name, bus0=bus0, bus1=bus1, p_nom=branch.p_nom_mw, p_min_pu=low, efficiency=1 - branch.loss_pu,
            p_max_pu=self._of(branch, "p_max_pu"), marginal_cost=cost,
        )  # fmt: skip

    def _add_storage(self, store: Storage) -> None:
        bounds = (store.soc_min_pu, store.soc_max_pu)
        _refuse(bounds != (0.0, 1.0) or store.soc_terminal_min_mwh is not None, "limits of the state of charge")
        _refuse(store.cyclic == (store.soc_initial_mwh is not None), "a state that is neither cyclic nor given")
        available = self._of(store, "p_max_pu")
        # PyPSA takes its initial state as what is left at the end of the first snapshot: no standing loss on it.
        kept = (1 - store.standing_loss_per_h) ** float(self.horizon.dt_h[0])
        self.network.add(
            "StorageUnit", store.id, bus=store.bus, p_nom=store.p_nom_mw, max_hours=store.e_nom_mwh / store.p_nom_mw,
            p_max_pu=available, p_min_pu=-available * charge_nom_mw(store) / store.p_nom_mw,
            efficiency_store=store.eta_charge, efficiency_dispatch=store.eta_discharge,
            standing_loss=store.standing_loss_per_h, marginal_cost=self._of(store, "wear_cost_cny_per_mwh"),
            cyclic_state_of_charge=store.cyclic, state_of_charge_initial=kept * (store.soc_initial_mwh or 0.0),
        )  # fmt: skip

    def _add_reservoir(self, lake: Reservoir) -> None:
        """The river at the lake, its inflow, its volume, and the way past the turbines."""
        rules = (lake.release_max_m3s, lake.release_ramp_m3s_per_h, lake.volume_terminal_min_hm3)
        _refuse(any(r is not None for r in rules) or lake.water_value_cny_per_hm3 != 0, "rules of release")
        _refuse(lake.cyclic == (lake.volume_initial_hm3 is not None), "a volume that is neither cyclic nor given")
        _refuse(lake.past_release_m3s not in (None, 0.0), "water that is under way")
        river = f"{lake.id} river"
        self._add_river(river)
        self.network.add("Load", f"{lake.id} inflow", bus=river, p_set=-self._of(lake, "inflow_m3s"))
        volume = float(lake.volume_max_hm3)  # type: ignore[arg-type]
        self.network.add(
            "Store", lake.id, bus=river, e_nom=volume / HM3_PER_M3S_H, e_cyclic=lake.cyclic,
            e_min_pu=float(lake.volume_min_hm3) / volume,  # type: ignore[arg-type]
            e_initial=(lake.volume_initial_hm3 or 0.0) / HM3_PER_M3S_H,
        )  # fmt: skip
        most = 1e4 if lake.spill_max_m3s is None else lake.spill_max_m3s
        self.network.add(
            "Link", f"{lake.id} spill", bus0=river, p_nom=most, **self._downstream(lake),
            marginal_cost=lake.spill_cost_cny_per_hm3 * HM3_PER_M3S_H,
        )  # fmt: skip

    def _add_river(self, name: str) -> None:
        if name not in self.network.buses.index:
            self.network.add("Bus", name, carrier="water")

    def _downstream(self, lake: Reservoir) -> dict[str, object]:
        """Where released water goes and when it is there; the sea takes what has no reservoir below."""
        below = f"{lake.downstream} river" if lake.downstream else "sea"
        self._add_river(below)
        if below == "sea" and "sea" not in self.network.generators.index:
            self.network.add("Generator", "sea", bus="sea", p_nom=1e5, p_min_pu=-1.0, p_max_pu=0.0)
        delay = lake.travel_time_h if lake.downstream else 0.0
        _refuse(delay > 0 and bool((self.horizon.dt_h != 1).any() or delay % 1), "travel time between the hours")
        _refuse(delay > 0 and bool((self.horizon.weight != 1).any()), "travel time with weights")
        return {"bus1": below, "delay": int(delay), "cyclic_delay": lake.past_release_m3s is None}

    def _add_powerhouse(self, house: Powerhouse) -> None:
        lake = next(r for r in self.case.reservoir if r.id == house.reservoir)
        productivity = self.series.of(house, "productivity_mw_per_m3s")
        limit = np.minimum(house.turbine_max_m3s, house.p_nom_mw * self.series.of(house, "p_max_pu") / productivity)
        river = f"{lake.id} river"
        self.network.add(
            "Link", house.id, bus0=river, bus2=house.bus, efficiency2=self._on_snapshots(productivity), p_nom=1.0,
            p_max_pu=self._on_snapshots(limit), **self._downstream(lake),
            marginal_cost=self._of(house, "marginal_cost_cny_per_mwh") * productivity,
        )  # fmt: skip
        if house.pump_max_m3s > 0:
            lift = house.pump_mw_per_m3s or 0.0
            self.network.add(
                "Link", f"{house.id} pump", bus0=house.bus, bus1=river, bus2=f"{lake.downstream} river",
                efficiency=1 / lift, efficiency2=-1 / lift, p_nom=house.pump_max_m3s * lift,
            )  # fmt: skip

    def _add_corridor(self, corridor: Corridor) -> None:
        """Exports are a generator that takes, imports one that gives."""
        _refuse(corridor.schedule_mw != 0 or corridor.hold_h > 0, "a schedule")
        _refuse(corridor.energy_max_mwh is not None, "a cap of energy")
        low = self._of(corridor, "p_min_pu")
        limits = corridor.ramp_mw_per_h is not None or corridor.energy_min_mwh is not None
        _refuse(limits and bool((low < 0).any()), "limits of an exchange that goes both ways")
        _refuse(corridor.energy_shortfall_cost_cny_per_mwh is not None, "a price of missed energy")
        deviation = self._of(corridor, "deviation_cost_cny_per_mwh")
        options: dict[str, float] = {}
        if corridor.energy_min_mwh is not None:
            options["e_sum_max"] = -corridor.energy_min_mwh * self.horizon.hours / 8760
        if corridor.ramp_mw_per_h is not None:
            share = self._ramp(corridor.ramp_mw_per_h / corridor.p_nom_mw)
            options |= {"ramp_limit_up": share, "ramp_limit_down": share} if share is not None else {}
        self.network.add(
            "Generator", corridor.id, bus=corridor.bus, p_nom=corridor.p_nom_mw, p_max_pu=0.0,
            p_min_pu=-self._of(corridor, "p_max_pu"), **options,
            marginal_cost=self._of(corridor, "price_cny_per_mwh") - deviation,
        )  # fmt: skip
        if (low < 0).any():
            price = self._of(corridor, "import_price_cny_per_mwh")
            self.network.add(
                "Generator", f"{corridor.id} import", bus=corridor.bus, p_nom=corridor.p_nom_mw, p_max_pu=-low,
                marginal_cost=price,
            )  # fmt: skip


def families_of(case: Case) -> Sequence[str]:
    """Which families a case has, for the names of comparisons."""
    names = ("renewable", "thermal", "storage", "reservoir", "line", "link", "corridor")
    return [name for name in names if getattr(case, name)]


def _refuse(present: bool, what: str) -> None:
    if present:
        raise ValueError(f"PyPSA has no {what}; leave it out of the comparison")
