"""The matrix by rows against the plain definition: every term adds its values at (row, column), zeros vanish."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.program.broadcast import Term
from dispatch.program.rowwise import Band, Rowwise, lay_band, stack_bands

COLUMNS = 40


def dense_of(terms: list[Term], shape: tuple[int, ...]) -> np.ndarray:
    """Entry by entry, without any cleverness."""
    dense = np.zeros((int(np.prod(shape)), COLUMNS))
    for term in terms:
        row = np.ogrid[tuple(slice(n) for n in shape)] if term.row is None else term.row
        *at, column, value = np.broadcast_arrays(*row, term.column, term.value)
        np.add.at(dense, (np.ravel_multi_index(at, shape), column), value)
    return dense


def canonical(matrix: Rowwise) -> None:
    """No zero, no column twice in a row, all numbers in range: what HiGHS asks for."""
    assert matrix.indptr.dtype == matrix.indices.dtype == np.int32
    assert matrix.indptr[0] == 0
    assert matrix.indptr[-1] == matrix.nnz == len(matrix.indices)
    assert (np.diff(matrix.indptr) >= 0).all()
    assert matrix.data.all()
    for low, high in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        assert len(set(matrix.indices[low:high])) == high - low


def whole(n: int, d: int, rank: int) -> np.ndarray:
    return np.arange(n).reshape([n if i == d else 1 for i in range(rank)])


@st.composite
def families(draw: st.DrawFn) -> tuple[list[Term], tuple[int, int]]:
    """Rows of two axes with terms of every kind: own row, members of a row, a further axis, scattered entries."""
    assets, times = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    most = draw(st.sampled_from([COLUMNS, 6]))
    terms = []
    for kind in draw(st.lists(st.sampled_from(["own", "members", "deeper", "scattered"]), max_size=4)):
        pairs, deep = int(rng.integers(1, 5)), int(rng.integers(1, 3))
        if kind == "own":
            row, size = None, (assets, times)
        elif kind == "members":
            row, size = (rng.integers(0, assets, (pairs, 1)), whole(times, 1, 2)), (pairs, times)
        elif kind == "deeper":
            row, size = (whole(assets, 0, 3), whole(times, 1, 3)), (assets, times, deep)
        else:
            row, size = (rng.integers(0, assets, (pairs, 2)), rng.integers(0, times, (pairs, 2))), (pairs, 2)
        column = rng.integers(0, most, size).astype(np.int32)
        terms.append(Term(row, column, rng.integers(-1, 3, size if rng.random() < 0.5 else (1,) * len(size)) * 0.5))
    return terms, (assets, times)


@given(families())
@settings(max_examples=300, deadline=None)
def test_rows_of_any_terms(family: tuple[list[Term], tuple[int, int]]) -> None:
    terms, shape = family
    made = stack_bands([lay_band(terms, shape)], COLUMNS)
    canonical(made)
    np.testing.assert_array_equal(made.toarray(), dense_of(terms, shape))


def test_the_common_case_needs_no_sorting(monkeypatch: pytest.MonkeyPatch) -> None:
    """soc[s, t+1] − 0.9·soc[s, t] + 2·charge[s, t]: columns of one family overlap in range but never clash."""
    monkeypatch.setattr("dispatch.program.rowwise._added_up", None)
    soc = np.arange(2)[:, None] * 6 + np.arange(5)
    terms = [Term(None, column, np.asarray(v)) for column, v in ((soc + 1, 1.0), (soc, -0.9), (12 + soc, 2.0))]
    made = stack_bands([lay_band(terms, (2, 5))], COLUMNS)
    np.testing.assert_array_equal(made.toarray(), dense_of(terms, (2, 5)))


def test_entries_that_cancel_vanish() -> None:
    column = np.arange(3)[None, :]
    terms = [Term(None, column, np.asarray(1.0)), Term(None, column, np.array([[-1.0, 2.0, 0.0]]))]
    made = stack_bands([lay_band(terms, (1, 3))], COLUMNS)
    np.testing.assert_array_equal(made.data, [3.0, 1.0])
    np.testing.assert_array_equal(made.indptr, [0, 0, 1, 2])


def test_bands_lie_below_one_another_and_products_agree() -> None:
    rng = np.random.default_rng(7)
    parts = [[Term(None, rng.permutation(COLUMNS)[: 2 * n].reshape(2, n), rng.random((2, n)))] for n in (3, 5)]
    made = stack_bands([lay_band(parts[0], (2, 3)), Band.empty(), lay_band(parts[1], (2, 5))], COLUMNS)
    dense = np.concatenate([dense_of(parts[0], (2, 3)), dense_of(parts[1], (2, 5))])
    np.testing.assert_array_equal(made.toarray(), dense)
    x, y = rng.random(COLUMNS), rng.random(len(dense))
    np.testing.assert_allclose(made @ x, dense @ x, rtol=1e-15)
    np.testing.assert_allclose(y @ made, y @ dense, rtol=1e-15)


def test_no_rows_at_all() -> None:
    made = stack_bands([], COLUMNS)
    assert made.shape == (0, COLUMNS)
    assert made.nnz == 0
    assert (made @ np.ones(COLUMNS)).shape == (0,)
