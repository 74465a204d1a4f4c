"""Power from head: what the turbines of a plant make of their flow, the level of the lake and the river below.

Sets: d powerhouse with head, l reservoir that feeds one, f plane (several for each d), t period. Columns:

    generated_mw[d,t]       0 ≤ … ≤ p_nom · p_max_pu
    volume_mean_hm3[l,t]    between the means of the volume limits

    (head.1) lower[f,t] ≤ generated − flow[f,t]·turbine − volume[f,t]·volume_mean + release[f,t]·release ≤ upper[f,t]
    (head.2) volume_mean = (V[start t] + V[end t]) / 2

generated takes the place of productivity × turbine flow. One block serves both methods: the planes are those of the
window hull (`dispatch.water.windows`) or those that touch the true power at the last answer
(`dispatch.water.tangent`); the successive LP begins with the former and renews the numbers, so there are as many
planes as the larger needs. A plane that binds nothing has infinite bounds, and presolve drops it. Most bound power
from above; one bounds it from below and keeps water from running through turbines for nothing where power has no
price: it is spilled, at the price of spill.

Dual of (head.2), sign changed and divided by the weight: `head_value_cny_per_hm3`, what one more hm³ in the lake
during a period saves through the head alone. The water value of a reservoir falls by it from one period to the next.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.entity import Powerhouse
from dispatch.program.components import Rule
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series
from dispatch.water.head import HeadPlant, Planes
from dispatch.water.tangent import SLOTS
from dispatch.water.windows import HULL_SLOTS, hull_planes

# The numbers of (head.1) that another answer renews, and what they are called in `Planes`.
PLANE_PARAMS = {
    "plane_flow": "flow",
    "plane_volume": "volume",
    "plane_release": "release",
    "plane_lower": "lower",
    "plane_upper": "upper",
}
PLANES, VOLUME, GENERATED = "powerhouse.head_planes", "reservoir.volume_hm3", "powerhouse.generated_mw"


def slots(case: Case) -> int:
    """Planes of every plant: as many as the method may ever use."""
    return max(HULL_SLOTS, SLOTS) if case.head.method == "successive" else HULL_SLOTS


def first_planes(
    case: Case, plants: tuple[HeadPlant, ...], series: Series, limits_hm3: tuple[np.ndarray, np.ndarray]
) -> Planes:
    """The planes that a model begins with: hulls over the limits of the volumes, (lakes, N+G) each."""
    return hull_planes(plants, case.head.window, series.horizon, *limits_hm3).padded(slots(case))


def add_generated(
    m: Formulation, houses: tuple[Powerhouse, ...], plants: tuple[HeadPlant, ...], series: Series, turbined: Rule
) -> Rule:
    """The column of what every plant with head makes, given to its bus; returns the rule for the generation of any
    house.

    `turbined` is that rule at constant productivity, nothing for the plants with head.
    """
    f, T = m.families["powerhouse"], m.period
    own = [plant.house for plant in plants]
    D = f.axis("headed", [h.id for h in own], index_name="powerhouse")
    rated = np.array([h.p_nom_mw for h in own]).reshape(-1, 1)
    generated = f.var("generated_mw", (D, T), upper=rated * series.stack(own, "p_max_pu"))
    made = f.members("made", f.axis_of["powerhouse"], D, np.array([houses.index(h) for h in own], dtype=np.int64))
    m.inject(D, [h.bus for h in own], lambda d, t: generated[d, t])

    def generation(h, t):
        return turbined(h, t) + sum(generated[d, t] for d in made[h])

    return generation


def add_head(
    m: Formulation, case: Case, series: Series, plants: tuple[HeadPlant, ...], limits_hm3: tuple[np.ndarray, np.ndarray]
) -> None:
    """(head.1) and (head.2), once powerhouses and reservoirs are there; limits: (lakes, N+G) of the volumes."""
    f, g, T = m.families["powerhouse"], m.families["reservoir"], m.period
    generated, turbine, volume = f.var_of["generated_mw"], f.var_of["turbine_m3s"], g.var_of["volume_hm3"]
    planes = first_planes(case, plants, series, limits_hm3)
    fed = sorted({p.lake for p in plants})
    L = g.axis("headed", [case.reservoir[i].id for i in fed], index_name="reservoir")
    F = f.axis("plane", [f"{plants[i].house.id}.{j % slots(case)}" for j, i in enumerate(planes.plant)])
    house = f.param("plane_house", (F,), planes.plant, target=f.axis_of["headed"])
    at_lake = np.array([plants[i].lake for i in planes.plant])
    lake = f.param("plane_lake", (F,), at_lake, target=g.axis_of["reservoir"])
    a, b = f.param("plane_flow", (F, T), planes.flow), f.param("plane_volume", (F, T), planes.volume)
    low, high = f.param("plane_lower", (F, T), planes.lower), f.param("plane_upper", (F, T), planes.upper)
    horizon = m.horizon
    # Implied by (head.2); with them a barrier leaves no dual on a bound that is not there.
    ends = [(v[fed][:, horizon.first_boundary] + v[fed][:, horizon.last_boundary]) / 2 for v in limits_hm3]
    mean = g.var("volume_mean_hm3", (L, T), *ends)
    river = _river(m, case, planes, at_lake, lake)

    def head_planes(k, t):  # (head.1)
        made = a[k, t] * turbine[house[k], t] + b[k, t] * mean[lake[k], t]
        return (low[k, t], generated[house[k], t] - made + river(k, t), high[k, t])

    def volume_mean(r, t):  # (head.2)
        return mean[r, t] == (volume[r, m.start[t]] + volume[r, m.end[t]]) / 2

    f.constraint("head_planes", (F, T), head_planes)
    g.constraint("volume_mean", (L, T), volume_mean)
    g.dual("volume_mean", "head_value_cny_per_hm3", -m.horizon.weight)


def _river(m: Formulation, case: Case, planes: Planes, at_lake: np.ndarray, lake: Any) -> Rule:
    """The rule for what the release takes from a plane; the hull counts it in the flow, so that no entry is left of
    it.
    """
    f, g = m.families["powerhouse"], m.families["reservoir"]
    position = {r.id: i for i, r in enumerate(case.reservoir)}
    home = np.array([position[h.reservoir] for h in case.powerhouse])
    at, beside = np.nonzero(at_lake[:, None] == home)
    banks = f.members("plane_banks", f.axis_of["plane"], f.axis_of["powerhouse"], at, beside)
    e = f.param("plane_release", (f.axis_of["plane"], m.period), planes.release)
    turbine, spill = f.var_of["turbine_m3s"], g.var_of["spill_m3s"]
    return lambda k, t: e[k, t] * (sum(turbine[h, t] for h in banks[k]) + spill[lake[k], t])
