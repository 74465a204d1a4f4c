"""Head: the true power of every plant whose curves are known, and how far the modelled power is from it.

    h = max(Z(V) − Zt(Q), 0)         Z: level at the mean of the volumes at both ends of a period, Zt: river below
    p_true = min(K·q·h/1000, p_nom·min(p_max_pu, o(h)))
    mean error = Σ |p − p_true| / Σ p_true        energy-weighted, by plant
    largest error = max |p − p_true| / p_nom

Curves are read with numpy's interp on points of which the outermost are 0.2 of the curve's width beyond the first and
the last given ones, in the direction of the end segments; o stays where it is above its last point. What is modelled
as constant productivity has a true power too, but owes nothing to it. The window hull may err as it does over the
full range of levels, the successive LP by 0.3 % on average.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.tolerances import EXACT
from dispatch.audit.view import View
from dispatch.case.schema import Case
from dispatch.families.curve.entity import Curve
from dispatch.families.hydro.entity import Powerhouse, Reservoir

# How far beyond its points a curve may be read, per unit of its width.
BEYOND_PU = 0.2
# Mean and largest error that a method may leave; those of the hull are of its widest window (docs/head.md).
MOST_MEAN_PU = {"hull": 0.06, "successive": 0.003}
MOST_AT_ONCE_PU = 0.27


def has_head(case: Case, house: Powerhouse) -> bool:
    """Whether the true power of a powerhouse is known."""
    lake = next(r for r in case.reservoir if r.id == house.reservoir)
    return house.efficiency_constant is not None and None not in (lake.level_storage, lake.tailwater)


def is_modelled(case: Case, house: Powerhouse) -> bool:
    """Whether the model takes the power of a powerhouse from head."""
    return case.head.method != "constant" and has_head(case, house)


def audit_head(recorder: Recorder, reader: Reader) -> None:
    """Heads, true powers and errors, once the water has been judged."""
    everyone = View.of(recorder, reader, "powerhouse", recorder.case.powerhouse)
    houses = everyone.where(everyone.which(lambda h: has_head(recorder.case, h)))
    if not houses.assets:
        return
    lakes = View.of(recorder, reader, "reservoir", recorder.case.reservoir)
    head, true = _true_power(houses, lakes)
    houses.same("head", houses.read("head_m"), head)
    houses.same("true_power", houses.read("p_true_mw"), true)
    modelled = houses.which(lambda h: is_modelled(recorder.case, h))
    made = houses.series("productivity_mw_per_m3s") * houses.read("turbine_m3s")
    made[modelled] = houses.where(modelled).read("generated_mw")
    _audit_errors(houses, made, true)
    _audit_held(lakes, recorder.case)


def _true_power(houses: View[Powerhouse], lakes: View[Reservoir]) -> tuple[Array, Array]:
    """(n, N) head in m and true power in MW."""
    recorder, horizon = houses.recorder, houses.recorder.horizon
    curve = {c.id: c for c in recorder.case.curve}
    volume, release = lakes.read("volume_hm3", "boundary"), lakes.read("release_m3s")
    turbine, available = houses.read("turbine_m3s"), houses.series("p_max_pu")
    head, true = np.zeros_like(turbine), np.zeros_like(turbine)
    for i, house in enumerate(houses.assets):
        at = lakes.ids.index(house.reservoir)
        lake = lakes.assets[at]
        between = 0.5 * (volume[at, horizon.first_boundary] + volume[at, horizon.last_boundary])
        x, y = _extended(curve[lake.level_storage or ""])
        forebay = np.interp(between, y, x)
        head[i] = np.maximum(forebay - np.interp(release[at], *_extended(curve[lake.tailwater or ""])), 0.0)
        expected = np.ones_like(head[i])
        if house.output_by_head is not None:
            x, y = _extended(curve[house.output_by_head])
            expected = np.maximum(np.interp(head[i], x[:-1], y[:-1]), 0.0)
        hydraulic = (house.efficiency_constant or 0.0) * head[i] * turbine[i] / 1000
        true[i] = np.minimum(hydraulic, house.p_nom_mw * np.minimum(available[i], expected))
    return head, true


def _extended(curve: Curve) -> tuple[Array, Array]:
    """Points of a curve with one more at either end."""
    x, y = np.array(curve.x), np.array(curve.y)
    reach = BEYOND_PU * (x[-1] - x[0])
    before = y[0] - reach * (y[1] - y[0]) / (x[1] - x[0])
    after = y[-1] + reach * (y[-1] - y[-2]) / (x[-1] - x[-2])
    return np.concatenate([[x[0] - reach], x, [x[-1] + reach]]), np.concatenate([[before], y, [after]])


def _audit_errors(houses: View[Powerhouse], made: Array, true: Array) -> None:
    """Figures by plant as they are reported, and those that a method may not exceed."""
    hours = houses.recorder.horizon.energy_h
    wrong = np.abs(made - true)
    energy, truly = (made @ hours)[:, None], (true @ hours)[:, None]
    mean = (wrong @ hours)[:, None] / np.maximum(truly, 1e-9)
    largest = wrong.max(axis=1, keepdims=True) / np.maximum(houses.each(lambda h: h.p_nom_mw), 1e-9)
    reported = {"energy_mwh": energy, "true_energy_mwh": truly, "mean_error_pu": mean, "max_error_pu": largest}
    for column, expected in reported.items():
        # Errors are differences of powers, so they round as powers do.
        size = np.abs(expected) if column.endswith("mwh") else np.ones_like(expected)
        found = houses.read(column, "whole")
        houses.recorder.compare(
            "powerhouse.true_energy", np.abs(found - expected), found, expected, size, houses.ids, "whole", EXACT
        )
    method = houses.recorder.case.head.method
    if method != "constant":
        houses.less_than("head_error", mean, MOST_MEAN_PU[method])
        houses.less_than("head_error_max", largest, MOST_AT_ONCE_PU)


def _audit_held(lakes: View[Reservoir], case: Case) -> None:
    """The mean volume that power follows from; where volumes were held near an earlier answer, that they are."""
    used = {h.reservoir for h in case.powerhouse if is_modelled(case, h)}
    feeding = lakes.where(lakes.which(lambda r: r.id in used))
    if not feeding.assets:
        return
    horizon = lakes.recorder.horizon
    volume = feeding.read("volume_hm3", "boundary")
    half = (volume[:, horizon.first_boundary] + volume[:, horizon.last_boundary]) / 2
    feeding.equal("volume_mean", feeding.read("volume_mean_hm3"), half, np.abs(half))
    if held_near(case):
        low, high = (feeding.read(f"volume_held_{side}_hm3", "boundary") for side in ("low", "high"))
        feeding.within("volume_held", low, volume, high, on="boundary")


def head_values(lakes: View[Reservoir]) -> Array:
    """(n, N) what one more hm³ in the lake during a period saves through the head; nothing where power is constant."""
    case = lakes.recorder.case
    used = {h.reservoir for h in case.powerhouse if is_modelled(case, h)}
    return lakes.read_where(lakes.which(lambda r: r.id in used), "head_value_cny_per_hm3")


def held(lakes: View[Reservoir], low: Array, high: Array) -> tuple[Array, Array]:
    """(n, N+G) limits of the volumes, narrowed to what they were held to near an earlier answer."""
    if not held_near(lakes.recorder.case):
        return low, high
    narrow = (lakes.read(f"volume_held_{side}_hm3", "boundary") for side in ("low", "high"))
    return np.maximum(low, next(narrow)), np.minimum(high, next(narrow))


def held_near(case: Case) -> bool:
    """Whether volumes were held near an earlier answer."""
    narrowed = case.head.method == "successive" or case.head.band_m is not None
    return narrowed and any(is_modelled(case, house) for house in case.powerhouse)
