"""`python -m benchmarks [--quick] [--only SECTION …]`: measure, print the tables and write docs/benchmarks.md.

Raw figures go to runs/benchmarks.json; with `--only` the other sections are kept from there. `--quick` runs every kind
of measurement but the whole job on a week and a month, in under a minute, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.page import write_page
from benchmarks.plan import (
    ROOT,
    SECTIONS,
    run_frequency,
    run_job,
    run_loads,
    run_response,
    run_section,
    run_series,
    run_sweep,
)
from benchmarks.tables import RENDER

WHOLE: dict[str, Callable[[], Any]] = {
    "series": run_series, "loads": run_loads, "response": run_response, "frequency": run_frequency,
    "sweep": run_sweep, "job": run_job,
}  # fmt: skip
RAW, PAGE = ROOT / "runs" / "benchmarks.json", ROOT / "docs" / "benchmarks.md"


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short horizons, print only")
    parser.add_argument("--only", nargs="+", choices=[*SECTIONS, *WHOLE], help="sections to measure")
    asked = parser.parse_args()
    names = asked.only or ([*SECTIONS] if asked.quick else [*SECTIONS, *WHOLE])
    sections: dict[str, Any] = {} if asked.quick or not RAW.exists() else json.loads(RAW.read_text(encoding="utf-8"))
    began = time.perf_counter()
    for name in names:
        for found in [WHOLE[name]()] if name in WHOLE else _measure(name, asked.quick):
            sections[name] = found
            if not asked.quick:
                _keep(sections)
        print(RENDER[name](sections[name]), flush=True)
    _say(f"{time.perf_counter() - began:.0f} s in all")


def _keep(sections: dict[str, Any]) -> None:
    """Write what is known so far: a run that is broken off loses nothing that it measured."""
    RAW.parent.mkdir(exist_ok=True)
    RAW.write_text(json.dumps(sections, indent=1), encoding="utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(write_page(sections), encoding="utf-8")


def _measure(name: str, quick: bool) -> Iterator[list[dict[str, Any]]]:
    """The tasks of a section measured so far, after each of them."""
    found: list[dict[str, Any]] = []
    for one in run_section(name, quick):
        more = f", {one['method']} {one['solve_s']:.1f} s" if "method" in one else ""
        said = f"{name}: {one['side']}, {one['periods']} periods, build {one['build_s']:.3f} s{more}"
        _say(f"{said}, load {one['load_before']}")
        found.append(one)
        yield list(found)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


main()
