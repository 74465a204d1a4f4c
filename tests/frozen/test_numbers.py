"""Every model, and the cases that hold everything, give the same programs, objectives and tables as before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dispatch import load_case, run
from tests.frozen.fingerprint import fingerprint
from tests.frozen.numbers import CASES, differences, figures, frozen_figures
from tests.frozen.shown import MODELS

MOST_LINES = 40
KNOWINGLY = "where that is meant: python -m tests.frozen.update numbers"


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_are_what_they_were(name: str):
    found, frozen = figures(CASES[name]()), frozen_figures(name)
    wrong = differences(found, frozen)
    if wrong and found["program"]["content"] == frozen["program"]["content"]:
        wrong.append("the same rows and columns: their order or names changed, or what is done with the answer")
    assert not wrong, "\n".join([*wrong[:MOST_LINES], f"{len(wrong)} differences; {KNOWINGLY}"])


@pytest.fixture(scope="module")
def program():
    """The hourly program of the quickstart."""
    return run(load_case(MODELS / "quickstart"), end="2030-01-02", step="1h").solved.program


def test_a_fingerprint_does_not_depend_on_order(program):
    rows, columns, _ = program.shape
    dice = np.random.default_rng(1)
    dense = program.matrix.toarray()
    by_row, by_column = dice.permutation(rows), dice.permutation(columns)
    shuffled = replace(
        program,
        c=program.c[by_column],
        matrix=type(program.matrix).of(_sparse(dense[by_row][:, by_column])),
        row_lower=program.row_lower[by_row],
        row_upper=program.row_upper[by_row],
        column_lower=program.column_lower[by_column],
        column_upper=program.column_upper[by_column],
    )
    assert fingerprint(shuffled)["content"] == fingerprint(program)["content"]


@pytest.mark.parametrize("field", ["c", "row_lower", "row_upper", "column_lower", "column_upper"])
def test_a_fingerprint_sees_a_single_number(program, field: str):
    values = getattr(program, field).copy()
    at = int(np.flatnonzero(np.isfinite(values) & (values != 0))[0])
    values[at] *= 1 + 1e-6
    assert fingerprint(replace(program, **{field: values}))["content"] != fingerprint(program)["content"]


def test_a_fingerprint_sees_a_coefficient_and_where_it_stands(program):
    matrix = program.matrix
    entry = matrix.nnz // 2
    data, indices = matrix.data.copy(), matrix.indices.copy()
    data[entry] *= 1 + 1e-6
    was = fingerprint(program)["content"]
    assert fingerprint(replace(program, matrix=replace(matrix, data=data)))["content"] != was
    free = set(range(program.shape[1])) - set(matrix.indices[_row_of(matrix, entry)])
    indices[entry] = min(free)
    assert fingerprint(replace(program, matrix=replace(matrix, indices=indices)))["content"] != was


def test_differences_are_named_and_noise_is_not():
    old = {"tables": {"storage": {"p_mw": [10.0, -1.0, 2.0], "kind": {"lfp": 3}}}}
    near = {"tables": {"storage": {"p_mw": [10.0 + 1e-10, -1.0, 2.0], "kind": {"lfp": 3}}}}
    far = {"tables": {"storage": {"p_mw": [10.0 + 1e-6, -1.0, 2.0]}}}
    assert differences(near, old) == []
    assert [w.split(" ")[0] for w in differences(far, old)] == ["/tables/storage/kind:", "/tables/storage/p_mw"]


def _sparse(dense: np.ndarray):
    from scipy.sparse import csr_array

    return csr_array(dense)


def _row_of(matrix, entry: int) -> slice:
    """All entries of the row in which an entry stands."""
    row = int(np.searchsorted(matrix.indptr, entry, side="right")) - 1
    return slice(matrix.indptr[row], matrix.indptr[row + 1])
