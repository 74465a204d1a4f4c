"""What commands have in common: their options, words and the terminal that they speak to."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dispatch.commands.terminal import COMMAND, Terminal, detect_language
from dispatch.errors import CaseError, Fault, Where

WORD = COMMAND.templates(detect_language(sys.argv))
RUNS = Path("runs")


class Language(StrEnum):
    zh = "zh"
    en = "en"


CasePath = Annotated[Path, typer.Argument(metavar="CASE", help=WORD["case"])]
Start = Annotated[str | None, typer.Option("--from", metavar="DATE", help=WORD["from"])]
End = Annotated[str | None, typer.Option("--to", metavar="DATE", help=WORD["to"])]
Step = Annotated[str | None, typer.Option("--step", help=WORD["step"])]
Scenario = Annotated[str | None, typer.Option("--scenario", help=WORD["scenario"])]
Overrides = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help=WORD["set"])]
Folder = Annotated[Path, typer.Option("--runs", help=WORD["folder"])]
AsJson = Annotated[bool, typer.Option("--json", help=WORD["json"])]
Lang = Annotated[Language | None, typer.Option("--lang", help=WORD["lang"])]


def require_writable(file: Path) -> None:
    """Make the directory of a file that a command will write at its end. Raises CaseError where that cannot be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        allowed = os.access(file if file.exists() else file.parent, os.W_OK) and not file.is_dir()
    except OSError:
        allowed = False
    if not allowed:
        raise CaseError(Fault.of("unwritable_output", Where(entity="--out"), value=str(file)))


def terminal_in(lang: Language | None) -> Terminal:
    """The terminal in the language that was asked for, else in that of the environment."""
    return Terminal(lang.value if lang else detect_language(sys.argv))


class PageUnits(StrEnum):
    """Units of a whole page."""

    auto = "auto"
    mw = "mw"
    wankw = "wankw"


Units = Annotated[PageUnits, typer.Option(help=WORD["page_units"])]
