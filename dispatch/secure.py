"""Dispatch, simulate, tighten and dispatch again until model and simulation agree.

After the solve every period × contingency is simulated with what the dispatch holds ready (`dispatch.frequency`).
Where the dispatch promises security (hard limits, or soft ones without a shortfall) and the simulation fails, the
contingency is taken larger there, by its `margin` (frequency rows) or `margin_ms` (millisecond share):

    (secure.1)  1 + m ← (1 + m)·(1 + clip(HASTE·(need − 1), LEAST_PU, MOST_PU)),   m ≤ m_case + MARGIN_ROOM

need is the factor by which the worst simulated figure, enlarged by the margins of `frequency.judge`, misses its limit.
Only those rows are evaluated again (`renew_rows`), and simplex begins at the last basis. Margins are never lowered:
the search ends, when all that is promised holds, after `tighten_rounds`, where a margin can grow no further, or where
the larger contingencies leave no dispatch (hard limits); then the last dispatch with an answer counts, and what still
fails is in the tables: `frequency` has `claimed` beside `secure`.

A first answer with no violation stays as it is. The bound of a search before stays one: larger contingencies only take
dispatches away. `secure_iteration` keeps one row a solve, with cost, failures, periods
tightened, the largest margin, the worst deviation and RoCoF, seconds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import numpy as np

from dispatch.blocks.formulation import Formulation
from dispatch.blocks.response.events import MARGIN, MARGIN_MS, MARGIN_ROWS
from dispatch.blocks.response.screening import MARGIN_ROOM
from dispatch.case.schema import Case
from dispatch.collect import collect_tables
from dispatch.frequency.from_run import Events
from dispatch.frequency.judge import Verdicts
from dispatch.frequency.simulate import Found
from dispatch.frequency.tables import add_frequency_tables, run_simulation
from dispatch.program.compile import renew_rows
from dispatch.program.highs import HighsSession, Status
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import LinearProgram
from dispatch.program.one_way import solve_one_way
from dispatch.results import Table, Tables
from dispatch.series.assemble import Series
from dispatch.successive import Search

# Of what is missing: a larger loss arms more than in proportion, and whole steps cost more than they mend.
HASTE = 0.8
LEAST_PU, MOST_PU = 0.005, 0.2
Simulated = tuple[Events, Found, Verdicts]


@dataclass(frozen=True, eq=False)
class Secured:
    """What the simulation says of the answer that counts, and the table of all solves."""

    simulated: Simulated
    iterations: Table


@dataclass(eq=False)
class _Record:
    """The columns of `secure_iteration`."""

    columns: dict[str, list[float]] = field(default_factory=dict)

    def note(self, entry: dict[str, float]) -> None:
        for name, value in entry.items():
            self.columns.setdefault(name, []).append(value)

    def table(self) -> Table:
        columns = {name: np.array(values) for name, values in self.columns.items()}
        count = len(next(iter(columns.values())))
        return Table("iteration", tuple(str(k) for k in range(count)), None, None, columns)


def solve_secure(
    session: HighsSession, sheet: Formulation, case: Case, series: Series, search: Search,
    listener: Listener | None = None,
) -> tuple[Search, Secured | None]:  # fmt: skip
    """Simulate an answer and tighten until it keeps what it promises; the answer itself where nothing is to be done.

    Only where `response.simulate` asks for it. An answer at a limit of the solver is simulated, not tightened.
    """
    asked = case.response.simulate and case.response.asked
    if not asked or search.solution.status not in (Status.OPTIMAL, Status.FEASIBLE_AT_LIMIT):
        return search, None
    return _Tightener(session, sheet, case, series, listener).agreed(search)


def add_secure_tables(tables: Tables, secured: Secured | None, case: Case, series: Series) -> Tables:
    """`frequency`, `arming`, `frequency_trace` and `secure_iteration`, where there was a simulation."""
    if secured is None:
        return tables
    found = add_frequency_tables(tables, case, series, secured.simulated)
    return Tables({**found, "secure_iteration": secured.iterations})


class _Tightener:
    """One session; margins are (contingencies, N)."""

    def __init__(
        self, session: HighsSession, sheet: Formulation, case: Case, series: Series, listener: Listener | None
    ):  # fmt: skip
        self._listener, self._rounds = listener, 0
        self.session, self.sheet, self.case, self.series = session, sheet, case, series
        self.record = _Record()
        self._rows = [name for name in MARGIN_ROWS if any(rows.name == name for rows in sheet.rows)]

    def agreed(self, search: Search) -> tuple[Search, Secured | None]:
        """The search; see the module."""
        began = time.perf_counter()
        simulated = self._simulated(search)
        if simulated is None:
            return search, None
        family = self.sheet.families["contingency"]
        events = simulated[0]
        start = {
            MARGIN: self._told(events, "margin_pu"), MARGIN_MS: self._told(events, "margin_ms_pu")
        }  # fmt: skip
        margins = dict(start)
        opened = self._opened(search.program)
        self._note(search, simulated, margins, start, time.perf_counter() - began)
        rounds = self.case.response.tighten_rounds if search.solution.status == Status.OPTIMAL else 0
        for _ in range(rounds):
            wider = self._wider(simulated, margins, start)
            if wider is None:
                break
            began = time.perf_counter()
            for name, values in wider.items():
                family.renew(name, values)
            self.session.renew(renew_rows(self.sheet, opened, self._rows), near=True)
            solution, relaxed = solve_one_way(self.session)
            if solution.status != Status.OPTIMAL:
                for name, values in margins.items():
                    family.renew(name, values)
                break
            margins = wider
            search = replace(search, program=self.session.program, solution=solution, relaxed=relaxed)
            renewed = self._simulated(search)
            assert renewed is not None
            simulated = renewed
            self._note(search, simulated, margins, start, time.perf_counter() - began)
        return search, Secured(simulated, self.record.table())

    def _simulated(self, search: Search) -> Simulated | None:
        if self._listener is not None:
            self._listener(f"Δf {self._rounds}/{self.case.response.tighten_rounds}")
        self._rounds += 1
        tables = collect_tables(self.sheet, search.program, search.solution)
        return run_simulation(self.case, self.series, tables)

    def _told(self, events: Events, name: str) -> np.ndarray:
        """(contingencies, N) margins of the case."""
        return np.array([self.series.of(c.entity, name) for c in events.contingencies])

    def _wider(
        self, simulated: Simulated, margins: dict[str, np.ndarray], start: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray] | None:
        """Larger margins where a promise is not kept; None where none can grow."""
        events, _, verdicts = simulated
        shape = events.shape
        failed = {
            MARGIN: (broken(events, verdicts), verdicts.need.reshape(shape)),
            MARGIN_MS: (broken_ms(events, verdicts), verdicts.need_ms.reshape(shape)),
        }
        wider, grown = {}, False
        for name, (where, need) in failed.items():
            before = margins[name]
            step = np.clip(HASTE * (need - 1), LEAST_PU, MOST_PU)
            after = np.minimum((1 + before) * (1 + step) - 1, start[name] + MARGIN_ROOM)
            wider[name] = np.where(where, np.maximum(after, before), before)
            grown |= bool((wider[name] > before + 1e-9).any())
        return wider if grown else None

    def _opened(self, program: LinearProgram) -> LinearProgram:
        """The program with the directions open again that `one_way` has closed."""
        upper = program.column_upper.copy()
        families = {columns.name: columns for columns in self.sheet.columns}
        for name in {family for pair in program.opposed for family in pair}:
            layout = program.columns[name]
            layout.of(upper)[...] = np.broadcast_to(families[name].upper, layout.shape)
        return replace(program, column_upper=upper)

    def _note(
        self, search: Search, simulated: Simulated, margins: dict[str, np.ndarray], start: dict[str, np.ndarray],
        seconds: float,
    ) -> None:  # fmt: skip
        events, found, verdicts = simulated
        more = {name: margins[name] - start[name] for name in margins}
        self.record.note({
            "objective_cny": search.solution.objective,
            "failed": float(broken(events, verdicts).sum()),
            "failed_ms": float(broken_ms(events, verdicts).sum()),
            "claimed": float(events.claimed.sum()),
            "secure": float(verdicts.frequency.sum()),
            "cases": float(events.size_mw.size),
            "tightened": float(((more[MARGIN] > 0) | (more[MARGIN_MS] > 0)).any(axis=0).sum()),
            "largest_margin_pu": float(more[MARGIN].max(initial=0.0)),
            "largest_margin_ms_pu": float(more[MARGIN_MS].max(initial=0.0)),
            "worst_deviation_hz": float(np.abs(found.nadir_hz).max(initial=0.0)),
            "worst_rocof_hz_s": float(found.rocof_hz_s.max(initial=0.0)),
            "seconds": seconds,
        })  # fmt: skip


def broken(events: Events, verdicts: Verdicts) -> np.ndarray:
    """(contingencies, N) where the dispatch promises the frequency limits and the simulation fails them."""
    return np.asarray(events.claimed & ~verdicts.frequency.reshape(events.shape))


def broken_ms(events: Events, verdicts: Verdicts) -> np.ndarray:
    """(contingencies, N) where the dispatch promises the millisecond share and it is not delivered in time."""
    return np.asarray(events.claimed_ms & ~verdicts.share.reshape(events.shape))
