"""The tables of figures: what was installed, generated, used, sent, stored, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dispatch.present.run_page import units
from dispatch.present.run_page.colours import colours_of, stack_order
from dispatch.present.run_page.grid import Figures, Grid, number_grid, text_cell
from dispatch.present.run_page.words import label, name_of, say
from dispatch.results.installed_capacity import energy_mwh, power_mw
from dispatch.results.study_area import StudyArea, by_key, generation_mw, load_reduction_mw

HM3_PER_M3S_H = 0.0036


def technology_grid(area: StudyArea, curtailment: Mapping[str, Any]) -> Grid:
    """Installed power, energy, share, full-load hours and curtailment by technology."""
    power, plants = generation_mw(area), by_key(area.plants, lambda p: p.technology)
    order = stack_order(plants)
    colours = colours_of(order)
    installed = [sum(p.p_nom_mw for p in plants[t]) for t in order]
    energy = [float(area.energy(power[t])) for t in order]
    lost = [curtailment.get(t, {}).get("mwh") for t in order]
    whole, built = sum(energy), sum(installed)
    columns: list[Figures] = [
        (say("installed"), installed, units.POWER),
        (say("energy"), energy, units.ENERGY),
        (say("share"), [e / whole if whole else None for e in energy], None),
        (say("full_load_hours"), [_per(e, p) for e, p in zip(energy, installed, strict=True)], units.HOURS),
        (say("curtailed"), lost, units.LOST_ENERGY),
        (say("curtailment_rate"), [curtailment.get(t, {}).get("rate") for t in order], None),
    ]
    total = [built, whole, 1.0 if whole else None, _per(whole, built), sum(v or 0.0 for v in lost), None]
    names = [text_cell(name_of("technology", t), colours[t]) for t in order]
    return number_grid(say("technology"), names, columns, total, say("total"))


def load_grid(area: StudyArea) -> Grid:
    """Energy served, unserved and the highest demand by kind of load."""
    groups = by_key(area.assets(area.case.load), lambda load: load.kind)
    demand = {kind: area.total("load", "demand_mw", loads) for kind, loads in groups.items()}
    kinds = sorted(groups, key=lambda kind: -float(area.energy(demand[kind])))
    served = [
        float(area.energy(area.total("load", "served_mw", groups[k]) - load_reduction_mw(area, groups[k])))
        for k in kinds
    ]
    missed = [float(area.energy(area.total("load", "unserved_mw", groups[k]))) for k in kinds]
    whole = sum(served)
    columns: list[Figures] = [
        (say("served"), served, units.ENERGY),
        (say("share"), [v / whole if whole else None for v in served], None),
        (say("peak_demand"), [float(demand[k].max()) for k in kinds], units.POWER),
        (say("unserved"), missed, units.LOST_ENERGY),
    ]
    together = sum(demand.values(), np.zeros(area.horizon.periods))
    total = [whole, 1.0 if whole else None, float(together.max()), sum(missed)]
    names = [text_cell(name_of("kind", k)) for k in kinds]
    return number_grid(say("kind_of_load"), names, columns, total, say("total"))


def corridor_grid(area: StudyArea) -> Grid:
    """Energy out and in, use of capacity, and energy off the schedule of every corridor."""
    corridors = area.case.corridor
    export = area.rows("corridor", "export_mw", corridors)
    off = np.abs(export - area.rows("corridor", "schedule_mw", corridors))
    out, back = area.energy(np.maximum(export, 0)), area.energy(np.maximum(-export, 0))
    rated = [k.p_nom_mw for k in corridors]
    hours = area.horizon.hours
    columns: list[Figures] = [
        (say("capacity"), rated, units.POWER),
        (say("exported"), out.tolist(), units.ENERGY),
        (say("imported"), back.tolist(), units.ENERGY),
        (say("use_of_capacity"), [_per(o + b, p * hours) for o, b, p in zip(out, back, rated, strict=True)], None),
        (say("off_schedule"), area.energy(off).tolist(), units.ENERGY),
    ]
    total = [None, float(out.sum()), float(back.sum()), None, float(area.energy(off).sum())]
    return number_grid(say("corridor"), [text_cell(label(k)) for k in corridors], columns, total, say("total"))


def storage_grid(area: StudyArea) -> Grid:
    """Size, energy in and out, cycles and the mean worth of a stored MWh."""
    stores = area.assets(area.case.storage)
    into = area.energy(area.rows("storage", "p_charge_mw", stores)).tolist()
    out = area.energy(area.rows("storage", "p_discharge_mw", stores)).tolist()
    power, energy = power_mw(area, stores).tolist(), energy_mwh(area, stores).tolist()
    cycles = [_per(o / s.eta_discharge, room) for s, o, room in zip(stores, out, energy, strict=True)]
    worth = area.energy(area.rows("storage", "soc_value_cny_per_mwh", stores)) / area.horizon.hours
    columns: list[Figures] = [
        (say("power"), power, units.POWER),
        (say("capacity_mwh"), energy, units.CAPACITY),
        (say("charged"), into, units.ENERGY),
        (say("discharged"), out, units.ENERGY),
        (say("full_cycles"), cycles, units.PLAIN),
        (say("mean_worth"), worth.tolist(), units.PRICE),
    ]
    total = [sum(power), sum(energy), sum(into), sum(out), None, None]
    return number_grid(say("storage_unit"), [text_cell(label(s)) for s in stores], columns, total, say("total"))


def reservoir_grid(area: StudyArea) -> Grid:
    """Water in, through the turbines and spilled, what is left, and its worth."""
    lakes = area.case.reservoir
    hm3 = HM3_PER_M3S_H * area.horizon.energy_h
    inflow, arrived, spilled, released = (
        area.rows("reservoir", column, lakes) @ hm3
        for column in ("inflow_m3s", "arrivals_m3s", "spill_m3s", "release_m3s")
    )
    volume = area.answer.tables["reservoir_state"].columns["volume_hm3"]
    worth = area.energy(area.rows("reservoir", "water_value_cny_per_hm3", lakes)) / area.horizon.hours
    columns: list[Figures] = [
        (say("inflow"), inflow.tolist(), units.VOLUME),
        (say("from_upstream"), arrived.tolist(), units.VOLUME),
        (say("turbined"), (released - spilled).tolist(), units.VOLUME),
        (say("spilled"), spilled.tolist(), units.VOLUME),
        (say("spill_rate"), [_per(s, r) for s, r in zip(spilled, released, strict=True)], None),
        (say("volume_begin"), volume[:, area.horizon.segment_start[0]].tolist(), units.VOLUME),
        (say("volume_end"), volume[:, area.horizon.segment_end[-1]].tolist(), units.VOLUME),
        (say("water_value"), worth.tolist(), units.WATER_VALUE),
    ]
    return number_grid(say("reservoir"), [text_cell(label(lake)) for lake in lakes], columns)


def price_grid(area: StudyArea) -> Grid:
    """Mean over time, lowest and highest price of every bus in the study area."""
    known = area.answer.tables["price"].labels
    buses = [b for b in area.case.bus if b.id in area.buses and b.id in known]
    price = area.rows("price", "price_cny_per_mwh", buses)
    columns: list[Figures] = [
        (say("mean"), (area.energy(price) / area.horizon.hours).tolist(), units.PRICE),
        (say("lowest"), price.min(axis=1, initial=np.inf).tolist(), units.PRICE),
        (say("highest"), price.max(axis=1, initial=-np.inf).tolist(), units.PRICE),
    ]
    return number_grid(say("bus"), [text_cell(label(b)) for b in buses], columns)


def cost_grid(costs_cny: Mapping[str, float]) -> Grid:
    """Every term of the objective that is not zero, largest first."""
    shown = sorted((k for k, v in costs_cny.items() if abs(v) >= 0.5), key=lambda k: -abs(costs_cny[k]))
    values = [costs_cny[k] for k in shown]
    columns: list[Figures] = [(say("amount"), values, units.MONEY)]
    names = [text_cell(name_of("cost", k)) for k in shown]
    return number_grid(say("cost_term"), names, columns, [sum(costs_cny.values())], say("total"))


def _per(value: float, by: float) -> float | None:
    return value / by if by > 0 else None
