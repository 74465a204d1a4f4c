"""`dispatch init`, `dispatch schema`: what a new case begins with."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from dispatch.commands.options import WORD, Lang, terminal_in
from dispatch.errors import CaseError, Fault, Where


def init_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=WORD["directory"])], lang: Lang = None
) -> None:
    terminal = terminal_in(lang)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise CaseError(Fault.of("directory_exists", Where(file=directory)))
    template = Path(__file__).resolve().parents[2] / "models" / "quickstart"
    shutil.copytree(template, directory, dirs_exist_ok=True)
    terminal.say("made", path=directory)


def schema_command() -> None:
    from dispatch.case.json_schema import case_json_schema

    sys.stdout.write(json.dumps(case_json_schema(), ensure_ascii=False, indent=1) + "\n")
