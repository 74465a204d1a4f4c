"""docs/benchmarks.md: the machine, the method and every table that was measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.tables import RENDER, growth_fit

PACKAGES = ("highspy", "numpy", "pandas", "scipy", "pydantic", "pyomo", "pypsa", "linopy", "xarray")

INTRODUCTION = """# Benchmarks

Written by `make bench`; nothing in the tables is typed by hand. Every measurement runs in its own process, which
first builds a system of 24 periods, so that imports and first-use costs are not counted. Where something is repeated
the median is shown, with the range behind it.

**The system** (`benchmarks/system.py`, one seeded neutral description for all programs): 12 buses and 85 assets: 30
wind, PV and run-of-river plants, 3 reservoirs in cascade with 4 powerhouses, 6 storages, 6 thermal plants, 14 loads
with shedding, 18 AC lines (8 with Kirchhoff's voltage law, 4 with losses), 2 DC links, 2 export corridors. 744 and
8,760 periods of 1 h, 35,040 of 15 min.

**Programs compared.** All solve the same equations; two differences favour the others: our storage has the extra row
p_charge/P + p_discharge/P ≤ 1, and PyPSA runs without names, checks or files. PyPSA writes limits as rows, which is why
it has more of them. *Sparse path* is an option of linopy that PyPSA does not use by default; *matrix compiler* is
Pyomo's `LinearStandardFormCompiler` with its arrays passed to HiGHS, *persistent interface* its ordinary HiGHS plug-in.

**What is timed.** *prepare*: neutral records → data in memory (our Case, PyPSA's Network). *build*: data in memory →
model inside HiGHS. *peak*: largest resident memory of the whole process up to then, interpreter and libraries included.
"""

TITLES = {
    "build": ("Build", "From data in memory to the model inside HiGHS."),
    "solve": (
        "Solve",
        "The same HiGHS, the same options on both sides, time limit 900 s: simplex, and HiPO without crossover to a "
        "relative tolerance of 1e-10, so that objectives can be compared to 1e-9.",
    ),
    "growth": ("Growth", "Build of the same system at 15 min, one week to a year."),
    "solvers": (
        "Choice of solver",
        "Our program, HiGHS defaults unless noted, time limit 180 s. `auto` (`dispatch/program/highs.py`) chooses "
        "simplex for small programs and HiPO without crossover for large ones, based on these figures.",
    ),
    "series": (
        "Series",
        "Weather, PV, wind, rivers and inflow of the Zhaotong case → 35,040 quarter hours, imports of pvlib and "
        "windpowerlib included, fresh processes, medians of three.",
    ),
    "loads": (
        "Flexible loads",
        "`flexible_2030` of Zhaotong: potlines, furnaces, batches, shifts, computing, charging and virtual plants, all "
        "enabled compared with none; fresh processes, medians of three.",
    ),
    "response": (
        "Response",
        "`outlook_2030` of Zhaotong without a millisecond response, with a tenth of every contingency within 200 ms, "
        "and with the frequency limits as well; fresh processes, medians of three (four weeks: once).",
    ),
    "frequency": (
        "Frequency",
        "`outlook_2030` of Zhaotong: 8,760 hours × 4 contingencies of 60 s each, no two cases equal, 1 ms steps while "
        "things happen and at most 10 ms later; fresh processes.",
    ),
    "sweep": (
        "Sweep",
        "`dispatch compare` on `outlook_2030` of Zhaotong: 10 sizes × 10 durations of storage on typical weeks and "
        "extreme days at 1 h, every point solved, audited and written, workers started and ended; *one cold run* is "
        "the middle point by itself, not written.",
    ),
    "job": (
        "The whole job",
        "`dispatch run models/zhaotong --json`: case on disk → audited run on disk, fresh process.",
    ),
}


def machine() -> str:
    """Cores, memory, system and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"**Machine.** {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}; {versions}.\n"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def write_page(sections: dict[str, Any]) -> str:
    """The whole page from the sections that were measured."""
    parts = [INTRODUCTION, machine(), _load(sections)]
    for name, (title, says) in TITLES.items():
        if name not in sections:
            continue
        parts += [f"## {title}\n", says + "\n", RENDER[name](sections[name])]
        if name == "growth":
            parts.append(growth_fit(sections[name]) + "\n")
        if name == "job":
            parts.append(_job_facts(sections[name]))
    return "\n".join(parts)


def _load(sections: dict[str, Any]) -> str:
    each = [found if isinstance(found, list) else [found] for found in sections.values()]
    loads = sorted(f["load_before"] for found in each for f in found)
    return f"Load average before the measurements: median {loads[len(loads) // 2]:.1f}, highest {loads[-1]:.1f}.\n"


def _job_facts(job: dict[str, Any]) -> str:
    return (
        f"{job['periods']:,} periods, {job['columns']:,} columns, {job['rows']:,} rows, {job['nonzeros']:,} nonzeros; "
        f"status {job['status']}; peak memory {job['peak_memory_mib']:.0f} MiB; {job['written_mib']:.1f} MiB written; "
        f"audit {'passed' if job['audit']['passed'] else 'FAILED'}.\n"
    )
