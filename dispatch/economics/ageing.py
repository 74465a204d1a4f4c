"""How a store wears over its years: calendar and cycle ageing, replacement, health at the end.

Health is the energy that a store still holds per unit of its nominal. Linear in time and in throughput:

    (ageing.1) fade per year = calendar + 0.2 · cycles per year / rated cycles      (20 % over the rated cycle life)
    (ageing.2) health at the end of year k = health at its start − fade
    (ageing.3) replaced at the end of the first year whose health reaches `replace_at_pu` (0.8), unless it is the last:
               the next year starts at 1
    (ageing.4) cycles are equivalent full cycles: MWh taken out of the store over the MWh that it holds when full

A technology without a rated cycle life (pumped storage, compressed air) ages by the calendar alone; one that does not
fade at all never is replaced. A worn store moves less: the energy of year k is that of a new one times the mean health
of the year, so cycles per nominal MWh fall with it, and the fade of (ageing.1) is that of the worn store:
0.2·cycles·health/rated, which is taken at the health of the year's start.

Figures: calendar 1.5–2 % a year, 20 % over the rated cycles, replaced at 80 % — engineering estimates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

FADE_OVER_RATED_CYCLES_PU = 0.2


@dataclass(frozen=True, eq=False)
class Life:
    """Year by year. health_start_pu, health_end_pu: (n,); replaced: (n,) at the end of that year."""

    health_start_pu: np.ndarray
    health_end_pu: np.ndarray
    replaced: np.ndarray

    @property
    def health_mean_pu(self) -> np.ndarray:
        """(n,) what scales the energy of a year."""
        return (self.health_start_pu + self.health_end_pu) / 2

    @property
    def end_pu(self) -> float:
        """Health at the end of the last year."""
        return float(self.health_end_pu[-1])

    @property
    def replacements(self) -> int:
        return int(self.replaced.sum())


def life_of(
    years: int,
    cycles_per_year: float,
    rated_cycles: float | None,
    calendar_pu_per_year: float,
    replace_at_pu: float = 0.8,
) -> Life:
    """The years of a store that makes `cycles_per_year` when new. rated_cycles None: cycling does not wear it."""
    start, end, replaced = np.empty(years), np.empty(years), np.zeros(years, dtype=bool)
    health = 1.0
    for k in range(years):
        start[k] = health
        health = max(health - fade_pu(cycles_per_year * health, rated_cycles, calendar_pu_per_year), 0.0)
        end[k] = health
        if health <= replace_at_pu + 1e-9 and k < years - 1:
            replaced[k], health = True, 1.0
    return Life(start, end, replaced)


def fade_pu(cycles: float, rated_cycles: float | None, calendar_pu_per_year: float) -> float:
    """Health lost in a year of so many cycles (ageing.1)."""
    worn = FADE_OVER_RATED_CYCLES_PU * cycles / rated_cycles if rated_cycles else 0.0
    return calendar_pu_per_year + worn


def years_to(
    replace_at_pu: float, cycles_per_year: float, rated_cycles: float | None, calendar_pu_per_year: float
) -> float:
    """Whole years until health reaches a limit; infinite where it never does."""
    if fade_pu(cycles_per_year, rated_cycles, calendar_pu_per_year) <= 0:
        return math.inf
    health, years = 1.0, 0
    while health > replace_at_pu + 1e-9:
        health -= fade_pu(cycles_per_year * health, rated_cycles, calendar_pu_per_year)
        years += 1
    return float(years)


def full_cycles(discharged_mwh: float, eta_discharge: float, e_nom_mwh: float) -> float:
    """Equivalent full cycles of grid-side MWh (ageing.4); 0 for a store that holds nothing."""
    return discharged_mwh / eta_discharge / e_nom_mwh if e_nom_mwh > 0 else 0.0
