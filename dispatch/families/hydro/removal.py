"""A reservoir that no longer regulates: levelled within the day.

Its powerhouses give at most the mean power that they give on that local day in the full run, and it releases at least
that day's mean release, at the price of missing a release where that cannot be (its own, at least
RELEASE_CNY_PER_HM3). Ramp and navigation limits of a held reservoir are not judged: steps at midnight are of our
making. Pumps are off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.held import Member, held_ref
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.results.study_area import StudyArea

# What plays is called by this family.
FAMILY = "reservoir"
RELEASE_CNY_PER_HM3 = 3e6


def players(case: Case, inside: frozenset[str]) -> list[Member]:
    """Every reservoir with turbines in the area."""
    turbines = {house.reservoir for house in case.powerhouse if house.bus in inside}
    return [("reservoir", lake.id) for lake in case.reservoir if lake.id in turbines]


def held(area: StudyArea, day_mean: Callable[[np.ndarray], np.ndarray]) -> dict[str, np.ndarray]:
    """Mean release of every reservoir and mean share of the rating of every powerhouse, by local day."""
    found = {}
    for lake in area.case.reservoir:
        release = area.total("reservoir", "release_m3s", [lake])
        found[f"release:{lake.id}"] = np.maximum(day_mean(release), 0.0)
    for house in area.case.powerhouse:
        made = day_mean(area.total("powerhouse", "p_mw", [house])) / max(house.p_nom_mw, 1e-9)
        found[f"house:{house.id}"] = np.clip(made, 0.0, 1.0)
    return found


def without(case: Case, gone: Collection[Member]) -> dict[str, tuple[Entity, ...]]:
    """Reservoirs and powerhouses, those of `gone` held."""
    lakes = {name for family, name in gone if family == "reservoir"}
    return {
        "reservoir": tuple(_hold_lake(lake, case) if lake.id in lakes else lake for lake in case.reservoir),
        "powerhouse": tuple(_hold_house(house) if house.reservoir in lakes else house for house in case.powerhouse),
    }


def given_mw(area: StudyArea, members: Collection[Member]) -> np.ndarray:
    """(N,) what the powerhouses of reservoirs give to the area, less what stations send away."""
    lakes = {name for family, name in members if family == "reservoir"}
    houses = [house for house in area.assets(area.case.powerhouse) if house.reservoir in lakes]
    if not houses:
        return np.zeros(area.horizon.periods)
    return np.asarray(area.total("powerhouse", "p_mw", houses) - area.stations_mw)


def _hold_lake(lake: Reservoir, case: Case) -> Reservoir:
    pumps = any(h.pump_max_m3s > 0 for h in case.powerhouse if h.reservoir == lake.id)
    price = max(lake.release_shortfall_cost_cny_per_hm3 or 0.0, RELEASE_CNY_PER_HM3)
    change: dict[str, object] = dict.fromkeys(("release_ramp_m3s_per_h", "tail_ramp_m_per_h", "tail_ramp_m_per_day"))
    change["release_shortfall_cost_cny_per_hm3"] = price
    if not pumps:
        change["release_min_m3s"] = held_ref(f"release:{lake.id}")
    return lake.model_copy(update=change)


def _hold_house(house: Powerhouse) -> Powerhouse:
    if house.pump_max_m3s > 0:
        return house.model_copy(update={"p_max_pu": 0.0, "pump_max_m3s": 0.0})
    return house.model_copy(update={"p_max_pu": held_ref(f"house:{house.id}")})
