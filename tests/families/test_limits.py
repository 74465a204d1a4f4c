"""What rooms declare of their rows and columns is there, in the case that has everything."""

from __future__ import annotations

from dispatch.families import limits
from dispatch.families.rooms import ROOMS, declaration
from dispatch.program.linear_program import LinearProgram
from tests.everything import AXIS, shaved_everything
from tests.support import both_routes


def program() -> LinearProgram:
    return both_routes(shaved_everything(), AXIS)[0]


def test_declared_rows_and_columns_exist() -> None:
    found = program()
    assert limits.laws() <= set(found.rows)
    assert limits.given() <= set(found.columns)
    assert set(limits.ratings()) | set(limits.sizes()) <= set(found.rows)
    assert {column for pair in limits.ratings().values() for column in pair} <= set(found.columns)


def test_declared_families_have_rows() -> None:
    families = {name.partition(".")[0] for name in program().rows}
    for room in ROOMS:
        declared = declaration(room).limits
        assert {*declared.abilities, *declared.requests} <= families


def test_a_row_is_of_one_kind() -> None:
    for name in program().rows:
        kinds = [name in limits.laws(), limits.is_ability(name), limits.is_request(name) and name not in limits.laws()]
        assert sum(kinds) <= 1, name
