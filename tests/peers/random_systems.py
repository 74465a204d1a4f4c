"""Random small systems, the same for the same seed. Every family that PyPSA can say turns up in some of them."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator, default_rng
from peer_data import START, table_on

from dispatch.case.schema import Case
from dispatch.families.bus.entity import Bus
from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.load.entity import Load
from dispatch.families.network.entity import Line, Link
from dispatch.families.renewable.entity import Renewable
from dispatch.families.storage.entity import Storage
from dispatch.families.thermal.entity import Thermal
from dispatch.horizon import Horizon


def random_system(seed: int) -> tuple[Case, Horizon]:
    """A case and its horizon; two of three have a cascade.

    Odd seeds have steps of an hour, ramps and travel time; even ones have steps of all lengths and a weight instead.
    """
    rng = default_rng(seed)
    regular = seed % 2 == 1
    periods = int(rng.integers(12, 37))
    hours = np.ones(periods) if regular else rng.choice([0.25, 0.5, 1.0, 3.0], periods)
    horizon = Horizon.from_steps(START, hours, weight=1.0 if regular else round(rng.uniform(1, 60), 2))
    draw = _Draw(rng, horizon, regular)
    buses = [f"bus{i}" for i in range(rng.integers(3, 7))]
    lakes, houses = draw.cascade(buses) if seed % 3 else ((), ())
    case = Case(
        name=f"random{seed}",
        bus=tuple(Bus(id=b) for b in buses),
        renewable=tuple(draw.renewable(f"re{i}", rng.choice(buses)) for i in range(rng.integers(1, 5))),
        thermal=tuple(draw.thermal(f"thermal_{b}", b) for b in buses if rng.random() < 0.6),
        storage=tuple(draw.storage(f"store{i}", rng.choice(buses)) for i in range(rng.integers(1, 4))),
        reservoir=lakes,
        powerhouse=houses,
        load=tuple(draw.load(f"load_{b}_{kind}", b) for b in buses for kind in ("home", "plant") if rng.random() < 0.8),
        line=tuple(draw.lines(buses)),
        link=tuple(draw.link(f"link{i}", buses) for i in range(rng.integers(0, 3))),
        corridor=tuple(draw.corridor(f"corridor{i}", rng.choice(buses)) for i in range(rng.integers(0, 3))),
        series={"t": table_on(horizon, draw.columns)} if draw.columns else {},
    )
    return case, horizon


class _Draw:
    """Draws entities and keeps the columns of series that they name."""

    def __init__(self, rng: Generator, horizon: Horizon, regular: bool):
        self.rng, self.horizon, self.regular = rng, horizon, regular
        self.columns: dict[str, np.ndarray] = {}

    def between(self, low: float, high: float) -> float:
        return float(np.round(self.rng.uniform(low, high), 3))

    def maybe(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def profile(self, name: str, low: float, high: float) -> str:
        """A column of values between two limits, named as a field may name it."""
        self.columns[name] = np.round(self.rng.uniform(low, high, self.horizon.periods), 4)
        return f"t/{name}"

    def renewable(self, id_: str, bus: str) -> Renewable:
        return Renewable(
            id=id_, technology="wind", bus=bus, p_nom_mw=self.between(10, 200), p_max_pu=self.profile(id_, 0.1, 1.0),
            p_min_pu=self.between(0.0, 0.05), marginal_cost_cny_per_mwh=self.between(-30, 60),
        )  # fmt: skip

    def thermal(self, id_: str, bus: str) -> Thermal:
        minimum = self.between(0.1, 0.2) if self.maybe(0.3) else 0.0
        ramps = self.regular and self.maybe(0.5)
        return Thermal(
            id=id_, technology="coal", bus=bus, p_nom_mw=self.between(20, 120), p_min_pu=minimum,
            committed_min_pu=1.0 if minimum or ramps else 0.0,
            fuel_cost_cny_per_mwh=self.profile(f"{id_}_fuel", 200, 400), other_cost_cny_per_mwh=self.between(0, 50),
            ramp_up_pu_per_h=self.between(0.05, 0.5) if ramps else None,
            ramp_down_pu_per_h=self.between(0.05, 1.5) if ramps else None,
        )  # fmt: skip

    def storage(self, id_: str, bus: str) -> Storage:
        power, hours, cyclic = self.between(5, 60), self.between(0.5, 8), self.maybe(0.5)
        return Storage(
            id=id_, technology="battery", bus=bus, p_nom_mw=power,
            p_charge_nom_mw=self.between(5, 60) if self.maybe(0.5) else None, e_nom_mwh=power * hours,
            eta_charge=self.between(0.8, 1.0), eta_discharge=self.between(0.8, 1.0),
            standing_loss_per_h=self.between(0, 0.02), cyclic=cyclic,
            soc_initial_mwh=None if cyclic else self.between(0, power * hours),
            wear_cost_cny_per_mwh=self.between(0, 20), p_max_pu=self.profile(id_, 0.5, 1.0) if self.maybe(0.3) else 1.0,
        )  # fmt: skip

    def load(self, id_: str, bus: str) -> Load:
        return Load(
            id=id_, kind="load", bus=bus, p_nom_mw=self.between(20, 120), p_pu=self.profile(id_, 0.4, 1.0),
            unserved_cost_cny_per_mwh=self.between(1000, 5000),
        )  # fmt: skip

    def lines(self, buses: list[str]) -> list[Line]:
        """A connected network: some lines under the voltage law, some of them parallel, some lossy transport."""
        pairs = [(buses[int(self.rng.integers(i))], buses[i]) for i in range(1, len(buses))]
        extra = [tuple(self.rng.choice(buses, 2, replace=False)) for _ in range(self.rng.integers(2, 6))]
        return [self.line(f"line{i}", a, b) for i, (a, b) in enumerate(pairs + extra)]

    def line(self, id_: str, bus0: str, bus1: str) -> Line:
        lawful = self.maybe(0.7)
        return Line(
            id=id_, bus0=bus0, bus1=bus1, p_nom_mw=self.between(15, 120), kirchhoff=lawful,
            x_pu=self.between(0.02, 0.3) if lawful else None, p_max_pu=self.between(0.7, 1.0),
            loss_pu=0.0 if lawful or self.maybe(0.4) else self.between(0.01, 0.05),
        )  # fmt: skip

    def link(self, id_: str, buses: list[str]) -> Link:
        bus0, bus1 = self.rng.choice(buses, 2, replace=False)
        lossy = self.maybe(0.5)
        return Link(
            id=id_, bus0=bus0, bus1=bus1, p_nom_mw=self.between(10, 80),
            loss_pu=self.between(0.01, 0.1) if lossy else 0.0, p_min_pu=0.0 if lossy else -self.between(0, 1),
            marginal_cost_cny_per_mwh=self.between(0, 5) if lossy else 0.0,
        )  # fmt: skip

    def corridor(self, id_: str, bus: str) -> Corridor:
        price = self.profile(f"{id_}_price", 100, 320)
        trades = self.maybe(0.5)
        ramps = self.regular and not trades and self.maybe(0.7)
        self.columns[f"{id_}_import"] = self.columns[f"{id_}_price"] + 40
        return Corridor(
            id=id_, to="out", bus=bus, p_nom_mw=self.between(20, 80), p_min_pu=-0.5 if trades else 0.0,
            price_cny_per_mwh=price, import_price_cny_per_mwh=f"t/{id_}_import" if trades else 0.0,
            deviation_cost_cny_per_mwh=0.0 if trades else self.between(0, 10),
            ramp_mw_per_h=self.between(5, 20) if ramps else None,
            energy_min_mwh=None if trades else self.between(1, 5) * 8760,
        )  # fmt: skip

    def cascade(self, buses: list[str]) -> tuple[tuple[Reservoir, ...], tuple[Powerhouse, ...]]:
        """Two to four reservoirs down a river, a powerhouse or two on each; any but the lowest may pump."""
        count = int(self.rng.integers(2, 5))
        lakes = tuple(self.lake(f"lake{i}", f"lake{i + 1}" if i + 1 < count else None) for i in range(count))
        banks = [(lake, side) for lake in lakes for side in ("left", "right")]
        houses = [self.house(f"{lake.id}_{side}", lake, self.rng.choice(buses)) for lake, side in banks]
        kept = [h for i, h in enumerate(houses) if i % 2 == 0 or self.maybe(0.5)]
        return lakes, tuple(kept)

    def lake(self, id_: str, downstream: str | None) -> Reservoir:
        volume, cyclic = self.between(0.2, 4), self.maybe(0.4)
        travels = self.regular and downstream is not None and self.maybe(0.8)
        return Reservoir(
            id=id_, volume_max_hm3=volume, volume_min_hm3=0.1 * volume, cyclic=cyclic,
            volume_initial_hm3=None if cyclic else self.between(0.15, 0.9) * volume,
            inflow_m3s=self.profile(id_, 5, 60), spill_cost_cny_per_hm3=self.between(0, 500), downstream=downstream,
            travel_time_h=float(self.rng.integers(1, 5)) if travels else 0.0,
            past_release_m3s=0.0 if self.maybe(0.5) else None,
        )  # fmt: skip

    def house(self, id_: str, lake: Reservoir, bus: str) -> Powerhouse:
        pumps = lake.downstream is not None and lake.travel_time_h == 0 and self.maybe(0.4)
        flow, productivity = self.between(20, 80), self.between(0.4, 1.5)
        return Powerhouse(
            id=id_, reservoir=lake.id, bus=bus, p_nom_mw=self.between(0.7, 1.2) * flow * productivity,
            turbine_max_m3s=flow, productivity_mw_per_m3s=productivity,
            p_max_pu=self.profile(id_, 0.6, 1.0) if self.maybe(0.3) else 1.0,
            marginal_cost_cny_per_mwh=self.between(0, 20), pump_max_m3s=self.between(5, 30) if pumps else 0.0,
            pump_mw_per_m3s=productivity * self.between(1.1, 1.4) if pumps else None,
        )  # fmt: skip
