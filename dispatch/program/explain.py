"""Why is there no dispatch? The least that would have to give, in physical terms.

The elastic program lets every row be missed at a price,

    minimise Σ w·(u + v)   subject to   row_lower ≤ A x + u − v ≤ row_upper,   column bounds as they are,

and so finds a smallest total violation; the 1-norm keeps it to few rows. Laws of nature (balances) are far
dearer than limits, so that limits are named first and a law only where bounds alone contradict it. What is
missed is grouped by family and asset: how much, in how many periods, and when it is worst.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dispatch.case.settings import Solver
from dispatch.families import limits
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.solution import Status
from dispatch.results.limit_names import missed_row

# Smaller misses are the solver's tolerance.
MISSED = 1e-5

# What a response asks for on top of the dispatch is cheap: no store need end emptier to make it look smaller.
REQUEST_PRICE = 1e-2
# Of laws, and of what assets can hold ready beside their power, so that what was asked for is named first. One hm³ is
# some 1,100 m³/s for a quarter of an hour; a law must stay dearer than all of them.
LAW_PRICE = 1e5


@dataclass(frozen=True)
class Missed:
    """A group of rows that cannot hold: family, asset, largest miss, the row where it is, how many rows."""

    family: str
    asset: str
    amount: float
    worst_row: str
    count: int

    def text(self, lang: str) -> str:
        """One line in `en` or `zh`."""
        return missed_row(lang, self.family, self.asset, self.amount, self.worst_row, self.count)


def explain_infeasible(program: LinearProgram, options: Solver, most: int = 6) -> list[Missed] | None:
    """The smallest set of misses, largest first: empty where nothing is missed, None where the elastic program has no
    answer in time.
    """
    from scipy import sparse  # here, because every run imports this module and few need it

    rows, columns, _ = program.shape
    one = sparse.eye_array(rows, format="csr")
    price = np.ones(rows)
    for name, layout in program.rows.items():
        if name in limits.laws() or limits.is_ability(name):
            layout.of(price)[...] = LAW_PRICE
        elif limits.is_request(name):
            layout.of(price)[...] = REQUEST_PRICE
    matrix = sparse.hstack([program.matrix.tocsr(), one, -one], format="csr")
    elastic = replace(
        program,
        c0=0.0,
        c=np.concatenate([np.zeros(columns), price, price]),
        matrix=Rowwise.of(matrix),
        column_lower=np.concatenate([program.column_lower, np.zeros(2 * rows)]),
        column_upper=np.concatenate([program.column_upper, np.full(2 * rows, np.inf)]),
    )
    solution = HighsSession(elastic, options).solve()
    if solution.status != Status.OPTIMAL:
        return None
    missed = solution.x[columns : columns + rows] + solution.x[columns + rows :]
    groups: list[Missed] = []
    for layout in program.rows.values():
        part = layout.of(missed)
        flat = part.reshape(part.shape[0], -1) if part.size else part.reshape(0, 1)
        for i in np.flatnonzero((flat > MISSED).any(axis=1)):
            worst = int(flat[i].argmax())
            name = program.row_name(layout.offset + int(i) * flat.shape[1] + worst)
            asset = str(layout.axes[0].labels[i]) if layout.axes[0].labels else ""
            count = int((flat[i] > MISSED).sum())
            groups.append(Missed(layout.name, asset, float(flat[i, worst]), name, count))
    return sorted(groups, key=lambda g: -g.amount * g.count)[:most]
