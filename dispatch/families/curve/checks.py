"""What must be true of curves.

A curve's use says what its points must do: level–storage increases strictly (a level has one volume, a volume one
level), a tailwater level never falls with the release, and increases strictly where navigation asks how far the
release may move. Expected output by head never falls and is a share of the rating.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel

from dispatch.case.places import Places
from dispatch.case.rules import Checks
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.curve.entity import Curve


def sound_curve(case: Case, name: str | None) -> Curve | None:
    """The curve of that name, if it is there and has as many y as x, x increasing."""
    found = next((curve for curve in case.curve if curve.id == name), None)
    return None if found is None or len(found.x) != len(found.y) or (np.diff(found.x) <= 0).any() else found


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Curves that are none: as many y as x, x increasing."""
    for curve in case.curve:
        yield from _shape(curve, at)


def _shape(curve: Curve, at: Places) -> Iterator[Fault]:
    if len(curve.x) != len(curve.y):
        yield Fault.of("curve_lengths", at.of(curve, "y"), value=len(curve.y), limit=f"{len(curve.x)}")
        return
    wrong = np.flatnonzero(np.diff(curve.x) <= 0)
    if wrong.size:
        i = int(wrong[0])
        yield Fault.of("curve_unordered", at.of(curve, "x"), value=curve.x[i + 1], limit=f"> {curve.x[i]:.10g}")


def course_faults(case: Case, user: BaseModel, field: str, at: Places, strictly: bool) -> Iterator[Fault]:
    """A curve whose y values do not meet what its use requires, reported at the curve."""
    curve = sound_curve(case, getattr(user, field))
    if curve is None:
        return
    rise = np.diff(curve.y)
    wrong = np.flatnonzero(rise <= 0 if strictly else rise < 0)
    if wrong.size:
        i = int(wrong[0])
        limit = f"{'>' if strictly else '≥'} {curve.y[i]:.10g}"
        yield Fault.of("curve_falling", at.of(curve, "y"), value=curve.y[i + 1], limit=limit, field=field)


CHECKS = Checks(faults=faults)
