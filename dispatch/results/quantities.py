"""Quantities that facts ask for: sums and shares over the assets of a case, from its data or from a solved run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.constants import HOURS_PER_YEAR
from dispatch.errors import CaseError, Fault, Where
from dispatch.families import roles
from dispatch.families.corridor.entity import Corridor
from dispatch.families.declare import Role
from dispatch.families.network.entity import Line, Link
from dispatch.horizon import Horizon
from dispatch.results import schema
from dispatch.results.demand_response import load_reductions_mw
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series


@dataclass(frozen=True, eq=False)
class Ground:
    """What a quantity is computed from: the case, its series, results by family (or None) and the selectors."""

    case: Case
    series: Series
    frames: Tables | None
    of: tuple[str, ...] = ()

    @property
    def cost_h(self) -> np.ndarray:
        """(N,) hours that turn MW into MWh, weights included."""
        return self.series.horizon.energy_h

    def select(self, *families: str) -> list[Entity]:
        """Entities of the families that the selectors keep."""
        return [e for family in families for e in getattr(self.case, family) if self._keeps(family, e)]

    def _keeps(self, family: str, entity: Entity) -> bool:
        traits = self._traits(family, entity)
        default = [] if isinstance(entity, Corridor | Line | Link) or not self.case.home_area else [self.case.home_area]
        areas = [s for s in self.of if s.removeprefix("!").startswith("area=")]
        if default and not areas and traits["area"] not in default:
            return False
        return all(_matches(selector, traits) for selector in self.of)

    def _traits(self, family: str, entity: Entity) -> dict[str, str]:
        bus_id = getattr(entity, "bus", None) or getattr(entity, "bus0", "")
        bus = next((b for b in self.case.bus if b.id == bus_id), None)
        named = {key: str(getattr(entity, key, "")) for key in ("id", "technology", "kind")}
        return named | {
            "family": family,
            "bus": str(bus_id),
            "county": bus.county if bus else "",
            "area": bus.area if bus else "",
        }

    def power(self, family: str, column: str, chosen: Sequence[Entity]) -> np.ndarray:
        """(N,) sum over the chosen entities of a family; needs results."""
        if self.frames is None or not chosen:
            schema.check(family, column)
            return np.zeros(self.series.horizon.periods)
        table = self.frames[family]
        return sum((table.of(e.id, column) for e in chosen), np.zeros(self.series.horizon.periods))


def _matches(selector: str, traits: Mapping[str, str]) -> bool:
    key, _, patterns = selector.removeprefix("!").partition("=")
    if key not in traits:
        raise CaseError(_bad_selector(selector, traits))
    hit = any(fnmatchcase(traits[key], pattern.strip()) for pattern in patterns.split("|"))
    return hit != selector.startswith("!")


def _bad_selector(selector: str, known: Collection[str]) -> Fault:
    return Fault(
        "unknown_selector",
        "a fact selects by a key that does not exist",
        Where(entity="facts"),
        value=selector,
        limit=", ".join(known),
        next_step="write key=pattern, e.g. technology=pv|wind",
    )


def installed_mw(ground: Ground) -> float:
    """Rated power of generation."""
    return float(sum(e.p_nom_mw for e in ground.select(*roles.families(Role.GENERATION))))  # type: ignore[attr-defined]


def clean_installed_mw(ground: Ground) -> float:
    """Rated power of wind, PV and hydro."""
    clean = [flow.family for flow in roles.flows(Role.GENERATION) if flow.clean]
    return float(sum(e.p_nom_mw for e in ground.select(*clean)))  # type: ignore[attr-defined]


def storage_mw(ground: Ground) -> float:
    """Rated power of storage."""
    return float(sum(e.p_nom_mw for e in ground.select(*roles.families(Role.STORAGE))))  # type: ignore[attr-defined]


def storage_mwh(ground: Ground) -> float:
    """Rated energy of storage."""
    return float(sum(e.e_nom_mwh for e in ground.select(*roles.families(Role.STORAGE))))  # type: ignore[attr-defined]


def plants(ground: Ground) -> float:
    """Number of plants with some rated power."""
    return float(sum(e.p_nom_mw > 0 for e in ground.select(*roles.families(Role.GENERATION))))  # type: ignore[attr-defined]


def generation_mwh(ground: Ground) -> float:
    """Energy generated at the terminals, pumping deducted."""
    total = 0.0
    for flow in roles.flows(Role.GENERATION):
        for term in flow.terms:
            power = ground.power(flow.family, term.column, ground.select(flow.family))
            total += term.sign * float(power @ ground.cost_h)
    return total


def local_use_mwh(ground: Ground) -> float:
    """Energy that loads really drew plus what the lines inside the study area lose."""
    return float((_served(ground) + _inner_losses(ground)) @ ground.cost_h)


def load_served_mwh(ground: Ground) -> float:
    """Energy that loads really drew: what was served, less what demand response left, more what it added."""
    return float(_served(ground) @ ground.cost_h)


def served_share(ground: Ground) -> float:
    """Energy served per energy demanded."""
    loads = ground.select("load")
    missed = ground.power("load", "unserved_mw", loads) @ ground.cost_h
    served = ground.power("load", "served_mw", loads) @ ground.cost_h
    return float(served / (served + missed)) if served + missed else 1.0


def net_export_mwh(ground: Ground) -> float:
    """Energy exported over corridors, imports deducted."""
    return float(ground.power("corridor", "export_mw", ground.select("corridor")) @ ground.cost_h)


def line_energy_mwh(ground: Ground) -> float:
    """Energy that lines take out of their bus0, what comes back deducted."""
    return float(ground.power("line", "p0_mw", ground.select("line")) @ ground.cost_h)


def link_energy_mwh(ground: Ground) -> float:
    """Energy that links take out of their bus0, what comes back deducted."""
    return float(ground.power("link", "p0_mw", ground.select("link")) @ ground.cost_h)


def line_loss_mwh(ground: Ground) -> float:
    """Energy lost on lines."""
    return float(ground.power("line", "loss_mw", ground.select("line")) @ ground.cost_h)


def corridor_availability(ground: Ground) -> float:
    """Mean available share of corridors."""
    shares = [ground.series.of(k, "p_max_pu") @ ground.cost_h for k in ground.select("corridor")]
    return float(np.mean(shares) / ground.cost_h.sum())


def peak_load_mw(ground: Ground) -> float:
    """Highest demand; with results of hourly or finer steps, losses inside the study area included."""
    return float(_demand(ground).max())


def min_load_mw(ground: Ground) -> float:
    """Lowest demand, as `peak_load_mw`."""
    return float(_demand(ground).min())


def _served(ground: Ground) -> np.ndarray:
    """(N,) what loads draw: what is served, less their reduction."""
    loads = ground.select("load")
    reductions = load_reductions_mw(ground.case, ground.frames) if ground.frames else {}
    less = sum(
        (reductions[load.id] for load in loads if load.id in reductions), np.zeros(ground.series.horizon.periods)
    )
    return ground.power("load", "served_mw", loads) - less


def _inner_losses(ground: Ground) -> np.ndarray:
    """(N,) losses of lines with both ends in the study area, but for those that selectors drop."""
    area = {b.id: b.area for b in ground.case.bus}
    inner = [
        line
        for line in ground.select("line")
        if isinstance(line, Line) and {area[line.bus0], area[line.bus1]} == {ground.case.home_area}
    ]
    return ground.power("line", "loss_mw", inner)


def _demand(ground: Ground) -> np.ndarray:
    """(N,) demand. Steps coarser than an hour would blunt the peak: then the data speaks, by the hour."""
    horizon, time = ground.series.horizon, ground.case.time
    loads = ground.select("load")
    if horizon.dt_h.max() <= 1:
        series = ground.series
    elif time.start is None or time.end is None:
        series = Series(
            ground.case, Horizon.regular(horizon.local_time()[0], round(HOURS_PER_YEAR), 1.0, zone=horizon.zone)
        )
    else:
        hours = int((time.end - time.start).total_seconds() // 3600)
        series = Series(ground.case, Horizon.regular(pd.Timestamp(time.start), hours, 1.0, zone=time.zone))
    powers = (load.p_nom_mw * series.of(load, "p_pu") for load in loads)  # type: ignore[attr-defined]
    demand = sum(powers, np.zeros(series.horizon.periods))
    with_losses = ground.frames is not None and series is ground.series
    return np.asarray(demand + _inner_losses(ground) if with_losses else demand)


@dataclass(frozen=True)
class Quantity:
    """How a quantity is computed, its unit, and what it needs."""

    compute: Callable[[Ground], float]
    unit: str
    needs_results: bool = False
    needs_year: bool = False


QUANTITIES: dict[str, Quantity] = {
    "installed_mw": Quantity(installed_mw, "MW"),
    "clean_installed_mw": Quantity(clean_installed_mw, "MW"),
    "storage_mw": Quantity(storage_mw, "MW"),
    "storage_mwh": Quantity(storage_mwh, "MWh"),
    "plants": Quantity(plants, "count"),
    "peak_load_mw": Quantity(peak_load_mw, "MW", needs_year=True),
    "min_load_mw": Quantity(min_load_mw, "MW", needs_year=True),
    "corridor_availability": Quantity(corridor_availability, "pu", needs_year=True),
    "generation_mwh": Quantity(generation_mwh, "MWh", True, True),
    "local_use_mwh": Quantity(local_use_mwh, "MWh", True, True),
    "load_served_mwh": Quantity(load_served_mwh, "MWh", True, True),
    "served_share": Quantity(served_share, "pu", True, True),
    "net_export_mwh": Quantity(net_export_mwh, "MWh", True, True),
    "line_energy_mwh": Quantity(line_energy_mwh, "MWh", True, True),
    "link_energy_mwh": Quantity(link_energy_mwh, "MWh", True, True),
    "line_loss_mwh": Quantity(line_loss_mwh, "MWh", True, True),
}
