"""`dispatch inputs`: weather, available power, inflow and levels of a case, shown alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dispatch.commands.options import (
    WORD,
    CasePath,
    End,
    Lang,
    Overrides,
    PageUnits,
    Scenario,
    Start,
    Step,
    Units,
    require_writable,
    terminal_in,
)


def inputs_command(
    case: CasePath,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    out: Annotated[Path, typer.Option(help=WORD["inputs_out"])] = Path("inputs.html"),
    as_json: Annotated[bool, typer.Option("--json", help=WORD["inputs_json"])] = False,
    units: Units = PageUnits.auto,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.case.check import validate_case
    from dispatch.case.time_axis import horizon_of
    from dispatch.present.run_page.input_page import write_inputs_page
    from dispatch.series.assemble import assemble_series
    from dispatch.studies.inputs import describe_inputs

    terminal = terminal_in(lang)
    loaded = load_case(case, scenario, overrides or [])
    validate_case(loaded)
    require_writable(out)
    with terminal.progress("series"):
        inputs = describe_inputs(assemble_series(loaded, horizon_of(loaded, start, end, step)))
    with terminal.progress("inputs"):
        write_inputs_page(out, inputs, lang=terminal.lang, units=units.value)
    if as_json:
        sys.stdout.write(inputs.calibration.to_json(orient="records", force_ascii=False, indent=1) + "\n")
    else:
        terminal.show_calibration(inputs.calibration)
    terminal.show_doubts(inputs)
    terminal.say("page", path=out)
