"""The inputs of a case: a section of the page of a run, and a page of its own (`dispatch inputs CASE`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.locale import dates
from dispatch.present import quantity
from dispatch.present.document import Block, Document, Fold, Heading, Paragraph, Section, Side
from dispatch.present.quantity import UnitSystem, one_unit
from dispatch.present.run_page.face import facing_case, title_of
from dispatch.present.run_page.input_pictures import input_pictures
from dispatch.present.run_page.words import name_of, say
from dispatch.present.table import Column, Table, data_column
from dispatch.present.words import Lang, Words, in_both
from dispatch.present.writers.html import page
from dispatch.studies.inputs import Inputs


def input_section(
    inputs: Inputs, level_m: Mapping[str, np.ndarray] | None = None, *, unfolded: bool = False
) -> Section | None:
    """Pictures and tables of a case's inputs; None where there is nothing to show.

    level_m: levels of a run on boundaries, by reservoir; unfolded: whether the table of calibration is open.
    """
    blocks: list[Block] = []
    for name, charts in input_pictures(inputs, level_m).items():
        pairs = len(charts) > 1 and {chart.size for chart in charts} == {"short"}
        blocks += [Heading(say(f"inputs.{name}")), *([Side(charts)] if pairs else charts)]
    calibration, findings = inputs.calibration, inputs.findings
    if len(calibration):
        outside = sum(within is False for within in calibration["within"])
        tally = say("calibration_tally", count=int(calibration["within"].notna().sum()), outside=outside)
        blocks += [Heading(say("table_calibration")), Paragraph(say("calibration_remark"), remark=True)]
        blocks.append(Fold(tally, [calibration_table(calibration)], unfolded))
    if len(findings):
        blocks += [Heading(say("table_findings")), Paragraph(say("findings_remark"), remark=True)]
        blocks.append(findings_table(findings))
    remark = Paragraph(say("inputs_remark"), remark=True)
    return Section("inputs", "", say("section_inputs"), [remark, *blocks]) if blocks else None


def write_inputs_page(path: Path, inputs: Inputs, *, lang: Lang = "zh", units: UnitSystem = "auto") -> None:
    """Write the page of a case's inputs to a file."""
    section, case = input_section(inputs, unfolded=True), inputs.case
    facing = facing_case(case, inputs.horizon)
    made = Document(lang, title_of(case), say("inputs_kind"), facing, [section] if section else [], units=units)
    path.write_text(page(made, say("needs_script")), encoding="utf-8")


def calibration_table(frame: pd.DataFrame) -> Table:
    """Target and achieved of everything that the case states."""
    rows = frame.to_dict("records")
    return Table(
        "calibration",
        "",
        [
            Column(say("kind"), [name_of("input_group", str(row["group"])) for row in rows]),
            Column(say("name"), [Words(str(row["zh"] or row["id"]), str(row["en"] or row["id"])) for row in rows]),
            Column(say("input_quantity"), [_quantity(str(row["quantity"])) for row in rows]),
            Column(say("unit"), [str(row["unit"]) for row in rows]),
            Column(say("target"), [quantity.number(float(row["target"])) for row in rows], looks="number"),
            Column(say("achieved"), [quantity.number(float(row["achieved"])) for row in rows], looks="number"),
            Column(say("difference"), [_deviation(row) for row in rows], looks="number"),
            Column(
                say("within"),
                [bool(row["within"]) if _compared(row) else None for row in rows],
                looks="verdict",
                blank="",
            ),
            Column(say("note"), [Words(str(row["note_zh"]), str(row["note_en"])) for row in rows]),
        ],
    )


def _compared(row: Mapping[Any, Any]) -> bool:
    return bool(pd.notna(row["target"]) and pd.notna(row["achieved"]))


def _within(row: Mapping[Any, Any]) -> bool | None:
    return bool(row["within"]) if _compared(row) else None


def _deviation(row: Mapping[Any, Any]) -> str:
    return quantity.share(float(row["deviation_pu"]), 1) if _compared(row) else quantity.UNKNOWN


def _quantity(name: str) -> Words:
    """`temperature 03` → 气温 3月 / Temperature, March; `mean_flow dry` → 平均流量 枯水年."""
    first, _, rest = name.partition(" ")
    words = name_of("input_quantity", first)
    if not rest:
        return words
    part = in_both(partial(dates.month, int(rest))) if rest.isdigit() else name_of("hydrology", rest)
    return Words(f"{words.zh} {part.zh}", f"{words.en}, {part.en}")


def findings_table(frame: pd.DataFrame) -> Table:
    """What the measured files have, and what was repaired."""
    rows = frame.to_dict("records")
    return Table(
        "findings",
        "",
        [
            data_column(say("series_table"), [row["table"] for row in rows]),
            data_column(say("column"), [row["column"] for row in rows]),
            Column(say("finding"), [Words(str(row["zh"]), str(row["en"])) for row in rows]),
            data_column(say("first"), [row["first"] for row in rows]),
            data_column(say("last"), [row["last"] for row in rows]),
            Column(say("count"), [float(row["count"]) for row in rows], one_unit("")),
            Column(say("worst_value"), [quantity.number(float(row["value"])) for row in rows], looks="number"),
        ],
    )
