"""`dispatch indicators` and `dispatch attribute`: how peaked a run is, and who shaved it."""

from __future__ import annotations

import json
import math
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatch.commands.options import (
    RUNS,
    WORD,
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
from dispatch.commands.terminal import Terminal
from dispatch.locale import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dispatch.case.schema import Case

# Column, its word, how it reads, what it is divided by: money is shown in 10,000 CNY (万元).
_CURVES = (
    ("max_mw", "indicator_max", "{:,.1f}"),
    ("min_mw", "indicator_min", "{:,.1f}"),
    ("spread_mw", "spread", "{:,.1f}"),
    ("spread_pu", "indicator_spread_pu", "{:.2%}"),
    ("load_factor_pu", "indicator_load_factor", "{:.2%}"),
    ("min_load_pu", "indicator_min_load", "{:.2%}"),
    ("ramp_up_1h_mw", "indicator_ramp", "{:,.1f}"),
)
_PLAYERS = (
    ("shaved_peak_mw", "shaved_peak", "{:,.2f}", 1),
    ("shaved_spread_mw", "shaved_spread", "{:,.2f}", 1),
    ("shaved_day_spread_mw", "shaved_day", "{:,.2f}", 1),
    ("cost_cny", "cost_wan_cny", "{:,.2f}", 1e4),
    ("cny_per_mw", "cny_per_mw", "{:,.0f}", 1),
)


class SpanKind(StrEnum):
    all = "all"
    year = "year"
    season = "season"
    month = "month"
    day = "day"
    typical = "typical"


class By(StrEnum):
    family = "family"
    asset = "asset"


def indicators_command(
    name: Annotated[str, typer.Argument(metavar="RUN", help=WORD["run_name"])],
    spans: Annotated[list[SpanKind] | None, typer.Option("--span", help=WORD["indicators_span"])] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help=WORD["indicators_out"])] = None,
    runs: Folder = RUNS,
    as_json: Annotated[bool, typer.Option("--json", help=WORD["indicators_json"])] = False,
    lang: Lang = None,
) -> None:
    from dispatch.jobs.job import open_run
    from dispatch.shaving import shaving_tables

    terminal = terminal_in(lang)
    kinds = [kind.value for kind in spans or [SpanKind.all, SpanKind.typical]]
    with terminal.progress("indicators"):
        tables = shaving_tables(open_run(name, runs), kinds)  # type: ignore[arg-type]
    if out is not None:
        from dispatch.shaving.points_write import whole_file

        for key, table in tables.items():
            with whole_file(out / f"{key}.csv") as hidden:
                table.to_csv(hidden, index=False)
        terminal.say("written", path=out)
    if as_json:
        sys.stdout.write(_json(tables) + "\n")
        return
    _show_curves(terminal, tables["indicators"])
    _show_contributions(terminal, tables["contributions"])


def attribute_command(
    case: CasePath,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    groups: Annotated[list[str] | None, typer.Option("--group", help=WORD["attribute_group"])] = None,
    by: Annotated[By, typer.Option(help=WORD["attribute_by"])] = By.family,
    pairs: Annotated[int, typer.Option(min=1, max=10_000, help=WORD["attribute_pairs"])] = 8,
    most: Annotated[int, typer.Option(min=0, max=65_536, help=WORD["attribute_most"])] = 64,
    seed: Annotated[int, typer.Option(min=0, help=WORD["attribute_seed"])] = 2025,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help=WORD["attribute_out"])] = None,
    as_json: Annotated[bool, typer.Option("--json", help=WORD["attribute_json"])] = False,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.case.check import validate_case
    from dispatch.case.time_axis import horizon_of
    from dispatch.shaving.counterfactual import leave_one_out, play, shapley_table
    from dispatch.shaving.removal import players_of
    from dispatch.solve.pipeline import Stopwatch, solve_case

    terminal = terminal_in(lang)
    if out is not None:
        require_writable(out)
    loaded = load_case(case, scenario, overrides or [])
    validate_case(loaded)
    players = players_of(loaded, _groups(loaded, groups or [], by))
    clock = Stopwatch(terminal.progress)
    full = solve_case(loaded, horizon_of(loaded, start, end, step), listener=terminal.listen, clock=clock)

    def done(number: int) -> None:
        terminal.say("attribute_solve", number=number)

    game = play(full, players, done=done)
    without = leave_one_out(game)
    shared = shapley_table(game, pairs=pairs, seed=seed, most=most)
    if out is not None:
        shared.to_csv(out, index=False)
        terminal.say("written", path=out)
    if as_json:
        sys.stdout.write(_json({"leave_one_out": without, "shapley": shared}) + "\n")
        return
    _show_players(terminal, without, terminal.word("attribute_loo"), error=False)
    _show_players(terminal, shared, terminal.word("attribute_shapley"), error=True)


def _groups(case: Case, given: Sequence[str], by: By) -> dict[str, list[str]] | None:
    """Groups as given, else one a family, or None: every asset on its own."""
    from dispatch.errors import CaseError, Fault, Where
    from dispatch.shaving.removal import by_family

    groups: dict[str, list[str]] = {}
    for group in given:
        name, sign, patterns = group.partition("=")
        if not (name and sign and patterns):
            raise CaseError(Fault.of("group_unreadable", Where(entity="--group"), value=group))
        groups.setdefault(name.strip(), []).extend(part.strip() for part in patterns.split(","))
    if groups:
        return groups
    return by_family(case) if by is By.family else None


def _show_curves(terminal: Terminal, table: pd.DataFrame) -> None:
    w = terminal.word
    home = table[table["area"] == "home"]
    rows = [
        (
            _label(terminal, row),
            text(f"curve.{row['curve']}", terminal.lang),
            *(_number(row[key], form) for key, _, form in _CURVES),
        )
        for row in home.to_dict("records")
    ]
    heads = [w("indicator_label"), w("indicator_curve"), *(w(word) for _, word, _ in _CURVES)]
    terminal.table(w("indicators_title", area=w("area_home")), heads, rows, range(2, len(heads)))


def _show_contributions(terminal: Terminal, table: pd.DataFrame) -> None:
    """The contributions of the first span, largest first; those below a thousandth are left to the files."""
    w = terminal.word
    first = table[(table["area"] == "home") & (table["label"] == table["label"].iloc[0])]
    shown = first[first["contribution_mw"].abs() >= 1e-3 * first["spread_mw"]]
    shown = shown.sort_values("contribution_mw", ascending=False)
    rows = [
        (str(row[terminal.lang]), _number(row["contribution_mw"], "{:,.1f}"), _number(row["contribution_pu"], "{:.2%}"))
        for row in shown.to_dict("records")
    ]
    at = {key: f"{first[f'{key}_at'].iloc[0]:%Y-%m-%d %H:%M}" for key in ("peak", "valley")}
    title = w("contributions_title", spread=float(first["spread_mw"].iloc[0]), **at)
    terminal.table(title, [w("player"), w("indicator_contribution"), w("indicator_contribution_pu")], rows, [1, 2])


def _show_players(terminal: Terminal, table: pd.DataFrame, title: str, error: bool) -> None:
    w = terminal.word
    rows = [
        (
            str(row["player"]),
            *(_number(row[key] / by, form) for key, _, form, by in _PLAYERS),
            *([_number(row["error_peak_mw"], "{:,.2f}")] if error else []),
        )
        for row in table.to_dict("records")
    ]
    heads = [w("player"), *(w(word) for _, word, _, _ in _PLAYERS), *([w("standard_error")] if error else [])]
    terminal.table(title, heads, rows, range(1, len(heads)))


def _label(terminal: Terminal, row: dict[Any, Any]) -> str:
    label, span = str(row["label"]), row["span"]
    if span == "typical":
        return terminal.word(f"day.{label}")
    return terminal.word(f"span_{label}") if span in ("all", "season") else label


def _number(value: float, form: str) -> str:
    return form.format(value) if math.isfinite(value) else "–"


def _json(tables: dict[str, pd.DataFrame]) -> str:
    """Records of every table; what is not finite is null."""
    payload = {
        name: [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]
        for name, table in tables.items()
    }
    return json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool) or value is None else str(value)
