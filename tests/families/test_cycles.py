"""The cycle basis: closed, independent, and as many as the network has."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dispatch.families.network.entity import Line
from dispatch.families.network.rows.kirchhoff import cycle_basis

pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] != p[1]), max_size=14)


@given(pairs)
def test_a_basis_of_any_network(ends: list[tuple[int, int]]) -> None:
    """m − n + components cycles, each with no net flow at any bus, none a combination of the others."""
    lines = [Line(id=f"l{i}", bus0=str(a), bus1=str(b), p_nom_mw=1) for i, (a, b) in enumerate(ends)]
    incidence = np.zeros((7, len(lines)))
    for i, (a, b) in enumerate(ends):
        incidence[a, i], incidence[b, i] = -1, 1
    cycles = np.zeros((len(lines), len(cycle_basis(lines))))
    for c, cycle in enumerate(cycle_basis(lines)):
        for i, sign in cycle:
            cycles[i, c] += sign
    assert cycles.shape[1] == len(lines) - np.linalg.matrix_rank(incidence)
    assert not (incidence @ cycles).any()
    assert np.linalg.matrix_rank(cycles) == cycles.shape[1] if cycles.size else True
