"""Forecasts on disk: tidy tables, and scenarios that replace the truth by them.

    wind_day_ahead.parquet …      one table a kind and product; a row group an entity; columns of `COLUMNS`
    series_day_ahead.parquet      what was forecast last for each quarter-hour, a column an entity, in the case's units
    scenario_day_ahead.yaml       overlay of the case: availability, inflow, demand as forecast, and their horizon
    case_day_ahead/               the case with that overlay, whole: `dispatch run` takes it as it stands
    forecast.json                 seed, span, error models, counts

Stamps are UTC. Values are float32: 7 digits of numbers that are wrong in the second. Intraday scenarios hold for
every period the last issue before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import yaml

from dispatch.case.dump import dump_case
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.varying import SeriesRef
from dispatch.forecast.error_model import STEP_S
from dispatch.forecast.make import PRODUCTS, Forecast, Forecaster, Product
from dispatch.forecast.subjects import FIELDS, Subject

COLUMNS = ("kind", "entity", "county", "issue_time", "valid_time", "lead_h", "forecast", "actual", "unit")
_WORD = pa.dictionary(pa.int8(), pa.string())
_STAMP = pa.timestamp("s", "UTC")
_SCHEMA = pa.schema(
    [
        ("kind", _WORD),
        ("entity", _WORD),
        ("county", _WORD),
        ("issue_time", _STAMP),
        ("valid_time", _STAMP),
        ("lead_h", pa.float32()),
        ("forecast", pa.float32()),
        ("actual", pa.float32()),
        ("unit", _WORD),
    ]
)


@dataclass
class Written:
    """What `write_forecasts` made: rows by kind and product, the last forecast for every period."""

    rows: dict[tuple[str, Product], int] = field(default_factory=dict)
    latest: dict[Product, dict[tuple[str, str], np.ndarray]] = field(default_factory=dict)


def to_table(forecast: Forecast) -> pa.Table:
    """The rows of a forecast, columns of `COLUMNS`."""
    grid, subject = forecast.grid, forecast.subject
    size = len(grid.valid)

    def word(text: str) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, dtype=np.int8)), pa.array([text]))

    columns = [
        word(subject.kind),
        word(subject.id),
        word(subject.county),
        pa.array(grid.issue * STEP_S).cast(_STAMP),
        pa.array(grid.valid * STEP_S).cast(_STAMP),
        grid.lead_h.astype(np.float32),
        forecast.value.astype(np.float32),
        forecast.actual.astype(np.float32),
        word(subject.unit),
    ]
    return pa.table(columns, schema=_SCHEMA)


def to_frame(forecasts: Iterable[Forecast]) -> pd.DataFrame:
    """Tidy rows of some forecasts; for a year of intraday issues use `write_forecasts`."""
    tables = [to_table(forecast) for forecast in forecasts]
    return pa.concat_tables(tables).unify_dictionaries().to_pandas()


def write_forecasts(
    folder: Path,
    case: Case,
    forecaster: Forecaster,
    products: Sequence[Product] = PRODUCTS,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Written:
    """Make and write everything, subject by subject; `on_progress` is called with the name of each."""
    written = Written(latest={product: {} for product in products})
    writers: dict[tuple[str, Product], Any] = {}
    try:
        for forecast in forecaster.each(products):
            subject, key = forecast.subject, (forecast.subject.kind, forecast.product)
            on_progress(f"{subject.kind} {subject.id}")
            if key not in writers:
                name = f"{subject.kind}_{forecast.product}.parquet"
                writers[key] = pa.parquet.ParquetWriter(folder / name, _SCHEMA, compression="zstd")
            writers[key].write_table(to_table(forecast), row_group_size=len(forecast.value) or None)
            written.rows[key] = written.rows.get(key, 0) + len(forecast.value)
            written.latest[forecast.product][subject.family, subject.id] = latest_of(forecast)
    finally:
        for writer in writers.values():
            writer.close()
    for product in products:
        _write_scenario(folder, case, forecaster, product, written.latest[product])
    _write_manifest(folder, case, forecaster, written)
    return written


def latest_of(forecast: Forecast) -> np.ndarray:
    """(N,) what was forecast last for every period, in the unit of the subject; NaN where nothing was."""
    latest = np.full(len(forecast.subject.actual), np.nan)
    latest[forecast.grid.position] = forecast.value  # rows are ordered by issue: the last one stays
    return latest


def forecast_series(forecaster: Forecaster, latest: dict[tuple[str, str], np.ndarray]) -> TimeTable:
    """The table of a scenario: `renewable.haiba_pv` and so on, in the units of the fields that they replace."""
    scale = {(s.family, s.id): _scale(s) for s in forecaster.subjects}
    columns = {
        f"{family}.{name}": (values / scale[family, name]).astype(np.float32).astype(float)
        for (family, name), values in latest.items()
    }
    return TimeTable(forecaster.horizon.start, forecaster.horizon.end[-1], columns)


def with_forecasts(case: Case, forecaster: Forecaster, name: str, table: TimeTable) -> Case:
    """The case as a dispatcher sees it before the fact: forecasts in the place of the truth."""
    changed: dict[str, Any] = {"series": {**case.series, name: table}, "time": _time(case, forecaster)}
    for family, field_name in FIELDS.items():
        changed[family] = tuple(
            entity.model_copy(update={field_name: SeriesRef(series=f"{name}/{family}.{entity.id}")})
            if f"{family}.{entity.id}" in table.columns
            else entity
            for entity in getattr(case, family)
        )
    return case.model_copy(update=changed)


def _scale(subject: Subject) -> float:
    return float(getattr(subject.entity, "p_nom_mw", 1.0))


def _time(case: Case, forecaster: Forecaster) -> Any:
    begin, end = _span(forecaster)
    return case.time.model_copy(update={"start": begin, "end": end, "segments": ()})


def _span(forecaster: Forecaster) -> tuple[Any, Any]:
    horizon = forecaster.horizon
    begin, end = (pd.Timestamp(t, tz="UTC").tz_convert(horizon.zone) for t in (horizon.start[0], horizon.end[-1]))
    return begin.to_pydatetime(), end.to_pydatetime()


def _write_scenario(
    folder: Path, case: Case, forecaster: Forecaster, product: Product, latest: dict[tuple[str, str], np.ndarray]
) -> None:
    name, file = f"forecast_{product}", f"series_{product}.parquet"
    table = forecast_series(forecaster, latest)
    stamps = pa.array(pd.DatetimeIndex(table.start, tz="UTC"), _STAMP)
    values = [column.astype(np.float32) for column in table.columns.values()]
    pa.parquet.write_table(
        pa.table([stamps, *values], names=["time", *table.columns]), folder / file, compression="zstd"
    )
    begin, end = _span(forecaster)
    overlay: dict[str, Any] = {
        "time": {"start": begin.isoformat(), "end": end.isoformat()},
        "series": {name: {"file": file, "quantity": "mean"}},
    }
    for family, field_name in FIELDS.items():
        ids = [entity for owner, entity in latest if owner == family]
        if ids:
            overlay[family] = [{"id": entity, field_name: f"{name}/{family}.{entity}"} for entity in ids]
    head = "# Overlay: what was forecast instead of what came. Name it under `scenarios` of the case, as {file: …}.\n"
    text = yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True, width=120)
    (folder / f"scenario_{product}.yaml").write_text(head + text, encoding="utf-8")
    dump_case(with_forecasts(case, forecaster, name, table), folder / f"case_{product}")


def _write_manifest(folder: Path, case: Case, forecaster: Forecaster, written: Written) -> None:
    begin, end = _span(forecaster)
    manifest = {
        "case": case.name,
        "scenario": case.scenario,
        "from": begin.isoformat(),
        "to": end.isoformat(),
        "seed": forecaster.seed,
        "forecast": forecaster.settings.model_dump(exclude={"seed"}),
        "rows": {f"{kind}_{product}": count for (kind, product), count in written.rows.items()},
    }
    (folder / "forecast.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
