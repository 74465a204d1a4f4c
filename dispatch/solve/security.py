"""Dispatch, simulate, tighten and dispatch again until model and simulation agree.

After the solve every period × contingency is simulated with what the dispatch holds ready (`dispatch.frequency`).
Where the dispatch promises security (hard limits, or soft ones without a shortfall) and the simulation fails, the
contingency is taken larger there, by its `margin` (frequency rows) or `margin_ms` (millisecond share):

    (secure.1)  1 + m ← (1 + m)·(1 + min(max(HASTE·(need − 1), 4^k·LEAST_PU), MOST_PU)),
                m ≤ m_case + MARGIN_ROOM

need is the factor by which the worst simulated figure, enlarged by the margins of `frequency.judge`, misses its limit;
k counts how often this case has failed before: where its row does not bind yet however little is missing, steps grow,
so that few rounds are enough.

Only those rows are evaluated again (`renew_rows`); where few change simplex begins at the last basis. Margins are
never lowered: the search ends when all that is promised holds, after `tighten_rounds`, where a margin can grow no
further, or where the larger contingencies leave no dispatch (hard limits); then the last dispatch with an answer
counts, and what still fails is in the tables: `frequency` has `claimed` beside `secure`.

With soft limits a larger margin may be paid for instead of met: a shortfall appears where a promise stood. That mends
nothing, so that the margins which brought it are taken back and given up for good: the promise stands, and is said to
fail. So every promise of the first answer that fails at any time ends in one of three ways, counted apart:

    mended      promised and kept by the last answer
    failed      promised and not kept (also of a first answer, where no round is left or none has an answer)
    withdrawn   no longer promised: a shortfall that taking margins back did not undo

Energy that lasts no longer than its backing is judged, but no margin mends it. With goal `peak` the shortage of the
last stage is held, so that a round which needs more of it has no answer and the search ends there. A head that was
settled before is not settled again.

Answers on the way may let something run both ways at once, which changes no net power; directions are closed
(`program.complementarity`) when all promises hold or the rounds are used up, and the dispatch that this gives is
simulated as well: where it fails and rounds are left, the search goes on.

A first answer with no violation stays as it is. What the search ends with is solved against its own margins: its cost
and its bound are those of the tightened program. `secure_iteration` keeps one row a solve, with cost, failures, what
was mended or withdrawn, periods tightened, the largest margin, the worst deviation and RoCoF, seconds; `answered` is 0
for a solve that had no answer: its margins are those that were tried, other figures those of the answer that stays.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.response.rows.events import MARGIN, MARGIN_MS, MARGIN_ROWS
from dispatch.families.response.rows.screening import MARGIN_ROOM
from dispatch.frequency.from_run import Events
from dispatch.frequency.judge import Verdicts
from dispatch.frequency.simulate import Found
from dispatch.frequency.tables import add_frequency_tables, run_simulation
from dispatch.program.compile import renew_rows
from dispatch.program.complementarity import active_pairs, solve_complementary
from dispatch.program.formulation import Family, Formulation
from dispatch.program.highs import HighsSession, Solution, Status
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import LinearProgram
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series
from dispatch.solve.collect import collect_tables
from dispatch.solve.head_iteration import Search

# Of what is missing: a larger loss arms more than in proportion, and whole steps cost more than they mend.
HASTE = 0.8
LEAST_PU, MOST_PU = 0.01, 0.5
# Of all rows of contingencies: where more change, a fresh solve with presolve is quicker than one from the basis.
FEW_PU = 0.05
# Solves in a row that take margins back; what is short after them stays so, and is counted as withdrawn.
MOST_RESTORES = 3
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
    session: HighsSession, model: Formulation, case: Case, series: Series, search: Search,
    listener: Listener | None = None,
) -> tuple[Search, Secured | None]:  # fmt: skip
    """Simulate an answer and tighten until it keeps what it promises; the answer itself where nothing is to be done.

    Only where `response.simulate` asks for it. An answer at a limit of the solver is simulated, not tightened.
    """
    asked = case.response.simulate and case.response.asked
    if not asked or search.solution.status not in (Status.OPTIMAL, Status.FEASIBLE_AT_LIMIT):
        return search, None
    return _Tightener(session, model, case, series, listener).agreed(search)


def add_secure_tables(tables: Tables, secured: Secured | None, case: Case, series: Series) -> Tables:
    """`frequency`, `arming`, `frequency_trace` and `secure_iteration`, where there was a simulation."""
    if secured is None:
        return tables
    found = add_frequency_tables(tables, case, series, secured.simulated)
    return Tables({**found, "secure_iteration": secured.iterations})


class _Tightener:
    """One session; margins are (contingencies, N)."""

    def __init__(
        self, session: HighsSession, model: Formulation, case: Case, series: Series, listener: Listener | None
    ):  # fmt: skip
        self._listener, self._rounds = listener, 0
        self.session, self.model, self.case, self.series = session, model, case, series
        self.record = _Record()
        self._failures: dict[str, np.ndarray] = {}
        self._given_up: dict[str, np.ndarray] = {}
        self._first: dict[str, np.ndarray] = {}
        self._ever: dict[str, np.ndarray] = {}
        self._rows = [name for name in MARGIN_ROWS if any(rows.name == name for rows in model.rows)]

    def agreed(self, search: Search) -> tuple[Search, Secured | None]:
        """The search; see the module."""
        began = time.perf_counter()
        simulated = self._simulated(search)
        if simulated is None:
            return search, None
        family = self.model.families["contingency"]
        events = simulated[0]
        start = {
            MARGIN: self._told(events, "margin_pu"), MARGIN_MS: self._told(events, "margin_ms_pu")
        }  # fmt: skip
        margins = dict(start)
        opened = self._opened(search.program)
        self._note(search, simulated, margins, start, time.perf_counter() - began)
        left = self.case.response.tighten_rounds if search.solution.status == Status.OPTIMAL else 0
        last, both, owed = (search, simulated, margins), False, 0
        while left or both or owed:
            began = time.perf_counter()
            wider = self._wider(simulated, margins, start) if left else None
            if wider is None and owed:
                wider = margins
            if wider is not None:
                left = max(left - 1, 0)
                solution, relaxed = self._solved(family, wider, margins, opened), None
            elif both:
                solution, relaxed = solve_complementary(self.session)
            else:
                break
            if solution.status != Status.OPTIMAL:
                # Larger margins leave nothing: those before do, if not one way, then the last that ran one way.
                left = owed = 0
                if wider is not None:
                    self._note(search, simulated, wider, start, time.perf_counter() - began, answered=False)
                if wider is None:
                    (search, simulated, margins), both = last, False
                self._renew(family, margins, opened, near=False)
                continue
            before, kept = simulated[0], margins
            margins = margins if wider is None else wider
            search = replace(search, program=self.session.program, solution=solution, relaxed=relaxed)
            both = wider is not None and active_pairs(search.program, solution.x).size > 0
            renewed = self._simulated(search)
            assert renewed is not None
            simulated = renewed
            last = last if both else (search, simulated, margins)
            self._note(search, simulated, margins, start, time.perf_counter() - began)
            restored = None if wider is None else self._restored(before, simulated[0], kept, margins)
            owed = 0 if restored is None else owed + 1
            if restored is not None and owed <= MOST_RESTORES:
                margins = restored
            else:
                owed = 0
        return search, Secured(simulated, self.record.table())

    def _solved(
        self, family: Family, wider: dict[str, np.ndarray], margins: dict[str, np.ndarray], opened: LinearProgram
    ) -> Solution:
        """The program with larger margins, solved with all directions open."""
        changed = float(np.mean([wider[name] > margins[name] for name in wider]))
        self._renew(family, wider, opened, near=changed < FEW_PU)
        return self.session.solve()

    def _renew(self, family: Family, margins: dict[str, np.ndarray], opened: LinearProgram, *, near: bool) -> None:
        for name, values in margins.items():
            family.renew(name, values)
        self.session.renew(renew_rows(self.model, opened, self._rows), near=near)

    def _simulated(self, search: Search) -> Simulated | None:
        if self._listener is not None:
            self._listener(f"Δf {self._rounds}/{self.case.response.tighten_rounds}")
        self._rounds += 1
        tables = collect_tables(self.model, search.program, search.solution)
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
            MARGIN: (events.claimed & ~verdicts.limits.reshape(shape), verdicts.need.reshape(shape)),
            MARGIN_MS: (broken_ms(events, verdicts), verdicts.need_ms.reshape(shape)),
        }
        wider, grown = {}, False
        for name, (missed, need) in failed.items():
            before, where = margins[name], missed & ~self._given_up.get(name, np.zeros(shape, dtype=bool))
            often = self._failures.get(name, np.zeros(shape, dtype=np.int64))
            self._failures[name] = often + where
            step = np.minimum(np.maximum(HASTE * (need - 1), LEAST_PU * 4.0**often), MOST_PU)
            after = np.minimum((1 + before) * (1 + step) - 1, start[name] + MARGIN_ROOM)
            wider[name] = np.where(where, np.maximum(after, before), before)
            grown |= bool((wider[name] > before + 1e-9).any())
        return wider if grown else None

    def _restored(
        self, before: Events, now: Events, kept: dict[str, np.ndarray], margins: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray] | None:
        """Margins that bought a shortfall as they were before, and given up for good; None where all promises stand.

        Where the loss that went short was not itself made larger, what was in the same period is.
        """
        gone = {MARGIN: before.claimed & ~now.claimed, MARGIN_MS: before.claimed_ms & ~now.claimed_ms}
        raised = {name: margins[name] > kept[name] + 1e-12 for name in margins}
        back = {name: gone[name] & raised[name] for name in margins}
        blamed = np.any([back[name].any(axis=0) for name in margins], axis=0)
        short = np.any([gone[name].any(axis=0) for name in margins], axis=0) & ~blamed
        back = {name: back[name] | (raised[name] & short) for name in margins}
        if not any(where.any() for where in back.values()):
            return None
        for name, where in back.items():
            self._given_up[name] = self._given_up.get(name, np.zeros_like(where)) | where
        return {name: np.where(back[name], kept[name], margins[name]) for name in margins}

    def _opened(self, program: LinearProgram) -> LinearProgram:
        """The program with the directions open again that `complementarity` has closed."""
        upper = program.column_upper.copy()
        families = {columns.name: columns for columns in self.model.columns}
        for name in {family for pair in program.opposed for family in pair}:
            layout = program.columns[name]
            layout.of(upper)[...] = np.broadcast_to(families[name].upper, layout.shape)
        return replace(program, column_upper=upper)

    def _note(
        self, search: Search, simulated: Simulated, margins: dict[str, np.ndarray], start: dict[str, np.ndarray],
        seconds: float, *, answered: bool = True,
    ) -> None:  # fmt: skip
        events, found, verdicts = simulated
        claims = {MARGIN: events.claimed, MARGIN_MS: events.claimed_ms}
        fails = {MARGIN: broken(events, verdicts), MARGIN_MS: broken_ms(events, verdicts)}
        for name, where in claims.items():
            self._first.setdefault(name, where)
            self._ever[name] = self._ever.get(name, np.zeros_like(where)) | fails[name]
        mended = sum(float((self._ever[name] & claims[name] & ~fails[name]).sum()) for name in claims)
        withdrawn = sum(float((self._first[name] & ~claims[name]).sum()) for name in claims)
        more = {name: margins[name] - start[name] for name in margins}
        self.record.note({
            "objective_cny": search.solution.objective,
            "answered": float(answered),
            "failed": float(fails[MARGIN].sum()),
            "failed_ms": float(fails[MARGIN_MS].sum()),
            "mended": mended,
            "withdrawn": withdrawn,
            "claimed": float(events.claimed.sum()),
            "claimed_ms": float(events.claimed_ms.sum()),
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
