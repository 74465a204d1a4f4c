"""`dispatch stations`: a schedule of charging piles handed out to single cars, station by station."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.commands.options import WORD, CasePath, End, Lang, Overrides, Scenario, Start, Step, terminal_in

if TYPE_CHECKING:
    import pandas as pd

    from dispatch.commands.terminal import Terminal


def stations_command(
    case: CasePath,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help=WORD["stations_out"])] = None,
    lang: Lang = None,
) -> None:
    from dispatch.case import load_case
    from dispatch.case.check import validate_case
    from dispatch.case.time_axis import horizon_of
    from dispatch.solve.pipeline import Stopwatch, solve_case
    from dispatch.studies.charging_stations import station_table

    terminal = terminal_in(lang)
    loaded = load_case(case, scenario, overrides or [])
    validate_case(loaded)
    horizon = horizon_of(loaded, start, end, step)
    solved = solve_case(loaded, horizon, listener=terminal.listen, clock=Stopwatch(terminal.progress))
    table = station_table(solved)
    if table.empty:
        terminal.say("no_charging")
        return
    local = horizon.local_time()
    _show(terminal, table, terminal.word("stations_title", start=local[0].date(), end=local[-1].date()))
    if out is not None:
        table.to_csv(out, index=False)
        terminal.say("written", path=out)


def _show(terminal: Terminal, table: pd.DataFrame, title: str) -> None:
    w = terminal.word
    heads = (
        "fleet_word",
        "piles",
        "stations_word",
        "wanted_mwh",
        "unserved_share",
        "peak_at_once",
        "peak_managed",
        "worst_station",
        "overload_stations",
    )
    rows = []
    for fleet, group in table.groupby("fleet", sort=False):
        wanted, missed = group["wanted_mwh"].sum(), group["unserved_mwh"].sum()
        at_once, managed = (100 * (group[name] / group["rated_mw"]).max() for name in ("peak_at_once_mw", "peak_mw"))
        over = group["overload_at_once_h"].sum(), group["overload_h"].sum()
        rows.append(
            (
                str(fleet),
                f"{group['piles'].sum():,d}",
                f"{len(group):,d}",
                f"{wanted:,.1f}",
                f"{100 * missed / wanted if wanted else 0:.2f}",
                f"{group['peak_at_once_mw'].sum():,.2f}",
                f"{group['peak_mw'].sum():,.2f}",
                f"{at_once:.0f} / {managed:.0f}",
                f"{over[0]:,.1f} / {over[1]:,.1f}",
            )
        )
    terminal.table(title, [w(key) for key in heads], rows, range(1, len(heads)))
