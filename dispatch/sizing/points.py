"""The points of a sweep: a grid, a Latin hypercube, or a file.

A file is YAML, a list of mappings ``{storage.lfp1.p_nom_mw: 50, hydrology: dry, name: small}``, or a CSV whose header
holds paths; `name` labels a point, an empty cell leaves the case as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scipy.stats import qmc

from dispatch.case.csv_text import check_header, csv_rows, ragged
from dispatch.case.files import LARGEST_TABLE, LARGEST_YAML, read_text
from dispatch.case.yaml_source import parse_yaml, scalar
from dispatch.errors import CaseError, Fault, Where
from dispatch.sizing.axes import Axis, Value, tidy

NAME = "name"
MOST_POINTS = 100_000
# Digits of a sampled number: enough for any size or price, short enough to read.
_SAMPLED_DIGITS = 6


@dataclass(frozen=True)
class Asked:
    """One point as requested: {axis name: value}, and its name if a file gives one."""

    values: Mapping[str, Value] = field(default_factory=dict)
    name: str = ""

    @property
    def label(self) -> str:
        """`storage.lfp.p_nom_mw=50, hydrology=dry`, or the name."""
        return self.name or ", ".join(f"{axis}={value}" for axis, value in self.values.items())


def grid(axes: Sequence[Axis]) -> list[Asked]:
    """Every combination, the last axis fastest, and to and fro: each point differs from the one before in one step."""
    count = 1
    for axis in axes:
        count *= len(axis.values)
    if count > MOST_POINTS:
        raise CaseError(Fault.of("too_many_points", Where(entity="--vary"), value=count, limit=f"≤ {MOST_POINTS:,}"))
    found: list[tuple[Value, ...]] = [()]
    for axis in axes:
        turns = itertools.cycle((axis.values, axis.values[::-1]))
        found = [(*before, value) for before, values in zip(found, turns, strict=False) for value in values]
    return [Asked(dict(zip((a.name for a in axes), values, strict=True))) for values in found] if axes else []


def sample(axes: Sequence[Axis], count: int, seed: int) -> list[Asked]:
    """A Latin hypercube: along every axis each of `count` equal strata is met once; lists are drawn evenly."""
    if not 1 <= count <= MOST_POINTS:
        raise CaseError(Fault.of("too_many_points", Where(entity="--sample"), value=count, limit=f"1–{MOST_POINTS:,}"))
    drawn = qmc.LatinHypercube(d=len(axes), seed=seed).random(count)
    return [Asked({a.name: _at(a, float(u)) for a, u in zip(axes, row, strict=True)}) for row in drawn]


def _at(axis: Axis, share: float) -> Value:
    """The value at a share 0…1 of an axis."""
    if axis.span:
        low, high = float(axis.values[0]), float(axis.values[1])
        return tidy(float(f"{low + share * (high - low):.{_SAMPLED_DIGITS}g}"))
    return axis.values[min(int(share * len(axis.values)), len(axis.values) - 1)]


def read_points(file: Path) -> list[Asked]:
    """The points of a YAML or CSV file. Raises CaseError with every fault of it."""
    faults: list[Fault] = []
    points = _read_csv(file, faults) if file.suffix.lower() == ".csv" else _read_yaml(file, faults)
    if not points and not faults:
        faults.append(Fault.of("empty_points", Where(file)))
    if faults:
        raise CaseError(faults)
    return points


def _read_csv(file: Path, faults: list[Fault]) -> list[Asked]:
    text = read_text(file, Where(entity="--points"), LARGEST_TABLE, faults)
    if text is None:
        return []
    where = Where(file, 1, "--points")
    lines = csv_rows(text, where, faults)
    header = next(lines, (0, []))[1]
    if not check_header(header, where, faults):
        return []
    points = []
    for line, cells in lines:
        if len(cells) != len(header):
            faults.append(ragged(Where(file, line), cells, header))
            continue
        row = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
        points.append(Asked({k: scalar(v) for k, v in row.items() if k != NAME}, row.get(NAME, "")))
    return points


def _read_yaml(file: Path, faults: list[Fault]) -> list[Asked]:
    text = read_text(file, Where(entity="--points"), LARGEST_YAML, faults)
    root = parse_yaml(text, Where(file, 1), faults) if text is not None else None
    if root is None:
        return []
    if not root.is_list:
        faults.append(Fault.of("points_not_a_list", Where(file, 1), value=root.plain()))
        return []
    points = []
    for item in root.value:
        plain = item.plain()
        if not isinstance(plain, dict) or not all(isinstance(v, (str, int, float, bool)) for v in plain.values()):
            faults.append(Fault.of("points_not_a_list", item.where, value=plain))
            continue
        points.append(Asked({k: v for k, v in plain.items() if k != NAME}, str(plain.get(NAME, ""))))
    return points


def axes_of(points: Sequence[Asked]) -> tuple[Axis, ...]:
    """The axes that a list of points moves along, each with the values that occur."""
    names = list(dict.fromkeys(name for point in points for name in point.values))
    return tuple(Axis(name, tuple(dict.fromkeys(p.values[name] for p in points if name in p.values))) for name in names)
