"""Fleets of graphitisation furnaces (Acheson): batches of days, staggered so that the sum is almost level.

Two linear stand-ins for a fleet of whole batches:

`band`: everything is `banded`: 60–105 % of the baseline, interruptions down to nothing for three quarters of an hour,
the energy of the baseline every two days. No batch is known; it is what a fleet can promise, not what it is made of.

`starts`: the fleet is made of batches. Sets: i fleet, s block of start_block_h hours of a fleet (`batch_fleet_start`,
cut at the end of a segment), w window. A batch that takes one MWh in all draws c(x)/(L·Q) after x·L hours, L its
length, c its curve and Q = ∫c. Batches that start evenly over a block draw, on average over period t, a[t,s] MW per
MWh: exact double integrals of the curve, so that refining time changes nothing. Column started_mwh[s] ≥ 0, energy of
the batches that start:

    (batch.1) p[i,t] = past[t] + Σ_s a[t,s]·started[s]       past: batches that were started evenly before the segment
    (batch.2) Σ_s∈w started[s] + lost[w] = Σ_s∈w baseline    (≥ for a target of at least)
    (batch.3) Σ_t Δt·p ≥ Σ_t Δt·(what starting as the baseline draws would draw) − Σ_w lost

(batch.3) keeps a slice from starting late what it then need not draw. Bounds: p ≤ band_max·p_nom. Any fleet of whole
batches that starts evenly within blocks satisfies these rows, so they relax it; how closely a schedule of either
kind comes apart into whole batches is shown in docs/loads.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.families.batch_fleet.entity import BatchFleet
from dispatch.families.flexible.entity import enabled
from dispatch.families.flexible.rows.banded import add_band, add_ramp
from dispatch.families.flexible.rows.demand_response import (
    FlexibleLoads,
    add_flexible_columns,
    add_flexible_draw,
    add_wear,
    demand_of,
    loads_of,
)
from dispatch.families.flexible.rows.production import add_production, plant_windows
from dispatch.families.flexible.rows.rolling import cumulative
from dispatch.horizon import Horizon
from dispatch.program.components import Rule
from dispatch.program.formulation import Family, Formulation
from dispatch.series.assemble import Series

# MW of a MWh that is no draw but rounding.
NOTHING = 1e-9


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and costs of all batch fleets that are switched on."""
    fleets = enabled(case.batch_fleet)
    if not fleets:
        return
    demand = demand_of(fleets, case, series)
    nominal = np.array([[load.p_nom_mw] for load in loads_of(fleets, case)])
    deep, high = (np.array([[getattr(x, name)] for x in fleets]) for name in ("deep_min_pu", "band_max_pu"))
    batched = np.array([[x.formulation == "starts"] for x in fleets])
    down_max = np.where(batched, demand, (1 - deep) * demand)
    up_max = np.maximum(high * np.where(batched, nominal, demand) - demand, 0.0)
    flexible = add_flexible_columns(m, "batch_fleet", fleets, case, series, down_max, up_max)
    p_mw = add_flexible_draw(flexible)
    add_wear(flexible, series)
    band = flexible.part("banded", [x.formulation == "band" for x in fleets])
    if band.plants:
        add_band(band, band.demand, p_mw, None)
        add_ramp(band, band.demand)
    starts = flexible.part("batched", [x.formulation == "starts" for x in fleets])
    windows = add_production(flexible, p_mw, starts.plants)
    if starts.plants:
        _add_starts(starts, p_mw, windows)


@dataclass(frozen=True, eq=False)
class Blocks:
    """Blocks of starts of one fleet. begin, end: (k,) hours since the start of their segment; segment, first: (k,)
    their segment and the period in which they begin; baseline_mwh: (k,) what the baseline draws in them."""

    begin: np.ndarray
    end: np.ndarray
    segment: np.ndarray
    first: np.ndarray
    baseline_mwh: np.ndarray


class BatchCurve:
    """The power of a batch over its length, and integrals of it; `mean_mw` is per MWh that the batch takes."""

    def __init__(self, fleet: BatchFleet):
        taper = max(0.0, 1 - fleet.ramp_share - fleet.hold_share)
        pieces = [
            (fleet.ramp_share, fleet.ramp_from_pu, 1.0),
            (fleet.hold_share, 1.0, 1.0),
            (taper, 1.0, fleet.taper_to_pu),
        ]
        from scipy.interpolate import PPoly  # here, because every run imports this module and few need it

        real = [piece for piece in pieces if piece[0] > 0]
        edges = np.append(0.0, np.cumsum([length for length, _, _ in real]))
        slope = [[(b - a) / length for length, a, b in real], [a for _, a, _ in real]]
        self.length_h = fleet.batch_h
        self.power = PPoly(np.array(slope), edges)
        self._once, self._twice = self.power.antiderivative(1), self.power.antiderivative(2)
        self.mean = float(self._once(edges[-1]))
        self._full, self._edge = float(self._twice(edges[-1])), float(edges[-1])

    def twice(self, hours: np.ndarray) -> np.ndarray:
        """∫∫ of the curve up to `hours` after its start; straight after its end."""
        x = np.maximum(hours, 0.0) / self.length_h
        inside = self._twice(np.minimum(x, self._edge))
        return np.asarray(inside + self.mean * np.maximum(x - self._edge, 0.0))

    def mean_mw(self, start: np.ndarray, end: np.ndarray, begin: np.ndarray, until: np.ndarray) -> np.ndarray:
        """Mean power from hour `start` to `end` of one MWh of batches that start evenly from `begin` until `until`."""
        both = self.twice(end - begin) - self.twice(start - begin) - self.twice(end - until) + self.twice(start - until)
        return self.length_h * both / (self.mean * (end - start) * (until - begin))

    def left(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Mean share of a fleet started evenly for ever up to hour 0 that still draws from hour `start` to `end`."""
        return 1 - self.length_h * (self.twice(end) - self.twice(start)) / (self.mean * (end - start))


def elapsed(horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    """(N,) hours from the start of its segment to the start and to the end of each period."""
    hours = cumulative(horizon, np.ones((1, horizon.periods)))[0]
    return hours[horizon.first_boundary], hours[horizon.last_boundary]


def blocks_of(fleet: BatchFleet, demand: np.ndarray, horizon: Horizon) -> Blocks:
    """Blocks of all segments; demand (N,)."""
    energy, hours = cumulative(horizon, demand[None, :])[0], elapsed(horizon)
    parts = []
    for g in range(horizon.segments):
        inside = slice(int(horizon.segment_first_period[g]), int(horizon.segment_last_period[g]) + 1)
        start_h, length = hours[0][inside], float(hours[1][inside][-1])
        begin = np.arange(0.0, length - 1e-9, fleet.start_block_h)
        end = np.minimum(begin + fleet.start_block_h, length)
        states = slice(int(horizon.segment_start[g]), int(horizon.segment_end[g]) + 1)
        drawn = np.diff(np.interp(np.append(begin, length), np.append(start_h, length), energy[states]))
        first = inside.start + np.searchsorted(start_h, begin + 1e-9, side="right") - 1
        parts.append((begin, end, np.full(len(begin), g), first, drawn))
    return Blocks(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def draws(fleet: BatchFleet, blocks: Blocks, horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    """(N, J) blocks that a period draws from, and the MW of each MWh started in them; 0 where there are fewer."""
    start_h, end_h = elapsed(horizon)
    step, curve = fleet.start_block_h, BatchCurve(fleet)
    base = np.searchsorted(blocks.segment, horizon.segment)
    newest = np.minimum(np.ceil(end_h / step - 1e-9).astype(int) - 1, np.bincount(blocks.segment)[horizon.segment] - 1)
    lags = int(np.ceil((fleet.batch_h + horizon.dt_h.max()) / step)) + 1
    back = newest[:, None] - np.arange(lags)
    at = base[:, None] + np.maximum(back, 0)
    mw = curve.mean_mw(start_h[:, None], end_h[:, None], blocks.begin[at], blocks.end[at])
    # What a difference of integrals leaves of nothing is not a coefficient.
    return at, np.where((back >= 0) & (mw > NOTHING), mw, 0.0)


def _add_starts(starts: FlexibleLoads[BatchFleet], p_mw: Rule, windows: Family) -> None:
    m, horizon, fleets = starts.m, starts.m.horizon, starts.plants
    found = [blocks_of(x, demand, horizon) for x, demand in zip(fleets, starts.demand, strict=True)]
    offset = np.cumsum([0] + [len(blocks.begin) for blocks in found])
    drawn = [draws(x, blocks, horizon) for x, blocks in zip(fleets, found, strict=True)]
    lags = max(at.shape[1] for at, _ in drawn)
    at, mw = (np.zeros((len(fleets), horizon.periods, lags)) for _ in range(2))
    past, usual = np.empty((2, len(fleets), horizon.periods))
    for i, (blocks, (block, share)) in enumerate(zip(found, drawn, strict=True)):
        at[i, :, : block.shape[1]], mw[i, :, : block.shape[1]] = offset[i] + block, share
        at[i, :, block.shape[1] :] = offset[i]
        rate = starts.demand[i, horizon.segment_first_period][horizon.segment]
        past[i] = rate * BatchCurve(fleets[i]).left(*elapsed(horizon))
        usual[i] = past[i] + (share * blocks.baseline_mwh[block]).sum(axis=1)
    f = m.family("batch_fleet_start")
    S = f.axis("start", _labels(fleets, found, horizon))
    B, T, J = starts.axis, m.period, f.axis("lag", lags)
    started = f.var("started_mwh", (S,))
    source, share = f.param("source", (B, T, J), at, target=S), f.param("mw_per_mwh", (B, T, J), mw)
    before = f.param("past_mw", (B, T), past)

    def batches(i: Any, t: Any) -> Any:  # (batch.1)
        drawn_mw = before[i, t] + sum(share[i, t, j] * started[source[i, t, j]] for j in J.set)
        return drawn_mw - p_mw(i, t) == 0

    f.constraint("batches", (B, T), batches)
    f.given("baseline_mwh", (S,), np.concatenate([blocks.baseline_mwh for blocks in found]))
    _add_window_rows(starts, f, windows, found)
    _add_drawn(starts, p_mw, windows, usual)


def _labels(fleets: tuple[BatchFleet, ...], found: list[Blocks], horizon: Horizon) -> list[str]:
    """`graphite 2030-01-01T06:00`, with its segment where there are several."""
    labels = []
    for fleet, blocks in zip(fleets, found, strict=True):
        base = horizon.start[horizon.segment_first_period][blocks.segment]
        stamps = base + np.rint(3600 * blocks.begin).astype("timedelta64[s]")
        local = pd.DatetimeIndex(stamps, tz="UTC").tz_convert(horizon.zone)
        for stamp, g in zip(local, blocks.segment, strict=True):
            of = f" ({g + 1})" if horizon.segments > 1 else ""
            labels.append(f"{fleet.id} {stamp.isoformat(timespec='minutes')[:16]}{of}")
    return labels


def _add_window_rows(starts: FlexibleLoads[BatchFleet], f: Family, windows: Family, found: list[Blocks]) -> None:
    S, lost = f.axis_of["start"], windows.var_of["lost_mwh"]
    own = plant_windows(starts, [x.target_window for x in starts.plants])
    window = np.concatenate([own.number[i, blocks.first] for i, blocks in enumerate(found)])
    energy = np.concatenate([blocks.baseline_mwh for blocks in found])
    A = f.axis("window", own.labels)
    inside = f.members("inside", A, S, window)
    needed = f.param("needed_mwh", (A,), np.bincount(window, energy, minlength=A.size))

    def short(w: Any) -> Any:
        return needed[w] - sum(started[s] for s in inside[w])

    started = f.var_of["started_mwh"]

    def of(target: str) -> list[str]:
        here = [x.target == target for x in starts.plants]
        return [label for label, i in zip(own.labels, own.plant, strict=True) if here[i]]

    if of("equal"):
        some = f.axis("exactly", of("equal"), index_name="window")
        f.constraint("all_started", (some,), lambda w: short(w) == lost[w])  # (batch.2)
    if of("at_least"):
        some = f.axis("at_least", of("at_least"), index_name="window")
        f.constraint("enough_started", (some,), lambda w: short(w) <= lost[w])


def _add_drawn(starts: FlexibleLoads[BatchFleet], p_mw: Rule, windows: Family, usual: np.ndarray) -> None:
    """(batch.3) for every fleet and segment."""
    m, horizon, lost = starts.m, starts.m.horizon, windows.var_of["lost_mwh"]
    f = m.families["batch_fleet_start"]
    own = plant_windows(starts, [x.target_window for x in starts.plants])
    labels = list(windows.axis_of["window"].labels or ())
    D = f.axis("whole", [f"{x.id} ({g + 1})" for x in starts.plants for g in range(horizon.segments)])
    fleet = f.param("fleet", (D,), np.repeat(np.arange(len(starts.plants)), horizon.segments), target=starts.axis)
    number = np.arange(len(starts.plants))[:, None] * horizon.segments + horizon.segment
    every = np.tile(np.arange(horizon.periods), len(starts.plants))
    periods = f.members("periods", D, m.period, number.ravel(), every)
    lost_in = f.members(
        "lost_in",
        D,
        windows.axis_of["window"],
        own.plant * horizon.segments + own.segment,
        np.array([labels.index(label) for label in own.labels]),
    )
    energy = np.array([np.bincount(horizon.segment, horizon.dt_h * row) for row in usual])
    least = f.param("usual_mwh", (D,), energy.ravel())

    def drawn(d: Any) -> Any:  # (batch.3)
        energy_mwh = sum(m.dt_h[t] * p_mw(fleet[d], t) for t in periods[d])
        return energy_mwh + sum(lost[w] for w in lost_in[d]) >= least[d]

    f.constraint("drawn", (D,), drawn)
