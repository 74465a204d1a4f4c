"""`dispatch forecast` makes forecasts of a case, `dispatch score` judges them."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dispatch.commands.options import (
    WORD,
    CasePath,
    End,
    Lang,
    Overrides,
    Scenario,
    Start,
    require_writable,
    terminal_in,
)


class Issue(StrEnum):
    day_ahead = "day-ahead"
    intraday = "intraday"
    both = "both"


class StampAt(StrEnum):
    start = "start"
    end = "end"


def forecast_command(
    case: CasePath,
    start: Start = None,
    end: End = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="wind,pv,…", help=WORD["forecast_kind"])] = None,
    issue: Annotated[Issue, typer.Option(help=WORD["forecast_issue"])] = Issue.both,
    out: Annotated[Path | None, typer.Option(help=WORD["forecast_out"])] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help=WORD["forecast_seed"])] = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.forecast.make import PRODUCTS, forecaster
    from dispatch.forecast.subjects import KINDS, check_kinds
    from dispatch.forecast.write import write_forecasts
    from dispatch.jobs.store import safe_name, writing
    from dispatch.present.forecast.page import SCORE

    terminal = terminal_in(lang)
    kinds = check_kinds([k.strip() for k in kind.split(",")] if kind else KINDS)
    products = [p for p in PRODUCTS if issue == Issue.both or p == issue.value.replace("-", "_")]
    loaded = load_case(case, scenario, overrides or [])
    final = out or Path("forecasts") / safe_name(loaded.name, loaded.scenario)
    with writing(final) as folder, terminal.progress("forecast"):
        maker = forecaster(loaded, start, end, kinds, seed)
        written = write_forecasts(folder, loaded, maker, products, terminal.listen)
    counts = {k: sum(1 for s in maker.subjects if s.kind == k) for k in kinds}
    w = SCORE.templates(terminal.lang)
    rows = [(w[k], w[product], f"{counts[k]:,}", f"{n:,}") for (k, product), n in written.rows.items()]
    terminal.table("", [w["kind"], w["product"], terminal.word("count"), w["n"]], rows, [2, 3])
    terminal.say("written", path=final)
    terminal.say("forecast_next", path=final / f"case_{products[0]}")


def score_command(
    case: CasePath,
    files: Annotated[list[Path], typer.Argument(metavar="FORECAST…", help=WORD["score_files"])],
    actual: Annotated[Path | None, typer.Option(metavar="FILE", help=WORD["score_actual"])] = None,
    by: Annotated[str, typer.Option(metavar="kind,lead,…", help=WORD["score_by"])] = "kind,product",
    out: Annotated[Path | None, typer.Option(help=WORD["score_out"])] = None,
    zone: Annotated[str | None, typer.Option(help=WORD["score_zone"])] = None,
    stamp: Annotated[StampAt, typer.Option(help=WORD["score_stamp"])] = StampAt.start,
    unit: Annotated[str | None, typer.Option(help=WORD["score_unit"])] = None,
    gaps: Annotated[bool, typer.Option("--gaps", help=WORD["score_gaps"])] = False,
    scenario: Scenario = None,
    overrides: Overrides = None,
    as_json: Annotated[bool, typer.Option("--json", help=WORD["score_json"])] = False,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.forecast.judge import check_output, score_files
    from dispatch.forecast.read import reading_of
    from dispatch.forecast.score import MEASURES, check_groups
    from dispatch.present.forecast.page import SCORE, cells, write_scores

    terminal = terminal_in(lang)
    groups = check_groups([g.strip() for g in by.split(",") if g.strip()])
    check_output(out)
    if out is not None:
        require_writable(out)
    reading = reading_of(zone, stamp.value, unit, gaps)
    loaded = load_case(case, scenario, overrides or [])
    with terminal.progress("score"):
        scored = score_files(loaded, files, reading, actual, terminal.listen)
        if out is not None:
            write_scores(out, scored, groups, terminal.lang)
    if as_json:
        sys.stdout.write(scored.json(groups) + "\n")
    else:
        table, words = scored.table(groups), SCORE.templates(terminal.lang)
        heads = [words[name] for name in table.columns]
        rows = [cells(row, words) for row in table.to_dict("records")]
        terminal.table("", heads, rows, [i for i, name in enumerate(table.columns) if name in MEASURES])
    if out is not None:
        terminal.say("written", path=out)
