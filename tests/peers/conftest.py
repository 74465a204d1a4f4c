"""What all comparisons with other programs share: solve, judge, and keep a row for docs/validation.md."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dispatch.audit import audit_run
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import Solved, solve_case

RELATIVE = 1e-6
# Set to the path of docs/validation.md to write what this run measured between its markers.
WRITE_TO = "DISPATCH_VALIDATION_TABLE"
MARKERS = ("<!-- measured -->", "<!-- end of measured -->")


@dataclass(frozen=True)
class Row:
    """One comparison."""

    case: str
    reference: float
    ours: float
    seconds: float  # series, build, solve and certificate
    size: str

    @property
    def difference(self) -> float:
        """Relative."""
        return abs(self.ours / self.reference - 1)

    def __str__(self) -> str:
        return (
            f"| {self.case} | {self.size} | {self.reference:.12g} | {self.ours:.12g} "
            f"| {self.difference:.1e} | {self.seconds:.2g} |"
        )


_rows: list[Row] = []
Record = Callable[..., Solved]
Note = Callable[[str, float, float, Solved], None]


@pytest.fixture
def note() -> Note:
    """`note(name, reference, ours, solved)` keeps a row and asserts nothing; of rows of one name the worst is shown."""

    def keep(name: str, reference: float, ours: float, solved: Solved) -> None:
        rows, columns, _ = solved.program.shape
        _rows.append(Row(name, reference, ours, sum(solved.seconds.values()), f"{columns:,} × {rows:,}"))

    return keep


@pytest.fixture
def record(note: Note) -> Record:
    """`record(name, reference, case, horizon)` solves, asserts and returns the answer.

    `constant` is what the reference counts and dispatch does not decide; `sense` is −1 where the reference maximises;
    `unserved` the sum of unserved power that the reference has (None where it names none).
    """

    def check(
        name: str,
        reference: float,
        case: Case,
        horizon: Horizon,
        *,
        constant: float = 0.0,
        sense: int = 1,
        unserved: float | None = 0.0,
    ) -> Solved:
        solved = solve_case(case, horizon)
        ours = sense * solved.objective_cny + constant
        note(name, reference, ours, solved)
        assert solved.certificate.passed, solved.certificate
        assert ours == pytest.approx(reference, rel=RELATIVE)
        if unserved is not None:
            assert solved.tables.array("load", "unserved_mw").sum() == pytest.approx(unserved, abs=1e-6)
        replay = audit_run(
            case, solved.series, solved.tables, solved.costs_cny, solved.objective_cny, solved.certificate
        )
        assert replay.passed, replay.failed
        return solved

    return check


@pytest.fixture(scope="session", autouse=True)
def _write_table() -> Iterator[None]:
    """After the last test, put the rows into the document named by the environment."""
    yield
    target = os.environ.get(WRITE_TO)
    if not target or not _rows:
        return
    head = "| case | columns × rows | reference | here | relative difference | seconds |\n|---|---|---|---|---|---|"
    worst = {row.case: row for row in sorted(_rows, key=lambda row: row.difference)}
    table = "\n".join([MARKERS[0], head, *(str(worst[case]) for case in sorted(worst)), MARKERS[1]])
    text = Path(target).read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(MARKERS[0])}.*{re.escape(MARKERS[1])}", re.S)
    Path(target).write_text(pattern.sub(lambda _: table, text), encoding="utf-8")
