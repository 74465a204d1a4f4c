"""`dispatch run` and `dispatch check`: the main job, and the same in brief against the facts of a case."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dispatch.commands.options import (
    RUNS,
    WORD,
    AsJson,
    CasePath,
    End,
    Folder,
    Lang,
    Overrides,
    PageUnits,
    Scenario,
    Start,
    Step,
    Units,
    terminal_in,
)
from dispatch.errors import AuditError, SolveError

COARSE_STEP = "6h"


class Objective(StrEnum):
    cost = "cost"
    peak = "peak"


def run_command(
    case: CasePath,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    objective: Annotated[Objective | None, typer.Option(help=WORD["objective"])] = None,
    out: Annotated[Path | None, typer.Option(help=WORD["out"])] = None,
    runs: Folder = RUNS,
    as_json: AsJson = False,
    units: Units = PageUnits.auto,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.jobs.job import run

    terminal = terminal_in(lang)
    given = [*([f"objective.goal={objective.value}"] if objective is not None else []), *(overrides or [])]
    loaded = load_case(case, scenario, given)
    options = {"scenario": scenario, "set": list(overrides or []), "objective": loaded.objective.goal}
    result = run(
        loaded,
        start=start,
        end=end,
        step=step,
        folder=runs,
        out=out,
        options=options,
        listener=terminal.listen,
        progress=terminal.progress,
        units=units.value,
    )
    if as_json:
        sys.stdout.write(json.dumps(result.summary, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        terminal.show_summary(result.summary)
    terminal.say("written", path=result.path)
    terminal.say("page", path=(result.path or Path()) / "report.html")
    if result.solved.solution.status != "optimal":
        raise SolveError(result.solved.solution.message)
    if not result.audit.passed:
        raise AuditError("\n".join(result.audit.report(terminal.lang)))


def check_command(
    case: CasePath,
    scenario: Scenario = None,
    overrides: Overrides = None,
    no_solve: Annotated[bool, typer.Option("--no-solve", help=WORD["no_solve"])] = False,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.case.check import validate_case
    from dispatch.case.time_axis import horizon_of
    from dispatch.families.rooms import FAMILIES
    from dispatch.jobs.job import run
    from dispatch.results.facts import evaluate_facts
    from dispatch.series.assemble import assemble_series

    terminal = terminal_in(lang)
    loaded = load_case(case, scenario, overrides or [])
    validate_case(loaded)
    series = assemble_series(loaded, horizon_of(loaded))
    counted = [(name, str(len(getattr(loaded, name)))) for name in FAMILIES if getattr(loaded, name)]
    terminal.table("", [terminal.word("family"), terminal.word("count")], counted, [1])
    tables = None
    if not no_solve:
        coarse = run(loaded, step=COARSE_STEP, listener=terminal.listen, progress=terminal.progress)
        series, tables = coarse.solved.series, coarse.tables
        terminal.say("coarse", step=COARSE_STEP, periods=series.horizon.periods)
    missed = terminal.show_facts(evaluate_facts(loaded, series, tables)) if loaded.facts else 0
    terminal.say("facts_missed" if missed else "sound", "yellow" if missed else "green", count=missed)
