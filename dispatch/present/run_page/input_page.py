"""The inputs of a case: a section of the page of a run, and a page of its own (`dispatch inputs CASE`)."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.present.run_page import units
from dispatch.present.run_page.environment import Lang, environment, plotly_script, script_json
from dispatch.present.run_page.face import facing_case, title_of
from dispatch.present.run_page.grid import Cell, Column, Grid, data_cell, text_cell, verdict_cell
from dispatch.present.run_page.input_pictures import all_of, input_pictures
from dispatch.present.run_page.pictures import Picture
from dispatch.present.run_page.words import Words, name_of, same, say
from dispatch.studies.inputs import Inputs


@dataclass(frozen=True, eq=False)
class InputSection:
    """What the template shows; `open` unfolds the table of calibration."""

    sections: Mapping[str, list[Picture]]
    calibration: Grid | None
    findings: Grid | None
    tally: Words
    open: bool = False

    def told(self) -> list[dict[str, Any]]:
        """The pictures for the script."""
        return [picture.told() for picture in all_of(self.sections)]


def input_section(
    inputs: Inputs, level_m: Mapping[str, np.ndarray] | None = None, *, unfolded: bool = False
) -> InputSection:
    """Pictures and tables of a case's inputs; `level_m` are the levels of a run on boundaries, by reservoir."""
    calibration, findings = inputs.calibration, inputs.findings
    outside = sum(within is False for within in calibration["within"])
    return InputSection(
        input_pictures(inputs, level_m),
        calibration_grid(calibration) if len(calibration) else None,
        findings_grid(findings) if len(findings) else None,
        say("calibration_tally", count=int(calibration["within"].notna().sum()), outside=outside),
        unfolded,
    )


def write_inputs_page(path: Path, inputs: Inputs, *, lang: Lang = "zh") -> None:
    """Write the page of a case's inputs to a file."""
    section = input_section(inputs, unfolded=True)
    case = inputs.case
    title = title_of(case)
    data = {"title": title, "pictures": section.told(), "words": {"zh": {}, "en": {}}}
    text = environment().get_template("inputs.html.j2").render(
        lang=lang, title=title, facing=facing_case(case, inputs.horizon), inputs=section,
        data=script_json(data), plotly=plotly_script(),
    )  # fmt: skip
    path.write_text(text, encoding="utf-8")


def calibration_grid(frame: pd.DataFrame) -> Grid:
    """Target and achieved of everything that the case states."""
    heads = [
        Column(say("input_group")), Column(say("input_name")), Column(say("input_quantity")),
        Column(say("unit")), Column(say("target"), numeric=True), Column(say("achieved"), numeric=True),
        Column(say("difference"), numeric=True), Column(say("within")), Column(say("note")),
    ]  # fmt: skip
    return Grid(heads, [_calibration_row(row) for row in frame.to_dict("records")])


def _calibration_row(row: Mapping[Any, Any]) -> list[Cell]:
    known, told = pd.notna(row["target"]), pd.notna(row["achieved"])
    zh, en = str(row["zh"] or row["id"]), str(row["en"] or row["id"])
    return [
        text_cell(name_of("input_group", str(row["group"]))),
        text_cell(Words(zh, en)),
        text_cell(_quantity(str(row["quantity"]))),
        text_cell(str(row["unit"])),
        Cell(same(units.number(float(row["target"])) if known else units.UNKNOWN), "number"),
        Cell(same(units.number(float(row["achieved"])) if told else units.UNKNOWN), "number"),
        Cell(same(units.share(float(row["deviation_pu"]), 1) if known and told else units.UNKNOWN), "number"),
        verdict_cell(bool(row["within"])) if known and told else text_cell(""),
        text_cell(Words(str(row["note_zh"]), str(row["note_en"]))),
    ]


def _quantity(name: str) -> Words:
    """`temperature 03` → 气温 3月 / Temperature, March; `mean_flow dry` → 平均流量 枯水年."""
    first, _, rest = name.partition(" ")
    words = name_of("input_quantity", first)
    if not rest:
        return words
    part = Words(f"{int(rest)}月", month_abbr[int(rest)]) if rest.isdigit() else name_of("hydrology", rest)
    return Words(f"{words.zh} {part.zh}", f"{words.en}, {part.en}")


def findings_grid(frame: pd.DataFrame) -> Grid:
    """What the measured files have, and what was repaired."""
    heads = [
        Column(say("series_table")), Column(say("column")), Column(say("finding")), Column(say("first")),
        Column(say("last")), Column(say("count"), numeric=True), Column(say("worst_value"), numeric=True),
    ]  # fmt: skip
    return Grid(heads, [_finding_row(row) for row in frame.to_dict("records")])


def _finding_row(row: Mapping[Any, Any]) -> list[Cell]:
    return [
        data_cell(row["table"]), data_cell(row["column"]), text_cell(Words(str(row["zh"]), str(row["en"]))),
        data_cell(row["first"]), data_cell(row["last"]), Cell(same(f"{int(row['count']):,}"), "number"),
        Cell(same(units.number(float(row["value"]))), "number"),
    ]  # fmt: skip
