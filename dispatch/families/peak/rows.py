"""What a dispatch for flat curves seeks one after the other: the measures of docs/peak.md as columns.

Sets: k the curve of the study area, t period, s pair of neighbours, w window. The curve (`Objective.curve`), MW, of
every asset whose bus lies in `home_area`:

    net_load   load as asked for − available wind and PV − what storage gives − what loads draw less
    residual   the same − hydro, with and without reservoir + exports of corridors that have a plan and what
               stations send away over one-way lines. Families declare it (`Flow.curves`); the audit names its own.

    (peak.1) residual[k,t] + Σ what counted assets give[t] = load[t] − available wind and PV[t]
    (peak.2) residual[k,t] ≤ top[w]                                                   for t in w
    (peak.3) residual[k,t] ≥ bottom[w]                                                for t in w, measure `spread`
    (peak.4) rise[k,s] − fall[k,s] = residual[after s] − residual[before s]           both in windows that are shaved
    (peak.5) measure[w] = top[w] − bottom[w] + ε · Σ_{s ends in w} (rise + fall)      measure `peak`: without bottom
    (peak.6) shortage[k] = Σ of the case's own prices of shortages / U                 U CNY
    (peak.7) curtailed[k] = Σ hours · (available − p + e · spill) / U                 U MWh

ε is `Objective.smoothing`. Neither unserved nor curtailed power is credited to the curve, so that no peak is shaved by
a blackout and no valley filled by throwing wind away. e is what a m³/s would make in the turbines of its reservoir;
spill that no turbine could have taken is in every dispatch, hence in the least value of (peak.7) too.

(peak.6) and (peak.7) are about the whole model. They are long sums beside rows of a few MW, and an interior method
stops by the largest right-hand side: in MWh that of a year let rows of powers be wrong by a MW. So both are counted in
U = `sum_unit` CNY and MWh, a power of ten that grows with the number of periods. Columns have no cost:
`dispatch.solve.stages` makes one after the other the objective and holds it by its upper bound. With least cost as goal
nothing of this is written.

Dual of (peak.1) in the last solve: `residual_price_cny_per_mwh`, what one more MW of load costs through the held curve.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from dispatch.case.objective import Objective
from dispatch.case.schema import Case
from dispatch.case.study_area import study_area_buses
from dispatch.errors import CaseError, Fault, Where
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.families.flexible.rows.windows import Windows, calendar
from dispatch.families.rooms import entities_of
from dispatch.horizon import Horizon
from dispatch.program.components import Axis, Injection, Rule
from dispatch.program.formulation import Family, Formulation
from dispatch.series.assemble import Series

# What the model injects on behalf of assets; the rest of the balance is data or what is left.
MOVING = (
    *(Role.GENERATION, Role.STORAGE, Role.CONSUMPTION, Role.LOAD_REDUCTION),
    *(Role.EXCHANGE, Role.BRANCH),
)


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns and rows of every measure; nothing where least cost is the goal. Raises CaseError as `_require_a_day`."""
    goal = case.objective
    if goal.goal != "peak":
        return
    f = m.family("peak")
    K = f.axis("curve", [goal.curve])
    windows, shaved = shaved_windows(goal, m.horizon)
    _require_a_day(goal, m.horizon, shaved)
    W = f.axis("window", windows.labels)
    residual = f.var("residual_mw", (K, m.period), -np.inf, np.inf)
    _add_curve(m, f, case, series, residual)
    _add_measure(m, f, goal, windows, shaved, residual, K, W)
    _add_shortage(m, f, K)
    _add_curtailment(m, f, case, series, K)


def shaved_windows(goal: Objective, horizon: Horizon) -> tuple[Windows, np.ndarray]:
    """The windows of the calendar in all segments, and (n,) whether each is shaved."""
    if goal.window == "all":
        labels = tuple(name or str(g + 1) for g, name in enumerate(horizon.labels))
        windows = Windows(horizon.segment, _distinct(labels), np.arange(horizon.segments))
    else:
        windows = calendar(horizon, goal.window)
    if not goal.dates:
        return windows, np.ones(len(windows.labels), dtype=bool)
    wanted = {str(day) for day in goal.dates}
    holds = np.isin(horizon.local_time().strftime("%Y-%m-%d").to_numpy().astype(str), list(wanted))
    return windows, np.bincount(windows.number, holds, len(windows.labels)) > 0


def sum_unit(horizon: Horizon) -> float:
    """CNY and MWh in one unit of the sums over all periods: 1 for days, 10 for weeks, 100 for a year of hours."""
    return 10.0 ** max(0, len(str(horizon.periods)) - 2)


def _require_a_day(goal: Objective, horizon: Horizon, shaved: np.ndarray) -> None:
    """Raise CaseError where every date lies outside the run."""
    if shaved.any():
        return
    day = horizon.local_time().strftime("%Y-%m-%d")
    spans = zip(day[horizon.segment_first_period], day[horizon.segment_last_period], strict=True)
    limit = ", ".join(f"{first} … {last}" for first, last in dict.fromkeys(spans))
    dates = ", ".join(str(date) for date in goal.dates)
    raise CaseError(Fault.of("dates_outside_run", Where(entity="objective.dates"), value=dates, limit=limit))


def _distinct(labels: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(labels)) == len(labels):
        return labels
    return tuple(f"{name} ({g + 1})" for g, name in enumerate(labels))


def _add_curve(m: Formulation, f: Family, case: Case, series: Series, residual: Any) -> None:
    """(peak.1)."""
    K = f.axis_of["curve"]
    base = f.param("base_mw", (K, m.period), given_mw(case, series, study_area_buses(case)))
    counted = list(_counted(m, f, case, K))

    def curve(k: Any, t: Any) -> Any:  # (peak.1)
        return residual[k, t] + sum([sum(rule(a, t) for a in found[k]) for rule, found in counted]) == base[k, t]

    f.constraint("curve", (K, m.period), curve)
    f.dual("curve", "residual_price_cny_per_mwh", m.horizon.cost_h)


def given_mw(case: Case, series: Series, inside: frozenset[str]) -> np.ndarray:
    """(N,) load less available wind and PV in the study area: what no decision changes."""
    total = np.zeros(series.horizon.periods)
    for flow in roles.flows(Role.DEMAND):
        for asset in _inside(case, flow.family, inside):
            total += roles.input_mw(flow, asset, series)
    for flow in roles.flows(Role.AVAILABLE):
        for asset in _inside(case, flow.family, inside):
            if roles.counts(flow, case.objective.curve, asset, inside):
                total -= roles.input_mw(flow, asset, series)
    return total


def _inside(case: Case, family: str, inside: frozenset[str]) -> Iterator[Any]:
    return (asset for asset in entities_of(case, family) if asset.bus in inside)  # type: ignore[attr-defined]


def _counted(m: Formulation, f: Family, case: Case, K: Axis) -> Iterator[tuple[Rule, Any]]:
    """(what an asset gives, the set of those that count) of everything that was given to buses so far."""
    inside, seen = study_area_buses(case), Counter[str]()
    for injection in m.injected:
        chosen = np.flatnonzero(_chosen(injection, case, inside))
        if len(chosen):
            kind = injection.assets.name
            seen[kind] += 1
            at = np.zeros(len(chosen), dtype=np.int64)
            yield injection.rule, f.members(f"{kind}_{seen[kind]}", K, injection.assets, at, chosen)


def _chosen(injection: Injection, case: Case, inside: frozenset[str]) -> np.ndarray:
    """(n,) which assets of an injection count."""
    kind, curve = injection.assets.name, case.objective.curve
    counted: set[str] = set()
    for flow in roles.flows(*MOVING):
        if (flow.axis or flow.family) == kind and curve in flow.curves:
            if not flow.where:
                return np.array([bus in inside for bus in injection.bus_of], dtype=bool)
            every = entities_of(case, flow.family)
            counted |= {asset.id for asset in every if roles.counts(flow, curve, asset, inside)}
    labels = injection.assets.labels or ()
    pairs = zip(labels, injection.bus_of, strict=True)
    return np.array([label in counted and bus in inside for label, bus in pairs], dtype=bool)


def _add_measure(
    m: Formulation, f: Family, goal: Objective, windows: Windows, shaved: np.ndarray, residual: Any, K: Axis, W: Axis
) -> None:
    """(peak.2) to (peak.5); where a window is not shaved, rows say nothing and its columns are 0."""
    T, horizon = m.period, m.horizon
    within = shaved[windows.number]
    pair = within[horizon.step_before] & within[horizon.step_after]
    free = np.where(shaved, np.inf, 0.0)
    window = f.param("window_of", (T,), windows.number, target=W)
    slack = f.param("slack_mw", (T,), np.where(within, 0.0, np.inf))
    top = f.var("top_mw", (W,), -free, free)
    f.constraint("top", (K, T), lambda k, t: residual[k, t] - top[window[t]] <= slack[t])  # (peak.2)
    bottom = None
    if goal.measure == "spread":
        bottom = f.var("bottom_mw", (W,), -free, free)
        f.constraint("bottom", (K, T), lambda k, t: residual[k, t] - bottom[window[t]] >= -slack[t])  # (peak.3)
    smooth = goal.smoothing > 0 and len(horizon.step_before) > 0
    measure = f.var("measure_mw", (W,), -np.inf, np.inf)
    if smooth:
        rise, fall, steps_of = _add_steps(m, f, windows, pair, residual, K, W)
        epsilon = f.param("smoothing", (W,), goal.smoothing)

    def total(w: Any) -> Any:  # (peak.5)
        height = top[w] if bottom is None else top[w] - bottom[w]
        if smooth:
            height = height + epsilon[w] * sum(rise[k, s] + fall[k, s] for s in steps_of[w] for k in K.set)
        return measure[w] == height

    f.constraint("measure", (W,), total)


def _add_steps(
    m: Formulation, f: Family, windows: Windows, pair: np.ndarray, residual: Any, K: Axis, W: Axis
) -> tuple[Any, Any, Any]:
    """(peak.4); returns rise, fall and the pairs of every window."""
    S, horizon = m.step, m.horizon
    high = np.where(pair, np.inf, 0.0)
    rise = f.var("rise_mw", (K, S), upper=high, shown=False)
    fall = f.var("fall_mw", (K, S), upper=high, shown=False)
    slack = f.param("step_slack_mw", (S,), np.where(pair, 0.0, np.inf))
    steps_of = f.members("steps_of", W, S, windows.number[horizon.step_after])

    def step(k: Any, s: Any) -> Any:  # (peak.4)
        change = residual[k, m.after[s]] - residual[k, m.before[s]]
        return (-slack[s], rise[k, s] - fall[k, s] - change, slack[s])

    f.constraint("step", (K, S), step)
    return rise, fall, steps_of


def _add_shortage(m: Formulation, f: Family, K: Axis) -> None:
    """(peak.6)."""
    terms = [cost for cost in m.costs if cost.name in roles.shortages() and all(axis.size for axis in cost.axes)]
    if not terms:
        return
    unit = sum_unit(m.horizon)
    shortage = f.var("shortage_sum", (K,), shown=False)

    def paid(cost: Any) -> Any:
        if len(cost.axes) == 1:
            return sum(cost.rule(a) for a in cost.axes[0].set)
        return sum(cost.rule(a, t) for a in cost.axes[0].set for t in cost.axes[1].set)

    f.constraint("shortage", (K,), lambda k: shortage[k] == sum([paid(cost) for cost in terms]) / unit)  # (peak.6)


def spill_mw_per_m3s(case: Case, series: Series) -> np.ndarray:
    """(reservoirs, N) MW that a m³/s makes in the turbines of each reservoir, by their largest flows; 0 without any."""
    productivity, flow = (np.zeros((len(case.reservoir), series.horizon.periods)) for _ in range(2))
    at = {lake.id: i for i, lake in enumerate(case.reservoir)}
    for house in case.powerhouse:
        productivity[at[house.reservoir]] += house.turbine_max_m3s * series.of(house, "productivity_mw_per_m3s")
        flow[at[house.reservoir]] += house.turbine_max_m3s
    return np.divide(productivity, flow, out=np.zeros_like(productivity), where=flow > 0)


def _add_curtailment(m: Formulation, f: Family, case: Case, series: Series, K: Axis) -> None:
    """(peak.7)."""
    wet = [i for i, lake in enumerate(case.reservoir) if any(h.reservoir == lake.id for h in case.powerhouse)]
    if not (case.renewable or wet):
        return
    T, hours = m.period, f.param("energy_h", (m.period,), m.horizon.energy_h / sum_unit(m.horizon))
    curtailed = f.var("curtailed_sum", (K,), shown=False)
    terms = []
    if case.renewable:
        R, p = m.families["renewable"].axis_of["renewable"], m.families["renewable"].var_of["p_mw"]
        p_nom = np.array([[plant.p_nom_mw] for plant in case.renewable])
        limit = p_nom * series.stack(case.renewable, "p_max_pu") * series.stack(case.renewable, "availability_pu")
        available = f.param("available_mw", (R, T), limit)
        terms.append(lambda: sum(hours[t] * (available[r, t] - p[r, t]) for r in R.set for t in T.set))
    if wet:
        L = f.axis("wet", [case.reservoir[i].id for i in wet], index_name="reservoir")
        spill = m.families["reservoir"].var_of["spill_m3s"]
        productivity = f.param("spill_mw_per_m3s", (L, T), spill_mw_per_m3s(case, series)[wet])
        home = f.param("lake_of", (L,), wet, target=m.families["reservoir"].axis_of["reservoir"])
        terms.append(lambda: sum(hours[t] * productivity[r, t] * spill[home[r], t] for r in L.set for t in T.set))
    f.constraint("curtailment", (K,), lambda k: curtailed[k] == sum([term() for term in terms]))  # (peak.7)
