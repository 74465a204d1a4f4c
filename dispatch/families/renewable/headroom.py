"""Renewable plants as contingencies: at most what is available may be lost. They hold no reserves."""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.program.headroom import Output


class RenewableOutput(Output):
    """Output of renewable plants."""

    def largest_mw(self, asset: Any, *, gives: bool) -> np.ndarray:
        """(N,) available power."""
        if not gives:
            return super().largest_mw(asset, gives=gives)
        of = self.series.of
        return np.asarray(asset.p_nom_mw * of(asset, "p_max_pu") * of(asset, "availability_pu"))
