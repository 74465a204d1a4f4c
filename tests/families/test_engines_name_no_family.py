"""Engines name no family: what they need to know of one, its room declares.

Looked for are texts equal to the name of a family, attributes such as `case.storage`, and imports of a room. The bus
is left out: it is the axis of the power balance, at which all families meet. What is left is listed with its reason;
whoever removes a line of the list shortens it, and nobody lengthens it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dispatch
from dispatch.families.register import NODE
from dispatch.families.rooms import FAMILIES, ROOMS

HOME = Path(dispatch.__file__).parent
ENGINES = ("case", "series", "program", "audit", "solve", "results", "shaving", "sizing")
NAMES = frozenset(FAMILIES) - {NODE}
# module → (what names a family there, why)
EXCEPTIONS: dict[str, tuple[set[str], str]] = {
    "case/__init__.py": ({'"load"'}, "the module `load`, not the family"),
    "case/settings.py": ({"import of response"}, "the settings of the response are a section of the case"),
    "program/headroom.py": ({"import of response"}, "types of the rows to which families offer headroom"),
    "audit/state.py": ({"import of response"}, "stored energy that backs a reserve is worth more than what it holds"),
    "results/demand_response.py": (
        {'"load"', '"virtual_plant"', "case.virtual_plant", "import of flexible", "import of virtual_plant"},
        "the members of a virtual plant share its reduction by their demand",
    ),
    "results/installed_capacity.py": (
        {'"site"', '"storage"', '"storage_share"', "case.site", "case.storage", "case.storage_share"}
        | {"import of storage"},
        "targets of a case are about new storage",
    ),
    "results/quantities.py": (
        {'"corridor"', '"line"', '"link"', '"load"', "import of corridor", "import of network"},
        "facts name what they are about",
    ),
    "results/response_figures.py": ({'"contingency"'}, "figures of the response"),
    "results/summary.py": ({'"storage"', "case.corridor"}, "keys of summary.json; exports are listed by corridor"),
    "shaving/counterfactual.py": ({"case.storage_share", "import of storage"}, "what was built stays as it is"),
    "shaving/curtailment.py": (
        {f'"{name}"' for name in ("corridor", "powerhouse", "renewable", "reservoir", "thermal")}
        | {f"case.{name}" for name in ("corridor", "line", "link", "powerhouse", "renewable", "reservoir")}
        | {"import of hydro", "import of network", "import of renewable"},
        "reasons of curtailment and spill are about the network, corridors, must-run plants and water",
    ),
    "shaving/curves.py": ({'"load"', "import of flexible"}, "the curve of the load; what is switched off is left out"),
    "shaving/frames.py": ({'"curve"'}, "the column `curve` of a table of indicators"),
    "shaving/pareto.py": ({"import of peak"}, "points of the goal `peak`"),
    "shaving/points.py": ({'"load"'}, "the curve of the load"),
    "shaving/points_header.py": ({'"curve"'}, "a group of columns in a 96-point table"),
    "shaving/reasons.py": ({"case.load", "import of peak"}, "limits of the goal `peak`; words of the load behind one"),
    "shaving/removal.py": ({"import of flexible"}, "what the case itself can switch off"),
    "shaving/spans.py": ({"import of flexible"}, "windows of the calendar"),
    "shaving/typical.py": ({'"load"', "case.weather", "import of flexible"}, "days by load and weather"),
    "shaving/variants.py": ({'"curve"', "import of flexible"}, "a column; what is switched off is left out"),
    "sizing/apply.py": (
        {'"storage"', "case.storage", "import of storage"},
        "hours of storage are an axis of sweeps",
    ),
    "sizing/baseline.py": ({"case.storage", "case.storage_share"}, "the baseline without new storage"),
    "sizing/water.py": ({'"reservoir"', "case.reservoir", "import of response"}, "the course of water over the year"),
    "sizing/weeks.py": ({'"load"', '"reservoir"', "case.reservoir"}, "a feature; volumes at the ends of a week"),
}


def named_in(file: Path) -> set[str]:
    """What names a family in a module."""
    return set(_named(ast.parse(file.read_text(encoding="utf-8"))))


def _named(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if text in NAMES:
                yield f'"{text}"'
            case ast.Attribute(attr=name, value=ast.Name(id="case") | ast.Attribute(attr="case")) if name in NAMES:
                yield f"case.{name}"
            case ast.ImportFrom(module=str(module)) if (room := _room(module)) in ROOMS and room != NODE:
                yield f"import of {room}"


def _room(module: str) -> str:
    return module.removeprefix("dispatch.families.").partition(".")[0] if ".families." in module else ""


MODULES = [file for engine in ENGINES for file in sorted((HOME / engine).rglob("*.py"))]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(HOME)))
def test_an_engine_names_no_family(file: Path) -> None:
    allowed, _ = EXCEPTIONS.get(str(file.relative_to(HOME)), (set(), ""))
    assert named_in(file) == allowed


def test_no_exception_is_left_over() -> None:
    assert set(EXCEPTIONS) <= {str(file.relative_to(HOME)) for file in MODULES}


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    module = tmp_path / "engine.py"
    module.write_text(
        "from dispatch.families.hydro.entity import Reservoir\n"
        "kinds = ('storage', 'bus')\n"
        "rows = [house for house in case.powerhouse]\n"
        "more = self.case.meter\n"
    )
    assert named_in(module) == {"import of hydro", '"storage"', "case.powerhouse", "case.meter"}
