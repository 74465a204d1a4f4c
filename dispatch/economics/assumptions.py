"""What the economics of storage takes for granted: financing, ageing, prices of services; all of it may be changed.

Capital costs, lives and cycle lives come from the case (`Storage`), and what it leaves blank from the catalogue
(`dispatch.families.storage.catalogue`). Everything here is an engineering estimate but where a source is named.

    financing          7 %; 70 % debt at 3.5 % over 12 years: terms of large storage projects in China, 2024–2025
    calendar ageing    LFP 1.75 % a year (1.5–2 %), VRFB 0.5 %, supercapacitor 1 %, others none
    millisecond_s      0.2 s; the share of power that is there by then follows from the delivery profile of the
                       technology (`dispatch.families.response.catalogue`)
    prices             of services 0 until somebody states them: a market that is not there pays nothing

`energy_side` says where the data sheet measures its MWh and therefore what CNY/kWh is paid on: `store` (of the cells or
the upper reservoir; the `e_nom_mwh` of a case) or `grid` (usable at the meter, which is e_nom · eta_discharge).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from dispatch.case.schema import Case
from dispatch.case.sizing import Sizing, capital_recovery
from dispatch.economics.project import Financing
from dispatch.families.response.catalogue import CATALOGUE, STORAGE
from dispatch.families.response.resolve import delivered_pu as delivered_of
from dispatch.families.storage.candidate import capex
from dispatch.families.storage.catalogue import technology_of
from dispatch.families.storage.entity import Storage
from dispatch.horizon import Horizon

_CALENDAR = MappingProxyType({"lfp": 0.0175, "vrfb": 0.005, "supercapacitor": 0.01})
_LIFE_YEARS, _OM_PU = 15.0, 0.02


@dataclass(frozen=True)
class Assumptions:
    """year: in which what stands was built (what the model builds: in its own year); peak_hours_pu: the share of hours
    with the largest net load that `peak_shaving_cny_per_mwh` is paid in; capacity is paid per kW of capacity credit.
    """

    financing: Financing = field(default_factory=Financing)
    year: int = 2030
    capex_pu: float = 1.0
    salvage_pu: float = 0.0
    replace_at_pu: float = 0.8
    energy_side: Literal["store", "grid"] = "store"
    calendar_pu_per_year: Mapping[str, float] = field(default_factory=lambda: _CALENDAR)
    millisecond_s: float = 0.2
    peak_hours_pu: float = 0.1
    peak_shaving_cny_per_mwh: float = 0.0
    capacity_cny_per_kw_year: float = 0.0

    @classmethod
    def of(cls, case: Case, horizon: Horizon) -> Assumptions:
        """What the case itself assumes: its discount rate and scale of capital costs, the first year of the horizon."""
        settings = case.sizing
        financing = Financing(rate_pu=settings.discount_rate)
        return cls(financing, year=int(horizon.segment_year.min()), capex_pu=settings.capex_pu)


@dataclass(frozen=True)
class Terms:
    """What a store costs and how long it lasts. Money of the whole store; `priced_mwh` are those of the data sheet."""

    priced_mwh: float
    capex_cny: float
    om_cny: float
    replacement_cny: float
    salvage_cny: float
    life_years: float
    rated_cycles: float | None
    calendar_pu_per_year: float
    delivered_pu: float

    def yearly_cny(self, rate_pu: float) -> float:
        """Annuity of the capital cost at a discount rate, and upkeep."""
        return self.capex_cny * capital_recovery(rate_pu, self.life_years) + self.om_cny


def terms_of(
    store: Storage,
    power_mw: float,
    energy_mwh: float,
    assumptions: Assumptions,
    built: Sequence[tuple[int, float, float]] = (),
) -> Terms:
    """The terms of a store of that size: its own, else those of the catalogue, else 15 years and 2 % a year.

    built: (year, MW, MWh) of the parts of that size that have years of their own; the rest is of `assumptions.year`. A
    replacement costs `replacement_cny_per_kwh`, else the energy part of the capital cost ten years on.
    """
    known = technology_of(store.technology)
    fields = {} if known is None else known.fields
    scaled = Sizing(capex_pu=assumptions.capex_pu)
    cells = store.replacement_cny_per_kwh
    grid_side = 1.0 if assumptions.energy_side == "store" else store.eta_discharge
    rest = power_mw - sum(part[1] for part in built), energy_mwh - sum(part[2] for part in built)
    spent = replaced = 0.0
    for year, mw, mwh in ((assumptions.year, *rest), *built):
        per_kw, per_kwh = capex(store, year, scaled)
        again = capex(store, year + 10, scaled)[1] if cells is None else cells * assumptions.capex_pu
        spent += 1e3 * (per_kw * mw + per_kwh * mwh * grid_side)
        replaced += 1e3 * again * mwh * grid_side
    upkeep = store.om_pu_per_year if store.om_pu_per_year is not None else fields.get("om_pu_per_year", _OM_PU)
    family = store.technology.split("_")[0]
    return Terms(
        priced_mwh=energy_mwh * grid_side,
        capex_cny=spent,
        om_cny=spent * upkeep,
        replacement_cny=replaced,
        salvage_cny=assumptions.salvage_pu * spent,
        life_years=float(store.life_years or fields.get("life_years", _LIFE_YEARS)),
        rated_cycles=store.cycle_life or fields.get("cycle_life"),
        calendar_pu_per_year=assumptions.calendar_pu_per_year.get(family, 0.0),
        delivered_pu=delivered_pu(store.technology, assumptions.millisecond_s),
    )


def delivered_pu(technology: str, within_s: float) -> float:
    """Share of the power of a storage technology that is there so many seconds after an event; unknown ones are LFP."""
    ability = STORAGE.get(technology.split("_")[0], STORAGE["lfp"])
    return max((delivered_of(CATALOGUE[service], within_s) for service in ability.services), default=0.0)
