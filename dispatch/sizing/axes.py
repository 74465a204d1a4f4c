"""Axes of a sweep, from `--vary` and files of points.

    PATH=a:b:step      from a to b, both included (the last step may stop short of b)
    PATH=x,y,z         a list: numbers, words, true and false
    PATH=a:b           a span without steps, for `--sample` only

PATH is a path of `--set` (``storage.lfp1.p_nom_mw``, ``storage.*.p_nom_mw``, ``hydrology``), ``scenario``, or picks
entities: by pattern (``storage.lfp_*.…``) or by a field (``storage[technology=lfp].…``). In front of it,

    total:PATH         shares a total among what PATH picks, in the proportion of the case (equally where that is 0)
    scale:PATH         multiplies what the case has, series included: prices, new-energy capacity, capital cost

``duration_h`` of storage is the energy per MW of discharging power: it sets `e_nom_mwh`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.case.yaml_source import scalar
from dispatch.errors import CaseError, Fault, Where
from dispatch.sweeps.names import PREFIX, plain_path

Value = float | int | str | bool
SCENARIO = "scenario"
# A grid larger than this is a slip of the keyboard: 0:500:0.05.
MOST_VALUES = 10_000
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_SPAN = re.compile(rf"({_NUMBER}):({_NUMBER})(?::({_NUMBER}))?")


@dataclass(frozen=True)
class Axis:
    """What is varied. `name` is the path as it was written, `path` without its prefix, `kind` that prefix or empty.

    `values` are the points of a grid; a span without steps has only its two ends and `span` true.
    """

    name: str
    values: tuple[Value, ...]
    span: bool = False

    @property
    def kind(self) -> str:
        """`total`, `scale` or empty."""
        found = PREFIX.fullmatch(self.name)
        return found[1] if found else ""

    @property
    def path(self) -> str:
        """The path without its prefix."""
        return plain_path(self.name)

    @property
    def numeric(self) -> bool:
        """Whether all values are numbers, so that neighbours are near."""
        return all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in self.values)


def parse_axes(texts: Sequence[str], sampling: bool = False) -> tuple[Axis, ...]:
    """The axes of several `--vary`. Raises CaseError with every fault of them."""
    faults: list[Fault] = []
    axes: list[Axis] = []
    for text in texts:
        axis = _parse(text, sampling, faults)
        if axis is None:
            continue
        if axis.name in {a.name for a in axes}:
            faults.append(Fault.of("axis_twice", _place(text), value=axis.name))
        axes.append(axis)
    if faults:
        raise CaseError(faults)
    return tuple(axes)


def _parse(text: str, sampling: bool, faults: list[Fault]) -> Axis | None:
    # The first `=` outside brackets: storage[technology=lfp].p_nom_mw=1,2
    match = re.match(r"((?:[^=\[\]]|\[[^\]]*\])+)=(.*)", text, re.DOTALL)
    if match is None or not match[1].strip() or not match[2].strip():
        faults.append(Fault.of("axis_unreadable", _place(text), value=text))
        return None
    name, written = match[1].strip(), match[2].strip()
    span = _SPAN.fullmatch(written)
    if span is None:
        return _listed(name, written, text, faults)
    first, last = float(span[1]), float(span[2])
    if span[3] is None:
        if not sampling:
            faults.append(Fault.of("axis_without_step", _place(text), value=written, path=name))
            return None
        if last <= first:
            faults.append(Fault.of("axis_backwards", _place(text), value=written))
            return None
        return Axis(name, (first, last), span=True)
    return _stepped(name, first, last, float(span[3]), text, faults)


def _listed(name: str, written: str, text: str, faults: list[Fault]) -> Axis | None:
    if ":" in written:
        faults.append(Fault.of("axis_unreadable", _place(text), value=text))
        return None
    values = tuple(scalar(part.strip()) for part in written.split(","))
    if any(v is None or (isinstance(v, float) and not math.isfinite(v)) for v in values):
        faults.append(Fault.of("axis_unreadable", _place(text), value=text))
        return None
    if len(set(map(str, values))) < len(values):
        faults.append(Fault.of("axis_value_twice", _place(text), value=written))
        return None
    return Axis(name, values)


def _stepped(name: str, first: float, last: float, step: float, text: str, faults: list[Fault]) -> Axis | None:
    if step == 0 or (last - first) * step < 0:
        faults.append(Fault.of("axis_backwards", _place(text), value=text.partition("=")[2]))
        return None
    # Half a millionth of a step: 0:1:0.1 ends at 1.
    count = int((last - first) / step + 1e-6) + 1
    if count > MOST_VALUES:
        faults.append(Fault.of("axis_too_fine", _place(text), value=count, limit=f"≤ {MOST_VALUES:,}"))
        return None
    return Axis(name, tuple(tidy(first + k * step) for k in range(count)))


def tidy(value: float) -> Value:
    """A number as a person would write it: 12 digits, whole where it is whole."""
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _place(text: str) -> Where:
    return Where(entity=f"--vary {text}")
