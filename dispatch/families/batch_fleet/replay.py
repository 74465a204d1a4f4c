"""Batch fleets: as `banded`, or made of batches that draw their curve from when they start.

Let C(y) be the share of its energy that a batch has taken y hours after its start, K(y) = ∫C. Batches of E MWh in
all that start evenly from hour a until b have taken E/(b − a)·(K(τ − a) − K(τ − b)) by hour τ; those that were started
evenly for ever before hour 0, at a rate that draws D, take D·(τ − K(τ)) after it. So

    Σ Δt·p up to every boundary = what all batches have taken by then
    Σ started over the blocks of a window + lost = (≥) what the demand takes in them
    Σ Δt·p over a segment + lost ≥ what would have been taken, had as much started in each block as the demand takes

C and K are added up piece by piece of the curve: trapezoids are exact for C, Simpson's rule for K.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.families.batch_fleet.entity import BatchFleet
from dispatch.families.flexible.replay.banded import audit_band
from dispatch.families.flexible.replay.calendar import calendar
from dispatch.families.flexible.replay.demand_response import (
    Flat,
    FlexibleResults,
    audit_demand_response,
    audit_wear,
    audit_windows,
    read_flexible,
)
from dispatch.horizon import Horizon


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of batch fleets that are switched on."""
    fleets = [fleet for fleet in recorder.case.batch_fleet if fleet.enabled]
    if not fleets:
        return
    flexible = read_flexible(recorder, reader, "batch_fleet", fleets)
    view = flexible.view
    batched = view.which(lambda x: x.formulation == "starts")
    rated = np.array([[load.p_nom_mw] for load in flexible.loads])
    top = view.each(lambda x: x.band_max_pu) * np.where(batched[:, None], rated, flexible.demand)
    deep = np.where(batched[:, None], 0.0, view.each(lambda x: x.deep_min_pu))
    drawn = audit_demand_response(flexible, (1 - deep) * flexible.demand, np.maximum(top - flexible.demand, 0.0))
    audit_wear(flexible)
    band = flexible.where(~batched)
    audit_band(band, band.demand, drawn[~batched], 0 * band.demand)
    lost = audit_windows(flexible, drawn, batched)
    _audit_starts(flexible, np.flatnonzero(batched), drawn, lost)


def taken(fleet: BatchFleet, hours: Array) -> Array:
    """C: share of its energy that a batch has taken after so many hours."""
    edges, power = _corners(fleet)
    total, mean = np.zeros_like(hours), 0.0
    for x0, x1, c0, c1 in zip(edges[:-1], edges[1:], power[::2], power[1::2], strict=True):
        upto = np.clip(hours, x0, x1)
        slope = (c1 - c0) / (x1 - x0)
        total += (upto - x0) * (c0 + slope * (upto - x0) / 2)
        mean += (x1 - x0) * (c0 + c1) / 2
    return total / mean


def taken_twice(fleet: BatchFleet, hours: Array) -> Array:
    """K: what C adds up to."""
    edges, _ = _corners(fleet)
    total = np.maximum(hours - fleet.batch_h, 0.0)
    for x0, x1 in pairwise(edges):
        upto = np.clip(hours, x0, x1)
        parts = taken(fleet, np.full_like(hours, x0)) + 4 * taken(fleet, (x0 + upto) / 2) + taken(fleet, upto)
        total += (upto - x0) / 6 * parts
    return total


def _corners(fleet: BatchFleet) -> tuple[list[float], list[float]]:
    """Hours at the corners of the curve, and its power at the beginning and end of every piece."""
    shares = (fleet.ramp_share, fleet.hold_share, 1 - fleet.ramp_share - fleet.hold_share)
    ends = ((fleet.ramp_from_pu, 1.0), (1.0, 1.0), (1.0, fleet.taper_to_pu))
    edges, power = [0.0], list[float]()
    for share, (begin, end) in zip(shares, ends, strict=True):
        if share > 1e-12:
            edges.append(edges[-1] + share * fleet.batch_h)
            power += [begin, end]
    return edges, power


def _audit_starts(flexible: FlexibleResults[BatchFleet], batched: Array, drawn: Array, lost: list[Array]) -> None:
    horizon = flexible.recorder.horizon
    blocks = {int(i): _blocks(flexible.view.assets[i], flexible.demand[i], horizon) for i in batched}
    labels = [label for i in blocks for label in blocks[i]["label"]]
    if not labels:
        return
    table = Flat(flexible.recorder, flexible.view.reader, "batch_fleet_start", labels)
    started, at = table.read("started_mwh"), 0
    energy = np.concatenate([blocks[i]["energy"].astype(float) for i in blocks])
    table.same("baseline", table.read("baseline_mwh"), energy, np.abs(energy))
    table.at_least("started", started, np.zeros_like(started))
    for i, block in blocks.items():
        own = started[at : at + len(block["label"])]
        at += len(own)
        fleet = flexible.view.assets[i]
        mine = Flat(flexible.recorder, flexible.view.reader, "batch_fleet_start", (fleet.id,))
        for g in range(horizon.segments):
            inside, chosen = horizon.segment == g, block["segment"].astype(int) == g
            edge = np.append(0.0, np.cumsum(horizon.dt_h[inside]))
            begin, end = block["begin"][chosen].astype(float), block["end"][chosen].astype(float)
            rate = flexible.demand[i, inside][0]
            expected = _by_batches(fleet, edge, begin, end, own[chosen], rate)
            mean_mw = np.diff(expected) / horizon.dt_h[inside]
            _worst(mine, "power", drawn[i, inside], mean_mw, flexible.demand[i, inside])
            usual = _by_batches(fleet, edge, begin, end, block["energy"][chosen].astype(float), rate)[-1]
            windows = calendar(horizon, fleet.target_window)
            missed = float(lost[i][windows.segment == g].sum())
            total = float((horizon.dt_h * drawn[i])[inside].sum())
            mine.at_least("drawn", np.array([total + missed]), np.array([usual]))
        windows = calendar(horizon, fleet.target_window)
        needed, done = np.zeros((2, len(windows.names)))
        np.add.at(needed, windows.of[block["first"].astype(int)], block["energy"].astype(float))
        np.add.at(done, windows.of[block["first"].astype(int)], own)
        names = [f"{fleet.id} {name}" for name in windows.names]
        judged = Flat(flexible.recorder, flexible.view.reader, "batch_fleet_start", names)
        judged.at_least("target", done + lost[i], needed)
        if fleet.target == "equal":
            judged.at_most("target", done + lost[i], needed)


def _worst(mine: Flat, check: str, value: Array, expected: Array, size: Array) -> None:
    """The worst of many differences, as one."""
    at = int(np.argmax(np.abs(value - expected) / (1 + size)))
    one = slice(at, at + 1)
    mine.at_most(check, value[one], expected[one], size[one])
    mine.at_least(check, value[one], expected[one], size[one])


def _blocks(fleet: BatchFleet, demand: Array, horizon: Horizon) -> dict[str, Array]:
    """Blocks of starts of a fleet: their hours within their segment, period, energy of the demand and labels."""
    rows = []
    for g in range(horizon.segments):
        inside = np.flatnonzero(horizon.segment == g)
        edge = np.append(0.0, np.cumsum(horizon.dt_h[inside]))
        curve = np.append(0.0, np.cumsum((horizon.dt_h * demand)[inside]))
        count = int(np.ceil(edge[-1] / fleet.start_block_h - 1e-9))
        for k in range(count):
            begin, end = k * fleet.start_block_h, min((k + 1) * fleet.start_block_h, edge[-1])
            energy = np.interp(end, edge, curve) - np.interp(begin, edge, curve)
            stamp = pd.Timestamp(horizon.start[inside[0]], tz="UTC").tz_convert(horizon.zone)
            name = (stamp + pd.Timedelta(hours=begin)).strftime("%Y-%m-%dT%H:%M")
            label = f"{fleet.id} {name}" + (f" ({g + 1})" if horizon.segments > 1 else "")
            first = inside[max(0, int(np.searchsorted(edge, begin + 1e-9)) - 1)]
            rows.append((begin, end, g, first, energy, label))
    table = pd.DataFrame(rows, columns=["begin", "end", "segment", "first", "energy", "label"])
    return {str(name): table[name].to_numpy() for name in table}


def _by_batches(fleet: BatchFleet, edge: Array, begin: Array, end: Array, energy: Array, rate_mw: float) -> Array:
    """MWh that all batches have taken by each boundary of a segment."""
    total = rate_mw * (edge - taken_twice(fleet, edge))
    for a, b, mwh in zip(begin, end, energy, strict=True):
        first, last = np.searchsorted(edge, [a, b + fleet.batch_h])
        near = edge[first:last]
        total[first:last] += mwh * (taken_twice(fleet, near - a) - taken_twice(fleet, near - b)) / (b - a)
        total[last:] += mwh
    return total
