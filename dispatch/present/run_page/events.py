"""What the sections on response and frequency share: names of contingencies, hours that periods stand for."""

from __future__ import annotations

import numpy as np

from dispatch.families.response.resolve import resolved_contingencies
from dispatch.present.words import Words, label
from dispatch.results.study_area import StudyArea


def hours_of(area: StudyArea) -> np.ndarray:
    """(N,) hours that a period stands for."""
    return area.answer.series.horizon.cost_h


def mean_of(values: np.ndarray, hours: np.ndarray) -> float:
    """Mean over hours."""
    return float(values @ hours) / float(hours.sum())


def event_names(area: StudyArea) -> dict[str, Words]:
    """Contingency → both names."""
    return {c.id: label(c.entity) for c in resolved_contingencies(area.case)}
