"""Which buses the study area holds, and what its residual curve leaves to thermal plant and ties.

    residual = load − available wind and PV − storage − what loads draw less
               − hydro, with and without reservoir + exports of corridors that have a plan + what stations send away

Stations that feed a corridor beyond the border leave over one-way lines. What they send away cancels what their water
makes, so that neither regulates the area. The objective (`blocks.peak`) and the indicators (`shaving.curves`) take
these lists; the audit makes its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.case.technology import is_pv, is_wind

if TYPE_CHECKING:
    from dispatch.case.schema import Case
    from dispatch.families.corridor.entity import Corridor
    from dispatch.families.network.entity import Line
    from dispatch.families.renewable.entity import Renewable


def study_area_buses(case: Case) -> frozenset[str]:
    """Ids of the buses in `home_area`; of all of them where it names none."""
    return frozenset(bus.id for bus in case.bus if not case.home_area or bus.area == case.home_area)


def rivers(case: Case, inside: frozenset[str]) -> tuple[Renewable, ...]:
    """Run-of-river plants: what is renewable and neither wind nor PV."""
    return tuple(r for r in case.renewable if r.bus in inside and not (is_wind(r.technology) or is_pv(r.technology)))


def planned_corridors(case: Case, inside: frozenset[str]) -> tuple[Corridor, ...]:
    """Corridors whose exports follow a plan."""
    return tuple(k for k in case.corridor if k.bus in inside and k.schedule_mw != 0.0)


def station_lines(case: Case, inside: frozenset[str]) -> tuple[Line, ...]:
    """One-way lines that leave the area."""
    return tuple(b for b in case.line if b.one_way and b.bus0 in inside and b.bus1 not in inside)
