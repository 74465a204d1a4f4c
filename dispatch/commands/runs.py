"""`dispatch list`, `dispatch show`: runs on disk."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dispatch.commands.options import RUNS, WORD, AsJson, Folder, Lang, terminal_in


def list_command(runs: Folder = RUNS, lang: Lang = None) -> None:
    from dispatch.jobs.store import list_runs

    terminal = terminal_in(lang)
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
    terminal.table(
        "", [w("name"), w("scenario_column"), w("size"), w("cost"), w("status"), w("step_audit")], rows, [2, 3]
    )


def show_command(
    name: Annotated[str, typer.Argument(metavar="RUN", help=WORD["run_name"])],
    runs: Folder = RUNS,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    from dispatch.jobs.store import find_run

    terminal = terminal_in(lang)
    found = find_run(name, runs)
    if as_json:
        sys.stdout.write((found.path / "summary.json").read_text(encoding="utf-8"))
        return
    terminal.show_summary(found.summary)
    terminal.say("page", path=found.path / "report.html")
