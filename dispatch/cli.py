"""The command line: parse, call, print. Exit codes: 0 done, 2 bad input, 3 infeasible, 4 solver, 5 audit."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dispatch.errors import AuditError, CaseError, DispatchError, Fault, InfeasibleError, InputError, SolveError, Where
from dispatch.messages.cli import WORDS
from dispatch.terminal import Terminal, detect_language

_WORD = WORDS[detect_language(sys.argv)]
app = typer.Typer(help=_WORD["app"], no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


class Objective(StrEnum):
    cost = "cost"
    peak = "peak"


class Language(StrEnum):
    zh = "zh"
    en = "en"


CasePath = Annotated[Path, typer.Argument(metavar="CASE", help=_WORD["case"])]
Start = Annotated[str | None, typer.Option("--from", metavar="DATE", help=_WORD["from"])]
End = Annotated[str | None, typer.Option("--to", metavar="DATE", help=_WORD["to"])]
Step = Annotated[str | None, typer.Option("--step", help=_WORD["step"])]
Scenario = Annotated[str | None, typer.Option("--scenario", help=_WORD["scenario"])]
Overrides = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help=_WORD["set"])]
Folder = Annotated[Path, typer.Option("--runs", help=_WORD["folder"])]
AsJson = Annotated[bool, typer.Option("--json", help=_WORD["json"])]
Lang = Annotated[Language | None, typer.Option("--lang", help=_WORD["lang"])]

RUNS = Path("runs")
COARSE_STEP = "6h"


@app.command("run", help=_WORD["run"])
def run_command(
    case: CasePath,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    objective: Annotated[Objective, typer.Option(help=_WORD["objective"])] = Objective.cost,
    out: Annotated[Path | None, typer.Option(help=_WORD["out"])] = None,
    runs: Folder = RUNS,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.job import run

    terminal = _terminal(lang)
    if objective == Objective.peak:
        raise CaseError(Fault.of("objective_not_built", Where(entity="--objective"), name=objective.value))
    loaded = load_case(case, scenario, overrides or [])
    options = {"scenario": scenario, "set": list(overrides or []), "objective": objective.value}
    result = run(
        loaded, start=start, end=end, step=step, folder=runs, out=out, options=options,
        listener=terminal.listen, progress=terminal.progress,
    )  # fmt: skip
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


@app.command("check", help=_WORD["check"])
def check_command(
    case: CasePath,
    scenario: Scenario = None,
    overrides: Overrides = None,
    no_solve: Annotated[bool, typer.Option("--no-solve", help=_WORD["no_solve"])] = False,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.case.check import validate_case
    from dispatch.case.schema import FAMILIES
    from dispatch.case.time_axis import horizon_of
    from dispatch.facts import evaluate_facts
    from dispatch.job import run
    from dispatch.series.assemble import assemble_series

    terminal = _terminal(lang)
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


@app.command("list", help=_WORD["list"])
def list_command(runs: Folder = RUNS, lang: Lang = None) -> None:
    from dispatch.store import list_runs

    terminal = _terminal(lang)
    found = list_runs(runs)
    if not found:
        terminal.say("no_runs", path=runs)
        return
    rows = []
    for item in found:
        summary, manifest = item.summary, item.manifest
        verdict = terminal.word("passed" if summary["audit"]["passed"] else "failed")
        cost = f"{summary['objective_cny']:,.0f}"
        rows.append(
            (item.path.name, manifest["scenario"], f"{summary['periods']:,}", cost, str(summary["status"]), verdict)
        )
    w = terminal.word
    terminal.table("", [w("name"), w("scenario_column"), w("size"), w("cost"), w("status"), w("audit")], rows, [2, 3])


@app.command("show", help=_WORD["show"])
def show_command(
    name: Annotated[str, typer.Argument(metavar="RUN", help=_WORD["run_name"])],
    runs: Folder = RUNS,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    from dispatch.store import find_run

    terminal = _terminal(lang)
    found = find_run(name, runs)
    if as_json:
        sys.stdout.write((found.path / "summary.json").read_text(encoding="utf-8"))
        return
    terminal.show_summary(found.summary)
    terminal.say("page", path=found.path / "report.html")


@app.command("init", help=_WORD["init"])
def init_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=_WORD["directory"])], lang: Lang = None
) -> None:
    terminal = _terminal(lang)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise CaseError(Fault.of("directory_exists", Where(file=directory)))
    template = Path(__file__).resolve().parent.parent / "models" / "quickstart"
    shutil.copytree(template, directory, dirs_exist_ok=True)
    terminal.say("made", path=directory)


@app.command("schema", help=_WORD["schema"])
def schema_command() -> None:
    from dispatch.case.json_schema import case_json_schema

    sys.stdout.write(json.dumps(case_json_schema(), ensure_ascii=False, indent=1) + "\n")


def _terminal(lang: Language | None) -> Terminal:
    return Terminal(lang.value if lang else detect_language(sys.argv))


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of `dispatch`; turns every known fault into words and an exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    terminal = Terminal(detect_language(words))
    try:
        app(words, prog_name="dispatch")
    except KeyboardInterrupt:
        terminal.say("interrupted", "yellow")
        sys.exit(130)
    except DispatchError as fault:
        sys.exit(_explain(terminal, fault))


def _explain(terminal: Terminal, fault: DispatchError) -> int:
    """The fault in the terminal's language; returns the exit code of the contract."""
    if isinstance(fault, InputError):
        for line in fault.text(terminal.lang).splitlines():
            terminal.err.print(f"{terminal.word('error')}: {line}", style="red", markup=False)
        terminal.say("faults", "bold red", count=len(fault.faults))
    elif isinstance(fault, AuditError):
        terminal.say("audit_failed", "bold red")
        terminal.err.print(str(fault), markup=False)
    elif isinstance(fault, InfeasibleError):
        terminal.say("infeasible", "bold red")
        terminal.err.print(fault.text(terminal.lang), markup=False)
    elif isinstance(fault, SolveError):
        terminal.say("solver_failed", "bold red", reason=str(fault))
    return fault.exit_code


if __name__ == "__main__":
    main()
