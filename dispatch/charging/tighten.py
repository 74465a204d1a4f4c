"""A pace that single cars can keep: dispatch, hand out, slow down where too much goes unserved, and again.

The envelope of a fleet is that of one car with the power of all, so a schedule within it may ask for what no car can
take: at full pace some 10 % of what managed cars want is left unserved. Planning with a slower pace leaves every car
slack that the handing out can use. A fleet whose unserved energy exceeds the limit gets

    pace ← pace · min(0.85, max(0.4, limit / unserved))

and the case is dispatched again, until no fleet exceeds it. It ends: as the pace falls to 0 the late course of each car
becomes the even one, from arrival to departure, and every schedule lies between two that are served exactly, that one
and charging at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.charging.disaggregate import Allotment, Schedule, disaggregate
from dispatch.charging.fleet import Sessions, simulate
from dispatch.families.charging.entity import Charging

UNSERVED_LIMIT_PU = 0.01
MOST_ROUNDS = 12
SLOWER_AT_MOST, SLOWER_AT_LEAST = 0.4, 0.85

Dispatch = Callable[[tuple[Charging, ...]], Mapping[str, Schedule]]
"""Dispatches a case with these fleets and returns the schedule of each."""


@dataclass(frozen=True)
class Round:
    """One dispatch: by fleet the pace planned with, and what of the wish of managed cars it left unserved."""

    pace_pu: Mapping[str, float]
    unserved_pu: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Tightened:
    """fleets: with the pace that was found; rounds: all dispatches; allotments: of the last one, by fleet."""

    fleets: tuple[Charging, ...]
    rounds: tuple[Round, ...]
    allotments: Mapping[str, Allotment]
    converged: bool


def tighten(
    fleets: Sequence[Charging], year: int, dispatch: Dispatch, limit_pu: float = UNSERVED_LIMIT_PU
) -> Tightened:
    """Slow fleets down until what they cannot serve is at most `limit_pu` of what their managed cars want."""
    now, rounds = tuple(fleets), list[Round]()
    drawn: dict[str, Sessions] = {fleet.id: simulate(fleet, year) for fleet in now}
    while True:
        schedules = dispatch(now)
        found = {fleet.id: disaggregate(fleet, drawn[fleet.id], schedules[fleet.id]) for fleet in now}
        unserved = {name: allotment.unserved_pu for name, allotment in found.items()}
        rounds.append(Round({fleet.id: fleet.pace_pu for fleet in now}, unserved))
        if max(unserved.values(), default=0.0) <= limit_pu or len(rounds) == MOST_ROUNDS:
            return Tightened(now, tuple(rounds), found, max(unserved.values(), default=0.0) <= limit_pu)
        now = tuple(slower(fleet, unserved[fleet.id], limit_pu) for fleet in now)


def slower(fleet: Charging, unserved_pu: float, limit_pu: float) -> Charging:
    """The fleet with the pace of the next round."""
    if unserved_pu <= limit_pu:
        return fleet
    factor = min(SLOWER_AT_LEAST, max(SLOWER_AT_MOST, limit_pu / unserved_pu))
    return fleet.model_copy(update={"pace_pu": fleet.pace_pu * factor})
