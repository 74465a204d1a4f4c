"""What a store earns by service in a run, per year of 8,760 h, and what it does for the system.

    (services.1) energy    Σ price[bus,t] · p_discharge · h                 its mirror, charging: Σ price · p_charge · h
    (services.2) peak      `peak_shaving_cny_per_mwh` · MWh discharged in the hours of the largest net load
    (services.3) response  Σ price of response · MW held · h, up and down, where the run has a response requirement
    (services.4) capacity  `capacity_cny_per_kw_year` · capacity credit
    (services.5) peak cut  largest net load without the store, all else as it was, less the largest with it:
                           max(after + p_s) − max(after); of several stores together likewise, so parts do not add up

Prices of energy are those of the run: marginal cost at the bus, no market's tariff. h are hours times weight, scaled to
a year. A run over several years is judged by its last, in which all that was built by then stands: hours of the years
before count for nothing. Net load as in `dispatch.results.study_area.net_load_mw`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dispatch.constants import HOURS_PER_YEAR
from dispatch.economics.assumptions import Assumptions
from dispatch.families.declare import Role
from dispatch.families.storage.entity import Storage
from dispatch.horizon import Horizon
from dispatch.results.installed_capacity import energy_mwh, power_mw, tranches
from dispatch.results.study_area import Dispatched, StudyArea, net_load_mw


@dataclass(frozen=True, eq=False)
class Year:
    """A run seen as a year, of several years the last. hours: (N,) what turns MW into MWh a year."""

    area: StudyArea

    @classmethod
    def of(cls, answer: Dispatched) -> Year:
        return cls(StudyArea(answer))

    @cached_property
    def horizon(self) -> Horizon:
        """That of the run, weighted to stand for the year, without discount."""
        whole = self.area.horizon
        last = whole.segment_year[whole.segment] == whole.segment_year.max()
        weight = np.where(last, whole.count, 0.0)
        return replace(whole, weight=weight * (HOURS_PER_YEAR / float(weight @ whole.dt_h)), discount=None)

    @property
    def hours(self) -> np.ndarray:
        return self.horizon.cost_h

    @property
    def stores(self) -> tuple[Storage, ...]:
        return self.area.assets(self.area.case.storage)

    def size(self, store: Storage) -> tuple[float, float]:
        """(MW, MWh) that stand and are built, at the end of the horizon."""
        return float(power_mw(self.area, [store])[0]), float(energy_mwh(self.area, [store])[0])

    def built(self, store: Storage) -> list[tuple[int, float, float]]:
        """(year, MW, MWh) of what the model built of it and still stands."""
        return tranches(self.area, store)

    def power(self, store: Storage, column: str) -> np.ndarray:
        """(N,) MW."""
        return self.area.total("storage", column, [store])

    def price(self, store: Storage) -> np.ndarray:
        """(N,) CNY/MWh at its bus; NaN where the run has none."""
        table = self.area.answer.tables.optional("price")
        if table is None or store.bus not in table.labels:
            return np.full(self.area.horizon.periods, np.nan)
        return table.of(store.bus, "price_cny_per_mwh")

    def energy_cny(self, store: Storage, column: str) -> float:
        """(services.1): CNY a year of a power column at the price of its bus."""
        return float((self.price(store) * self.power(store, column)) @ self.hours)

    def energy_mwh(self, store: Storage, column: str) -> float:
        return float(self.power(store, column) @ self.hours)

    def peak_hours(self, share_pu: float) -> np.ndarray:
        """(N,) whether a period is among the hours of the largest net load before storage."""
        before, _ = net_load_mw(self.area)
        order = np.argsort(-before, kind="stable")
        chosen = np.zeros(len(before), dtype=bool)
        chosen[order[np.cumsum(self.hours[order]) <= share_pu * HOURS_PER_YEAR * (1 + 1e-12)]] = True
        return chosen

    def peak_cny(self, store: Storage, assumptions: Assumptions) -> float:
        """(services.2)."""
        if assumptions.peak_shaving_cny_per_mwh == 0:
            return 0.0
        chosen = self.peak_hours(assumptions.peak_hours_pu)
        discharged = self.power(store, "p_discharge_mw")[chosen] @ self.hours[chosen]
        return float(assumptions.peak_shaving_cny_per_mwh * discharged)

    def peak_cut_mw(self, stores: Sequence[Storage]) -> float:
        """(services.5)."""
        there, (_, after) = self.hours > 0, net_load_mw(self.area)
        without = after + self.area.role_mw(Role.STORAGE, stores)
        return float(without[there].max() - after[there].max())

    def curtailed_mwh(self) -> float:
        """What the study area curtails in a year."""
        return float(self.area.role_mw(Role.CURTAILMENT) @ self.hours)
