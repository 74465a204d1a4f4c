"""What a family offers to the response: its output, what of it may be lost, and its headroom.

A family hands an `Output` or a `Headroom` to the model after its own rows (`Formulation.outputs`). The rows of the
response (`dispatch.families.response.rows`) go over these and name no family. Output is power given to the grid; of
corridors and loads it is power taken from it. Rules take an asset of any axis that is labelled by assets of the family.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from dispatch.families.response.entity import Way
    from dispatch.families.response.resolve import ResolvedResponder
    from dispatch.families.response.rows.plan import Plan
    from dispatch.program.components import Axis, Rule
    from dispatch.program.formulation import Formulation
    from dispatch.series.assemble import Series


@dataclass(frozen=True, eq=False)
class Part:
    """A part of the output of assets: `rule(position, period)` in MW, `owners[position]` the asset it belongs to.

    most_mw: (positions, N) an upper bound, where a sum of parts needs one.
    """

    axis: Axis
    rule: Rule
    owners: tuple[str, ...]
    most_mw: np.ndarray | None = None


class Output:
    """What the assets of a family give to the grid, or take from it."""

    def __init__(self, m: Formulation, series: Series, family: str, output: Rule):
        self.m, self.series, self.family, self.output = m, series, family, output

    def parts(self) -> Iterable[Part]:
        """Parts that add up to `output` less `scheduled_mw`; a sum over members may hold no other sum."""
        axis = self.m.families[self.family].axis_of[self.family]
        return [Part(axis, self.output, axis.labels or ())]

    def scheduled_mw(self, asset: Any) -> np.ndarray:
        """(N,) part of the output that is data: a schedule, a demand."""
        return np.zeros(self.m.period.size)

    def largest_mw(self, asset: Any, *, gives: bool) -> np.ndarray:
        """(N,) upper bound of the output, or, where `gives` is false, of what flows the other way."""
        return np.zeros(self.m.period.size)


@dataclass(frozen=True, eq=False)
class Commitment:
    """Committed capacity of some assets: columns over an axis, and the least load of each; `name` is part of rows."""

    name: str
    axis: Axis
    committed: Any
    p_min_pu: Any


class Headroom(Output):
    """An output that can change at once. `turns`: machines, with capacity on line and inertia; `ways`: directions."""

    turns = False
    ways: tuple[Way, ...] = ("up", "down")
    commitment: Commitment | None = None

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) the most by which the output can ever change in one direction."""
        raise NotImplementedError

    def droop_rating_mw(self, asset: Any) -> np.ndarray | None:
        """(N,) upper bound of the rating that droop and emulated inertia refer to; None where droop has none."""
        return None

    def available_mw(self, asset: Any) -> np.ndarray:
        """(N,) MW of a machine that may be on line."""
        raise NotImplementedError

    def is_committed(self, asset: Any) -> bool:
        """Whether what is on line is the family's own column of committed capacity."""
        return False

    def limits_share(self, responder: ResolvedResponder) -> bool:
        """Whether bounds or the family's own rows hold several services within the share that may be held."""
        return False

    def add_headroom(self, plan: Plan, way: Way) -> None:
        """Rows that hold reserves within what is left to the assets; of machines `response.rows.machines` adds them."""

    def add_backing(self, plan: Plan) -> None:
        """Rows for what must last behind the reserves of machines: water, fuel."""
