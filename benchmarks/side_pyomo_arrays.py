"""Plain Pyomo by its fastest way into HiGHS: the same hand-written model, compiled to a matrix, handed over whole."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from benchmarks.side_pyomo import make_model
from benchmarks.side_pyomo import prepare as prepare
from benchmarks.side_pyomo import shape as shape
from benchmarks.system import System


def build(system: System) -> Any:
    """Data in memory → model inside HiGHS."""
    form = LinearStandardFormCompiler().write(make_model(system), mixed_form=True)
    bounds = [v.bounds for v in form.columns]
    lower = np.array([-np.inf if low is None else low for low, _ in bounds])
    upper = np.array([np.inf if high is None else high for _, high in bounds])
    side = np.array([row.bound_type for row in form.rows])
    matrix = form.A.tocsr()
    highs = highspy.Highs()
    highs.passModel(
        len(lower), len(side), matrix.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize),
        float(form.c_offset[0]), form.c.toarray().ravel(), lower, upper,
        np.where(side <= 0, form.rhs, -np.inf), np.where(side >= 0, form.rhs, np.inf),
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
        np.zeros(len(lower), dtype=np.int32),
    )  # fmt: skip
    return highs
