"""The tables of figures: what was installed, generated, used, sent, stored, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dispatch.families.declare import Role
from dispatch.families.hydro.reservoir_water import reservoir_water
from dispatch.present import quantity
from dispatch.present.colours import colours_of, stack_order
from dispatch.present.run_page.words import name_of, say
from dispatch.present.table import Column, Figures, Table, figures_table
from dispatch.present.words import label
from dispatch.results.installed_capacity import energy_mwh, power_mw
from dispatch.results.study_area import StudyArea, by_key, consumption_mw, generation_mw, load_reduction_mw


def technology_table(area: StudyArea, curtailment: Mapping[str, Any]) -> Table:
    """Installed power, energy, share, full-load hours and curtailment by technology."""
    power, plants = generation_mw(area), by_key(area.plants, lambda p: p.technology)
    order = stack_order(plants)
    colours = colours_of(order)
    installed = [sum(p.p_nom_mw for p in plants[t]) for t in order]
    energy = [float(area.energy(power[t])) for t in order]
    lost = [curtailment.get(t, {}).get("mwh") for t in order]
    whole, built = sum(energy), sum(installed)
    columns: list[Figures] = [
        (say("installed"), installed, quantity.POWER),
        (say("energy"), energy, quantity.ENERGY),
        (say("share"), [e / whole if whole else None for e in energy], None),
        (say("full_load_hours"), [_per(e, p) for e, p in zip(energy, installed, strict=True)], quantity.HOURS),
        (say("curtailed"), lost, quantity.LOST_ENERGY),
        (say("curtailment_rate"), [curtailment.get(t, {}).get("rate") for t in order], None),
    ]
    total = [built, whole, 1.0 if whole else None, _per(whole, built), sum(v or 0.0 for v in lost), None]
    names = Column(say("technology"), [name_of("technology", t) for t in order], colours=[colours[t] for t in order])
    return figures_table("technologies", say("table_technologies"), names, columns, total, say("total"))


def load_table(area: StudyArea) -> Table:
    """Energy served, unserved and the highest demand by kind of load; then by family what is drawn beside loads."""
    groups = by_key(area.assets(area.case.load), lambda load: load.kind)
    demand = {kind: 0.0 - area.role_mw(Role.DEMAND, loads) for kind, loads in groups.items()}
    kinds = sorted(groups, key=lambda kind: -float(area.energy(demand[kind])))
    served = [
        float(area.energy(area.role_mw(Role.SERVED, groups[k]) - load_reduction_mw(area, groups[k]))) for k in kinds
    ]
    missed = [float(area.energy(area.role_mw(Role.SHORTAGE, groups[k]))) for k in kinds]
    beside = consumption_mw(area)
    demand |= beside
    kinds += beside
    served += [float(area.energy(power)) for power in beside.values()]
    missed += [0.0] * len(beside)
    whole = sum(served)
    columns: list[Figures] = [
        (say("served"), served, quantity.ENERGY),
        (say("share"), [v / whole if whole else None for v in served], None),
        (say("peak_demand"), [float(demand[k].max()) for k in kinds], quantity.POWER),
        (say("unserved"), missed, quantity.LOST_ENERGY),
    ]
    together = sum(demand.values(), np.zeros(area.horizon.periods))
    total = [whole, 1.0 if whole else None, float(together.max()), sum(missed)]
    names = Column(say("kind_of_load"), [name_of("kind", k) for k in kinds])
    return figures_table("loads", say("table_loads"), names, columns, total, say("total"))


def corridor_table(area: StudyArea) -> Table:
    """Energy out and in, use of capacity, and energy off the schedule of every corridor."""
    corridors = area.case.corridor
    export = area.rows("corridor", "export_mw", corridors)
    off = np.abs(export - area.rows("corridor", "schedule_mw", corridors))
    out, back = area.energy(np.maximum(export, 0)), area.energy(np.maximum(-export, 0))
    rated = [k.p_nom_mw for k in corridors]
    hours = area.horizon.hours
    columns: list[Figures] = [
        (say("capacity"), rated, quantity.POWER),
        (say("exported"), out.tolist(), quantity.ENERGY),
        (say("imported"), back.tolist(), quantity.ENERGY),
        (say("use_of_capacity"), [_per(o + b, p * hours) for o, b, p in zip(out, back, rated, strict=True)], None),
        (say("off_schedule"), area.energy(off).tolist(), quantity.ENERGY),
    ]
    total = [None, float(out.sum()), float(back.sum()), None, float(area.energy(off).sum())]
    names = Column(say("corridor"), [label(k) for k in corridors])
    return figures_table("corridors", say("table_corridors"), names, columns, total, say("total"))


def storage_table(area: StudyArea) -> Table:
    """Size, energy in and out, cycles and the mean worth of a stored MWh."""
    stores = area.assets(area.case.storage)
    into = area.energy(area.rows("storage", "p_charge_mw", stores)).tolist()
    out = area.energy(area.rows("storage", "p_discharge_mw", stores)).tolist()
    power, energy = power_mw(area, stores).tolist(), energy_mwh(area, stores).tolist()
    cycles = [_per(o / s.eta_discharge, room) for s, o, room in zip(stores, out, energy, strict=True)]
    worth = area.energy(area.rows("storage", "soc_value_cny_per_mwh", stores)) / area.horizon.hours
    columns: list[Figures] = [
        (say("power"), power, quantity.POWER),
        (say("capacity"), energy, quantity.CAPACITY),
        (say("charged"), into, quantity.ENERGY),
        (say("discharged"), out, quantity.ENERGY),
        (say("full_cycles"), cycles, quantity.PLAIN),
        (say("mean_worth"), worth.tolist(), quantity.PRICE),
    ]
    total = [sum(power), sum(energy), sum(into), sum(out), None, None]
    names = Column(say("storage"), [label(s) for s in stores])
    return figures_table("stores", say("table_stores"), names, columns, total, say("total"))


def reservoir_table(area: StudyArea) -> Table:
    """Water in, through the turbines and spilled, what is left, and its worth."""
    lakes = area.case.reservoir
    water = reservoir_water(area, lakes)
    worth = area.energy(area.rows("reservoir", "water_value_cny_per_hm3", lakes)) / area.horizon.hours
    columns: list[Figures] = [
        (say("inflow"), water.inflow.tolist(), quantity.VOLUME),
        (say("from_upstream"), water.arrived.tolist(), quantity.VOLUME),
        (say("turbined"), water.turbined.tolist(), quantity.VOLUME),
        (say("spilled"), water.spilled.tolist(), quantity.VOLUME),
        (say("spill_rate"), [_per(s, r) for s, r in zip(water.spilled, water.released, strict=True)], None),
        (say("volume_begin"), water.begin.tolist(), quantity.VOLUME),
        (say("volume_end"), water.end.tolist(), quantity.VOLUME),
        (say("water_value"), worth.tolist(), quantity.WATER_VALUE),
    ]
    names = Column(say("reservoir"), [label(lake) for lake in lakes])
    return figures_table("reservoirs", say("table_reservoirs"), names, columns)


def price_table(area: StudyArea) -> Table:
    """Mean over time, lowest and highest price of every bus at area."""
    known = area.answer.tables["price"].labels
    buses = [b for b in area.case.bus if b.id in area.buses and b.id in known]
    price = area.rows("price", "price_cny_per_mwh", buses)
    columns: list[Figures] = [
        (say("mean"), (area.energy(price) / area.horizon.hours).tolist(), quantity.PRICE),
        (say("lowest"), price.min(axis=1, initial=np.inf).tolist(), quantity.PRICE),
        (say("highest"), price.max(axis=1, initial=-np.inf).tolist(), quantity.PRICE),
    ]
    return figures_table("prices", "", Column(say("bus"), [label(b) for b in buses]), columns)


def cost_table(costs_cny: Mapping[str, float]) -> Table:
    """Every term of the objective that is not zero, largest first."""
    shown = sorted((k for k, v in costs_cny.items() if abs(v) >= 0.5), key=lambda k: -abs(costs_cny[k]))
    values = [costs_cny[k] for k in shown]
    columns: list[Figures] = [(say("amount"), values, quantity.MONEY)]
    names = Column(say("cost_term"), [name_of("cost", k) for k in shown])
    return figures_table("costs", "", names, columns, [sum(costs_cny.values())], say("total"), narrow=True)


def _per(value: float, by: float) -> float | None:
    return value / by if by > 0 else None
