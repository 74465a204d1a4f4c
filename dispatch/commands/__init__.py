"""The table of contents of the command line: one line a command."""

from __future__ import annotations

from collections.abc import Callable

import typer

from dispatch.commands import (
    compare,
    flexibility,
    forecast,
    inputs,
    production,
    report,
    run,
    runs,
    shave,
    shaving,
    start,
    stations,
    table96,
)
from dispatch.commands.options import WORD

COMMANDS: dict[str, Callable[..., None]] = {
    "run": run.run_command,
    "check": run.check_command,
    "inputs": inputs.inputs_command,
    "forecast": forecast.forecast_command,
    "score": forecast.score_command,
    "flexibility": flexibility.flexibility_command,
    "stations": stations.stations_command,
    "production": production.production_command,
    "indicators": shaving.indicators_command,
    "attribute": shaving.attribute_command,
    "shave": shave.shave_command,
    "export96": table96.export96_command,
    "import96": table96.import96_command,
    "report": report.report_command,
    "compare": compare.compare_command,
    "query": compare.query_command,
    "list": runs.list_command,
    "show": runs.show_command,
    "init": start.init_command,
    "schema": start.schema_command,
}


def make_app() -> typer.Typer:
    """The application with every command; its help is in the language of the command line."""
    app = typer.Typer(help=WORD["app"], no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for name, command in COMMANDS.items():
        app.command(name, help=WORD[name])(command)
    return app
