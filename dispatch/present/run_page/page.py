"""A run as one HTML page that opens without a network.

    write_page(path, run, audit, summary, manifest, facts)

Both languages are in the page; a button switches. Words come in pairs (`words`), numbers from `units`, tables from
`tables` and `verdicts`; charts are drawn by `templates/*.js` from `chart_data` with plotly.js, inlined once from the
plotly package. A Content-Security-Policy forbids the page to fetch anything. Only what the case has is shown.
The sections are put together in `sections`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.present.document import Document
from dispatch.present.quantity import UnitSystem
from dispatch.present.run_page import sections
from dispatch.present.run_page.chart_data import chart_data
from dispatch.present.run_page.face import badges, facing, tiles, title_of
from dispatch.present.run_page.flexible import flexible_section
from dispatch.present.run_page.input_page import input_section
from dispatch.present.run_page.response import response_section
from dispatch.present.run_page.words import say
from dispatch.present.words import Lang
from dispatch.present.writers.html import page
from dispatch.results.study_area import Dispatched, StudyArea
from dispatch.results.summary import Verdict
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
    units: UnitSystem = "auto",
) -> None:
    """Write `render_page` to a file."""
    path.write_text(render_page(lang, run, audit, summary, manifest, facts, units), encoding="utf-8")


def render_page(
    lang: Lang,
    run: Dispatched,
    audit: Verdict | None,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
    units: UnitSystem = "auto",
) -> str:
    """The page, first shown in `lang`, its tiles, tables and charts in `units`.

    `summary` is what `dispatch.results.summary.summarize` says of the run.
    """
    area = StudyArea(run)
    data = chart_data(area, units)
    found = [
        sections.balance(area, data),
        sections.energy(area, summary),
        sections.curtailment(data),
        sections.water(area),
        sections.storage(area, data),
        flexible_section(area),
        response_section(area),
        sections.exchange(area, data),
        sections.prices(area, data),
        sections.costs(summary),
        input_section(describe_inputs(run.series), _levels_m(area)),
        *sections.trust(audit, summary, manifest, facts),
    ]
    document = Document(
        lang,
        title_of(area.case),
        say("page_kind"),
        facing(area, summary),
        [section for section in found if section is not None],
        badges(summary, audit, facts),
        tiles(area, summary, units),
        units=units,
    )
    return page(document, say("needs_script"), data, ("charts.js", "run.js"))


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
