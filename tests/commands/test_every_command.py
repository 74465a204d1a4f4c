"""Every command: help in both languages, an entry in the README, an answer to `--help`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dispatch.commands import COMMANDS, make_app
from dispatch.locale import text

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_in_both_languages(name: str) -> None:
    zh, en = (text(f"command.{name}", lang) for lang in ("zh", "en"))
    assert zh
    assert en
    assert zh != en


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_answers_help(name: str) -> None:
    result = CliRunner().invoke(make_app(), [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "--help" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented(name: str) -> None:
    documents = [README, *README.parent.glob("docs/*.md")]
    showing = [path for path in documents if f"dispatch {name}" in path.read_text(encoding="utf-8")]
    assert showing, f"no document shows `dispatch {name}`"
