"""What must be true of candidates, sites, meters and targets beyond one field."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dispatch.case.names import label_of, nearest
from dispatch.case.places import Places
from dispatch.case.schema import Case
from dispatch.errors import Fault, Where
from dispatch.families.storage.candidate import (
    charge_ratio,
    is_candidate,
    known_technologies,
    new_type_stores,
    stores_at,
)
from dispatch.families.storage.catalogue import technology_of
from dispatch.families.storage.entity import Storage
from dispatch.horizon import Horizon

_BUILDING = ("build_min_mw", "build_max_mwh", "build_from_year")


def sizing_faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of what may be built and of what it is held to."""
    for store in case.storage:
        if is_candidate(store):
            yield from _candidate(store, at)
        else:
            yield from _half_a_candidate(store, at)
        yield from _site(store, case, at)
    yield from _too_small(case, at)
    yield from _shares(case, at)
    buses = [bus.id for bus in case.bus]
    for meter in case.meter:
        if meter.bus not in buses and not at.is_unread("bus", meter.bus):
            close = nearest(meter.bus, buses)
            yield Fault.of("unknown_bus", at.of(meter, "bus"), value=meter.bus, name=meter.bus, nearest=close)


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
    """What says how to build, without saying how much may be built."""
    for field in _BUILDING:
        if getattr(store, field):
            yield Fault.of(
                "missing_companion", at.of(store, field), value=getattr(store, field), field=field, other="build_max_mw"
            )


def _site(store: Storage, case: Case, at: Places) -> Iterator[Fault]:
    """A site that is there, with all its stores at one bus and room for what stands."""
    if store.site is None:
        return
    site = next((s for s in case.site if s.id == store.site), None)
    if site is None:
        if not at.is_unread("site", store.site):
            close = nearest(store.site, [s.id for s in case.site])
            where, name = at.of(store, "site"), store.site
            yield Fault.of("unknown_entity", where, value=name, family="site", name=name, nearest=close)
        return
    first = next(stores_at(case, site))
    if first.bus != store.bus:
        yield Fault.of("site_at_two_buses", at.of(store, "bus"), value=store.bus, limit=first.bus, name=site.id)


def _too_small(case: Case, at: Places) -> Iterator[Fault]:
    """A connection that may grow to what stands behind it: the sum of ratings, each candidate's where it is shared."""
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


def meter_step_faults(case: Case, horizon: Horizon) -> Iterator[Fault]:
    """Meters whose billing intervals the periods of a horizon do not fit: a period would lie in two of them.

    A period fills a part of an interval that divides it, counted from its beginning on the local clock, or several
    whole lengths of it, of which then nothing but the mean is known.
    """
    begin_s = horizon.local_time().tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    lasts_s = np.rint(3600 * horizon.dt_h).astype(np.int64)
    for meter in case.meter:
        interval_s = 60 * meter.billing_interval_min
        inside = (interval_s % lasts_s == 0) & (begin_s % lasts_s == 0)
        fits = np.where(lasts_s < interval_s, inside, lasts_s % interval_s == 0)
        if not fits.all():
            step, where = float(lasts_s[~fits][0]) / 60, Where(entity=label_of(meter, "billing_interval_min"))
            length = meter.billing_interval_min
            yield Fault.of("billing_step", where, value=length, name=meter.id, interval=length, step=f"{step:g}")
