"""A store that no longer regulates is out of the case; candidates that are built are fixed before."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.held import Member
from dispatch.results.study_area import StudyArea

# What plays is called by this family.
FAMILY = "storage"


def players(case: Case, inside: frozenset[str]) -> list[Member]:
    """Every store in the area."""
    return [("storage", store.id) for store in case.storage if store.bus in inside]


def held(area: StudyArea, day_mean: Callable[[np.ndarray], np.ndarray]) -> dict[str, np.ndarray]:
    """Nothing is held of a store."""
    return {}


def without(case: Case, gone: Collection[Member]) -> dict[str, tuple[Entity, ...]]:
    """The stores that stay."""
    return {"storage": tuple(store for store in case.storage if ("storage", store.id) not in gone)}


def given_mw(area: StudyArea, members: Collection[Member]) -> np.ndarray:
    """(N,) 0: the net load after regulation is less the output of stores already."""
    return np.zeros(area.horizon.periods)
