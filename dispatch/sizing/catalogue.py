"""All runs and sweeps of a folder as one table, queried with SQL (DuckDB).

    query("SELECT point, hydrology, objective_cny FROM runs WHERE done ORDER BY objective_cny LIMIT 10")
    query("scenario = 'outlook_2030' AND \\"curtailment.wind.rate\\" > 0.05")       # what would stand behind WHERE

The table `runs` has one row a run: those of `dispatch run` and every point of every sweep. Columns are `run` (its
name), `sweep` (empty for single runs), `started`, those of the frame of a sweep (`dispatch.sizing.frame`), every varied
axis, and every figure of `summary.json` with levels joined by dots; a name with dots or brackets stands in double
quotes. A run whose files are damaged has the status `damaged`, why in `reason`, and no figures. The folder itself is
the catalogue: nothing has to be kept up to date.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pandas as pd

from dispatch.errors import CaseError, Fault, Where
from dispatch.jobs.store import damage_explained, list_runs
from dispatch.sizing.folder import PLAN
from dispatch.sizing.frame import damaged_words, flat, read_frame, textual

TABLE = "runs"
SHOWN = ("run", "sweep", "scenario", "label", "horizon", "status", "done", "objective_cny", '"peak.net_load_after_mw"')
_STATEMENT = re.compile(r"\s*(select|with|describe|summarize|from|pivot)\b", re.IGNORECASE)


def catalogue(folder: str | Path) -> pd.DataFrame:
    """Every run below a folder. Raises CaseError where there is none."""
    place = Path(folder)
    parts = [_single(place)]
    for plan in sorted(place.glob(f"*/{PLAN}")):
        parts.append(_sweep(plan.parent))
    parts = [part for part in parts if len(part)]
    if not parts:
        raise CaseError(Fault.of("nothing_to_query", Where(file=place)))
    return textual(pd.concat(parts, ignore_index=True))


def _sweep(folder: Path) -> pd.DataFrame:
    """The points of a sweep; one row that says so where its plan is damaged."""
    try:
        with damage_explained(folder):
            frame = read_frame(folder)
            frame.insert(0, "run", frame["point"].str.partition("-")[0])
            frame.insert(1, "sweep", folder.name)
    except CaseError as damaged:
        return pd.DataFrame([{"run": "", "sweep": folder.name, "done": False, **damaged_words(damaged)}])
    return frame


def _single(folder: Path) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for found in list_runs(folder):
        try:
            summary, manifest = found.sound()
        except CaseError as damaged:
            name = found.path.name
            rows.append({"run": name, "sweep": "", "label": name, "kind": "run", "done": False})
            rows[-1] |= {"path": str(found.path.absolute()), **damaged_words(damaged)}
            continue
        passed = bool(summary["audit"]["passed"]) and summary["status"] in ("optimal", "feasible_at_limit")
        figures = {name: value for name, value in flat(summary) if value is not None}
        rows.append(
            {
                "run": found.path.name,
                "sweep": "",
                "started": manifest["started"],
                "label": found.path.name,
                "kind": "run",
                "horizon": "full",
                "done": passed,
                "path": str(found.path.absolute()),
                "seconds": sum(manifest["seconds"].values()),
                **figures,
            }
        )
    return pd.DataFrame(rows)


def query(sql: str, folder: str | Path) -> pd.DataFrame:
    """The answer to SQL, or to the condition behind a WHERE (nothing: all). Raises CaseError where it has none."""
    runs = catalogue(folder)
    text = sql.strip().rstrip(";")
    if not _STATEMENT.match(text):
        present = [name for name in SHOWN if name.strip('"') in runs.columns]
        text = f"SELECT {', '.join(present)} FROM {TABLE}" + (f" WHERE {text}" if text else "")
    # Asking changes nothing: no file outside the table can be read or written.
    with duckdb.connect(":memory:", config={"enable_external_access": "false"}) as base:
        base.register(TABLE, runs)
        try:
            return base.execute(text).df()
        except duckdb.Error as wrong:
            reason = str(wrong).split("\n", 1)[0]
            raise CaseError(Fault.of("query_failed", Where(entity="query"), value=sql, reason=reason)) from None


def describe(folder: str | Path) -> pd.DataFrame:
    """Columns of the table with their types."""
    return query(f"SELECT column_name, column_type FROM (DESCRIBE {TABLE})", folder)
