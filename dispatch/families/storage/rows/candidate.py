"""Storage that may be built: power, energy, their cost, and the connections that candidates share.

Sets: c candidate, j site, t period, b boundary, g and k segment. A horizon of several years builds year by year: what
is decided for a year is decided at its first segment and stands, from there on, for `life_years`:

    stands[c,k,g] = 1 if segment k opens a year, year(k) ≤ year(g) < year(k) + life, else 0

Columns (≥ 0):

    built_mw[c,k], built_mwh[c,k]            0 where k does not open a year or lies before build_from_year
    installed_mw[c,g]                        from build_min_mw to build_max_mw, 0 before build_from_year
    installed_mwh[c,g]                       up to build_max_mwh

Rows, with P = p_nom + installed_mw, E = e_nom + installed_mwh of the segment of t or b, κ charging per discharging
power:

    (sizing.1) installed_mw[c,g] = Σ_k stands·built_mw[c,k]              (sizing.2) the same of energy
    (sizing.3) duration_min·built_mw ≤ built_mwh                         (sizing.4) built_mwh ≤ duration_max·built_mw
    (sizing.5) p_charge/κ + p_discharge ≤ P                              the hull of "one at a time", as (storage.3)
    (sizing.6) p_discharge ≤ p_max_pu·P, p_charge ≤ p_max_pu·κ·P         where p_max_pu is below 1 at some time
    (sizing.7) soc_min_pu·E ≤ soc                                        where soc_min_pu is above 0 at some time
    (sizing.8) soc ≤ soc_max_pu·E

Cost, CNY: investment = Σ_k (pay_mw[c,k]·built_mw + pay_mwh[c,k]·built_mwh) with

    pay_mw[c,k] = 1000·capex_kw(year k)·CRF(discount_rate, life)·Σ_g stands[c,k,g]·years[g]

years[g] = Σ weight·Δt / 8,760 of a segment: a week pays its share of the year, a week of weight 52.14 a year.
Later years are discounted to the first together with all other costs (`Horizon.discounted`, a factor of the weight), so
an annuity that runs beyond the horizon is paid as far as the horizon goes, no salvage value being needed.
`upkeep` is om_pu_per_year of the same capital cost, likewise. No cost of what stands already.

Connections: connection_mw[j,g] = standing + Σ_k built_mw[j,k], up to connection_max_mw:

    (site.1) connection_mw[j,g] = connection + Σ_k stands·built_mw[j,k]
    (site.2) Σ_s at j (p_nom + installed) ≤ connection_mw[j,g]           where the connection is not shared
    (site.3) Σ_s at j (p_discharge − p_charge) ≤ connection_mw[j, g of t], and ≥ −connection_mw          where it is
    (site.4) p_nom + installed_mw[c,g] ≤ connection_mw[j,g]              for each candidate c of a shared site alone
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.case.sizing import capital_recovery
from dispatch.families.storage.candidate import candidates, capex, is_candidate, stores_at
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.size import charge_ratio
from dispatch.horizon import Horizon
from dispatch.program.components import Axis
from dispatch.program.formulation import Family, Formulation
from dispatch.series.assemble import Series


def standing(horizon: Horizon, life_years: float) -> np.ndarray:
    """(G, G) whether what is built at segment k stands in segment g."""
    year, opens = horizon.segment_year, horizon.opens_year
    age = year[None, :] - year[:, None]
    return opens[:, None] & (age >= 0) & (age < life_years)


def energy_max_mwh(store: Storage) -> float:
    """The most energy that a candidate may add."""
    by_power = np.inf if store.duration_max_h is None else store.duration_max_h * store.build_max_mw
    return float(min(by_power, np.inf if store.build_max_mwh is None else store.build_max_mwh))


def add_candidates(m: Formulation, f: Family, case: Case) -> None:
    """Columns, rows (sizing.1–4) and costs of what is built; `add_storage` calls it before its own columns."""
    some = candidates(case)
    C, G = f.axis("candidate", [s.id for s in some], index_name="storage"), m.segment
    f.param("segment_of", (m.period,), m.horizon.segment, target=G)
    f.param("segment_at", (m.boundary,), segment_at_boundary(m.horizon), target=G)
    offered = np.array([m.horizon.segment_year >= (s.build_from_year or 0) for s in some])
    opens = offered & m.horizon.opens_year
    most_mw, least_mw = (np.array([[v(s)] for s in some]) for v in (lambda s: s.build_max_mw, lambda s: s.build_min_mw))
    most_mwh = np.array([[energy_max_mwh(s)] for s in some])
    built = f.var("built_mw", (C, G), upper=np.where(opens, most_mw, 0.0))
    stored = f.var("built_mwh", (C, G), upper=np.where(opens, most_mwh, 0.0))
    power = f.var("installed_mw", (C, G), np.where(offered, least_mw, 0.0), np.where(offered, most_mw, 0.0))
    energy = f.var("installed_mwh", (C, G), upper=np.where(offered, most_mwh, 0.0))
    stands = f.param("stands", (C, G, G), np.array([standing(m.horizon, s.life_years or 1.0) for s in some], float))

    def power_standing(c: Any, g: Any) -> Any:  # (sizing.1)
        return power[c, g] == sum(stands[c, k, g] * built[c, k] for k in G.set)

    def energy_standing(c: Any, g: Any) -> Any:  # (sizing.2)
        return energy[c, g] == sum(stands[c, k, g] * stored[c, k] for k in G.set)

    f.constraint("power_standing", (C, G), power_standing)
    f.constraint("energy_standing", (C, G), energy_standing)
    _add_durations(f, G, some, built, stored)
    _add_cost(m, f, case, some, C, built, stored)


def _add_durations(f: Family, G: Axis, some: tuple[Storage, ...], built: Any, stored: Any) -> None:
    """(sizing.3) and (sizing.4)"""
    lasting, limited = [s for s in some if s.duration_min_h], [s for s in some if s.duration_max_h is not None]
    L, M = (f.axis(n, [s.id for s in a], "storage") for n, a in (("lasting", lasting), ("limited", limited)))
    least = f.param("duration_min_h", (L,), [s.duration_min_h for s in lasting])
    most = f.param("duration_max_h", (M,), [s.duration_max_h for s in limited])
    f.constraint("duration_min", (L, G), lambda c, g: stored[c, g] - least[c] * built[c, g] >= 0)  # (sizing.3)
    f.constraint("duration_max", (M, G), lambda c, g: stored[c, g] - most[c] * built[c, g] <= 0)  # (sizing.4)


def _add_cost(
    m: Formulation, f: Family, case: Case, some: tuple[Storage, ...], C: Axis, built: Any, stored: Any
) -> None:
    G, rate = m.segment, case.sizing.discount_rate
    years = m.horizon.segment_years()
    paid = np.array([standing(m.horizon, s.life_years or 1.0) @ years for s in some])
    price = np.array([[capex(s, int(y), case.sizing) for y in m.horizon.segment_year] for s in some])
    yearly = 1000 * paid[:, :, None] * price
    recovery = np.array([[[capital_recovery(rate, s.life_years or 1.0)]] for s in some])
    upkeep = np.array([[[s.om_pu_per_year or 0.0]] for s in some])
    loan, care = recovery * yearly, upkeep * yearly
    loan_mw = f.param("investment_cny_per_mw", (C, G), loan[:, :, 0])
    loan_mwh = f.param("investment_cny_per_mwh", (C, G), loan[:, :, 1])
    care_mw = f.param("upkeep_cny_per_mw", (C, G), care[:, :, 0])
    care_mwh = f.param("upkeep_cny_per_mwh", (C, G), care[:, :, 1])
    f.cost("investment", (C, G), lambda c, g: loan_mw[c, g] * built[c, g] + loan_mwh[c, g] * stored[c, g])
    f.cost("upkeep", (C, G), lambda c, g: care_mw[c, g] * built[c, g] + care_mwh[c, g] * stored[c, g])


def segment_at_boundary(horizon: Horizon) -> np.ndarray:
    """(N+G,) segment of every boundary."""
    found = np.empty(horizon.boundaries, dtype=np.int64)
    found[horizon.first_boundary] = found[horizon.last_boundary] = horizon.segment
    return found


def add_candidate_limits(m: Formulation, f: Family, case: Case, series: Series) -> None:
    """(sizing.5–8) once the columns of operation are there."""
    some, T, B = candidates(case), m.period, m.boundary
    C, now, then = f.axis_of["candidate"], f.param_of["segment_of"], f.param_of["segment_at"]
    charge, discharge, soc = (f.var_of[name] for name in ("p_charge_mw", "p_discharge_mw", "soc_mwh"))
    power, energy = f.var_of["installed_mw"], f.var_of["installed_mwh"]
    p_nom, e_nom = (
        f.param(n, (C,), [v(s) for s in some])
        for n, v in (("standing_mw", lambda s: s.p_nom_mw), ("standing_mwh", lambda s: s.e_nom_mwh))
    )
    ratio = f.param("charge_ratio", (C,), [charge_ratio(s) for s in some])
    available = series.stack(some, "p_max_pu")
    derated = np.flatnonzero((available < 1).any(axis=1))
    D = f.axis("derated", [some[i].id for i in derated], index_name="storage")
    share = f.param("available_pu", (D, T), available[derated])
    low, high = (series.stack(some, name) for name in ("soc_min_pu", "soc_max_pu"))
    floored = np.flatnonzero((low > 0).any(axis=1))
    F = f.axis("floored", [some[i].id for i in floored], index_name="storage")
    floor, top = f.param("soc_min_pu", (F, B), low[floored]), f.param("soc_max_pu", (C, B), high)

    def converter(c: Any, t: Any) -> Any:  # (sizing.5)
        return charge[c, t] / ratio[c] + discharge[c, t] - power[c, now[t]] <= p_nom[c]

    def discharge_available(c: Any, t: Any) -> Any:  # (sizing.6)
        return discharge[c, t] - share[c, t] * power[c, now[t]] <= share[c, t] * p_nom[c]

    def charge_available(c: Any, t: Any) -> Any:  # (sizing.6)
        most = share[c, t] * ratio[c]
        return charge[c, t] - most * power[c, now[t]] <= most * p_nom[c]

    def soc_least(c: Any, b: Any) -> Any:  # (sizing.7)
        return soc[c, b] - floor[c, b] * energy[c, then[b]] >= floor[c, b] * e_nom[c]

    def soc_most(c: Any, b: Any) -> Any:  # (sizing.8)
        return soc[c, b] - top[c, b] * energy[c, then[b]] <= top[c, b] * e_nom[c]

    f.constraint("converter", (C, T), converter)
    f.constraint("discharge_available", (D, T), discharge_available)
    f.constraint("charge_available", (D, T), charge_available)
    f.constraint("soc_least", (F, B), soc_least)
    f.constraint("soc_most", (C, B), soc_most)


def add_sites(m: Formulation, case: Case, series: Series) -> None:
    """Connections of candidates: columns, (site.1–3) and their cost."""
    sites = tuple(site for site in case.site if any(True for _ in stores_at(case, site)))
    if not sites:
        return
    f, G, T = m.family("site"), m.segment, m.period
    J = f.axis("site", [site.id for site in sites])
    opens = np.where(m.horizon.opens_year, np.inf, 0.0)[None, :]
    most = np.array([[site.connection_max_mw] for site in sites])
    built = f.var("built_mw", (J, G), upper=np.minimum(opens, most))
    connection = f.var("connection_mw", (J, G), upper=most)
    stands = f.param("stands", (J, G, G), np.array([standing(m.horizon, s.life_years) for s in sites], float))
    today = f.param("connection_mw_today", (J,), [site.connection_mw for site in sites])

    def connection_standing(j: Any, g: Any) -> Any:  # (site.1)
        return connection[j, g] - sum(stands[j, k, g] * built[j, k] for k in G.set) == today[j]

    f.constraint("connection_standing", (J, G), connection_standing)
    years, rate = m.horizon.segment_years(), case.sizing.discount_rate
    price = f.param(
        "connection_cny_per_mw",
        (J, G),
        np.array(
            [
                1000
                * case.sizing.capex_pu
                * site.connection_cost_cny_per_kw
                * capital_recovery(rate, site.life_years)
                * (standing(m.horizon, site.life_years) @ years)
                for site in sites
            ]
        ),
    )
    f.cost("connection", (J, G), lambda j, g: price[j, g] * built[j, g])
    _add_ratings(m, f, case, [s for s in sites if not s.shared], connection)
    _add_net_power(m, f, case, [s for s in sites if s.shared], connection, T)


def _add_ratings(m: Formulation, f: Family, case: Case, apart: list[Any], connection: Any) -> None:
    """(site.2)"""
    if not apart:
        return
    storage = m.families["storage"]
    A, power = f.axis("apart", [site.id for site in apart], index_name="site"), storage.var_of.get("installed_mw")
    fixed = f.param("standing_mw", (A,), [sum(s.p_nom_mw for s in stores_at(case, site)) for site in apart])
    some = candidates(case)
    if power is None:
        f.constraint("ratings", (A, m.segment), lambda j, g: connection[j, g] >= fixed[j])
        return
    behind = [(i, some.index(s)) for i, site in enumerate(apart) for s in stores_at(case, site) if s in some]
    at, which = (np.array([pair[k] for pair in behind], dtype=np.int64) for k in (0, 1))
    built_at = f.members("built_at", A, storage.axis_of["candidate"], at, which)
    f.constraint(
        "ratings", (A, m.segment), lambda j, g: connection[j, g] - sum(power[c, g] for c in built_at[j]) >= fixed[j]
    )


def _add_net_power(m: Formulation, f: Family, case: Case, shared: list[Any], connection: Any, T: Axis) -> None:
    """(site.3)"""
    if not shared:
        return
    storage = m.families["storage"]
    _add_each_alone(m, f, case, shared, connection)
    H, S = f.axis("hybrid", [site.id for site in shared], index_name="site"), storage.axis_of["storage"]
    behind = [(i, case.storage.index(s)) for i, site in enumerate(shared) for s in stores_at(case, site)]
    at, which = (np.array([pair[k] for pair in behind], dtype=np.int64) for k in (0, 1))
    stores = f.members("stores_at", H, S, at, which)
    now = f.param("segment_of", (T,), m.horizon.segment, target=m.segment)
    charge, discharge = storage.var_of["p_charge_mw"], storage.var_of["p_discharge_mw"]
    f.constraint(
        "sent", (H, T), lambda j, t: sum(discharge[s, t] - charge[s, t] for s in stores[j]) - connection[j, now[t]] <= 0
    )
    f.constraint(
        "drawn",
        (H, T),
        lambda j, t: sum(charge[s, t] - discharge[s, t] for s in stores[j]) - connection[j, now[t]] <= 0,
    )


def _add_each_alone(m: Formulation, f: Family, case: Case, shared: list[Any], connection: Any) -> None:
    """(site.4): no goal is met by converters that their connection could never carry."""
    pairs = [(site.id, s) for site in shared for s in stores_at(case, site) if is_candidate(s)]
    if not pairs:
        return
    E, J = f.axis("each", [s.id for _, s in pairs], index_name="storage"), f.axis_of["site"]
    labels = J.labels or ()
    site_of = f.param("site_of", (E,), [labels.index(name) for name, _ in pairs], target=J)
    p_nom = f.param("own_mw", (E,), [s.p_nom_mw for _, s in pairs])
    power = m.families["storage"].var_of["installed_mw"]
    f.constraint("each_alone", (E, m.segment), lambda c, g: power[c, g] - connection[site_of[c], g] <= -p_nom[c])
