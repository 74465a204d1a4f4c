"""Every field of `solver` reaches the code that solves: an option that nothing reads would be accepted and ignored."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dispatch.program
import dispatch.solve
from dispatch.case.settings import Solver


def _attributes_read() -> set[str]:
    """Names read as `….options.NAME` or `options.NAME` anywhere in program and solve."""
    found = set()
    for package in (dispatch.program, dispatch.solve):
        for file in Path(package.__path__[0]).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Attribute):
                    continue
                owner = node.value
                name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                if name == "options":
                    found.add(node.attr)
    return found


@pytest.mark.parametrize("field", Solver.model_fields)
def test_a_field_of_the_solver_is_read(field: str) -> None:
    assert field in _attributes_read(), f"nothing in program or solve reads options.{field}"
