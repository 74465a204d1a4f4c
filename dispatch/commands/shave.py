"""`dispatch shave`: why the peak of a run was not lower, and what a flatter curve of a case would cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.commands.options import (
    RUNS,
    WORD,
    End,
    Folder,
    Lang,
    Overrides,
    Scenario,
    Start,
    Step,
    require_writable,
    terminal_in,
)
from dispatch.commands.terminal import Terminal
from dispatch.errors import CaseError, Fault, Where
from dispatch.locale import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dispatch.case.schema import Case
    from dispatch.results.study_area import Dispatched


def shave_command(
    target: Annotated[str, typer.Argument(metavar="RUN|CASE", help=WORD["shave_target"])],
    why: Annotated[bool, typer.Option("--reasons", help=WORD["shave_reasons"])] = False,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help=WORD["shave_date"])] = None,
    points: Annotated[int | None, typer.Option("--pareto", metavar="N", min=2, help=WORD["shave_pareto"])] = None,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help=WORD["shave_out"])] = None,
    runs: Folder = RUNS,
    lang: Lang = None,
) -> None:
    terminal = terminal_in(lang)
    if why == (points is not None):
        raise CaseError(Fault.of("shave_what", Where(entity="--reasons, --pareto")))
    if points is None:
        given = {"--from": start, "--to": end, "--step": step, "--scenario": scenario, "--set": overrides, "--out": out}
        _refuse_idle(given, "--reasons")
        _show_reasons(terminal, target, runs, day)
        return
    _refuse_idle({"--date": day}, "--pareto")
    if out is not None:
        require_writable(out)
    case, table = _pareto(terminal, Path(target), points, (start, end, step), scenario, overrides or [])
    if out is not None:
        from dispatch.shaving.points_write import whole_file

        with whole_file(out) as hidden:
            table.to_csv(hidden, index=False)
        terminal.say("written", path=out)
    _show_points(terminal, case, table)


def _refuse_idle(given: Mapping[str, object], mode: str) -> None:
    """Raise CaseError with every option that would be passed over in silence."""
    idle = [option for option, value in given.items() if value]
    if idle:
        raise CaseError([Fault.of("shave_idle", Where(entity=option), option=option, mode=mode) for option in idle])


def _show_reasons(terminal: Terminal, name: str, runs: Path, day: str | None) -> None:
    """Every window with the limits at its peak and its valley, the heaviest first."""
    from dispatch.jobs.job import open_run
    from dispatch.shaving.curves import answer_of

    opened = open_run(name, runs)
    measured = opened.tables.optional("stage_window")
    if measured is None:
        raise CaseError(Fault.of("no_peak_sought", Where(file=opened.path)))
    left = dict(zip(measured.labels, measured.columns["value_mw"], strict=True))
    answer = answer_of(opened)
    measure = answer.case.objective.measure
    for window in _windows(answer, day):
        _line(terminal, terminal.word(f"shave_window_{measure}", window=window, mw=round(float(left[window]), 1) + 0.0))
        _show_sides(terminal, answer, window)


def _windows(answer: Dispatched, day: str | None) -> list[str]:
    """Those that were shaved, or that of them which holds a day."""
    from dispatch.case.time_axis import parse_stamp
    from dispatch.shaving.reasons import windows_of

    known = list(windows_of(answer))
    if day is None:
        return known
    found = list(windows_of(answer, parse_stamp(day, answer.series.horizon.zone, "--date").date()))
    if not found:
        nearest = tuple(known if len(known) <= 6 else [*known[:3], "…", *known[-2:]])
        raise CaseError(Fault.of("day_not_shaved", Where(entity="--date"), value=day, nearest=nearest))
    return found


def _show_sides(terminal: Terminal, answer: Dispatched, window: str) -> None:
    from dispatch.shaving.reasons import Side, reasons

    sides: tuple[Side, Side] = ("peak", "valley")
    for side in sides[: 2 if answer.case.objective.measure == "spread" else 1]:
        _line(terminal, f"  {terminal.word(f'shave_side_{side}')}")
        texts = [reason.text(terminal.lang) for reason in reasons(answer, window, side)]
        for line in texts or [terminal.word("shave_nothing")]:
            _line(terminal, f"    {line}")


def _line(terminal: Terminal, text: str) -> None:
    terminal.out.print(text, markup=False, soft_wrap=True)


def _pareto(
    terminal: Terminal,
    path: Path,
    points: int,
    span: tuple[str | None, str | None, str | None],
    scenario: str | None,
    overrides: list[str],
) -> tuple[Case, pd.DataFrame]:
    """The case with a flat curve as goal, and its points."""
    from dispatch.case import load_case
    from dispatch.case.check import validate_case
    from dispatch.case.time_axis import horizon_of
    from dispatch.shaving.pareto import pareto

    case = load_case(path, scenario, ["objective.goal=peak", *overrides])
    validate_case(case)
    horizon = horizon_of(case, *span)
    with terminal.progress("pareto"):
        return case, pareto(case, horizon, points, done=lambda number: terminal.listen(f"{number}/{points}"))


def _show_points(terminal: Terminal, case: Case, table: pd.DataFrame) -> None:
    w = terminal.word
    rows = [
        (
            f"{row['share']:.0%}",
            f"{row['spread_mw']:,.1f}",
            f"{row['cost_cny'] / 1e4:,.2f}",
            "–" if row["cny_per_mw"] != row["cny_per_mw"] else f"{row['cny_per_mw']:,.2f}",
        )
        for row in table.to_dict("records")
    ]
    goal = case.objective
    heads = [w("shave_point"), w(goal.measure), w("cost_wan_cny"), w("cny_per_mw")]
    curve = "net_load_after" if goal.curve == "net_load" else goal.curve
    title = w("shave_title", curve=text(f"curve.{curve}", terminal.lang))
    terminal.table(title, heads, rows, range(len(heads)))
