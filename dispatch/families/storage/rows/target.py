"""What storage must reach: power, energy, hours and shares of technologies, from a year on.

Sets: y year in which segments begin, g(y) its first segment, as far as `new_storage_year` is reached before the last
segment of the year ends (one from 29 December to 4 January reaches the next year with what stands in it); s new-type
store of the study area, c those of them that are candidates; k technology with a share. Columns:

    counted_mw[y], counted_mwh[y]        what counts: new-type storage of the study area
    carried[j,y]                         what counts of the stores behind a shared connection j
    rated_mw[y]                          sum of all ratings, where any connection is shared; else it is counted_mw

Rows:

    (target.1) counted_mw[y] − Σ_c installed_mw[c,g(y)] − Σ_j carried[j,y] = Σ_s p_nom    c, s not behind a shared site
    (target.2) counted_mwh[y] − Σ_c installed_mwh[c,g(y)] = Σ_s e_nom
    (target.3) counted_mw[y] ≥ new_storage_mw                               (target.4) counted_mwh[y] ≥ new_storage_mwh
    (target.5) counted_mwh[y] ≥ new_storage_h·rated_mw[y]
    (target.8) carried[j,y] ≤ connection_mw[j,g(y)]     (target.9) carried[j,y] ≤ Σ at j (p_nom + installed_mw)
    (target.6) power of technology k ≥ share_min·rated_mw[y]                (target.7) ≤ share_max·rated_mw[y]
    (target.10) rated_mw[y] − Σ_c installed_mw[c,g(y)] = Σ_s p_nom          of all s

A hybrid counts for what its connection carries: two converters behind one transformer are not twice the power for the
grid. Hours and shares of technologies are of ratings: `carried` is bounded from above only, so that whatever it
divides could be had by counting less. Where the horizon ends before the year of the target there is no row.
Where nothing can be built and what stands falls short, (target.3) cannot hold, and the run ends infeasible with its
name.

Duals: of (target.3) ∂cost/∂(MW of target), divided by the years that the horizon stands for in year y:
`target_price_cny_per_mw`, CNY per MW and year, in money of that year, ≥ 0: what the last MW of the goal costs beyond
what it earns. `target_price_cny_per_mwh` of (target.4) likewise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.families.storage.candidate import candidates, is_candidate, new_type_stores, stores_at
from dispatch.horizon import Horizon
from dispatch.program.components import Axis
from dispatch.program.formulation import Family, Formulation
from dispatch.series.assemble import Series


def target_segments(case: Case, horizon: Horizon) -> np.ndarray:
    """First segment of every year in which the targets hold: one of its segments ends in their year or later."""
    first = np.flatnonzero(horizon.opens_year)
    last_s = pd.DatetimeIndex(horizon.end[horizon.segment_last_period] - np.timedelta64(1, "s"), tz="UTC")
    reached = last_s.tz_convert(horizon.zone).year.to_numpy()
    year = horizon.segment_year
    late = np.array([reached[year == year[g]].max() for g in first])
    return first[late >= (case.targets.new_storage_year or 0)]


def add_targets(m: Formulation, case: Case, series: Series) -> None:
    """Columns and rows of every target that the case sets."""
    goal, at = case.targets, target_segments(case, m.horizon)
    if not (goal.any or case.storage_share) or not at.size:
        return
    f = m.family("target")
    year = m.horizon.segment_year
    Y = f.axis("year", [str(year[g]) for g in at])
    counted, stored, rated = _add_counts(m, f, Y, at, case)
    years = np.array([m.horizon.segment_years()[year == year[g]].sum() for g in at])
    if goal.new_storage_mw is not None:
        least = f.param("new_storage_mw", (Y,), goal.new_storage_mw)
        f.constraint("power", (Y,), lambda y: counted[y] >= least[y])  # (target.3)
        f.dual("power", "target_price_cny_per_mw", years)
    if goal.new_storage_mwh is not None:
        energy = f.param("new_storage_mwh", (Y,), goal.new_storage_mwh)
        f.constraint("energy", (Y,), lambda y: stored[y] >= energy[y])  # (target.4)
        f.dual("energy", "target_price_cny_per_mwh", years)
    if goal.new_storage_h is not None:
        hours = f.param("new_storage_h", (Y,), goal.new_storage_h)
        f.constraint("duration", (Y,), lambda y: stored[y] - hours[y] * rated[y] >= 0)  # (target.5)
    if case.storage_share:
        _add_shares(m, f, Y, case, rated)


def _add_counts(m: Formulation, f: Family, Y: Axis, at: np.ndarray, case: Case) -> tuple[Any, Any, Any]:
    """(target.1), (target.2), (target.8), (target.9) and (target.10): what counts in MW and MWh, and all ratings."""
    stores = new_type_stores(case)
    shared = [site.id for site in case.site if site.shared and any(is_candidate(s) for s in stores_at(case, site))]
    apart = [s for s in stores if s.site not in shared]
    counted, stored = f.var("counted_mw", (Y,)), f.var("counted_mwh", (Y,))
    p_nom = f.param("standing_mw", (Y,), sum(s.p_nom_mw for s in apart))
    e_nom = f.param("standing_mwh", (Y,), sum(s.e_nom_mwh for s in stores))
    some = candidates(case)
    if not some:
        f.constraint("power_counted", (Y,), lambda y: counted[y] == p_nom[y])
        f.constraint("energy_counted", (Y,), lambda y: stored[y] == e_nom[y])
        return counted, stored, counted
    first, C = f.param("first_segment", (Y,), at, target=m.segment), m.families["storage"].axis_of["candidate"]
    power, energy = (m.families["storage"].var_of[name] for name in ("installed_mw", "installed_mwh"))

    def every_year(which: list[int]) -> tuple[np.ndarray, np.ndarray]:
        return np.repeat(np.arange(Y.size), len(which)), np.tile(np.array(which, dtype=np.int64), Y.size)

    alone = f.members("apart", Y, C, *every_year([i for i, s in enumerate(some) if s in apart]))
    everyone = f.members("counting", Y, C, *every_year([i for i, s in enumerate(some) if s in stores]))
    J = f.axis("hybrid", shared, index_name="site")
    carried = f.var("carried_mw", (J, Y), shown=False)
    hybrids = f.members("hybrids", Y, J, *every_year(list(range(J.size)))) if shared else None

    def power_counted(y: Any) -> Any:  # (target.1)
        built = sum(power[c, first[y]] for c in alone[y])
        if hybrids is None:
            return counted[y] - built == p_nom[y]
        return counted[y] - built - sum(carried[j, y] for j in hybrids[y]) == p_nom[y]

    def energy_counted(y: Any) -> Any:  # (target.2)
        return stored[y] - sum(energy[c, first[y]] for c in everyone[y]) == e_nom[y]

    f.constraint("power_counted", (Y,), power_counted)
    f.constraint("energy_counted", (Y,), energy_counted)
    if not shared:
        return counted, stored, counted
    _add_carried(m, f, J, Y, case, carried)
    every = f.param("all_standing_mw", (Y,), sum(s.p_nom_mw for s in stores))
    rated = f.var("rated_mw", (Y,))

    def power_rated(y: Any) -> Any:  # (target.10)
        return rated[y] - sum(power[c, first[y]] for c in everyone[y]) == every[y]

    f.constraint("power_rated", (Y,), power_rated)
    return counted, stored, rated


def _add_carried(m: Formulation, f: Family, J: Axis, Y: Axis, case: Case, carried: Any) -> None:
    """(target.8) and (target.9)"""
    stores, some, names = new_type_stores(case), candidates(case), J.labels or ()
    behind = [(names.index(s.site), i) for i, s in enumerate(some) if s in stores and s.site in names]
    at, which = (np.array([pair[k] for pair in behind], dtype=np.int64) for k in (0, 1))
    there = f.members("behind", J, m.families["storage"].axis_of["candidate"], at, which)
    fixed = f.param("behind_mw", (J,), [sum(s.p_nom_mw for s in stores if s.site == name) for name in names])
    first, power = f.param_of["first_segment"], m.families["storage"].var_of["installed_mw"]
    connection = m.families["site"].var_of["connection_mw"]

    def carried_connection(j: Any, y: Any) -> Any:  # (target.8)
        return carried[j, y] - connection[j, first[y]] <= 0

    def carried_rating(j: Any, y: Any) -> Any:  # (target.9)
        return carried[j, y] - sum(power[c, first[y]] for c in there[j]) <= fixed[j]

    f.constraint("carried_connection", (J, Y), carried_connection)
    f.constraint("carried_rating", (J, Y), carried_rating)


def _add_shares(m: Formulation, f: Family, Y: Axis, case: Case, rated: Any) -> None:
    """(target.6) and (target.7)"""
    shares, stores, some = case.storage_share, new_type_stores(case), candidates(case)
    K = f.axis("share", [share.id for share in shares], index_name="storage_share")
    fixed = f.param(
        "share_standing_mw", (K,), [sum(s.p_nom_mw for s in stores if s.technology == k.id) for k in shares]
    )
    low = f.param("share_min_pu", (K,), [k.share_min_pu for k in shares])
    high = f.param("share_max_pu", (K,), [k.share_max_pu for k in shares])
    of = [(i, j) for i, k in enumerate(shares) for j, s in enumerate(some) if s in stores and s.technology == k.id]
    if not of:
        f.constraint("share_min", (K, Y), lambda k, y: low[k] * rated[y] <= fixed[k])
        f.constraint("share_max", (K, Y), lambda k, y: high[k] * rated[y] >= fixed[k])
        return
    at, which = (np.array([pair[i] for pair in of], dtype=np.int64) for i in (0, 1))
    candidates_of = f.members("of_technology", K, m.families["storage"].axis_of["candidate"], at, which)
    first, power = f.param_of["first_segment"], m.families["storage"].var_of["installed_mw"]

    def share_min(k: Any, y: Any) -> Any:  # (target.6)
        return sum(power[c, first[y]] for c in candidates_of[k]) - low[k] * rated[y] >= -fixed[k]

    def share_max(k: Any, y: Any) -> Any:  # (target.7)
        return sum(power[c, first[y]] for c in candidates_of[k]) - high[k] * rated[y] <= -fixed[k]

    f.constraint("share_min", (K, Y), share_min)
    f.constraint("share_max", (K, Y), share_max)
