"""Every charging session of a year, drawn pile by pile.

A fleet has piles of four uses. Habits [E], by kind of day (working, weekend, holiday, Spring Festival):

    home     private piles: plugged in once in the evening until the next morning
    work     plugged in once on arrival at work, until the working day ends
    fast     public piles: visits through the day as a Poisson process; the car leaves 5 min after it is full
    heavy    depots of trucks and buses: overnight, and sometimes a short top-up around noon

What a visit asks for is lognormal around the mean of its use; all are scaled by one factor so that a pile of the fleet
takes `energy_kwh_per_pile_day` on the mean of the year. A car that stays never asks for more than 95 % of what its
pile gives in that time. A pile serves one car at a time: who comes early waits (Lindley's recursion

    leaves[k] = max(comes[k], leaves[k−1]) + stays[k]    =  S[k] + max_{j ≤ k} (comes[j] − S[j−1]),    S = Σ stays

as one running maximum). `managed_share_pu` of the energy belongs to drivers of home, work and heavy-overnight piles who
let the dispatcher choose when; `v2g_share_pu` of those also give back. Energy is metered at the pile (grid side). Time
is hours since local new year of a year of 365 days that begins on the weekday of `year`; what lasts beyond the end
comes again at the beginning. Same numbers and seed, same bytes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from dispatch.charging.calendar import DAYS, day_kinds
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.charging.entity import Charging

YEAR_H = 24.0 * DAYS
# Nobody stays longer; what begins on the last day may last this far into the next year.
LONGEST_STAY_H = 72.0
SHORTEST_STAY_H = 0.25
FILLED_AT_MOST = 0.95
AFTER_FULL_H = 5 / 60
LARGEST_VISIT_KWH = 400.0


class Use(IntEnum):
    """Kinds of piles."""

    HOME = 0
    WORK = 1
    FAST = 2
    HEAVY = 3


@dataclass(frozen=True)
class Habit:
    """Of one use. visits: mean number a day by kind of day; come, leave: (mean, spread) local hour, leaving on the next
    day where it is above 24; kwh: (mean, lognormal sigma) of a visit before scaling."""

    use: Use
    visits: tuple[float, float, float, float]
    come: tuple[float, float]
    leave: tuple[float, float]
    kwh: tuple[float, float]
    managed: bool


STAYING = (
    Habit(Use.HOME, (0.70, 0.60, 0.65, 0.85), (18.7, 1.6), (31.4, 0.9), (14.0, 0.45), True),
    Habit(Use.WORK, (0.75, 0.10, 0.05, 0.0), (8.7, 0.6), (17.9, 0.8), (12.0, 0.45), True),
    Habit(Use.HEAVY, (0.95, 0.80, 0.60, 0.25), (20.8, 1.3), (30.2, 0.7), (170.0, 0.30), True),
    Habit(Use.HEAVY, (0.50, 0.40, 0.30, 0.10), (12.3, 0.6), (13.4, 0.3), (80.0, 0.30), False),
)
FAST_VISITS = (3.6, 4.0, 4.6, 6.0)
FAST_KWH = (26.0, 0.45)
# Share of the visits of a day that come in each local hour.
_FAST_HOURS = np.array(
    [
        1.6,
        1.2,
        0.9,
        0.7,
        0.6,
        0.8,
        1.4,
        2.4,
        3.6,
        4.6,
        5.2,
        5.9,
        6.6,
        6.2,
        5.4,
        5.2,
        5.4,
        5.8,
        6.3,
        6.8,
        6.9,
        6.4,
        5.0,
        3.1,
    ]
)


@dataclass(frozen=True, eq=False)
class Sessions:
    """One row a session, by pile and time. pile, use: (n,) numbers; come_h, leave_h: (n,) hours since local new year;
    energy_kwh: (n,) at the pile; p_kw: (n,) rating of the pile; managed, lends: (n,) bool."""

    pile: np.ndarray
    use: np.ndarray
    come_h: np.ndarray
    leave_h: np.ndarray
    energy_kwh: np.ndarray
    p_kw: np.ndarray
    managed: np.ndarray
    lends: np.ndarray

    def where(self, chosen: np.ndarray) -> Sessions:
        """Those for which `chosen` (n,) is true, or of the given numbers."""
        return Sessions(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def later(self, hours: float) -> Sessions:
        """The same, so many hours later."""
        return replace(self, come_h=self.come_h + hours, leave_h=self.leave_h + hours)

    def __len__(self) -> int:
        return len(self.pile)


def pile_uses(fleet: Charging) -> np.ndarray:
    """(piles,) use of every pile: shares rounded so that none is lost."""
    ends = np.rint(fleet.piles * np.cumsum(_shares(fleet))).astype(np.int64)
    return np.searchsorted(ends, np.arange(fleet.piles), side="right")


def pile_kw(fleet: Charging) -> np.ndarray:
    """(4,) rating of a pile by use."""
    return np.array([fleet.home_kw, fleet.work_kw, fleet.fast_kw, fleet.heavy_kw])


def nameplate_mw(fleet: Charging) -> float:
    """Sum of the ratings."""
    return float(pile_kw(fleet)[pile_uses(fleet)].sum()) / 1000


def _shares(fleet: Charging) -> np.ndarray:
    shares = np.array([fleet.home_share_pu, fleet.work_share_pu, fleet.fast_share_pu, fleet.heavy_share_pu])
    return np.asarray(shares / shares.sum())


def simulate(fleet: Charging, year: int) -> Sessions:
    """The sessions of a fleet in a year. Raises CaseError where its numbers cannot all be true."""
    seed = zlib.crc32(fleet.id.encode()) if fleet.seed is None else fleet.seed
    rng = np.random.default_rng([seed, 2030])
    uses, kinds = pile_uses(fleet), day_kinds(year)
    parts = [_staying(habit, uses, kinds, rng) for habit in STAYING]
    parts.append(_passing(uses, kinds, rng))
    pile, come, leave, wish, manageable = (np.concatenate(column) for column in zip(*parts, strict=True))
    p_kw = pile_kw(fleet)[uses[pile]]
    energy = _scaled(fleet, wish, p_kw, leave - come)
    stay = np.where(np.isnan(leave), energy / p_kw + AFTER_FULL_H, leave - come)
    drawn = rng.random(len(pile)), rng.random(len(pile))
    order = np.lexsort((come, pile))
    pile, come, stay, energy, p_kw, manageable = (v[order] for v in (pile, come, stay, energy, p_kw, manageable))
    come = _one_at_a_time(pile, come, stay)
    managed = manageable & (drawn[0] < _taking_part(fleet, energy, manageable))
    lends = managed & (drawn[1] < fleet.v2g_share_pu)
    return Sessions(pile, uses[pile], come, come + stay, energy, p_kw, managed, lends)


def _staying(habit: Habit, uses: np.ndarray, kinds: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """(pile, come, leave, wish, manageable) of one habit of those who stay until a time of the day."""
    piles = np.flatnonzero(uses == habit.use)
    at = rng.random((len(piles), DAYS)) < np.array(habit.visits)[kinds]
    row, day = np.nonzero(at)
    come = habit.come[0] + habit.come[1] * _bounded(rng, len(row))
    leave = np.maximum(habit.leave[0] + habit.leave[1] * _bounded(rng, len(row)), come + SHORTEST_STAY_H)
    wish = _lognormal(rng, habit.kwh, len(row))
    return piles[row], 24.0 * day + come, 24.0 * day + leave, wish, np.full(len(row), habit.managed)


def _passing(uses: np.ndarray, kinds: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """The same of public fast piles; when they leave follows from what they take (NaN here)."""
    piles = np.flatnonzero(uses == Use.FAST)
    count = rng.poisson(np.broadcast_to(np.array(FAST_VISITS)[kinds], (len(piles), DAYS)))
    row, day = np.divmod(np.repeat(np.arange(count.size), count.ravel()), DAYS)
    hour = rng.choice(24, len(row), p=_FAST_HOURS / _FAST_HOURS.sum()) + rng.random(len(row))
    nothing = np.full(len(row), np.nan)
    return piles[row], 24.0 * day + hour, nothing, _lognormal(rng, FAST_KWH, len(row)), np.zeros(len(row), dtype=bool)


def _bounded(rng: np.random.Generator, n: int) -> np.ndarray:
    """Normal deviates within ±2.5."""
    return np.clip(rng.standard_normal(n), -2.5, 2.5)


def _lognormal(rng: np.random.Generator, kwh: tuple[float, float], n: int) -> np.ndarray:
    mean, sigma = kwh
    return np.asarray(mean * np.exp(sigma * _bounded(rng, n) - sigma**2 / 2))


def _scaled(fleet: Charging, wish: np.ndarray, p_kw: np.ndarray, stay_h: np.ndarray) -> np.ndarray:
    """(n,) kWh: wishes times the factor that meets the yearly energy, none above what its stay allows."""
    most = np.where(np.isnan(stay_h), LARGEST_VISIT_KWH, FILLED_AT_MOST * p_kw * stay_h)
    wanted = fleet.energy_kwh_per_pile_day * fleet.piles * DAYS
    if wanted > most.sum():
        limit = float(most.sum() / (fleet.piles * DAYS))
        raise CaseError([_fault("charging_energy_beyond_stays", fleet, "energy_kwh_per_pile_day", limit)])
    low, high = 0.0, max(float(np.max(most / wish)), 1.0)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(middle * wish, most).sum() < wanted else (low, middle)
    return np.minimum(high * wish, most)


def _one_at_a_time(pile: np.ndarray, come_h: np.ndarray, stay_h: np.ndarray) -> np.ndarray:
    """(n,) when each begins; sessions sorted by pile and time."""
    total = np.cumsum(stay_h)
    before = total - stay_h
    first = np.searchsorted(pile, pile)
    before = before - before[first]
    # A pile's numbers all lie above those of the pile before, so that one maximum serves all.
    apart = pile * (2 * YEAR_H + float(before.max(initial=0.0)))
    return np.asarray(np.maximum.accumulate(come_h - before + apart) - apart + before)


def _taking_part(fleet: Charging, energy: np.ndarray, manageable: np.ndarray) -> float:
    """Chance of a driver who could take part to do so."""
    possible = float(energy[manageable].sum() / energy.sum())
    if fleet.managed_share_pu > possible:
        raise CaseError([_fault("charging_share_beyond_stays", fleet, "managed_share_pu", possible)])
    return fleet.managed_share_pu / possible if fleet.managed_share_pu else 0.0


def _fault(code: str, fleet: Charging, field: str, limit: float) -> Fault:
    where = Where(entity=f"charging '{fleet.id}' {field}")
    return Fault.of(code, where, value=getattr(fleet, field), limit=f"≤ {limit:.4g}")
