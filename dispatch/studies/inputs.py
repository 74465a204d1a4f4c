"""What goes into a run, for people to read: climate, plants, water, and what is wrong with measured files.

    inputs = describe_inputs(series)
    inputs.calibration    # target and achieved: sun hours, GHI, temperature, full-load hours, mean flows
    inputs.findings       # what the measured files have: gaps, spikes, stuck sensors, slips of the clock; and repairs
    inputs.doubts         # plants whose known yield takes a factor that is hard to believe

Targets are those of the case; a row without one gives the result only. Nothing here enters the model.

Every page of a run imports this module, so that models of weather, plants and water are imported where a case has any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.case.varying import SeriesRef
from dispatch.errors import Fault
from dispatch.families.renewable.entity import Renewable
from dispatch.horizon import Horizon
from dispatch.locale import text
from dispatch.measured.report import quality_frame
from dispatch.series.assemble import Series

if TYPE_CHECKING:
    from dispatch.weather.site_weather import SiteWeather

# Where the reader of the calibration table begins to ask for a reason.
WITHIN_PU = 0.05
_QUANTITY = {
    "ghi_kwh_per_m2": "ghi",
    "sun_hours_h": "sun_hours",
    "temperature_c": "temperature",
    "wind_speed_m_per_s": "wind_speed",
}
_UNIT = {
    "ghi": "kWh/m²",
    "sun_hours": "h",
    "temperature": "°C",
    "wind_speed": "m/s",
    "full_load_hours": "h",
    "mean_flow": "m³/s",
}
COLUMNS = (
    "group",
    "id",
    "zh",
    "en",
    "quantity",
    "unit",
    "target",
    "achieved",
    "deviation_pu",
    "within",
    "note_zh",
    "note_en",
)


@dataclass(frozen=True, eq=False)
class Inputs:
    """Everything that the pages and the command show of a case's inputs, on one horizon."""

    series: Series

    @property
    def case(self) -> Case:
        return self.series.case

    @property
    def horizon(self) -> Horizon:
        return self.series.horizon

    @cached_property
    def weather(self) -> dict[str, SiteWeather]:
        """Site → weather."""
        if not self.case.weather:
            return {}
        from dispatch.weather.year import weather_of

        return weather_of(self.case, self.case.weather)

    @cached_property
    def calibration(self) -> pd.DataFrame:
        """One row a target: `COLUMNS`."""
        parts = [_climate(self), _plants(self.case), _water(self.case)]
        frame = pd.concat([part for part in parts if len(part)] or [pd.DataFrame()]).reset_index(drop=True)
        return frame.reindex(columns=list(COLUMNS))

    @cached_property
    def doubts(self) -> tuple[Fault, ...]:
        """Factors of PV plants and wind farms that are out of the usual; nothing is refused for it."""
        fitted = [(entities, table) for _, entities, table in _fitted(self.case)]
        if not fitted:
            return ()
        from dispatch.plants.calibrate import unusual_factors

        return tuple(fault for entities, table in fitted for fault in unusual_factors(entities, table))

    @property
    def examined(self) -> bool:
        """Whether any table of the case was looked at for what is odd."""
        return any(table.examined for table in self.case.series.values())

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings and repairs of measured tables, with their words in both languages as `zh` and `en`."""
        frame = quality_frame(self.case.series, "zh").rename(columns={"words": "zh"})
        return frame.assign(en=quality_frame(self.case.series, "en")["words"])

    @cached_property
    def available_mw(self) -> dict[str, np.ndarray]:
        """Technology → (N,) MW that its plants could deliver."""
        total: dict[str, np.ndarray] = {}
        for plant in self.case.renewable:
            power = plant.p_nom_mw * self.series.of(plant, "p_max_pu") * self.series.of(plant, "availability_pu")
            total[plant.technology] = total.get(plant.technology, 0.0) + power
        return total


def describe_inputs(series: Series) -> Inputs:
    """Inputs of a case as they lie on a horizon."""
    return Inputs(series)


def plants_of(case: Case, family: str) -> dict[str, list[Renewable]]:
    """Id of a modelled series → the plants of the case that use it."""
    using: dict[str, list[Renewable]] = {}
    for plant in case.renewable:
        if isinstance(plant.p_max_pu, SeriesRef):
            name, column = plant.p_max_pu.address(case.hydrology)
            if name == family:
                using.setdefault(column, []).append(plant)
    return using


def _climate(inputs: Inputs) -> pd.DataFrame:
    """Sites: sun, sunshine, the year's mean wind, monthly temperatures; assumed climates have no target."""
    if not inputs.weather:
        return pd.DataFrame()
    from dispatch.weather.climate import climate_table

    table = climate_table(inputs.weather)
    monthly = table["quantity"].isin(["temperature_c"]) & (table["month"] > 0)
    table = table[(table["month"] == 0) | monthly]
    sites = {site.id: site for site in inputs.case.weather}
    rows = []
    for row in table.to_dict("records"):
        site, quantity = sites[str(row["site"])], str(row["quantity"])
        target = np.nan if row["assumed"] else float(row["target"])
        month = f" {int(row['month']):02d}" if row["month"] else ""
        gap = float(row["achieved"]) - target
        # A relative deviation of a temperature in °C is meaningless: 1 K counts as 5 %.
        relative = gap / target if quantity != "temperature_c" else gap * WITHIN_PU
        note = _note("assumed") if row["assumed"] else (site.note, site.note)
        if np.isnan(row["achieved"]):
            note = _note("part_of_year")
        rows.append(_row("weather", site, _QUANTITY[quantity] + month, target, row["achieved"], relative, note))
    return pd.DataFrame(rows)


def _plants(case: Case) -> pd.DataFrame:
    """PV plants and wind farms: full-load hours, and the factor by which the model was fitted to them."""
    rows = []
    for group, entities, table in _fitted(case):
        from dispatch.plants.calibrate import usual

        for entity, found in zip(entities, table.to_dict("records"), strict=True):
            target, before, achieved, factor = (
                float(found[name]) for name in ("target_h", "before_h", "after_h", "factor")
            )
            note = _note("fitted" if usual(factor) else "fitted_unusually", before=before, factor=factor)
            if np.isnan(target):
                note = _note("no_whole_year") if np.isnan(achieved) else ("", "")
            rows.append(_row(group, entity, "full_load_hours", target, achieved, achieved / target - 1, note))
    return pd.DataFrame(rows)


def _fitted(case: Case) -> Iterator[tuple[str, Sequence[Entity], pd.DataFrame]]:
    """(family, its entities, what was found for each)."""
    if case.pv_plant:
        from dispatch.plants import pv

        yield "pv_plant", case.pv_plant, pv.calibration(case)
    if case.wind_farm:
        from dispatch.plants import wind

        yield "wind_farm", case.wind_farm, wind.calibration(case)


def _water(case: Case) -> pd.DataFrame:
    """Catchments and river plants in every kind of year."""
    if not (case.catchment or case.river_plant):
        return pd.DataFrame()
    from dispatch.water.years import water_table

    entities = {("catchment", c.id): c for c in case.catchment} | {("river_plant", p.id): p for p in case.river_plant}
    rows = []
    for found in water_table(case).to_dict("records"):
        target, achieved = float(found["target"]), float(found["achieved"])
        quantity = "mean_flow" if found["kind"] == "catchment" else "full_load_hours"
        note = _note("ordered" if found["ordered"] else "out_of_order")
        entity = entities[str(found["kind"]), str(found["id"])]
        row = _row(
            str(found["kind"]),
            entity,
            f"{quantity} {found['hydrology']}",
            target,
            achieved,
            achieved / target - 1,
            note,
        )
        rows.append(row)
    return pd.DataFrame(rows)


def _row(
    group: str,
    entity: Entity,
    quantity: str,
    target: float,
    achieved: float,
    deviation_pu: float,
    note: tuple[str, str],
) -> dict[str, object]:
    known = not (np.isnan(target) or np.isnan(achieved))
    return {
        "group": group,
        "id": entity.id,
        "zh": entity.zh or entity.en,
        "en": entity.en or entity.zh,
        "quantity": quantity,
        "unit": _UNIT[quantity.split()[0]],
        "target": target,
        "achieved": float(achieved),
        "deviation_pu": deviation_pu if known else np.nan,
        "within": bool(abs(deviation_pu) <= WITHIN_PU) if known else None,
        "note_zh": note[0],
        "note_en": note[1],
    }


def _note(key: str, **params: float) -> tuple[str, str]:
    """A remark in Chinese and English."""
    return text(f"input_note.{key}", "zh", **params), text(f"input_note.{key}", "en", **params)
