"""The time series that the page draws, as solved; `axis` brings them to what can be shown.

A channel is a name and an array: flows are (N,), states (N+G,). Names: `g.<n>` supply of stack layer n; `charge`;
`load`; `use` (load and export); `before`, `after` (net load); `s.<n>.p|soc` storage n, 0 being all of them;
`p.<n>` price of bus n, `p.low|mean|high` of all; `k.<n>.x|plan` corridor n; `r.<n>.v|low|high` reservoir n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from dispatch.case.entity import Entity
from dispatch.families.bus.entity import Bus
from dispatch.families.corridor.entity import Corridor
from dispatch.families.declare import Role
from dispatch.families.hydro.entity import Reservoir
from dispatch.families.storage.entity import Storage
from dispatch.present.colours import stack_order
from dispatch.results.installed_capacity import energy_mwh, power_mw
from dispatch.results.study_area import StudyArea, border_mw, drawn_mw, generation_mw, net_load_mw
from dispatch.water.level_limits import level_bounds

# A page that draws every asset of a large case is neither small nor readable: the largest of each kind.
MOST = 12
MOST_STORES = 8

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, eq=False)
class Channels:
    """Arrays by name, and what the numbers in the names stand for."""

    flows: dict[str, np.ndarray] = field(default_factory=dict)
    states: dict[str, np.ndarray] = field(default_factory=dict)
    layers: list[str] = field(default_factory=list)
    stores: list[Storage] = field(default_factory=list)
    rooms_mwh: list[float] = field(default_factory=list)
    buses: list[Bus] = field(default_factory=list)
    corridors: list[Corridor] = field(default_factory=list)
    reservoirs: list[Reservoir] = field(default_factory=list)


def channels_of(area: StudyArea) -> Channels:
    """Everything that is there to be drawn."""
    found = Channels()
    _add_balance(area, found)
    _add_storage(area, found)
    _add_prices(area, found)
    _add_corridors(area, found)
    _add_reservoirs(area, found)
    return found


def _add_balance(area: StudyArea, found: Channels) -> None:
    """Supply layers that are ever above zero; charging; load, and load with export on top."""
    case, made = area.case, generation_mw(area)
    stores = area.assets(case.storage)
    loads = area.assets(case.load)
    border, demand = border_mw(area), drawn_mw(area)
    supply = {technology: np.maximum(power, 0.0) for technology, power in made.items()}
    supply["storage"] = area.total("storage", "p_discharge_mw", stores)
    supply["import"] = np.maximum(-border, 0.0)
    supply["unserved"] = area.role_mw(Role.SHORTAGE, loads)
    # Solvers leave crumbs: what never reaches a kilowatt is not a layer.
    shown = [name for name in stack_order(supply) if supply[name].max(initial=0.0) > 1e-3]
    found.layers.extend(shown)
    found.flows.update({f"g.{i}": supply[name] for i, name in enumerate(shown)})
    pumping = sum((np.minimum(power, 0.0) for power in made.values()), np.zeros(area.horizon.periods))
    found.flows["charge"] = pumping - area.total("storage", "p_charge_mw", stores)
    found.flows["load"], found.flows["use"] = demand, demand + np.maximum(border, 0.0)
    found.flows["before"], found.flows["after"] = net_load_mw(area)


def _add_storage(area: StudyArea, found: Channels) -> None:
    stores = area.assets(area.case.storage)
    if not stores:
        return
    found.stores.extend(_largest(stores, power_mw(area, stores).tolist(), MOST_STORES))
    found.rooms_mwh.extend(energy_mwh(area, found.stores).tolist())
    state = area.answer.tables["storage_state"]
    found.flows["s.0.p"] = area.role_mw(Role.STORAGE, stores)
    found.states["s.0.soc"] = np.asarray(sum(state.of(s.id, "soc_mwh") for s in stores))
    for i, store in enumerate(found.stores, start=1):
        found.flows[f"s.{i}.p"] = area.role_mw(Role.STORAGE, [store])
        found.states[f"s.{i}.soc"] = state.of(store.id, "soc_mwh")


def _add_prices(area: StudyArea, found: Channels) -> None:
    table, case = area.answer.tables.optional("price"), area.case
    if table is None or "price_cny_per_mwh" not in table.columns:
        return
    inside = [b for b in case.bus if b.id in area.buses and b.id in table.labels]
    if not inside:
        return
    size = dict.fromkeys((b.id for b in inside), 0.0)
    for asset in (*area.plants, *area.assets(case.load), *area.assets(case.storage)):
        if asset.bus in size:
            size[asset.bus] += asset.p_nom_mw
    found.buses.extend(_largest(inside, [size[b.id] for b in inside], MOST))
    every = area.rows("price", "price_cny_per_mwh", inside)
    found.flows.update({"p.low": every.min(axis=0), "p.mean": every.mean(axis=0), "p.high": every.max(axis=0)})
    for i, bus in enumerate(found.buses):
        found.flows[f"p.{i}"] = area.rows("price", "price_cny_per_mwh", [bus])[0]


def _add_corridors(area: StudyArea, found: Channels) -> None:
    corridors = area.case.corridor
    found.corridors.extend(_largest(corridors, [k.p_nom_mw for k in corridors], MOST))
    for i, corridor in enumerate(found.corridors):
        found.flows[f"k.{i}.x"] = area.total("corridor", "export_mw", [corridor])
        found.flows[f"k.{i}.plan"] = area.total("corridor", "schedule_mw", [corridor])


def _add_reservoirs(area: StudyArea, found: Channels) -> None:
    lakes = area.case.reservoir
    series = area.answer.series
    found.reservoirs.extend(_largest(lakes, [series.of(lake, "volume_max_hm3").max() for lake in lakes], MOST))
    for i, lake in enumerate(found.reservoirs):
        found.states[f"r.{i}.v"] = area.answer.tables["reservoir_state"].of(lake.id, "volume_hm3")
        limits = (series.of(lake, "volume_min_hm3"), series.of(lake, "volume_max_hm3"))
        low, high = level_bounds(series.case, lake, series.of, *limits)
        found.states[f"r.{i}.low"], found.states[f"r.{i}.high"] = low, high


def _largest(entities: Sequence[E], size: Sequence[Any], most: int) -> list[E]:
    """The `most` largest, in the order of the case."""
    chosen = sorted(sorted(range(len(entities)), key=lambda i: (-size[i], i))[:most])
    return [entities[i] for i in chosen]
