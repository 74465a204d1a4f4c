"""`dispatch flexibility`: what flexible loads are worth, kind by kind."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.commands.options import WORD, CasePath, End, Lang, Overrides, Scenario, Start, Step, terminal_in
from dispatch.commands.terminal import Terminal

if TYPE_CHECKING:
    import pandas as pd

# Column of the table, its word, how it reads, and what it is divided by: money is shown in 10,000 CNY (万元).
SHOWN = (
    ("cost_cny", "cost_wan", "{:,.1f}", 1e4),
    ("saved_cny", "saved", "{:,.2f}", 1e4),
    ("curtailed_mwh", "curtailed", "{:,.1f}", 1),
    ("peak_mw", "peak", "{:,.1f}", 1),
    ("spread_mw", "spread", "{:,.1f}", 1),
    ("shifted_mwh", "shifted", "{:,.1f}", 1),
    ("lost_t", "lost_tonnes", "{:,.1f}", 1),
    ("deferred_t", "deferred_tonnes", "{:,.1f}", 1),
    ("paid_cny", "paid", "{:,.2f}", 1e4),
    ("saved_cny_per_mwh", "cny_per_mwh", "{:,.1f}", 1),
    ("solve_s", "solve_seconds", "{:.1f}", 1),
)


def flexibility_command(
    case: CasePath,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help=WORD["flexibility_out"])] = None,
    as_json: Annotated[bool, typer.Option("--json", help=WORD["flexibility_json"])] = False,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.case.time_axis import horizon_of
    from dispatch.results.summary import step_text
    from dispatch.studies.flexibility import flexibility_table

    terminal = terminal_in(lang)
    loaded = load_case(case, scenario, overrides or [])

    def done(name: str, number: int, count: int) -> None:
        terminal.say("flexibility_run", number=number + 1, count=count, name=terminal.word(f"kind_{name}"))

    table = flexibility_table(
        loaded, start=start, end=end, step=step, listener=terminal.listen, progress=terminal.progress, done=done
    )
    if out is not None:
        table.to_csv(out, index=False)
    if as_json:
        records = [{k: _plain(v) for k, v in row.items()} for row in table.to_dict("records")]
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        horizon = horizon_of(loaded, start, end, step)
        local = horizon.local_time()
        span = {"start": local[0].date(), "end": local[-1].date(), "step": step_text(horizon)}
        _show(terminal, table, terminal.word("flexibility_title", **span))
    if out is not None:
        terminal.say("written", path=out)


def _show(terminal: Terminal, table: pd.DataFrame, title: str) -> None:
    w = terminal.word
    rows = []
    for row in table.to_dict("records"):
        cells = [form.format(row[name] / by) if row[name] == row[name] else "–" for name, _, form, by in SHOWN]
        rows.append((w(f"kind_{row['run']}"), *cells))
    terminal.table(title, [w("on"), *(w(key) for _, key, _, _ in SHOWN)], rows, range(1, len(SHOWN) + 1))


def _plain(value: object) -> object:
    """Numbers as Python has them, null for none."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
