"""What must be true of reservoirs and powerhouses beyond one field: curves, the cascade, pumping, pinned volumes."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, ordered, state, within
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.curve.checks import course_faults
from dispatch.families.hydro.entity import Reservoir
from dispatch.families.hydro.level_rules import LEVEL_RULES
from dispatch.families.hydro.pins import SIDES

# (fields that mean nothing alone, what they need), of a reservoir
_COMPANIONS = (
    (("level_min_m", "level_max_m", "flood_limit_m"), "level_storage"),
    (("flood_excess_cost_cny_per_hm3_h",), "flood_limit_m"),
    (("tail_ramp_m_per_h", "tail_ramp_m_per_day"), "tailwater"),
)


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of reservoirs, powerhouses and of the water of segments."""
    yield from _pins(case, at)
    yield from _cycles(case, at)
    yield from _pumping(case, at)
    for lake in case.reservoir:
        yield from _reservoir(case, lake, at)
    for house in case.powerhouse:
        yield from course_faults(case, house, "output_by_head", at, strictly=False)
    yield from _head(case, at)


def _pins(case: Case, at: Places) -> Iterator[Fault]:
    """Volumes of reservoirs that do not exist."""
    known = [lake.id for lake in case.reservoir]
    for g, span in enumerate(case.time.segments):
        for name in SIDES:
            for lake in getattr(span, name):
                if lake not in known:
                    where = at.at("time", "segments", g, name)
                    yield Fault.of(
                        "unknown_entity", where, value=lake, family="reservoir", name=lake, nearest=nearest(lake, known)
                    )


def _cycles(case: Case, at: Places) -> Iterator[Fault]:
    """Each circle of water once, at the first reservoir of the case that lies on it."""
    below = {lake.id: lake.downstream for lake in case.reservoir}
    lakes = {lake.id: lake for lake in case.reservoir}
    checked: set[str] = set()
    for first in below:
        path: list[str] = []
        here: str | None = first
        while here in below and here not in checked and here not in path:
            path.append(here)
            here = below[here]
        if here in path:
            circle = path[path.index(here) :]
            value = " → ".join([*circle, here])
            yield Fault.of("cascade_cycle", at.of(lakes[here], "downstream"), value=below[here], cycle=value)
        checked.update(path)


def _pumping(case: Case, at: Places) -> Iterator[Fault]:
    lakes = {lake.id: lake for lake in case.reservoir}
    for house in case.powerhouse:
        if house.pump_max_m3s == 0:
            continue
        lake = lakes.get(house.reservoir)
        if lake is not None and lake.downstream is None:
            where = at.of(house, "pump_max_m3s")
            yield Fault.of("pump_without_downstream", where, value=house.pump_max_m3s, limit="0", name=lake.id)
        if house.pump_mw_per_m3s is None:
            yield Fault.of("pump_without_power", at.of(house, "pump_max_m3s"), value=house.pump_max_m3s, limit="0")


def _reservoir(case: Case, lake: Reservoir, at: Places) -> Iterator[Fault]:
    for fields, needed in _COMPANIONS:
        for field in fields:
            if getattr(lake, field) is not None and getattr(lake, needed) is None:
                yield Fault.of("missing_companion", at.of(lake, field), limit=needed, field=field, other=needed)
    navigable = lake.tail_ramp_m_per_h is not None or lake.tail_ramp_m_per_day is not None
    for field, strictly in (("level_storage", True), ("tailwater", navigable)):
        yield from course_faults(case, lake, field, at, strictly)


def _head(case: Case, at: Places) -> Iterator[Fault]:
    """A case that asks for head has a plant to which it can be applied."""
    curved = {lake.id for lake in case.reservoir if lake.level_storage is not None and lake.tailwater is not None}
    usable = any(h.efficiency_constant is not None and h.reservoir in curved for h in case.powerhouse)
    partly = at.unread.get("reservoir") or at.unread.get("powerhouse")
    if case.head.method != "constant" and not usable and not partly:
        yield Fault.of("head_without_plant", at.at("head", "method"), value=case.head.method)


CHECKS = Checks(
    rules=(
        # evaporation makes a small negative inflow possible
        *within("reservoir", "volume_min_hm3", 0, 1e6),
        *within("reservoir", "volume_max_hm3", 0, 1e6),
        *ordered("reservoir", "volume_min_hm3", "volume_max_hm3"),
        *within("reservoir", "inflow_m3s", -1e5, 1e6),
        *within("reservoir", "release_min_m3s", 0, 1e6),
        *within("reservoir", "release_max_m3s", 0, 1e6),
        *ordered("reservoir", "release_min_m3s", "release_max_m3s"),
        *state("reservoir", "volume_hm3", "volume_min_hm3", "volume_max_hm3"),
        *LEVEL_RULES,
        # 25 MW per m³/s is a head of some 2,700 m, more than any plant has
        *within("powerhouse", "productivity_mw_per_m3s", 1e-6, 25),
        *within("powerhouse", "p_max_pu", 0, 1.2),
        *within("powerhouse", "marginal_cost_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
    ),
    faults=faults,
)
