"""What was built: candidates, the connections that they share, and the targets that they are held to.

    built within its limits, in the first segment of a year, not before build_from_year
    installed[g] = Σ built[k] over k with year(k) ≤ year(g) < year(k) + life          build_min ≤ installed ≤ build_max
    duration_min·built_mw ≤ built_mwh ≤ duration_max·built_mw

Cost: each MW and MWh pays 1000·capex·(annuity + O&M) for every year that it stands in the horizon, Σ weight·Δt/8760 of
the segments it stands in. The annuity is what a loan of 1 takes to be paid off in `life_years`.

Connections: standing plus built, as for candidates; ratings, or net power at every moment, within it. Targets: what
counts is what stands and is installed of new-type stores in the study area; a price above 0 where the target just
holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.tolerances import FEASIBLE
from dispatch.audit.view import View
from dispatch.constants import HOURS_PER_YEAR
from dispatch.families.storage.catalogue import CATALOGUE, FIRST_YEAR, LAST_YEAR
from dispatch.families.storage.entity import Storage

_NOTHING = np.zeros((1, 1))


def sizes(stores: View[Storage]) -> tuple[Array, Array, Array]:
    """(n, N) MW out, (n, N) MW in, (n, N+G) MWh of every store, standing and built."""
    horizon = stores.recorder.horizon
    ones = np.ones((1, horizon.periods))
    p_out = stores.each(lambda s: s.p_nom_mw) * ones
    p_in = stores.each(lambda s: s.p_nom_mw if s.p_charge_nom_mw is None else s.p_charge_nom_mw) * ones
    energy = stores.each(lambda s: s.e_nom_mwh) * np.ones((1, horizon.boundaries))
    building = stores.which(lambda s: s.build_max_mw > 0)
    if building.any():
        some = stores.where(building)
        power, stored = some.read("installed_mw", "segment"), some.read("installed_mwh", "segment")
        at = np.zeros(horizon.boundaries, dtype=np.int64)
        at[horizon.first_boundary], at[horizon.last_boundary] = horizon.segment, horizon.segment
        p_out[building] += power[:, horizon.segment]
        p_in[building] += _per_mw_out(some) * power[:, horizon.segment]
        energy[building] += stored[:, at]
    return p_out, p_in, energy


def audit_building(recorder: Recorder, reader: Reader) -> None:
    """Candidates, connections, targets."""
    everyone = View.of(recorder, reader, "storage", recorder.case.storage)
    some = everyone.where(everyone.which(lambda s: s.build_max_mw > 0))
    installed = np.zeros((0, recorder.horizon.segments)), np.zeros((0, recorder.horizon.segments))
    if some.assets:
        installed = some.read("installed_mw", "segment"), some.read("installed_mwh", "segment")
        _audit_candidates(some, *installed)
    _audit_sites(recorder, reader, some, installed[0])
    _audit_targets(recorder, reader, some, *installed)


def _per_mw_out(stores: View[Storage]) -> Array:
    """(n, 1) MW of charging for each MW of discharging that is built."""
    return stores.each(
        lambda s: 1.0 if s.p_charge_nom_mw is None or s.p_nom_mw == 0 else s.p_charge_nom_mw / s.p_nom_mw
    )


def _audit_candidates(some: View[Storage], power: Array, energy: Array) -> None:
    horizon = some.recorder.horizon
    built, stored = some.read("built_mw", "segment"), some.read("built_mwh", "segment")
    year = horizon.segment_year[None, :]
    offered = year >= some.each(lambda s: s.build_from_year or 0)
    opening = offered & _first_of_year(year[0])
    most = some.each(lambda s: s.build_max_mw)
    hours = some.each(lambda s: np.inf if s.duration_max_h is None else s.duration_max_h)
    most_mwh = np.minimum(hours * most, some.each(lambda s: np.inf if s.build_max_mwh is None else s.build_max_mwh))
    for amount, limit in ((built, most), (stored, most_mwh)):
        some.within("built", _NOTHING, amount, np.where(opening, limit, 0.0), on="segment")
    least = some.each(lambda s: s.build_min_mw)
    some.within("installed_limit", np.where(offered, least, 0.0), power, np.where(offered, most, 0.0), on="segment")
    some.within("installed_limit", _NOTHING, energy, np.where(offered, most_mwh, 0.0), on="segment")
    stands = np.array([_standing(year[0], s.life_years or 1.0) for s in some.assets])
    for amount, total in ((built, power), (stored, energy)):
        expected = np.einsum("ck,ckg->cg", amount, stands)
        some.equal("installed", total, expected, expected, on="segment")
    some.at_least("duration", stored, some.each(lambda s: s.duration_min_h or 0.0) * built, stored, on="segment")
    some.at_most("duration", stored, np.minimum(hours, 1e9) * built, stored, on="segment")
    _audit_money(some, built, stored, stands)


def _audit_money(some: View[Storage], built: Array, stored: Array, stands: Array) -> None:
    """Annuities and O&M of what was built, for as long as it stands in the horizon."""
    recorder, settings = some.recorder, some.recorder.case.sizing
    lasting = stands @ _years(recorder)
    price = np.array([[_price(s, int(y)) for y in recorder.horizon.segment_year] for s in some.assets])
    capital = 1000 * settings.capex_pu * (price[:, :, 0] * built + price[:, :, 1] * stored) * lasting
    some.cost("investment", capital * some.each(lambda s: _annuity(settings.discount_rate, s.life_years or 1.0)))
    some.cost("upkeep", capital * some.each(lambda s: s.om_pu_per_year or 0.0))


def _audit_sites(recorder: Recorder, reader: Reader, some: View[Storage], installed: Array) -> None:
    behind = {site.id: [s for s in recorder.case.storage if s.site == site.id] for site in recorder.case.site}
    sites = View.of(recorder, reader, "site", [site for site in recorder.case.site if behind[site.id]])
    if not sites.assets:
        return
    year, nothing = recorder.horizon.segment_year, _NOTHING
    built, connection = sites.read("built_mw", "segment"), sites.read("connection_mw", "segment")
    most = sites.each(lambda site: site.connection_max_mw)
    stands = np.array([_standing(year, site.life_years) for site in sites.assets])
    sites.within("built", nothing, built, np.where(_first_of_year(year), most, 0.0), on="segment")
    expected = sites.each(lambda site: site.connection_mw) + np.einsum("ck,ckg->cg", built, stands)
    sites.equal("connection", connection, expected, expected, on="segment")
    sites.at_most("connection_limit", connection, most, on="segment")
    rate, scale = recorder.case.sizing.discount_rate, recorder.case.sizing.capex_pu
    yearly = sites.each(lambda site: 1000 * scale * site.connection_cost_cny_per_kw * _annuity(rate, site.life_years))
    sites.cost("connection", yearly * built * (stands @ _years(recorder)))
    shared = sites.which(lambda site: site.shared)
    number = {s.id: i for i, s in enumerate(some.assets)}
    rated = np.array(
        [
            sum(
                (s.p_nom_mw + (installed[number[s.id]] if s.id in number else 0.0) for s in behind[site.id]),
                np.zeros(recorder.horizon.segments),
            )
            for site in sites.assets
        ]
    )
    sites.where(~shared).at_most("carried", rated[~shared], connection[~shared], on="segment")
    net = np.array(
        [
            reader.read("storage", [s.id for s in recorder.case.storage], [s.id for s in behind[site.id]], "p_mw").sum(
                axis=0
            )
            for site in sites.assets
        ]
    )
    connection_mw = connection[:, recorder.horizon.segment]
    for i in np.flatnonzero(shared):
        rows = [installed[number[s.id]] + s.p_nom_mw for s in behind[sites.assets[i].id] if s.id in number]
        one = np.arange(len(sites.assets)) == i
        largest = np.max(rows, axis=0)[None, :] if rows else np.zeros((1, recorder.horizon.segments))
        sites.where(one).at_most("carried", largest, connection[one], on="segment")
    sites.where(shared).at_most("carried", np.abs(net[shared]), connection_mw[shared])


def _audit_targets(recorder: Recorder, reader: Reader, some: View[Storage], built_mw: Array, built_mwh: Array) -> None:
    goal, case = recorder.case.targets, recorder.case
    year = recorder.horizon.segment_year
    reached = _last_year(recorder)
    held = [int(y) for y in dict.fromkeys(year.tolist()) if reached[year == y].max() >= (goal.new_storage_year or 0)]
    asked = any(v is not None for v in (goal.new_storage_mw, goal.new_storage_mwh, goal.new_storage_h))
    if not held or not (asked or case.storage_share):
        return
    labels = [str(y) for y in held]
    home = {bus.id for bus in case.bus if not case.home_area or bus.area == case.home_area}
    counting = [s for s in case.storage if s.new_type and s.bus in home]
    at = [int(np.flatnonzero(year == y)[0]) for y in held]
    installed = {s.id: (built_mw[i, at], built_mwh[i, at]) for i, s in enumerate(some.assets)}
    none = (np.zeros(len(held)), np.zeros(len(held)))

    def read(column: str) -> Array:
        return reader.read("target", labels, labels, column, "whole")[:, 0]

    mw, mwh = read("counted_mw"), read("counted_mwh")
    rated = {s.id: s.p_nom_mw + installed.get(s.id, none)[0] for s in counting}
    stored = sum((s.e_nom_mwh + installed.get(s.id, none)[1] for s in counting), none[0])
    _hold(recorder, "counted", np.abs(mwh - stored), mwh, stored, labels)
    carried, hybrid = _carried(recorder, reader, some, rated, at)
    power = sum((rated[s.id] for s in counting if s.site not in hybrid), carried)
    # A hybrid may count for less than its connection carries, where nothing depends on it.
    excess = np.maximum(mw - power, power - carried - mw) if hybrid else np.abs(mw - power)
    _hold(recorder, "counted", excess, mw, power, labels)
    for counted, least, price in ((mw, goal.new_storage_mw, "mw"), (mwh, goal.new_storage_mwh, "mwh")):
        if least is not None:
            limit = np.full(len(held), least)
            _hold(recorder, "reached", limit - counted, counted, limit, labels)
            _audit_price(recorder, read(f"target_price_cny_per_{price}"), counted, limit, held, labels)
    # Hours and shares are of ratings: what a hybrid counts for may be chosen.
    whole = sum(rated.values(), none[0])
    if hybrid:
        counted = read("rated_mw")
        _hold(recorder, "counted", np.abs(counted - whole), counted, whole, labels)
    if goal.new_storage_h is not None:
        _hold(recorder, "reached", goal.new_storage_h * whole - stored, stored, goal.new_storage_h * whole, labels)
    for share in case.storage_share:
        those = [s for s in counting if s.technology == share.id]
        part = sum((s.p_nom_mw + installed.get(s.id, none)[0] for s in those), none[0])
        excess = np.maximum(share.share_min_pu * whole - part, part - share.share_max_pu * whole)
        _hold(recorder, "share", excess, part, share.share_max_pu * whole, [share.id] * len(held))


def _carried(
    recorder: Recorder, reader: Reader, some: View[Storage], rated: dict[str, Array], at: list[int]
) -> tuple[Array, set[str]]:
    """What shared connections carry of what is behind them, in the years of the target, and their ids."""
    case, building = recorder.case, {s.site for s in some.assets}
    used = [site.id for site in case.site if any(s.site == site.id for s in case.storage)]
    shared = [site.id for site in case.site if site.shared and site.id in building]
    found = np.zeros(len(at))
    for name in shared:
        connection_mw = reader.read("site", used, [name], "connection_mw", "segment")[0, at]
        ratings = [rated[s.id] for s in case.storage if s.site == name and s.id in rated]
        found = found + np.minimum(connection_mw, np.sum(ratings, axis=0) if ratings else 0.0)
    return found, set(shared)


def _audit_price(
    recorder: Recorder, price: Array, counted: Array, limit: Array, held: list[int], labels: list[str]
) -> None:
    """A price says that more than the target is not wanted, none that it is free: nothing is forgone."""
    years = _years(recorder)
    paid = price * np.array([years[recorder.horizon.segment_year == y].sum() for y in held])
    high = 2 * np.maximum(limit, counted) + 1
    recorder.optimal("target.price", paid[:, None], counted[:, None], limit[:, None], high[:, None], labels, "whole")


def _hold(recorder: Recorder, check: str, excess: Array, value: Array, limit: Any, labels: Sequence[str]) -> None:
    columns = (np.asarray(a, dtype=float)[:, None] for a in (excess, value, limit))
    first, second, third = columns
    recorder.compare(f"target.{check}", first, second, third, np.abs(third), labels, "whole", FEASIBLE)


def _first_of_year(year: Array) -> Array:
    """(G,) whether no earlier segment is of the same year."""
    return np.array([y not in year[:g] for g, y in enumerate(year)])


def _last_year(recorder: Recorder) -> Array:
    """(G,) local year of the last second of each segment."""
    horizon = recorder.horizon
    ends = horizon.boundary_time[horizon.segment_end].astype("datetime64[s]").astype(np.int64) - 1
    return np.array([pd.Timestamp(int(s), unit="s", tz="UTC").tz_convert(horizon.zone).year for s in ends])


def _standing(year: Array, life_years: float) -> Array:
    """(G, G) 1.0 where what is built in segment k stands in segment g."""
    first = _first_of_year(year)
    return np.array(
        [[float(first[k] and built <= now < built + life_years) for now in year] for k, built in enumerate(year)]
    )


def _years(recorder: Recorder) -> Array:
    """(G,) years that each segment stands for, as its weight counts them."""
    found = np.zeros(recorder.horizon.segments)
    np.add.at(found, recorder.horizon.segment, recorder.horizon.weight * recorder.horizon.dt_h / HOURS_PER_YEAR)
    return found


def _annuity(rate: float, life_years: float) -> float:
    """Payment a year for a loan of 1."""
    return 1 / life_years if rate == 0 else rate / -float(np.expm1(-life_years * np.log1p(rate)))


def _price(store: Storage, year: int) -> tuple[float, float]:
    """(CNY/kW, CNY/kWh) of what is built in a year."""
    named = [name for name in CATALOGUE if f"{store.technology}_".startswith(f"{name}_")]
    known = CATALOGUE[max(named, key=len)] if named else None
    listed = (0.0, 0.0)
    if known is not None:
        listed = tuple(float(np.interp(year, (FIRST_YEAR, LAST_YEAR), c)) for c in (known.per_kw, known.per_kwh))  # type: ignore[assignment]
    own = store.capex_cny_per_kw, store.capex_cny_per_kwh
    kw, kwh = (known_price if given is None else given for given, known_price in zip(own, listed, strict=True))
    return kw, kwh
