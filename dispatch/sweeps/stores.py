"""What storage stands at a point, where, and what it costs a year, read from the directory of its run.

Only two sections of the resolved case are read, not the whole of it: a sweep has hundreds of points.

    given_cny_per_year = 1000·capex(y)·(CRF(r, life) + om_pu_per_year) of p_nom and e_nom

by the formula of `dispatch.case.sizing`; what is built on top of that the model pays for (`costs_cny.storage.…`). y is
the year in which the horizon begins. Numbers that a store leaves blank are those of the catalogue.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from dispatch.case.load import CASE_FILE
from dispatch.case.sizing import Sizing
from dispatch.economics.assumptions import Assumptions, terms_of
from dispatch.families.bus.entity import Bus
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.size import size_of

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Standing:
    """A store at a point. mw, mwh: given and built; given_cny_per_year: of the given part; counted_mw: what a goal of
    new-type storage counts of it."""

    id: str
    zh: str
    en: str
    technology: str
    bus: str
    county: str
    mw: float
    mwh: float
    new_type: bool
    given_cny_per_year: float
    site: str = ""
    counted_mw: float = 0.0

    def as_json(self) -> dict[str, object]:
        """JSON-ready, with what a reader asks for."""
        return {
            "id": self.id,
            "zh": self.zh,
            "en": self.en,
            "technology": self.technology,
            "bus": self.bus,
            "county": self.county,
            "mw": round(self.mw, 6),
            "mwh": round(self.mwh, 6),
        }


def standing_stores(path: object) -> list[Standing]:
    """The storages of the study area with any power, in the order of the case; none if there is no run."""
    folder = Path(str(path)) if isinstance(path, str) and path else None
    file = folder / "case" / CASE_FILE if folder else None
    if folder is None or file is None or not file.is_file():
        return []
    parts = _sections(file.read_text(encoding="utf-8"), ("storage", "bus", "home_area", "sizing", "site"))
    buses = {bus["id"]: Bus.model_validate(bus) for bus in parts.get("bus", [])}
    home, sizing = parts.get("home_area", ""), Sizing.model_validate(parts.get("sizing", {}))
    stores = [Storage.model_validate(fields) for fields in parts.get("storage", [])]
    built = _last(folder / "results" / "storage_segment.parquet", "storage", ("installed_mw", "installed_mwh"))
    year = int(str(json.loads((folder / "summary.json").read_text(encoding="utf-8"))["from"])[:4])
    found = [
        _standing(store, buses[store.bus], built.get(store.id, [0.0, 0.0]), sizing, year)
        for store in stores
        if not home or buses[store.bus].area == home
    ]
    shared = [str(site["id"]) for site in parts.get("site", []) if site.get("shared")]
    carried = _last(folder / "results" / "site_segment.parquet", "site", ("connection_mw",))
    room = {name: carried[name][0] for name in shared if name in carried}
    return _counted([store for store in found if store.mw > 1e-6], room)


def case_names(frame: pd.DataFrame) -> tuple[str, str]:
    """What the case of a sweep is called, (zh, en): by its own words, else by its name."""
    name = next((str(v) for v in frame.get("case", []) if isinstance(v, str)), "")
    for path in frame["path"]:
        file = Path(str(path)) / "case" / CASE_FILE
        if path and file.is_file():
            names = _sections(file.read_text(encoding="utf-8"), ("zh", "en"))
            zh, en = str(names.get("zh", "")), str(names.get("en", ""))
            return zh or en or name, en or zh or name
    return name, name


def _counted(stores: list[Standing], carried: dict[str, float]) -> list[Standing]:
    """The storages with the MW that a target counts: behind a shared connection, up to its capacity."""
    counted = []
    for store in stores:
        rated = sum(s.mw for s in stores if s.new_type and s.site == store.site)
        share = min(1.0, carried[store.site] / rated) if store.site in carried and rated > 0 else 1.0
        counted.append(replace(store, counted_mw=share * store.mw if store.new_type else 0.0))
    return counted


def _standing(store: Storage, bus: Bus, built: list[float], sizing: Sizing, year: int) -> Standing:
    terms = terms_of(store, store.p_nom_mw, store.e_nom_mwh, Assumptions(year=year, capex_pu=sizing.capex_pu))
    yearly = terms.yearly_cny(sizing.discount_rate)
    size = size_of(store, built[0], built[1])
    zh, en = store.zh or store.en or store.id, store.en or store.zh or store.id
    return Standing(
        store.id,
        zh,
        en,
        store.technology,
        bus.id,
        bus.county,
        size.discharge_mw,
        size.energy_mwh,
        store.new_type,
        yearly,
        store.site or "",
    )


def _last(file: Path, name: str, columns: tuple[str, ...]) -> dict[str, list[float]]:
    """Store or site → figures of the last segment, in the order of `columns`; nothing where there is no such table."""
    if not file.is_file():
        return {}
    frame = pd.read_parquet(file)
    if not set(columns) <= set(frame.columns):
        return {}
    last = frame.groupby(name, observed=True)[list(columns)].last().fillna(0.0)
    return {str(label): [float(v) for v in row] for label, row in last.iterrows()}


def _sections(text: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Some top-level keys of a dumped case, without parsing the rest."""
    found: dict[str, Any] = {}
    for name in names:
        match = re.search(rf"^{name}:.*\n(?:[ \-#].*\n|\n)*", text, re.MULTILINE)
        if match is not None:
            found |= yaml.load(match[0], Loader=_LOADER)
    return found
