"""Installed capacity at the end of the horizon: sizes of stores, storage targets and the price of their last MW.

A store that is no candidate has the size of the case, a candidate what was there before and what was built. Of several
years the last one counts; `built` lists every year. The price of a target is its dual: CNY per MW and year that the
last MW of the target costs beyond what it earns; over several years their mean, each year counted as the objective
counts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.case.sizing import Targets
from dispatch.families.storage.candidate import candidates, is_candidate, new_type_stores, stores_at
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.size import size_of
from dispatch.results.study_area import StudyArea


def power_mw(area: StudyArea, stores: Sequence[Storage]) -> np.ndarray:
    """(n,) discharging power at the end of the horizon, standing and built."""
    built = _installed(area, stores, "installed_mw")[:, -1].tolist()
    return np.array([size_of(s, mw, 0.0).discharge_mw for s, mw in zip(stores, built, strict=True)], dtype=float)


def energy_mwh(area: StudyArea, stores: Sequence[Storage]) -> np.ndarray:
    """(n,) energy at the end of the horizon, standing and built."""
    built = _installed(area, stores, "installed_mwh")[:, -1].tolist()
    return np.array([size_of(s, 0.0, mwh).energy_mwh for s, mwh in zip(stores, built, strict=True)], dtype=float)


def storage_figures(area: StudyArea) -> dict[str, Any]:
    """The contract's figures of storage in the study area."""
    stores = area.assets(area.case.storage)
    goal = target_figures(area)
    return {
        "power_mw": float(power_mw(area, stores).sum()),
        "energy_mwh": float(energy_mwh(area, stores).sum()),
        "target_mw": area.case.targets.new_storage_mw,
        "target_price_cny_per_mw": None if goal is None else goal["price_cny_per_mw"],
        "full_cycles": _full_cycles(area, stores),
    }


def target_figures(area: StudyArea) -> dict[str, Any] | None:
    """Goals, whether they apply in the years of this horizon, and their prices; None where the case sets none."""
    goal = area.case.targets
    if not (goal.any or area.case.storage_share):
        return None
    table = area.answer.tables.optional("target_total")
    figures: dict[str, Any] = {
        **goal.model_dump(),
        "applies": table is not None,
        "power_mw": None,
        "energy_mwh": None,
        "price_cny_per_mw": None,
        "price_cny_per_mwh": None,
        "price_by_year": {},
    }
    if table is None:
        return figures
    figures["power_mw"], figures["energy_mwh"] = _counted_mw(area), float(table.columns["counted_mwh"][-1])
    counted = _years(area, table.labels)
    # If nothing can be built, the last MW of the target is existing capacity.
    buildable = any(is_candidate(s) for s in new_type_stores(area.case))
    for unit in ("mw", "mwh"):
        price = table.columns.get(f"target_price_cny_per_{unit}")
        if price is not None:
            price = price if buildable else np.zeros_like(price)
            figures[f"price_cny_per_{unit}"] = float(price @ counted / counted.sum())
            if unit == "mw":
                figures["price_by_year"] = dict(zip(table.labels, price.tolist(), strict=True))
    return figures


def _counted_mw(area: StudyArea) -> float:
    """New-type MW of the study area at the end: ratings, of what shares a connection no more than this carries.

    Where a goal does not bind, the program may count less than there is.
    """
    stores, table = new_type_stores(area.case), area.answer.tables.optional("site_segment")
    rated = dict(zip((s.id for s in stores), power_mw(area, stores), strict=True))
    hybrids = [site.id for site in area.case.site if site.shared and any(map(is_candidate, stores_at(area.case, site)))]
    total = sum(rated[s.id] for s in stores if s.site not in hybrids)
    for name in hybrids:
        behind = sum(rated[s.id] for s in stores if s.site == name)
        total += behind if table is None else min(behind, float(table.of(name, "connection_mw")[-1]))
    return float(total)


def building_figures(area: StudyArea) -> dict[str, dict[str, Any]]:
    """Candidate → technology, MW and MWh that stand at the end, MW by year of building; anywhere in the case."""
    some = candidates(area.case)
    if not some:
        return {}
    year, opens = area.horizon.segment_year, area.horizon.opens_year
    built, power, energy = (_installed(area, some, name) for name in ("built_mw", "installed_mw", "installed_mwh"))
    return {
        store.id: {
            "technology": store.technology,
            "power_mw": power[i, -1],
            "energy_mwh": energy[i, -1],
            "built_mw": {str(y): mw for y, mw in zip(year[opens], built[i, opens], strict=True) if mw > 0},
        }
        for i, store in enumerate(some)
    }


def as_built(area: StudyArea) -> Case:
    """The case with sizes at the end of the horizon: nothing left to build, no target, nothing to pay for
    it. Of a build path that are the sizes of its last year.
    """
    case, table = area.case, area.answer.tables.optional("site_segment")
    power, energy = power_mw(area, case.storage), energy_mwh(area, case.storage)
    stores = tuple(
        _fixed(store, mw, mwh) if is_candidate(store) else store
        for store, mw, mwh in zip(case.storage, power.tolist(), energy.tolist(), strict=True)
    )
    sites = tuple(
        site.model_copy(update={"connection_mw": mw, "connection_max_mw": mw, "connection_cost_cny_per_kw": 0.0})
        for site in case.site
        if table is not None and site.id in table.labels
        for mw in [float(table.of(site.id, "connection_mw")[-1])]
    )
    return case.model_copy(update={"storage": stores, "site": sites, "targets": Targets(), "storage_share": ()})


def _fixed(store: Storage, p_nom_mw: float, e_nom_mwh: float) -> Storage:
    charge = size_of(store, p_nom_mw - store.p_nom_mw, 0.0).charge_mw
    size = {"p_nom_mw": p_nom_mw, "p_charge_nom_mw": charge, "e_nom_mwh": e_nom_mwh}
    return store.model_copy(update={**size, "cyclic": True, "build_max_mw": 0.0, "build_min_mw": 0.0})


def tranches(area: StudyArea, store: Storage) -> list[tuple[int, float, float]]:
    """(year, MW, MWh) of what was built of a store and stands at the end of the horizon, by year of building."""
    if not is_candidate(store):
        return []
    year, life = area.horizon.segment_year, store.life_years or 1.0
    mw, mwh = (_installed(area, [store], f"built_{unit}")[0] for unit in ("mw", "mwh"))
    stands = np.flatnonzero((year > year[-1] - life) & ((mw > 0) | (mwh > 0)))
    return [(int(year[k]), float(mw[k]), float(mwh[k])) for k in stands]


def _installed(area: StudyArea, stores: Sequence[Storage], column: str) -> np.ndarray:
    """(n, G) of candidates; 0 for the others."""
    found, table = np.zeros((len(stores), area.horizon.segments)), area.answer.tables.optional("storage_segment")
    for i, store in enumerate(stores):
        if table is not None and is_candidate(store):
            found[i] = table.of(store.id, column)
    return found


def _full_cycles(area: StudyArea, stores: Sequence[Storage]) -> float:
    """MWh taken out per MWh of room, of all stores together; where room grows, year by year."""
    per_mwh = np.array([1 / s.eta_discharge for s in stores])
    if not any(is_candidate(s) for s in stores):
        room = sum(s.e_nom_mwh for s in stores)
        taken = area.energy(area.rows("storage", "p_discharge_mw", stores)) @ per_mwh
        return float(taken / room) if room > 0 else 0.0
    hourly = area.horizon.energy_h * (per_mwh @ area.rows("storage", "p_discharge_mw", stores))
    taken = np.bincount(area.horizon.segment, hourly, area.horizon.segments)
    room = sum(s.e_nom_mwh for s in stores) + _installed(area, stores, "installed_mwh").sum(axis=0)
    return float(np.divide(taken, room, out=np.zeros_like(taken), where=room > 1e-6).sum())


def _years(area: StudyArea, labels: Sequence[str]) -> np.ndarray:
    """Years that the horizon represents in each of the labelled years, discounted."""
    horizon = area.horizon
    years = horizon.segment_years()
    return np.array([years[horizon.segment_year == int(label)].sum() for label in labels])
