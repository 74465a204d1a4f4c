"""Limits of stores, and what must be true of candidates, sites and targets beyond one field."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, Rule, ordered, state, within
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.storage.candidate import is_candidate, known_technologies, new_type_stores, stores_at
from dispatch.families.storage.catalogue import technology_of
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.size import charge_ratio

_BUILDING = ("build_min_mw", "build_max_mwh", "build_from_year")


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of what may be built and of what it is held to."""
    for store in case.storage:
        if is_candidate(store):
            yield from _candidate(store, at)
        else:
            yield from _half_a_candidate(store, at)
        yield from _site(store, case, at)
    yield from _too_small(case, at)
    yield from _shares(case, at)


def _candidate(store: Storage, at: Places) -> Iterator[Fault]:
    """A candidate can be paid for, cycles, and charges."""
    known = technology_of(store.technology) is not None
    for field in ("capex_cny_per_kw", "capex_cny_per_kwh"):
        if not known and getattr(store, field) is None:
            names = known_technologies()
            where = at.of(store, field)
            yield Fault.of("candidate_without_cost", where, field=field, technology=store.technology, known=names)
    if store.life_years is None:
        where = at.of(store, "life_years")
        yield Fault.of("missing_companion", where, value=None, field="build_max_mw", other="life_years")
    if not store.cyclic:
        yield Fault.of("candidate_not_cyclic", at.of(store, "cyclic"), value=store.cyclic, limit="true")
    for field in ("soc_initial_mwh", "soc_terminal_min_mwh"):
        if getattr(store, field) is not None:
            yield Fault.of("candidate_with_state", at.of(store, field), value=getattr(store, field), field=field)
    if charge_ratio(store) == 0:
        yield Fault.of("candidate_cannot_charge", at.of(store, "p_charge_nom_mw"), value=0.0, limit="> 0")
    if store.duration_max_h is None and store.build_max_mwh is None:
        where = at.of(store, "duration_max_h")
        yield Fault.of("missing_companion", where, value=None, field="build_max_mw", other="duration_max_h")


def _half_a_candidate(store: Storage, at: Places) -> Iterator[Fault]:
    """Fields on how to build, without how much may be built."""
    for field in _BUILDING:
        if getattr(store, field):
            yield Fault.of(
                "missing_companion", at.of(store, field), value=getattr(store, field), field=field, other="build_max_mw"
            )


def _site(store: Storage, case: Case, at: Places) -> Iterator[Fault]:
    """A site with all its stores at one bus."""
    if store.site is None:
        return
    site = next((s for s in case.site if s.id == store.site), None)
    if site is None:
        return
    first = next(stores_at(case, site))
    if first.bus != store.bus:
        yield Fault.of("site_at_two_buses", at.of(store, "bus"), value=store.bus, limit=first.bus, name=site.id)


def _too_small(case: Case, at: Places) -> Iterator[Fault]:
    """A connection that may grow to the ratings behind it: their sum, each candidate's where it is shared."""
    for site in case.site:
        stores = list(stores_at(case, site))
        if site.shared:
            standing = max((s.p_nom_mw for s in stores if is_candidate(s)), default=0.0)
        else:
            standing = sum(s.p_nom_mw for s in stores)
        if standing > site.connection_max_mw * (1 + 1e-9):
            where, there = at.of(site, "connection_max_mw"), f"{standing:g}"
            value, limit = site.connection_max_mw, f"≥ {standing:g}"
            yield Fault.of("site_too_small", where, value=value, limit=limit, name=site.id, mw=there)


def _shares(case: Case, at: Places) -> Iterator[Fault]:
    """Shares of technologies that new-type storage of the home area has, and that fit into one."""
    if not case.storage_share or at.unread.get("storage") or at.unread.get("bus"):
        return
    buses = {bus.id for bus in case.bus}
    if any(store.bus not in buses for store in case.storage):
        return
    there = list(dict.fromkeys(store.technology for store in new_type_stores(case)))
    for share in case.storage_share:
        if share.id not in there:
            where, close = at.of(share, "id"), nearest(share.id, there)
            yield Fault.of("share_of_nothing", where, value=share.id, name=share.id, nearest=close)
    least = sum(share.share_min_pu for share in case.storage_share)
    if least > 1 + 1e-9:
        last = case.storage_share[-1]
        yield Fault.of("shares_beyond_one", at.of(last, "share_min_pu"), value=round(least, 9), limit="≤ 1")


CHECKS = Checks(
    rules=(
        *within("storage", "p_max_pu", 0, 1.2),
        *within("storage", "soc_min_pu", 0, 1),
        *within("storage", "soc_max_pu", 0, 1),
        *ordered("storage", "soc_min_pu", "soc_max_pu"),
        *within("storage", "wear_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
        *state("storage", "soc_mwh", "soc_min_pu", "soc_max_pu", "e_nom_mwh"),
        Rule(
            "crossed_limits",
            "storage",
            "build_min_mw",
            "≤",
            ("build_max_mw",),
            lambda top: top,
            "build_max_mw",
            applies=is_candidate,
        ),
        *ordered("storage", "duration_min_h", "duration_max_h"),
        *ordered("storage_share", "share_min_pu", "share_max_pu"),
        *ordered("site", "connection_mw", "connection_max_mw"),
    ),
    faults=faults,
)
