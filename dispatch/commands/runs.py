"""`dispatch list`, `dispatch show`: runs on disk."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.commands.options import RUNS, WORD, AsJson, Folder, Lang, terminal_in
from dispatch.commands.terminal import Terminal
from dispatch.errors import CaseError

if TYPE_CHECKING:
    from dispatch.jobs.store import RunDirectory


def list_command(runs: Folder = RUNS, lang: Lang = None) -> None:
    from dispatch.jobs.store import list_runs

    terminal = terminal_in(lang)
    found = list_runs(runs)
    if not found:
        terminal.say("no_runs", path=runs)
        return
    rows, faults = [], []
    for item in found:
        try:
            rows.append(_row(terminal, item))
        except CaseError as damaged:
            rows.append((item.path.name, "–", "–", "–", terminal.word("damaged"), "–"))
            faults += damaged.faults
    w = terminal.word
    terminal.table(
        "", [w("name"), w("scenario_column"), w("size"), w("cost"), w("status"), w("step_audit")], rows, [2, 3]
    )
    for fault in faults:
        terminal.err.print(fault.text(terminal.lang), style="yellow", markup=False)


def _row(terminal: Terminal, item: RunDirectory) -> tuple[str, ...]:
    """A line of the list. Raises CaseError where the run is damaged."""
    summary, manifest = item.sound()
    verdict = terminal.word("passed" if summary["audit"]["passed"] else "failed")
    cost = f"{summary['objective_cny']:,.0f}"
    return item.path.name, str(manifest["scenario"]), f"{summary['periods']:,}", cost, str(summary["status"]), verdict


def show_command(
    name: Annotated[str, typer.Argument(metavar="RUN", help=WORD["run_name"])],
    runs: Folder = RUNS,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    from dispatch.jobs.store import damage_explained, find_run

    terminal = terminal_in(lang)
    found = find_run(name, runs)
    summary, _ = found.sound()
    if as_json:
        sys.stdout.write((found.path / "summary.json").read_text(encoding="utf-8"))
        return
    with damage_explained(found.path):
        terminal.show_summary(summary)
    terminal.say("page", path=found.path / "report.html")
