"""A corridor that no longer regulates exchanges its schedule, as far as its limits allow.

Without a schedule it exchanges the mean of the day in the full run. Ramps, blocks and energy obligations are not
judged, nor is what they cost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.corridor.entity import Corridor
from dispatch.families.held import Member, held_ref
from dispatch.results.study_area import StudyArea

# What plays is called by this family.
FAMILY = "corridor"


def players(case: Case, inside: frozenset[str]) -> list[Member]:
    """Every corridor that begins in the area."""
    return [("corridor", k.id) for k in case.corridor if k.bus in inside]


def held(area: StudyArea, day_mean: Callable[[np.ndarray], np.ndarray]) -> dict[str, np.ndarray]:
    """Share of the rating that every corridor exchanges."""
    found, series = {}, area.answer.series
    for k in area.case.corridor:
        p_nom = max(k.p_nom_mw, 1e-9)
        low, high = (p_nom * series.of(k, field) for field in ("p_min_pu", "p_max_pu"))
        plan = series.of(k, "schedule_mw")
        wanted = plan if plan.any() else day_mean(area.total("corridor", "export_mw", [k]))
        found[f"corridor:{k.id}"] = np.clip(wanted, low, high) / p_nom
    return found


def without(case: Case, gone: Collection[Member]) -> dict[str, tuple[Entity, ...]]:
    """Corridors, those of `gone` held."""
    return {"corridor": tuple(_hold(k) if ("corridor", k.id) in gone else k for k in case.corridor)}


def given_mw(area: StudyArea, members: Collection[Member]) -> np.ndarray:
    """(N,) imports of corridors."""
    corridors = [k for k in area.assets(area.case.corridor) if ("corridor", k.id) in members]
    return 0.0 - area.total("corridor", "export_mw", corridors)


def _hold(k: Corridor) -> Corridor:
    kept = held_ref(f"corridor:{k.id}")
    free = ("ramp_mw_per_h", "energy_min_mwh", "energy_max_mwh", "energy_shortfall_cost_cny_per_mwh")
    change = {"p_max_pu": kept, "p_min_pu": kept, "hold_h": 0.0, "deviation_cost_cny_per_mwh": 0.0}
    return k.model_copy(update={**change, **dict.fromkeys(free)})
