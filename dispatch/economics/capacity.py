"""Capacity credit of storage: effective load-carrying capability (ELCC) by sequential simulation.

Several draws (hydrology and weather years, forecast errors) of what the study area has over its demand:

    (capacity.1) margin[d,t] = available thermal, wind and PV + water as dispatched − exchange − losses − demand
                               + what loads reduce                                                              MW
    (capacity.2) EUE(margin) = mean over draws of Σ_t dt_h · max(−margin, 0), per year of 8,760 h               MWh/yr
    (capacity.3) the criterion: demand is raised by one block A, the same MW in every hour, until EUE reaches
                 `unserved_pu` of demand (0.002 %, the reliability standard of the Australian market): a system that
                 never is short gives nothing to compare. Where it is shorter than that already, A < 0
    (capacity.4) ELCC = the F in [0, ΣP] with EUE(margin − A + F) = EUE(margin − A with the stores), at the A where the
                 latter meets the criterion: the more demand that they carry, by bisection; credit = F / ΣP

The stores are simulated period by period, not re-optimised: they discharge into every shortfall and charge from every
surplus as fast as they can, which for one store is the least unserved energy that any operation can give. Several
share a shortfall in order of the hours that they can still last. So the figure is what the asset can give, an upper
bound on what a dispatch for money with an imperfect forecast gets from it. Water counts with the power of the run: it
is already placed where it is worth most, and is not moved to help. Stores begin every segment full: between two typical
weeks lie others, which nobody simulates. Draws are separate years.

The exchange of the study area follows its supply in a dispatch, so that taken as it was it would leave a margin without
a shape and no store a credit. It counts as an obligation of the same energy and no shape: `mean`, its net export spread
evenly over the hours. `dispatched` takes it as it was, `none` leaves it out (the area alone).

Source: G. Evans, S. H. Tindemans, D. Angeli, "Robustly maximal utilisation of energy-constrained distributed
resources", PSCC 2018 (the policy of longest time to go minimises unserved energy).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dispatch.constants import HOURS_PER_YEAR
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.size import size_of
from dispatch.results.study_area import Dispatched, StudyArea, border_mw, load_reduction_mw, losses_mw
from dispatch.series.assemble import Series

UNSERVED_PU = 2e-5
Exchange = Literal["mean", "dispatched", "none"]
_EXACT_MW = 1e-4


@dataclass(frozen=True, eq=False)
class Draws:
    """margin_mw: (draws, N); dt_h: (N,) hours of each period, energy_h the hours that it stands for
    (weights included); demand_mwh: of an average draw, per year; segment: (N,) of the horizon, None for one."""

    margin_mw: np.ndarray
    dt_h: np.ndarray
    energy_h: np.ndarray
    demand_mwh: float
    segment: np.ndarray | None = None

    def unserved_mwh(self, margin: np.ndarray) -> float:
        """(capacity.2)."""
        return float((np.maximum(-margin, 0.0) @ self.energy_h).mean()) * HOURS_PER_YEAR / float(self.energy_h.sum())


@dataclass(frozen=True)
class Unit:
    """A store as the simulation sees it: grid-side MW, MWh between its limits, efficiencies, loss per hour."""

    discharge_mw: float
    charge_mw: float
    usable_mwh: float
    eta_charge: float = 1.0
    eta_discharge: float = 1.0
    loss_per_h: float = 0.0


@dataclass(frozen=True)
class Credit:
    """elcc_mw of the stores together, credit_pu of their power, the block A with them, EUE there without and with."""

    elcc_mw: float
    credit_pu: float
    added_mw: float
    unserved_without_mwh: float
    unserved_with_mwh: float


def draws_of(answers: Sequence[Dispatched], exchange: Exchange = "mean") -> Draws:
    """One draw a run: the same periods, other water, weather or forecast errors. Raises ValueError for others."""
    first = answers[0].series.horizon
    others = [answer.series.horizon for answer in answers]
    if any(not np.array_equal(h.energy_h, first.energy_h) or h.segments != first.segments for h in others):
        raise ValueError("draws need the same periods")
    demand = [_demand_mw(StudyArea(answer)) @ first.energy_h for answer in answers]
    margins = np.array([margin_mw(answer, exchange) for answer in answers])
    yearly = float(np.mean(demand)) * HOURS_PER_YEAR / first.hours
    return Draws(margins, first.dt_h, first.energy_h, yearly, first.segment)


def margin_mw(answer: Dispatched, exchange: Exchange = "mean") -> np.ndarray:
    """(N,) what the study area has over its demand without storage (capacity.1)."""
    area = StudyArea(answer)
    varying = roles.families(Role.AVAILABLE)
    generating = roles.flows(Role.GENERATION)
    thermal = area.members(*(flow.family for flow in generating if not flow.clean))
    steady = area.members(*(flow.family for flow in generating if flow.clean and flow.family not in varying))
    firm = answer.series.stack(thermal, "p_max_pu") * np.array([plant.p_nom_mw for plant in thermal])[:, None]
    weather = area.role_mw(Role.AVAILABLE)
    water = area.role_mw(Role.GENERATION, steady)
    given = firm.sum(axis=0) + weather + water - _leaving_mw(area, exchange) - losses_mw(area)
    return np.asarray(given - _demand_mw(area) + load_reduction_mw(area))


def _leaving_mw(area: StudyArea, exchange: Exchange) -> np.ndarray:
    """(N,) net export that counts."""
    if exchange == "none":
        return np.zeros(area.horizon.periods)
    leaving, hours = border_mw(area), area.horizon.energy_h
    return leaving if exchange == "dispatched" else np.full(len(leaving), float(leaving @ hours) / hours.sum())


def unit_of(store: Storage, series: Series) -> Unit:
    """A store with the mean of its limits where they vary."""
    low, high = (float(series.stack([store], f"soc_{end}_pu").mean()) for end in ("min", "max"))
    loss, available = store.standing_loss_per_h, float(series.stack([store], "p_max_pu").mean())
    size = size_of(store, 0.0, 0.0)
    power, usable = (available * size.discharge_mw, available * size.charge_mw), size.energy_mwh * (high - low)
    return Unit(*power, usable, store.eta_charge, store.eta_discharge, loss)


def capacity_credit(draws: Draws, units: Sequence[Unit], unserved_pu: float = UNSERVED_PU) -> Credit:
    """The firm MW that the stores are worth (capacity.3, capacity.4)."""
    power = sum(unit.discharge_mw for unit in units)
    goal = unserved_pu * draws.demand_mwh
    margin = draws.margin_mw
    reach = float(np.abs(margin).max()) + draws.demand_mwh / HOURS_PER_YEAR
    alone = _bisect(lambda a: draws.unserved_mwh(margin - a) - goal, -reach, reach)

    def with_stores(added: float) -> float:
        return draws.unserved_mwh(simulate(margin - added, draws.dt_h, units, draws.segment))

    added = _bisect(lambda a: with_stores(a) - goal, alone, alone + power) if power > 0 else alone
    credit = (added - alone) / power if power > 0 else 0.0
    return Credit(added - alone, credit, added, draws.unserved_mwh(margin - added), with_stores(added))


def simulate(
    margin: np.ndarray, dt_h: np.ndarray, units: Sequence[Unit], segment: np.ndarray | None = None
) -> np.ndarray:
    """(draws, N) the margin after the stores have discharged into shortfalls and charged from surpluses; they are full
    where a segment begins."""
    left = np.array(margin, dtype=float)
    full = np.array([unit.usable_mwh for unit in units])
    held = np.tile(full, (len(left), 1))
    power = np.array([max(unit.discharge_mw, 1e-9) for unit in units])
    eta = np.array([unit.eta_discharge for unit in units])
    kept = np.array([1.0 - unit.loss_per_h for unit in units])
    begins = np.zeros(len(dt_h), dtype=bool) if segment is None else np.diff(segment, prepend=segment[0]) != 0
    for t, hours in enumerate(dt_h):
        if begins[t]:
            held = np.tile(full, (len(left), 1))
        if not (left[:, t] < 0).any() and (held >= full).all():
            continue
        held = held * kept**hours
        hours_left = held * eta / power
        for place in np.argsort(-hours_left, axis=1, kind="stable").T:
            _serve(left[:, t], held, place, hours, units)
        for place in np.argsort(hours_left, axis=1, kind="stable").T:
            _fill(left[:, t], held, place, hours, units)
    return left


def _serve(left: np.ndarray, held: np.ndarray, place: np.ndarray, hours: float, units: Sequence[Unit]) -> None:
    """Each draw's store at `place` gives what is short, in place."""
    draw = np.arange(len(left))
    eta = np.array([unit.eta_discharge for unit in units])[place]
    most = np.array([unit.discharge_mw for unit in units])[place]
    given = np.minimum(np.minimum(np.maximum(-left, 0.0), most), held[draw, place] * eta / hours)
    left += given
    held[draw, place] -= given * hours / eta


def _fill(left: np.ndarray, held: np.ndarray, place: np.ndarray, hours: float, units: Sequence[Unit]) -> None:
    """Each draw's store at `place` takes what is over, in place."""
    draw = np.arange(len(left))
    eta = np.array([unit.eta_charge for unit in units])[place]
    most = np.array([unit.charge_mw for unit in units])[place]
    room = np.array([unit.usable_mwh for unit in units])[place] - held[draw, place]
    taken = np.minimum(np.minimum(np.maximum(left, 0.0), most), room / eta / hours)
    left -= taken
    held[draw, place] += taken * hours * eta


def _demand_mw(area: StudyArea) -> np.ndarray:
    return 0.0 - area.role_mw(Role.DEMAND)


def _bisect(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that rises passes zero, within `_EXACT_MW`."""
    while high - low > _EXACT_MW:
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) >= 0 else (middle, high)
    return (low + high) / 2
