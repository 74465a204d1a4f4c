"""What a flexible load makes: targets by calendar window, what is lost or made later, tonnes and money.

Sets: w window of a plant i (`<kind>_window`, the part of it that lies in its segment), t ∈ w its periods. Column:

    0 ≤ lost_mwh[w] ≤ (1 − target_pu) · Σ Δt·D        energy of the baseline that is not drawn within the window

Rows, with p = D − left:

    (production.1) Σ_t∈w Δt·left[i,t] ≤ lost[w]       at least the target
    (production.2) Σ_t∈w Δt·left[i,t] = lost[w]       exactly: nothing in advance either

Energy becomes tonnes by `mwh_per_t`. What is lost costs `lost_cost_cny_per_t` (else the value of the product), times
the weight of its segment; so `lost` is the larger of 0 and what is left of the window. Derived, by window:

    made_t      Σ Δt·(p − unserved) / mwh_per_t        output_cny   its value
    lost_t      lost / mwh_per_t                       lost_cny     what it costs
    deferred_t  (Σ Δt·reduced − lost) / mwh_per_t      made within the window, but at another time

where reduced is what is drawn less in some periods: down + D·idle. Made is what was really drawn: an outage makes
nothing, at the price of the load's class and not at that of the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.families.flexible.entity import Producing
from dispatch.families.flexible.rows.demand_response import FlexibleLoads
from dispatch.families.flexible.rows.windows import calendar
from dispatch.program.components import Rule
from dispatch.program.formulation import Family


@dataclass(frozen=True, eq=False)
class PlantWindows:
    """Calendar windows of all plants of a kind, one after the other. number: (n, N) window of each plant and period;
    plant, segment: (w,) of each window; baseline_mwh: (w,) energy of the baseline in it."""

    labels: tuple[str, ...]
    number: np.ndarray
    plant: np.ndarray
    segment: np.ndarray
    baseline_mwh: np.ndarray


def plant_windows(flexible: FlexibleLoads[Any], kinds: list[str]) -> PlantWindows:
    """The windows of the given kind of each plant."""
    horizon = flexible.m.horizon
    energy = horizon.dt_h * flexible.demand
    labels: list[str] = []
    numbers, plants, segments, baseline = [], [], [], []
    for i, (plant, kind) in enumerate(zip(flexible.plants, kinds, strict=True)):
        found = calendar(horizon, kind)
        numbers.append(len(labels) + found.number)
        labels += [f"{plant.id} {label}" for label in found.labels]
        plants.append(np.full(len(found.labels), i))
        segments.append(found.segment)
        baseline.append(np.bincount(found.number, energy[i]))
    return PlantWindows(
        tuple(labels), np.array(numbers), np.concatenate(plants), np.concatenate(segments), np.concatenate(baseline)
    )


def lost_price(plant: Producing) -> float:
    """CNY per MWh of the baseline that is lost."""
    price = plant.product_value_cny_per_t if plant.lost_cost_cny_per_t is None else plant.lost_cost_cny_per_t
    return price / plant.mwh_per_t if plant.mwh_per_t else 0.0


def add_production(flexible: FlexibleLoads[Any], p_mw: Rule, elsewhere: Sequence[Producing] = ()) -> Family:
    """Targets of all plants and their results in a family of their own, `<kind>_window`, which is returned.

    `elsewhere` are plants that state their targets themselves, with the column of what is lost.
    """
    m, T, plants = flexible.m, flexible.m.period, flexible.plants
    windows = plant_windows(flexible, [plant.target_window for plant in plants])
    f = m.family(f"{flexible.f.name}_window")
    W = f.axis("window", windows.labels)
    owner = f.param("plant", (W,), windows.plant, target=flexible.axis)
    periods = f.members("periods", W, T, windows.number.ravel(), np.tile(np.arange(T.size), len(plants)))
    free = np.array([1 - plant.target_pu for plant in plants])[windows.plant]
    lost = f.var("lost_mwh", (W,), upper=free * windows.baseline_mwh)

    def left_mwh(w: Any) -> Any:
        return sum(m.dt_h[t] * (flexible.baseline[owner[w], t] - p_mw(owner[w], t)) for t in periods[w])

    def made_mwh(w: Any) -> Any:
        return sum(m.dt_h[t] * (p_mw(owner[w], t) - flexible.unserved(owner[w], t)) for t in periods[w])

    def of(target: str) -> list[str]:
        here = [plant.target == target and plant not in elsewhere for plant in plants]
        return [label for label, i in zip(windows.labels, windows.plant, strict=True) if here[i]]

    if of("at_least"):
        some = f.axis("at_least", of("at_least"), index_name="window")
        f.constraint("target", (some,), lambda w: left_mwh(w) <= lost[w])  # (production.1)
    if of("equal"):
        some = f.axis("exactly", of("equal"), index_name="window")
        f.constraint("target_exactly", (some,), lambda w: left_mwh(w) == lost[w])  # (production.2)
    price = np.array([lost_price(plant) for plant in plants])[windows.plant]
    weight = m.horizon.weight[m.horizon.segment_first_period][windows.segment]
    lost_cost = f.param("lost_cost", (W,), weight * price)
    f.cost("lost", (W,), lambda w: lost_cost[w] * lost[w])
    _add_tonnes(flexible, f, windows, left_mwh, made_mwh)
    return f


def _add_tonnes(flexible: FlexibleLoads[Any], f: Family, windows: PlantWindows, left_mwh: Rule, made_mwh: Rule) -> None:
    """Quantities of the windows of plants that know what they make of a MWh."""
    m, plants, lost, owner = flexible.m, flexible.plants, f.var_of["lost_mwh"], f.block.plant
    counted = [
        (label, plants[i]) for label, i in zip(windows.labels, windows.plant, strict=True) if plants[i].mwh_per_t
    ]
    owners = [plant for _, plant in counted]
    Q = f.axis("counted", [label for label, _ in counted], index_name="window")
    tonnes = f.param("t_per_mwh", (Q,), [1 / p.mwh_per_t for p in owners])
    value = f.param("value_cny_per_mwh", (Q,), [p.product_value_cny_per_t / p.mwh_per_t for p in owners])
    price = f.param("lost_cny_per_mwh", (Q,), [lost_price(p) for p in owners])

    def deferred_mwh(w: Any) -> Any:
        again = sum(m.dt_h[t] * flexible.up(owner[w], t) for t in f.block.periods[w])
        return again + left_mwh(w) - lost[w]

    f.quantity("made_t", (Q,), lambda w: tonnes[w] * made_mwh(w))
    f.quantity("lost_t", (Q,), lambda w: tonnes[w] * lost[w])
    f.quantity("deferred_t", (Q,), lambda w: tonnes[w] * deferred_mwh(w))
    f.quantity("output_cny", (Q,), lambda w: value[w] * made_mwh(w))
    f.quantity("lost_cny", (Q,), lambda w: price[w] * lost[w])
