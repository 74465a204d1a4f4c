"""Headroom of thermal plant: up to committed capacity, or to what is available where nothing is committed."""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.program.components import Rule
from dispatch.program.formulation import Formulation
from dispatch.program.headroom import Commitment, Headroom
from dispatch.series.assemble import Series


class ThermalHeadroom(Headroom):
    """Machines; fuel is always there, so nothing has to back what they hold ready."""

    turns = True

    def __init__(self, m: Formulation, series: Series, output: Rule, commitment: Commitment | None):
        super().__init__(m, series, "thermal", output)
        self.commitment = commitment

    def is_committed(self, asset: Any) -> bool:
        """Whether the plant has a column of committed capacity."""
        return self.commitment is not None and asset.id in (self.commitment.axis.labels or ())

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) available capacity."""
        return np.asarray(self.series.of(asset, "p_max_pu") * asset.p_nom_mw)

    def droop_rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) available capacity: all of it may be on line."""
        return self.rating_mw(asset)

    def available_mw(self, asset: Any) -> np.ndarray:
        """(N,) available capacity."""
        return np.asarray(asset.p_nom_mw * self.series.of(asset, "p_max_pu"))

    def largest_mw(self, asset: Any, *, gives: bool) -> np.ndarray:
        """(N,) available capacity."""
        return self.available_mw(asset) if gives else super().largest_mw(asset, gives=gives)
