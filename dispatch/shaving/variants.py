"""Runs side by side: each a variant of the same system over the same horizon, with its tables, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.families.flexible.entity import enabled
from dispatch.horizon import Horizon
from dispatch.results.installed_capacity import energy_mwh, power_mw
from dispatch.results.study_area import Answer, Answered, StudyArea
from dispatch.shaving.curtailment import curtailment_table, spill_table
from dispatch.shaving.curves import Region, regions_of
from dispatch.shaving.frames import change_table, contribution_table, depth_table, indicator_table
from dispatch.shaving.spans import Span, spans_of
from dispatch.shaving.typical import EIGHT, TypicalDay, typical_days

LOST_MW = 1e-3


class Recorded(Answered, Protocol):
    """A run with its records; path: its directory, if it is on disk."""

    @property
    def summary(self) -> dict[str, Any]: ...
    @property
    def manifest(self) -> dict[str, Any]: ...
    @property
    def path(self) -> Path | None: ...


@dataclass(frozen=True, eq=False)
class Variant:
    """One run and its figures, each computed once."""

    label: str
    run: Recorded

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Study area and counties, on one answer."""
        return regions_of(self.answer)

    @cached_property
    def answer(self) -> Answer:
        found = self.run.answer
        return Answer(found.case, found.series, found.tables)

    @property
    def area(self) -> Region:
        return self.regions[0]

    @property
    def case(self) -> Case:
        return self.area.case

    @property
    def horizon(self) -> Horizon:
        return self.area.horizon

    @property
    def summary(self) -> dict[str, Any]:
        return self.run.summary

    @property
    def manifest(self) -> dict[str, Any]:
        return self.run.manifest

    @cached_property
    def local(self) -> pd.DatetimeIndex:
        return self.horizon.local_time()

    @cached_property
    def days(self) -> tuple[TypicalDay, ...]:
        """Of the eight typical days those that the run has."""
        return tuple(day for day in typical_days(self.answer) if day.name in EIGHT)

    @cached_property
    def months(self) -> tuple[Span, ...]:
        return spans_of(self.horizon, ["month"])

    @cached_property
    def whole(self) -> Span:
        return spans_of(self.horizon, ["all"])[0]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """All of the run, its seasons, months and typical days."""
        return (self.whole, *spans_of(self.horizon, ["season", "month"]), *(day.span for day in self.days))

    @cached_property
    def indicators(self) -> pd.DataFrame:
        return indicator_table([self.area], self.spans)

    @cached_property
    def changes(self) -> pd.DataFrame:
        return change_table([self.area], self.spans)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        return contribution_table([self.area], (self.whole, *(day.span for day in self.days)))

    @cached_property
    def depths(self) -> pd.DataFrame:
        return depth_table(self.area, [self.whole])

    @cached_property
    def curtailment(self) -> pd.DataFrame:
        return curtailment_table([self.area], (self.whole, *self.months))

    @cached_property
    def spill(self) -> pd.DataFrame:
        return spill_table(self.area, [self.whole])

    def indicator(self, curve: str, label: str = "all") -> dict[str, Any]:
        """One row of the indicators."""
        found = self.indicators
        row = found[(found["curve"] == curve) & (found["label"] == label)].iloc[0]
        return {str(k): v for k, v in row.items()}

    def change(self, stage: str, label: str = "all") -> dict[str, Any]:
        """One row of the changes; stage `net_load_after` or `residual`."""
        found = self.changes
        row = found[(found["after"] == stage) & (found["label"] == label)].iloc[0]
        return {str(k): v for k, v in row.items()}

    def sampled(self, power: np.ndarray, periods: np.ndarray) -> np.ndarray:
        """(97,) of a day at quarter-hours, its last value once more at 24:00."""
        ends = np.cumsum(self.horizon.dt_h[periods])
        at = np.minimum(np.searchsorted(ends, np.arange(97) / 4, side="right"), len(periods) - 1)
        return np.asarray(power[periods][at])

    @cached_property
    def storage_mw(self) -> float:
        return float(power_mw(self.area, self.area.members(*roles.families(Role.STORAGE))).sum())

    @cached_property
    def storage_mwh(self) -> float:
        return float(energy_mwh(self.area, self.area.members(*roles.families(Role.STORAGE))).sum())

    @cached_property
    def has_demand_response(self) -> bool:
        """Whether any load or virtual plant offers demand response."""
        case = self.case
        return any(enabled(getattr(case, kind)) for kind in roles.families(Role.LOAD_REDUCTION))

    @cached_property
    def lost_mwh(self) -> tuple[float, float]:
        """Curtailed and available energy of wind and PV."""
        area = self.area
        plants = (*area.varying(pv=False), *area.varying(pv=True))
        lost = float(area.energy(area.role_mw(Role.CURTAILMENT, plants)))
        return max(lost, 0.0), float(area.energy(area.role_mw(Role.AVAILABLE, plants)))

    @property
    def year(self) -> bool:
        """Whether the run covers at least eleven months, so that monthly tables are useful."""
        return len(self.months) >= 2 and self.horizon.hours > 30 * 24


@dataclass(frozen=True, eq=False)
class Study:
    """All variants of a report."""

    variants: tuple[Variant, ...]

    @property
    def first(self) -> Variant:
        return self.variants[0]

    @property
    def main(self) -> Variant:
        """The variant that is described in full."""
        return self.variants[-1]

    @property
    def several(self) -> bool:
        return len(self.variants) > 1

    @property
    def best(self) -> Variant:
        """The one with the smallest spread of the net load after regulation."""
        return min(self.variants, key=lambda v: float(v.change("net_load_after")["spread_after_mw"]))


def areas_of(area: StudyArea) -> int:
    """How many counties have a bus in the study area."""
    return len({b.county for b in area.case.bus if b.id in area.buses and b.county})
