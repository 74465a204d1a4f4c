"""Stations: which piles stand together, and what is left of their connection for cars that wait.

Piles belong to stations in the order of their uses, so that most stations have one use, as car parks, public fast
stations and depots do. Sizes are drawn: one pile each, and the rest in proportion to lognormal weights of sigma SPREAD.
Station s has the ratings R_s and may take L_s = station_limit_pu · R_s. With o_s(t) what cars draw there that take no
part (and those that lend, which are charged at once), the dispatcher has

    room_s(t) = max(0, L_s − o_s(t))                                                              for all that waits

so that in the envelope Σ Q of who waits and is plugged becomes Σ_s min(Q_s, max(managed_s, room_s)): charging at once
stays possible whatever the connection, for it is what happens without a dispatcher; where it is too much for one,
`overload_h` says so of either way. E⁻ is not lowered: that a station may be short of time is left to the handing out,
which keeps every room_s, and to the pace that it asks for.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from dispatch.charging.fleet import Sessions, nameplate_mw, pile_kw, pile_uses
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.charging.entity import Charging

SPREAD = 0.5


@dataclass(frozen=True, eq=False)
class Stations:
    """of_pile: (piles,) station of each; rated_kw, limit_kw: (stations,)."""

    of_pile: np.ndarray
    rated_kw: np.ndarray
    limit_kw: np.ndarray

    def __len__(self) -> int:
        return len(self.rated_kw)


@dataclass(frozen=True, eq=False)
class AtStations:
    """What a schedule means for stations. Arrays (stations,): energy wanted and unserved by cars that take part,
    highest mean power of a step charged at once and as handed out, energy of all cars, hours above the limit."""

    wanted_kwh: np.ndarray
    unserved_kwh: np.ndarray
    peak_at_once_kw: np.ndarray
    peak_kw: np.ndarray
    energy_kwh: np.ndarray
    overload_at_once_h: np.ndarray
    overload_h: np.ndarray


def stations_of(fleet: Charging) -> Stations | None:
    """The stations of a fleet; None where it has none. Raises CaseError where there are more than piles."""
    if fleet.stations is None:
        return None
    if fleet.stations > fleet.piles:
        where = Where(entity=f"charging '{fleet.id}' stations")
        limit = f"≤ {fleet.piles}"
        raise CaseError([Fault.of("charging_stations_beyond_piles", where, value=fleet.stations, limit=limit)])
    seed = zlib.crc32(fleet.id.encode()) if fleet.seed is None else fleet.seed
    weight = np.exp(SPREAD * np.random.default_rng([seed, 300]).standard_normal(fleet.stations))
    ends = np.rint(np.cumsum(weight) / weight.sum() * (fleet.piles - fleet.stations)).astype(np.int64)
    sizes = 1 + np.diff(ends, prepend=0)
    of_pile = np.repeat(np.arange(fleet.stations), sizes)
    rated = np.bincount(of_pile, pile_kw(fleet)[pile_uses(fleet)], minlength=fleet.stations)
    return Stations(of_pile, rated, fleet.station_limit_pu * rated)


def whole_fleet(fleet: Charging) -> Stations:
    """A fleet without stations as one, without a limit."""
    rated = np.array([1000 * nameplate_mw(fleet)])
    return Stations(np.zeros(fleet.piles, dtype=np.int64), rated, np.array([np.inf]))


def drawn_at_once_kw(stations: Stations, sessions: Sessions, edge_h: np.ndarray) -> np.ndarray:
    """(stations, steps) mean power of sessions that are charged at once, in the steps between edges."""
    steps = len(edge_h) - 1
    station = stations.of_pile[sessions.pile]
    full_h = sessions.come_h + sessions.energy_kwh / sessions.p_kw
    found = np.zeros((len(stations), steps))
    change = np.zeros((len(stations), steps + 1))
    for at_h, sign in ((sessions.come_h, 1.0), (full_h, -1.0)):
        inside = np.clip(at_h, edge_h[0], edge_h[-1])
        step = np.minimum(np.searchsorted(edge_h, inside, side="right") - 1, steps - 1)
        np.add.at(found, (station, step), sign * sessions.p_kw * (edge_h[step + 1] - inside))
        np.add.at(change, (station, step + 1), sign * sessions.p_kw)
    found = found / np.diff(edge_h) + np.cumsum(change, axis=1)[:, :steps]
    # What rounding leaves of a sum that has gone back to nothing is nothing.
    return np.where(found > 1e-9 * stations.rated_kw[:, None], found, 0.0)
