"""Packed arrays come back within half a quantum."""

from __future__ import annotations

import hypothesis.extra.numpy as arrays
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from dispatch.present.pack import pack, quantum_of, unpack

VALUES = arrays.arrays(float, st.integers(0, 40), elements=st.floats(-2e7, 2e7) | st.just(np.nan))


@given(VALUES, st.sampled_from((0.01, 0.1, 1)))
def test_round_trip(values: np.ndarray, quantum: float) -> None:
    assert unpack(pack(values, quantum)) == pytest.approx(values, abs=0.51 * quantum, nan_ok=True)


def test_narrow_where_it_fits() -> None:
    assert pack(np.array([0.0, 3276.7]))["k"] == "i2"
    assert pack(np.array([0.0, 3276.8]))["k"] == "i4"


def test_constants_are_one_number() -> None:
    assert pack(np.full(8760, 12.3)) == {"c": 12.3, "n": 8760}


def test_beyond_all_bounds_is_cut_not_wrapped() -> None:
    assert unpack(pack(np.array([0.0, 1e12, -1e12]), 1)) == pytest.approx([0, 2**31 - 1, -(2**31) + 1])


@pytest.mark.parametrize("largest", [0.0, 1e-3, 1.0, 19_000.0, 3e7])
def test_a_quantum_keeps_int16(largest: float) -> None:
    assert largest / quantum_of(largest) < 2**15
