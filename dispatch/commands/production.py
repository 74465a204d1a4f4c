"""`dispatch production`: energy and expected output of key units, from a schedule and, where there are any, meters."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dispatch.commands.options import RUNS, WORD, End, Folder, Lang, Overrides, Scenario, Start, Step, terminal_in
from dispatch.commands.terminal import Terminal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from dispatch.case.schema import Case
    from dispatch.horizon import Horizon
    from dispatch.production.learn import Learnt
    from dispatch.production.records import Records
    from dispatch.production.units import KeyUnit

WEEK = "7D"
YUAN = 1e4


@dataclass(frozen=True)
class Plan:
    """Units in a schedule: horizon and (N,) MW of each."""

    case: Case
    horizon: Horizon
    drawn: dict[str, np.ndarray]


def production_command(
    name: Annotated[str, typer.Argument(metavar="CASE|RUN", help=WORD["production_case"])],
    meter: Annotated[Path | None, typer.Option(metavar="FILE", help=WORD["production_meter"])] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help=WORD["production_output"])] = None,
    meter_unit: Annotated[str, typer.Option(metavar="UNIT", help=WORD["production_meter_unit"])] = "MWh",
    at: Annotated[str | None, typer.Option(metavar="DATE", help=WORD["production_at"])] = None,
    confidence: Annotated[float, typer.Option(min=0.5, max=0.999, help=WORD["production_confidence"])] = 0.95,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help=WORD["production_out"])] = None,
    start: Start = None,
    end: End = None,
    step: Step = None,
    scenario: Scenario = None,
    overrides: Overrides = None,
    runs: Folder = RUNS,
    as_json: Annotated[bool, typer.Option("--json", help=WORD["production_json"])] = False,
    lang: Lang = None,
) -> None:
    from dispatch.production.live import live_table
    from dispatch.production.records import read_meter, read_output
    from dispatch.production.units import key_units

    terminal = terminal_in(lang)
    case, opened = _case_or_run(name, runs, scenario, overrides or [])
    units, zone = key_units(case), case.time.zone
    measured = None if meter is None else read_meter(meter, units, zone, meter_unit)
    reported = None if output is None else read_output(output, units, zone)
    plan = _plan(case, opened, terminal, start, end, step, _asked(at, zone, measured))
    now = _asked(at, zone, measured) or plan.horizon.local_time()[0]
    learnt = _learn(measured, reported, units, zone, confidence, now)
    table = live_table(
        units,
        plan.horizon,
        plan.drawn,
        now,
        meter=measured,
        output=reported,
        models=learnt.models if learnt else None,
        confidence=confidence,
    )
    if out is not None:
        table.to_csv(out, index=False)
    if as_json:
        sys.stdout.write(_json(table, learnt) + "\n")
    else:
        _show(terminal, table, learnt, units, now)
    _remark(terminal, table, learnt, units, out)


def _case_or_run(name: str, runs: Path, scenario: str | None, overrides: list[str]) -> tuple[Case, Any]:
    """The case on file, or that of a run with the run itself."""
    from dispatch.case import load_case
    from dispatch.jobs.job import open_run

    path = Path(name)
    is_case = path.is_file() or (path.is_dir() and not (path / "summary.json").is_file())
    if is_case:
        return load_case(path, scenario, overrides), None
    opened = open_run(name, runs)
    return opened.case, opened


def _plan(
    case: Case,
    opened: Any,
    terminal: Terminal,
    start: str | None,
    end: str | None,
    step: str | None,
    now: pd.Timestamp | None,
) -> Plan:
    """The schedule of a run; of a case, that of the week from `now` on unless --from and --to say otherwise."""
    import pandas as pd

    from dispatch.case.time_axis import horizon_of
    from dispatch.errors import AuditError
    from dispatch.jobs.job import run
    from dispatch.production.units import drawn_mw

    if opened is not None:
        options = opened.manifest["options"]
        horizon = horizon_of(case, options["from"], options["to"], options["step"])
        return Plan(case, horizon, drawn_mw(case, opened.tables))
    first = now or horizon_of(case, start, end, step).local_time()[0]
    begin = start or first.floor("h").isoformat()
    until = end or (pd.Timestamp(begin) + pd.Timedelta(WEEK)).isoformat()
    result = run(case, start=begin, end=until, step=step, listener=terminal.listen, progress=terminal.progress)
    if not result.audit.passed:
        raise AuditError("\n".join(result.audit.report(terminal.lang)))
    return Plan(case, result.solved.horizon, drawn_mw(case, result.tables))


def _asked(at: str | None, zone: str, meter: Records | None) -> pd.Timestamp | None:
    """The instant that was asked for, else the end of the meter."""
    import pandas as pd

    from dispatch.case.time_axis import parse_stamp

    if at is not None:
        return parse_stamp(at, zone, "--at")
    return None if meter is None else pd.Timestamp(meter.end[-1], tz="UTC").tz_convert(zone)


def _learn(
    meter: Records | None,
    output: Records | None,
    units: tuple[KeyUnit, ...],
    zone: str,
    confidence: float,
    now: pd.Timestamp,
) -> Learnt | None:
    from dispatch.production.learn import learn
    from dispatch.production.live import windows_at

    if meter is None or output is None:
        return None
    months = {stamp.month for window in windows_at(now).values() for stamp in window}
    return learn(meter, output, units, zone, confidence=confidence, months=months)


def _json(table: pd.DataFrame, learnt: Learnt | None) -> str:
    from dispatch.production.export import model_records, table_records

    payload = {"live": table_records(table), "models": model_records(learnt)}
    return json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False)


def _show(
    terminal: Terminal, table: pd.DataFrame, learnt: Learnt | None, units: tuple[KeyUnit, ...], now: pd.Timestamp
) -> None:
    w, names = terminal.word, {u.id: (u.load.zh if terminal.lang == "zh" else u.load.en) or u.id for u in units}
    rows = []
    for row in table.to_dict("records"):
        band = row["output_low_t"] == row["output_low_t"]
        rows.append(
            (
                names[row["unit"]],
                w(f"window_{row['window']}"),
                _number(row["covered_pu"], "{:.0%}"),
                _number(row["metered_mwh"]),
                _number(row["scheduled_mwh"]),
                _number(row["output_t"]),
                f"{_number(row['output_low_t'])} … {_number(row['output_high_t'])}" if band else "–",
                _number(row["reported_t"]),
                _number(row["value_cny"] / YUAN),
                w(f"model_{row['model']}"),
            )
        )
    heads = [
        w(k)
        for k in (
            "name",
            "window",
            "covered",
            "metered",
            "scheduled",
            "tonnes",
            "band",
            "reported",
            "output_value",
            "model",
        )
    ]
    terminal.table(w("live_title", at=now.isoformat(timespec="minutes")), heads, rows, [2, 3, 4, 5, 6, 7, 8])
    if learnt is None:
        return
    models = []
    for unit, model in learnt.models.items():
        fixed = ", ".join(
            f"{n} {mw:.3g}" if len(model.names) > 1 else f"{mw:.3g}"
            for n, mw in zip(model.names, model.fixed_mw, strict=True)
        )
        models.append(
            (
                names[unit],
                f"{model.mwh_per_t:.4g} ± {model.mwh_per_t_error:.2g}",
                fixed,
                w(f"levels_{model.levels}"),
                f"{model.r2:.4f}",
                f"{model.durbin_watson:.2f}",
                str(model.intervals),
                str(len(model.outliers)),
            )
        )
    heads = [w("name"), w("specific"), w("fixed"), w("levels"), "R²", "DW", w("intervals"), w("outliers")]
    terminal.table(w("models_title"), heads, models, [1, 4, 5, 6, 7])


def _remark(
    terminal: Terminal, table: pd.DataFrame, learnt: Learnt | None, units: tuple[KeyUnit, ...], out: Path | None
) -> None:
    """What a reader should know of the table, on stderr."""
    if not units:
        terminal.say("production_none", "yellow")
    partly = int((table["covered_pu"] < 1 - 1e-9).sum())
    if partly:
        terminal.say("production_partly", "yellow", count=partly)
    for unit, model in (learnt.models if learnt else {}).items():
        if learnt and learnt.left_out[unit]:
            terminal.say("production_left", "yellow", unit=unit, count=learnt.left_out[unit])
        for point in model.outliers:
            terminal.say(
                "production_outlier",
                "yellow",
                unit=unit,
                start=point.start.date(),
                energy=point.energy_mwh,
                output=point.output_t,
                expected=point.expected_mwh,
            )
    if out is not None:
        terminal.say("written", path=out)


def _number(value: float, form: str = "{:,.0f}") -> str:
    return "–" if value != value else "∞" if value == float("inf") else form.format(value)
