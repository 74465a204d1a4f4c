"""PyPSA + linopy on linopy's sparse path, which is not PyPSA's default but its fastest in these versions."""

from __future__ import annotations

from typing import Any

import linopy
import pypsa

from benchmarks.side_pypsa import prepare as prepare
from benchmarks.side_pypsa import shape as shape


def build(n: pypsa.Network) -> Any:
    """Data in memory → model inside HiGHS."""
    linopy.options["semantics"] = "v1"
    model = n.optimize.create_model(include_objective_constant=False, consistency_check=False, sparse=True)
    return model.to_highspy(set_names=False)
