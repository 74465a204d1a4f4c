"""A run as one HTML page that opens without a network.

    write_page(path, run, audit, summary, manifest, facts)

Both languages are in the page; a button switches. Words come in pairs (`words`), numbers from `units`, tables from
`tables` and `verdicts`; charts are drawn by `templates/*.js` from `chart_data` with plotly.js, inlined once from the
plotly package. A Content-Security-Policy forbids the page to fetch anything. Only what the case has is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.jobs.summary import Verdict
from dispatch.present.run_page import tables, verdicts
from dispatch.present.run_page.chart_data import chart_data
from dispatch.present.run_page.environment import Lang, environment, plotly_script, script_json
from dispatch.present.run_page.face import badges, facing, tiles, title_of
from dispatch.present.run_page.flexible import flexible_section
from dispatch.present.run_page.grid import Grid
from dispatch.present.run_page.head import head_grid, head_pictures
from dispatch.present.run_page.input_page import input_section
from dispatch.present.run_page.response import response_section, when_shown
from dispatch.results.study_area import Dispatched, StudyArea
from dispatch.studies.inputs import describe_inputs


def write_page(
    path: Path,
    run: Dispatched,
    audit: Verdict | None,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
    *,
    lang: Lang = "zh",
) -> None:
    """Write `render_page` to a file."""
    path.write_text(render_page(lang, run, audit, summary, manifest, facts), encoding="utf-8")


def render_page(
    lang: Lang,
    run: Dispatched,
    audit: Verdict | None,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
) -> str:
    """The page, first shown in `lang`. `summary` is what `dispatch.jobs.summary.summarize` says of the run."""
    area = StudyArea(run)
    inputs = input_section(describe_inputs(run.series), _levels_m(area))
    head, response, flexible = head_pictures(area), response_section(area), flexible_section(area)
    drawn = [*head, *(flexible.pictures if flexible else ())]
    drawn += [*response.pictures, *response.simulated] if response else []
    data = {**chart_data(area), "pictures": [*(picture.told() for picture in drawn), *inputs.told()]}
    title = title_of(area.case)
    return environment().get_template("page.html.j2").render(
        lang=lang,
        title=title,
        facing=facing(area, summary),
        badges=badges(summary, audit, facts),
        tiles=tiles(area, summary),
        grids=_grids(area, audit, summary, manifest, facts),
        inputs=inputs,
        head=head,
        response=response,
        response_hour=when_shown(area) if response else "",
        flexible=flexible,
        shows=_shows(data),
        data=script_json({**data, "title": title}),
        plotly=plotly_script(),
    )  # fmt: skip


def _grids(
    area: StudyArea,
    audit: Verdict | None,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    facts: pd.DataFrame | None,
) -> dict[str, Grid]:
    """The tables of the families that this case has."""
    case = area.case
    found = {"costs": tables.cost_grid(summary["costs_cny"]), "manifest": verdicts.manifest_grid(manifest, summary)}
    if area.plants:
        found["technologies"] = tables.technology_grid(area, summary["curtailment"])
    if area.assets(case.load):
        found["loads"] = tables.load_grid(area)
    if case.corridor:
        found["corridors"] = tables.corridor_grid(area)
    if area.assets(case.storage):
        found["stores"] = tables.storage_grid(area)
    if case.reservoir:
        found["reservoirs"] = tables.reservoir_grid(area)
        if (heads := head_grid(area)) is not None:
            found["heads"] = heads
    if "price" in area.answer.tables:
        found["prices"] = tables.price_grid(area)
    if facts is not None and len(facts):
        found["facts"] = verdicts.facts_grid(facts)
    if audit is not None:
        found["audit"] = verdicts.audit_grid(audit.checks)
    return found


def _levels_m(area: StudyArea) -> dict[str, np.ndarray]:
    """(N+G,) level of every reservoir that has a curve."""
    curves = {curve.id: curve for curve in area.case.curve}
    volume = area.answer.tables.optional("reservoir_state")
    if volume is None:
        return {}
    row = {label: i for i, label in enumerate(volume.labels)}
    return {
        lake.id: np.interp(volume.columns["volume_hm3"][row[lake.id]], curve.y, curve.x)
        for lake in area.case.reservoir
        if (curve := curves.get(lake.level_storage or "")) is not None
    }


def _shows(data: Mapping[str, Any]) -> dict[str, bool]:
    """Which charts there is something for."""
    main = data["axes"]["main"]["f"]
    months = data["months"]
    return {
        "overview": "day" in data["axes"],
        "heat": data["heat_step_min"] > 0,
        "balance": bool(data["layers"]),
        "storage": bool(data["stores"]),
        "price": "p.mean" in main,
        "corridor": bool(data["corridors"]),
        "reservoir": bool(data["reservoirs"]),
        "curtailment": bool(months and months["bars"]),
        "no_curtailment": bool(months and not months["bars"]),
        "several_windows": len(data["windows"]) > 1,
        "averaged": data["averaged"],
    }
