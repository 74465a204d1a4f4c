"""`dispatch compare`: many variants of a case, resumable. `dispatch query`: SQL over everything that was run."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from dispatch.commands.options import (
    RUNS,
    WORD,
    AsJson,
    CasePath,
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
from dispatch.commands.terminal import Terminal, visible
from dispatch.errors import CaseError, Fault, Where

if TYPE_CHECKING:
    import pandas as pd

    from dispatch.sizing.engine import Heard
    from dispatch.sizing.engine import Progress as Standing
    from dispatch.sizing.sweep import Asking

_MOST_SHOWN = 12


def compare_command(
    case: CasePath,
    vary: Annotated[list[str] | None, typer.Option("--vary", metavar="PATH=VALUES", help=WORD["vary"])] = None,
    points: Annotated[Path | None, typer.Option("--points", metavar="FILE", help=WORD["points"])] = None,
    sample: Annotated[int | None, typer.Option("--sample", metavar="N", help=WORD["sample"])] = None,
    seed: Annotated[int, typer.Option(help=WORD["seed"])] = 1,
    start: Start = None,
    end: End = None,
    step: Step = None,
    weeks: Annotated[int | None, typer.Option("--weeks", metavar="N", min=1, help=WORD["weeks"])] = None,
    full: Annotated[int, typer.Option("--full", metavar="K", min=0, help=WORD["full"])] = 0,
    scenario: Scenario = None,
    overrides: Overrides = None,
    baselines: Annotated[bool, typer.Option(help=WORD["baselines"])] = True,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help=WORD["scheduler"])] = None,
    workers: Annotated[int | None, typer.Option(min=1, help=WORD["workers"])] = None,
    out: Annotated[Path | None, typer.Option(help=WORD["sweep_out"])] = None,
    runs: Folder = RUNS,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    from dispatch.sizing.sweep import Asking

    terminal = terminal_in(lang)
    asking = Asking(
        case=case,
        vary=tuple(vary or ()),
        points=points,
        sample=sample,
        seed=seed,
        start=start,
        end=end,
        step=step,
        weeks=weeks,
        full=full,
        scenario=scenario,
        overrides=tuple(overrides or ()),
        baselines=baselines,
        scheduler=scheduler,
        workers=workers,
        out=out,
        runs=runs,
    )
    path = _swept(terminal, asking)
    if as_json:
        from dispatch.sizing.frame import read_frame

        sys.stdout.write(read_frame(path).to_json(orient="records", force_ascii=False, indent=1) + "\n")


def _swept(terminal: Terminal, asking: Asking) -> Path:
    """Solve, show what became of it, and give the directory."""
    from dispatch.sizing.frame import write_frame
    from dispatch.sizing.sweep import Sweep

    began = time.perf_counter()
    sweep = Sweep(asking, terminal.progress, rank=_cost)
    try:
        with _bar(terminal) as on_progress:
            standing = sweep.run(on_progress)
    except KeyboardInterrupt:
        frame = write_frame(sweep.folder.path)
        terminal.say("sweep_stopped", "yellow", done=int(frame["done"].sum()), total=len(frame))
        raise
    finally:
        if sweep.opened:
            write_frame(sweep.folder.path)
    seconds = time.perf_counter() - began
    terminal.say(
        "sweep_done",
        "green" if not standing.failed else "yellow",
        done=standing.done,
        total=standing.total,
        reused=standing.reused,
        failed=standing.failed,
        seconds=seconds,
    )
    _show(terminal, sweep.folder.path)
    _compare(terminal, sweep.folder.path)
    return sweep.folder.path


def _cost(frame: pd.DataFrame) -> pd.Series:
    """What points are ranked by: the figure that the comparison ranks by."""
    import pandas as pd

    from dispatch.sweeps.points import points_of

    points = points_of(frame)
    return pd.Series(points.frame[points.main].to_numpy(), frame.index)


def _compare(terminal: Terminal, path: Path) -> None:
    """The best points; the page and the workbook beside the points."""
    from dispatch.present.comparison import write_comparison
    from dispatch.present.comparison.columns import heading, with_unit
    from dispatch.present.words import in_language
    from dispatch.sizing.frame import read_frame
    from dispatch.sweeps.points import points_of

    frame, lang = read_frame(path), terminal.lang
    points = points_of(frame)
    best = points.varied.sort_values(points.main, kind="stable").head(_MOST_SHOWN)
    shown = [points.main, "storage_cny_per_year", "saved_cny_per_year", "peak_cut_mw", "target_price_cny_per_mw"]
    shown = [name for name in shown if best[name].notna().any()]
    rows = [
        (str(k + 1), str(row["label"]), *(in_language(with_unit(n, row[n]), lang) for n in shown))
        for k, (_, row) in enumerate(best.iterrows())
    ]
    heads = [
        in_language(heading("rank"), lang),
        terminal.word("point"),
        *(in_language(heading(n), lang) for n in shown),
    ]
    if rows:
        terminal.table(terminal.word("sweep_ranked"), heads, rows, [0, *range(2, len(heads))])
    page, book, *_ = write_comparison(frame, path, lang)
    terminal.say("sweep_compared", page=page, book=book)


@contextmanager
def _bar(terminal: Terminal) -> Iterator[Heard]:
    """A bar of points with what is left of the time, on stderr."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[said]}"),
    )
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task(terminal.word("sweep_progress"), total=None, said="")

        def on_progress(standing: Standing) -> None:
            state = terminal.word("sweep_state", done=standing.done, failed=standing.failed, workers=standing.workers)
            said = escape(visible(f"{state}  {standing.last[:60]}"))
            bar.update(task, total=standing.total, completed=standing.finished, said=said)

        yield on_progress


def _show(terminal: Terminal, path: Path) -> None:
    """Failures, errors of typical weeks and where everything is."""
    from dispatch.sizing.frame import CSV, read_frame
    from dispatch.sweeps.screening import screening_errors

    frame, w = read_frame(path), terminal.word
    failed = frame[~frame["done"]]
    if len(failed):
        reason = "reason_zh" if terminal.lang == "zh" else "reason"
        rows = [(str(row["label"]), str(row["status"]), _first_line(row[reason])) for _, row in failed.iterrows()]
        terminal.table(w("sweep_failures"), [w("point"), w("status"), w("reason")], rows[:_MOST_SHOWN], [])
    errors = screening_errors(frame)
    if len(errors):
        compared = [
            (e["label"], e["figure"], f"{e['weeks']:,.6g}", f"{e['full']:,.6g}", f"{e['difference_pu']:+.2%}")
            for e in errors.to_dict("records")
        ]
        columns = [w("point"), w("figure"), w("weeks_value"), w("full_value"), w("difference")]
        terminal.table(w("sweep_errors"), columns, compared, [2, 3, 4])
    terminal.say("sweep_frame", path=path / CSV)


def _first_line(text: object) -> str:
    return str(text).split("\n", 1)[0]


def query_command(
    sql: Annotated[str, typer.Argument(metavar="SQL", help=WORD["sql"])] = "",
    columns: Annotated[bool, typer.Option("--columns", help=WORD["query_columns"])] = False,
    out: Annotated[Path | None, typer.Option(help=WORD["query_out"])] = None,
    runs: Folder = RUNS,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    from dispatch.sizing.catalogue import describe, query

    terminal = terminal_in(lang)
    if out is not None:
        if out.suffix.lower() not in (".csv", ".parquet"):
            raise CaseError(Fault.of("unwritable_output", Where(entity="--out"), value=str(out)))
        require_writable(out)
    found = describe(runs) if columns else query(sql, runs)
    if out is not None and out.suffix.lower() == ".parquet":
        found.to_parquet(out, index=False)
    elif out is not None:
        found.to_csv(out, index=False, encoding="utf-8-sig")
    elif as_json:
        sys.stdout.write(json.dumps(json.loads(found.to_json(orient="records")), ensure_ascii=False, indent=1) + "\n")
    else:
        numeric = [i for i, kind in enumerate(found.dtypes) if kind.kind in "if"]
        rows = [[_cell(value) for value in row] for row in found.itertuples(index=False)]
        terminal.table("", [str(name) for name in found.columns], rows, numeric)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "–" if value != value else f"{value:,.6g}"
    return str(value)
