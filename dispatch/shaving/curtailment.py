"""Curtailed wind, PV and hydro with its reasons, as far as a linear program identifies them (弃电原因).

For every plant and period with curtailment, c is what one more MWh from it would cost: its marginal cost less what is
paid for curtailing. From the prices λ of all buses and the losses on the cheapest way between them,

    v_i = max over buses j of  η_ij·λ_j  (λ_j as it is where it is not positive)                  (curtailment.1)

is what that MWh would be worth where it is wanted most. Each MWh has one reason, by these rules in this order:

    network         v_i > c + 1 CNY/MWh: someone would have paid, but the way there was full      (断面受限)
    market          an export corridor in the area had room, and did not take it at its price     (市场、负电价)
    minimum_output  up to what thermal plant in the area still gave: it could not go lower        (最小出力)
    water           up to what hydro and rivers in the area still gave: water that could not wait (来水)
    market          what is left: nobody took it, corridors full                                  (无受方)
    unknown         no prices were found

The rules after `network` share out one area's surplus of a period, plants in proportion to what they lost. They say
what stood in the way first, not what would have happened: taking it away may meet the next limit at once.

Spill (弃水) counts only water that the turbines could have used (`indicators.usable_spill_mw`): spare flow and spare
power of a reservoir's own powerhouses. Curtailed output of run-of-river plants counts whole. Energies carry weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import shortest_path

from dispatch.case.technology import is_pv, is_wind
from dispatch.families.declare import Role
from dispatch.families.hydro.entity import Reservoir
from dispatch.families.network.entity import Line, Link
from dispatch.families.renewable.entity import Renewable
from dispatch.shaving import indicators as ind
from dispatch.shaving.curves import Region
from dispatch.shaving.spans import Span

REASONS = ("network", "market", "minimum_output", "water", "unknown")
WORTH_CNY_PER_MWH = 1.0  # prices of the barrier are no finer
ROOM_MW = 1e-3


@dataclass(frozen=True, eq=False)
class Curtailment:
    """What the plants of an area lost, (n, N) MW, and the reason: name → (n, N) MW that add up to it."""

    area: Region
    plants: tuple[Renewable, ...]

    @cached_property
    def lost_mw(self) -> np.ndarray:
        return np.maximum(self.area.rows("renewable", "curtailed_mw", self.plants), 0.0)

    @cached_property
    def by_reason(self) -> dict[str, np.ndarray]:
        lost = self.lost_mw
        found = {reason: np.zeros_like(lost) for reason in REASONS}
        prices = self.area.answer.tables.optional("price")
        if prices is None:
            return found | {"unknown": lost}
        worth = _worth(self.area, prices.labels, prices.columns["price_cny_per_mwh"], self.plants)
        blocked = worth > self._offer() + WORTH_CNY_PER_MWH
        found["network"] = np.where(blocked, lost, 0.0)
        left = np.where(blocked, 0.0, lost)
        refused = left * self._market_had_room(prices.labels, prices.columns["price_cny_per_mwh"])
        surplus = (left - refused).sum(axis=0)
        per_mw = np.divide(left - refused, surplus, out=np.zeros_like(left), where=surplus > 0)
        stubborn = np.minimum(surplus, np.maximum(_given(self.area, ("thermal",)), 0.0))
        wet = np.minimum(surplus - stubborn, np.maximum(_given(self.area, ("hydro", "river")), 0.0))
        found["minimum_output"], found["water"] = per_mw * stubborn, per_mw * wet
        found["market"] = refused + per_mw * (surplus - stubborn - wet)
        return found

    def _offer(self) -> np.ndarray:
        """(n, N) c, CNY/MWh."""
        of = self.area.answer.series.of
        return np.array(
            [of(p, "marginal_cost_cny_per_mwh") - of(p, "curtailment_cost_cny_per_mwh") for p in self.plants]
        ).reshape(len(self.plants), self.area.horizon.periods)

    def _market_had_room(self, buses: Sequence[str], price: np.ndarray) -> np.ndarray:
        """(n, N) 1 where a corridor of the area had free capacity above its exchange, and its bus a price no better
        than c."""
        area, offer = self.area, self._offer()
        corridors = [k for k in area.assets(area.case.corridor) if k.bus in buses]
        if not corridors:
            return np.zeros_like(offer)
        most = np.array([k.p_nom_mw * area.answer.series.of(k, "p_max_pu") for k in corridors])
        room = most - area.rows("corridor", "export_mw", corridors) > ROOM_MW
        at = price[[list(buses).index(k.bus) for k in corridors]]
        lowest = np.where(room, at, np.inf).min(axis=0)
        return np.asarray((lowest <= offer + WORTH_CNY_PER_MWH).astype(float))


def curtailment_table(regions: Iterable[Region], spans: Sequence[Span]) -> pd.DataFrame:
    """One row an area, span and technology (wind, pv, river): available, used, curtailed, rates, MWh by reason."""
    rows = []
    for region in regions:
        for technology, plants in _sorts(region).items():
            found = Curtailment(region, plants)
            hours = region.horizon.energy_h
            available = region.role_mw(Role.AVAILABLE, plants) * hours
            reasons = {reason: mw.sum(axis=0) * hours for reason, mw in found.by_reason.items()}
            lost = found.lost_mw.sum(axis=0) * hours
            for span in spans:
                offered, gone = float(available[span.periods].sum()), float(lost[span.periods].sum())
                rows.append(
                    {
                        "area": region.id,
                        "span": span.kind,
                        "label": span.label,
                        "whole": span.whole,
                        "technology": technology,
                        "available_mwh": offered,
                        "used_mwh": offered - gone,
                        "curtailed_mwh": gone,
                        "curtailed_pu": ind.curtailed_pu(gone, offered),
                        "used_pu": ind.used_pu(gone, offered),
                        **{f"{reason}_mwh": float(mwh[span.periods].sum()) for reason, mwh in reasons.items()},
                    }
                )
    return pd.DataFrame(rows)


def spill_table(area: Region, spans: Sequence[Span]) -> pd.DataFrame:
    """One row a reservoir with turbines in the study area, or run-of-river plant, and span.

    spilled_hm3 is all spill of the reservoir, spilled_mwh only what its turbines could have used; spilled_pu = 弃水率.
    """
    case, hours = area.case, area.horizon.energy_h
    rows = []
    for lake in case.reservoir:
        if not any(h.reservoir == lake.id for h in area.assets(case.powerhouse)):
            continue
        made, usable = _generated_and_spilled(area, lake)
        spilled = 0.0036 * area.total("reservoir", "spill_m3s", [lake]) * hours
        rows += _spill_rows(area, "hydro", lake, made * hours, usable * hours, spilled, spans)
    for river in _sorts(area).get("river", ()):
        made, lost = (area.total("renewable", column, [river]) * hours for column in ("p_mw", "curtailed_mw"))
        rows += _spill_rows(area, "river", river, made, np.maximum(lost, 0.0), np.full(len(hours), np.nan), spans)
    return pd.DataFrame(rows)


def _sorts(area: Region) -> dict[str, tuple[Renewable, ...]]:
    plants: dict[str, list[Renewable]] = {"wind": [], "pv": [], "river": []}
    for plant in area.assets(area.case.renewable):
        sort = "wind" if is_wind(plant.technology) else "pv" if is_pv(plant.technology) else "river"
        plants[sort].append(plant)
    return {sort: tuple(found) for sort, found in plants.items() if found}


def _spill_rows(
    area: Region,
    kind: str,
    owner: Renewable | Reservoir,
    made: np.ndarray,
    usable: np.ndarray,
    volume: np.ndarray,
    spans: Sequence[Span],
) -> list[dict[str, object]]:
    return [
        {
            "area": area.id,
            "span": span.kind,
            "label": span.label,
            "whole": span.whole,
            "kind": kind,
            "id": owner.id,
            "zh": owner.zh or owner.id,
            "en": owner.en or owner.id,
            "generated_mwh": float(made[span.periods].sum()),
            "spilled_mwh": float(usable[span.periods].sum()),
            "spilled_hm3": float(volume[span.periods].sum()),
            "spilled_pu": ind.spilled_pu(float(usable[span.periods].sum()), float(made[span.periods].sum())),
        }
        for span in spans
    ]


def _generated_and_spilled(area: Region, lake: Reservoir) -> tuple[np.ndarray, np.ndarray]:
    """(N,) MW of all powerhouses of a reservoir, in the area or not, and MW that they could have made of its spill."""
    series = area.answer.series
    houses = [h for h in area.case.powerhouse if h.reservoir == lake.id]
    flow, power = (area.rows("powerhouse", column, houses) for column in ("turbine_m3s", "p_mw"))
    made = np.maximum(power, 0.0)
    steady = np.array([series.of(h, "productivity_mw_per_m3s") for h in houses])
    per_flow = np.divide(made, flow, out=steady.copy(), where=flow > 1e-6)
    spare_flow = np.array([[h.turbine_max_m3s] for h in houses]) - flow
    spare = np.array([h.p_nom_mw * series.of(h, "p_max_pu") for h in houses]) - made
    left = area.total("reservoir", "spill_m3s", [lake])
    usable = np.zeros(area.horizon.periods)
    for row in range(len(houses)):
        used = ind.usable_spill_mw(left, spare_flow[row], spare[row], per_flow[row])
        left = left - np.divide(used, per_flow[row], out=np.zeros_like(used), where=per_flow[row] > 0)
        usable = usable + used
    return made.sum(axis=0), usable


def _worth(area: Region, buses: Sequence[str], price: np.ndarray, plants: Sequence[Renewable]) -> np.ndarray:
    """(n, N) v, CNY/MWh, of every plant (curtailment.1)."""
    position = {bus: i for i, bus in enumerate(buses)}
    kept = _kept_pu(area, position)
    at: dict[str, np.ndarray] = {}
    for bus in {plant.bus for plant in plants}:
        if bus not in position:
            at[bus] = np.full(area.horizon.periods, np.nan)
            continue
        reached = np.flatnonzero(kept[position[bus]] > 0)
        share = kept[position[bus], reached][:, None]
        value = price[reached]
        at[bus] = np.where(value > 0, share * value, value).max(axis=0)
    return np.array([at[plant.bus] for plant in plants]).reshape(len(plants), area.horizon.periods)


def _kept_pu(area: Region, position: dict[str, int]) -> np.ndarray:
    """(B, B) share of a MWh that arrives over the branches with the least losses; 0 where no way leads."""
    ways = []
    branches: tuple[Line | Link, ...] = (*area.case.line, *area.case.link)
    for branch in branches:
        if branch.bus0 in position and branch.bus1 in position:
            # 1e-15 keeps an edge without losses in a sparse matrix.
            loss = -np.log(1.0 - branch.loss_pu) + 1e-15
            ways.append((position[branch.bus0], position[branch.bus1], loss))
            back = not branch.one_way if isinstance(branch, Line) else branch.p_min_pu != 0.0
            if back:
                ways.append((position[branch.bus1], position[branch.bus0], loss))
    size = len(position)
    nearest: dict[tuple[int, int], float] = {}
    for i, j, loss in ways:
        nearest[i, j] = min(loss, nearest.get((i, j), np.inf))
    if not nearest:
        return np.eye(size)
    rows, columns = zip(*nearest, strict=True)
    graph = coo_matrix((list(nearest.values()), (rows, columns)), shape=(size, size)).tocsr()
    return np.asarray(np.exp(-shortest_path(graph, directed=True)))


def _given(area: Region, kinds: tuple[str, ...]) -> np.ndarray:
    """(N,) MW of resources of some kinds."""
    return sum((r.p_mw for r in area.resources if r.kind in kinds), np.zeros(area.horizon.periods))
