"""`dispatch report`: one or several runs as a peak-shaving report."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dispatch.commands.options import RUNS, WORD, Folder, Lang, terminal_in


class UnitChoice(StrEnum):
    mw = "mw"
    wankw = "wankw"


def report_command(
    names: Annotated[list[str], typer.Argument(metavar="RUN…", help=WORD["report_runs"])],
    formats: Annotated[
        str, typer.Option("--format", metavar="html,xlsx,docx,pdf", help=WORD["report_formats"])
    ] = "html,xlsx",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help=WORD["report_out"])] = None,
    units: Annotated[UnitChoice, typer.Option(help=WORD["report_units"])] = UnitChoice.mw,
    template: Annotated[Path | None, typer.Option(metavar="FILE.docx", help=WORD["report_template_option"])] = None,
    runs: Folder = RUNS,
    lang: Lang = None,
) -> None:
    from dispatch.jobs.labelled import open_labelled
    from dispatch.present.peak_report.formatter import Formatter
    from dispatch.present.peak_report.study import study_of
    from dispatch.present.peak_report.write import formats_of, require_means, write_report

    terminal = terminal_in(lang)
    asked, fmt = formats_of(formats), Formatter(terminal.lang, units.value)
    folder = out or Path("reports")
    require_means(asked, terminal.lang, template, folder)
    with terminal.progress("report_open"):
        study = study_of(open_labelled(names, runs), fmt)
    with terminal.progress("report"):
        made = write_report(study, folder, asked, fmt, template, terminal.listen)
    for path in made.values():
        terminal.say("written", path=path)
