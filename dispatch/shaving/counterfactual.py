"""Who shaved the peak, by solving again without them: leave one out, and Shapley values.

What a coalition S of players achieves is measured on the net load of the study area as its players leave it,

    Q_S = N − storage − flexible loads − Σ hydro P + Σ deliveries                                (counterfactual.1)

over the reservoirs and corridors that play (others are not counted, so that nobody earns what they do not cause), where
those outside S are removed (`removal`). Where reservoirs play, what leaves over one-way lines of power stations is
delivered too (`curves`). Figures, each better when smaller:

    peak_mw         max Q                              over the run
    spread_mw       max Q − min Q
    day_spread_mw   mean over whole days of the spread of the day
    cost_cny        what the dispatch costs

    shaved_r = figure without r − figure with r                                                  (counterfactual.2)
    φ_r = Σ over orders of the players of (figure before r joins − after) / number of orders     (counterfactual.3)

Leave one out asks what would be missing today; two that can stand in for one another both get little. Shapley values
distribute the whole effect, Σ φ_r = figure(no players) − figure(all players), exactly, sampled or not: every order
adds up to it. Orders come in pairs, each with its reverse (antithetic: who is early in one is late in the other),
from a seeded generator; the standard error is that of the means of pairs, and 0 where all coalitions are known. With
few players (2^n coalitions within the budget of solves) the value is computed exactly. Each coalition is solved once.

Every dispatch uses the objective of the case (`objective`): with least cost as goal a peak is shaved as a by-product,
and may even be larger. cost_cny is what the system pays more with the player, negative where the player also saves
money; cny_per_mw = cost_cny / shaved MW, only where something was shaved.

Sources: L. S. Shapley, A value for n-person games, 1953; J. Castro, D. Gómez, J. Tejada, Polynomial calculation of the
Shapley value based on sampling, Computers & Operations Research 36, 2009; R. Mitchell et al., Sampling permutations for
Shapley value estimation, JMLR 23, 2022 (antithetic pairs).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.errors import InfeasibleError
from dispatch.families.storage.candidate import candidates
from dispatch.results.installed_capacity import as_built
from dispatch.results.study_area import StudyArea, net_load_mw
from dispatch.series.assemble import Series
from dispatch.shaving import indicators as ind
from dispatch.shaving.curves import study_area_of
from dispatch.shaving.removal import Player, Removal, given_mw
from dispatch.shaving.spans import Span, spans_of
from dispatch.solve.pipeline import Solved, solve_case

FIGURES = ("peak_mw", "spread_mw", "day_spread_mw", "cost_cny")
LEAST_SHAVED_MW = 1e-3
Coalition = frozenset[int]
Value = Callable[[Coalition], np.ndarray]
Solve = Callable[[Case, Series], Solved]
Done = Callable[[int], None]
"""Called before each solve with its number."""


@dataclass(frozen=True, eq=False)
class Shapley:
    """value, error: (n, k) Shapley values and their standard errors; `exact` where every coalition was looked at."""

    value: np.ndarray
    error: np.ndarray
    exact: bool
    orders: int


def shapley(players: int, worth: Value, *, pairs: int = 16, seed: int = 2025, most: int = 64) -> Shapley:
    """(counterfactual.3) of a game `worth`: coalition → (k,); what the grand coalition adds to nobody is shared out.

    Exact where 2^players ≤ most, else from `pairs` orders and their reverses.
    """
    if 2**players <= most:
        value = _exact(players, worth)
        return Shapley(value, np.zeros_like(value), True, 0)
    random = np.random.default_rng(seed)
    samples = []
    for _ in range(pairs):
        order = random.permutation(players)
        samples.append((_along(order, worth) + _along(order[::-1], worth)) / 2)
    means = np.array(samples)
    error = means.std(axis=0, ddof=1) / np.sqrt(pairs) if pairs > 1 else np.full_like(means[0], np.nan)
    return Shapley(means.mean(axis=0), error, False, 2 * pairs)


def _along(order: np.ndarray, worth: Value) -> np.ndarray:
    """(n, k) what each player adds when joining in an order."""
    gains, inside = {}, frozenset[int]()
    before = worth(inside)
    for player in order:
        inside = inside | {int(player)}
        after = worth(inside)
        gains[int(player)] = after - before
        before = after
    return np.array([gains[player] for player in range(len(order))])


def _exact(players: int, worth: Value) -> np.ndarray:
    """(n, k) by all coalitions: those of size s that r joins weigh 1 / (n·C(n−1, s))."""
    total = []
    for player in range(players):
        others = [other for other in range(players) if other != player]
        gained = []
        for size in range(players):
            each = 1.0 / (players * comb(players - 1, size))
            for chosen in combinations(others, size):
                gained.append(each * (worth(frozenset((*chosen, player))) - worth(frozenset(chosen))))
        total.append(np.sum(gained, axis=0))
    return np.array(total)


@dataclass(eq=False)
class Game:
    """Players on a solved case. `figures(S)` solves the case in which only S plays, once."""

    removal: Removal
    players: tuple[Player, ...]
    solve: Solve
    done: Done | None = None
    known: dict[Coalition, np.ndarray] = field(default_factory=dict)
    _days: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        full = self.removal.full
        self._days = tuple(span for span in spans_of(full.horizon, ["day"]) if span.whole)
        self.known[frozenset(range(len(self.players)))] = self._measure(full)

    def figures(self, inside: Coalition) -> np.ndarray:
        """(4,) FIGURES of a coalition. Raises InfeasibleError where no dispatch is left."""
        if inside not in self.known:
            if self.done is not None:
                self.done(len(self.known))
            gone = [player for i, player in enumerate(self.players) if i not in inside]
            self.known[inside] = self._measure(self.solve(self.removal.without(gone), self.removal.series))
        return self.known[inside]

    def worth(self, inside: Coalition) -> np.ndarray:
        """(4,) what a coalition takes off each figure."""
        return -self.figures(inside)

    def _measure(self, solved: Solved) -> np.ndarray:
        left = self._left_mw(solved)
        days = [ind.spread_mw(left[day.periods]) for day in self._days]
        by_day = float(np.mean(days)) if days else float("nan")
        return np.array([left.max(), ind.spread_mw(left), by_day, solved.objective_cny])

    def _left_mw(self, solved: Solved) -> np.ndarray:
        """(N,) Q (counterfactual.1)."""
        area, members = study_area_of(solved), {member for player in self.players for member in player.members}
        _, after = net_load_mw(area)
        return np.asarray(after - given_mw(area, members))


def play(full: Solved, players: Sequence[Player], *, solve: Solve | None = None, done: Done | None = None) -> Game:
    """A game on a case that was solved with all players; `solve` finds the others (default: `solve_case`).

    What was built stays as it is in every coalition, and what it took to build it is in nobody's cost.
    """

    def again(case: Case, series: Series) -> Solved:
        return solve_case(case, series.horizon, series=series)

    find = solve or again
    if candidates(full.case) or full.case.targets.any or full.case.storage_share:
        built = as_built(StudyArea(full))
        full = find(built, full.series.beside(built))
    return Game(Removal.of(full), tuple(players), find, done)


def leave_one_out(game: Game) -> pd.DataFrame:
    """One row a player: figures without it, what it takes off each, what that costs. NaN where none can do without it.

    Columns: player, feasible, without_*, shaved_* (MW), cost_cny, cny_per_mw (of the peak), cny_per_mw_spread.
    """
    everybody = frozenset(range(len(game.players)))
    whole, rows = game.figures(everybody), []
    for i, player in enumerate(game.players):
        try:
            without, feasible = game.figures(everybody - {i}), True
        except InfeasibleError:
            without, feasible = np.full(len(FIGURES), np.nan), False
        rows.append(
            {
                "player": player.name,
                "feasible": feasible,
                **{f"without_{name}": float(x) for name, x in zip(FIGURES, without, strict=True)},
                **_shares(without - whole),
            }
        )
    return pd.DataFrame(rows)


def shapley_table(game: Game, *, pairs: int = 16, seed: int = 2025, most: int = 64) -> pd.DataFrame:
    """One row a player: Shapley values of every figure with their standard errors; values add up exactly.

    Columns: player, shaved_* (MW), cost_cny, cny_per_mw, error_* for each figure, exact, orders. `attrs` holds the
    figures of nobody and everybody. Raises InfeasibleError where a coalition has no dispatch.
    """
    found = shapley(len(game.players), game.worth, pairs=pairs, seed=seed, most=most)
    rows = [
        {
            "player": player.name,
            **_shares(value),
            **{f"error_{name}": float(x) for name, x in zip(FIGURES, error, strict=True)},
            "exact": found.exact,
            "orders": found.orders,
        }
        for player, value, error in zip(game.players, found.value, found.error, strict=True)
    ]
    table = pd.DataFrame(rows)
    everybody = frozenset(range(len(game.players)))
    for name, inside in (("nobody", frozenset[int]()), ("everybody", everybody)):
        table.attrs[name] = dict(zip(FIGURES, game.figures(inside).tolist(), strict=True))
    return table


def _shares(taken_off: np.ndarray) -> dict[str, float]:
    """What a player takes off the figures, and what a MW of it costs the system."""
    peak, spread, by_day, saved = (float(x) for x in taken_off)
    cost = -saved
    return {
        "shaved_peak_mw": peak,
        "shaved_spread_mw": spread,
        "shaved_day_spread_mw": by_day,
        "cost_cny": cost,
        "cny_per_mw": cost / peak if peak > LEAST_SHAVED_MW else float("nan"),
        "cny_per_mw_spread": cost / spread if spread > LEAST_SHAVED_MW else float("nan"),
    }
