"""`dispatch export96` and `dispatch import96`: 96-point tables out of a run, and into a case."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.commands.options import RUNS, WORD, Folder, Lang, require_writable, terminal_in

if TYPE_CHECKING:
    from dispatch.shaving.curves import Region


class PointLayout(StrEnum):
    vertical = "vertical"
    horizontal = "horizontal"


def export96_command(
    name: Annotated[str, typer.Argument(metavar="RUN", help=WORD["run_name"])],
    out: Annotated[Path, typer.Option(metavar="FILE", help=WORD["points_out"])],
    days: Annotated[list[str] | None, typer.Option("--day", metavar="DATE", help=WORD["points_days"])] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help=WORD["points_from"])] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help=WORD["points_to"])] = None,
    typical: Annotated[bool, typer.Option("--typical", help=WORD["points_typical"])] = False,
    county: Annotated[str | None, typer.Option(help=WORD["points_county"])] = None,
    layout: Annotated[PointLayout, typer.Option(help=WORD["points_layout"])] = PointLayout.vertical,
    curves: Annotated[bool, typer.Option("--curves", help=WORD["points_curves"])] = False,
    runs: Folder = RUNS,
    lang: Lang = None,
) -> None:
    from dispatch.shaving.points import point_table
    from dispatch.shaving.points_write import write_points

    terminal = terminal_in(lang)
    _require_table(out)
    require_writable(out)
    region = _region(name, runs, county)
    asked = _dates(days or [], first, last, region) if days or first or last else None
    if typical:
        from dispatch.shaving.typical import typical_days

        asked = [*(asked or []), *(day.date.date() for day in typical_days(region.answer))]
    chosen = None if asked is None else tuple(dict.fromkeys(asked))
    with terminal.progress("write"):
        write_points(point_table(region, chosen, resources=not curves), out, terminal.lang, layout.value)
    terminal.say("written", path=out)


def _require_table(out: Path) -> None:
    from dispatch.errors import CaseError, Fault, Where

    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise CaseError(Fault.of("points_format", Where(entity="--out"), value=out.name))


def _region(name: str, runs: Path, county: str | None) -> Region:
    """The home area of a run, or one of its counties."""
    from dispatch.case.names import nearest
    from dispatch.errors import CaseError, Fault, Where
    from dispatch.jobs.job import open_run
    from dispatch.shaving.curves import regions_of

    area, *counties = regions_of(open_run(name, runs))
    if county is None:
        return area
    for region in counties:
        if region.id == county:
            return region
    known = nearest(county, [region.id for region in counties])
    raise CaseError(Fault.of("unknown_county", Where(entity="--county"), value=county, name=county, nearest=known))


def _dates(days: list[str], first: str | None, last: str | None, region: Region) -> list[date]:
    """Single days, then those of the range; its ends are those of the run where they are not given."""
    from dispatch.case.time_axis import parse_stamp

    horizon = region.horizon
    chosen = [parse_stamp(day, horizon.zone, "--day").date() for day in days]
    if first or last:
        local = horizon.local_time()
        begin = parse_stamp(first, horizon.zone, "--from").date() if first else local[0].date()
        end = parse_stamp(last, horizon.zone, "--to").date() if last else local[-1].date()
        chosen += [begin + timedelta(days=i) for i in range((end - begin).days + 1)]
    return chosen


def import96_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=WORD["points_file"])],
    out: Annotated[Path, typer.Option(metavar="FILE.csv", help=WORD["points_series_out"])],
    name: Annotated[str | None, typer.Option(help=WORD["points_series"])] = None,
    columns: Annotated[list[str] | None, typer.Option("--column", help=WORD["points_column"])] = None,
    unit: Annotated[str | None, typer.Option(help=WORD["points_unit"])] = None,
    zone: Annotated[str, typer.Option(help=WORD["points_zone"])] = "Asia/Shanghai",
    sheet: Annotated[str | None, typer.Option(help=WORD["points_sheet_option"])] = None,
    encoding: Annotated[str, typer.Option(help=WORD["points_encoding"])] = "utf-8",
    negative: Annotated[bool, typer.Option("--negative", help=WORD["points_negative"])] = False,
    lang: Lang = None,
) -> None:
    import pandas as pd

    from dispatch.shaving.points import POINTS
    from dispatch.shaving.points_check import Wishes
    from dispatch.shaving.points_read import read_points
    from dispatch.shaving.points_write import write_series, yaml_lines

    terminal = terminal_in(lang)
    require_writable(out)
    table = read_points(file, Wishes(tuple(columns or ()), unit, zone, sheet, encoding, negative))
    write_series(table, out, zone)
    local = pd.DatetimeIndex(table.start, tz="UTC").tz_convert(zone)
    ends = {"first": local[0].date().isoformat(), "last": local[-1].date().isoformat()}
    terminal.say("points_read", count=len(table.columns), days=len(local) // POINTS, **ends)
    terminal.say("written", path=out)
    terminal.say("points_use")
    terminal.out.print(yaml_lines(name or out.stem, out, table, zone), markup=False, end="")
