"""Margins of contingencies: how they grow where a promise is not kept, and how they are taken back.

    (secure.1)  1 + m ← (1 + m)·(1 + min(max(HASTE·(need − 1), 4^k·LEAST_PU), MOST_PU)),
                m ≤ m_case + MARGIN_ROOM

need is the factor by which the worst simulated figure, enlarged by the margins of `frequency.judge`, misses its limit;
k counts how often this case has failed before: where its row does not bind yet however little is missing, steps grow,
so that few rounds are enough.

All arrays are (contingencies, N), one for each of the two kinds of rows: frequency and millisecond share.
"""

from __future__ import annotations

import numpy as np

from dispatch.families.response.rows.contingencies import MARGIN, MARGIN_MS
from dispatch.families.response.rows.screening import MARGIN_ROOM
from dispatch.frequency.from_run import Events
from dispatch.frequency.judge import Verdicts
from dispatch.frequency.simulate import Found
from dispatch.series.assemble import Series

# Of what is missing: a larger loss arms more than in proportion, and whole steps cost more than they mend.
HASTE = 0.8
LEAST_PU, MOST_PU = 0.01, 0.5
Simulated = tuple[Events, Found, Verdicts]
ByKind = dict[str, np.ndarray]


class MarginRule:
    """The margins of the case, how often each failed, and which are given up for good."""

    def __init__(self, events: Events, series: Series):
        """Margins start as the case has them."""
        of_case = {MARGIN: "margin_pu", MARGIN_MS: "margin_ms_pu"}
        self.start: ByKind = {
            kind: np.array([series.of(c.entity, name) for c in events.contingencies]) for kind, name in of_case.items()
        }
        self._failures = {kind: np.zeros(events.shape, dtype=np.int64) for kind in of_case}
        self._given_up = {kind: np.zeros(events.shape, dtype=bool) for kind in of_case}

    def wider(self, simulated: Simulated, margins: ByKind) -> ByKind | None:
        """Larger margins where a promise is not kept; None where none can grow."""
        events, _, verdicts = simulated
        shape = events.shape
        failed = {
            MARGIN: (events.claimed & ~verdicts.limits.reshape(shape), verdicts.need.reshape(shape)),
            MARGIN_MS: (broken_ms(events, verdicts), verdicts.need_ms.reshape(shape)),
        }
        wider, grown = {}, False
        for kind, (missed, need) in failed.items():
            before, where, often = margins[kind], missed & ~self._given_up[kind], self._failures[kind]
            self._failures[kind] = often + where
            step = np.minimum(np.maximum(HASTE * (need - 1), LEAST_PU * 4.0**often), MOST_PU)
            after = np.minimum((1 + before) * (1 + step) - 1, self.start[kind] + MARGIN_ROOM)
            wider[kind] = np.where(where, np.maximum(after, before), before)
            grown |= bool((wider[kind] > before + 1e-9).any())
        return wider if grown else None

    def restored(self, before: Events, now: Events, kept: ByKind, margins: ByKind) -> ByKind | None:
        """Margins that bought a shortfall as they were before, and given up for good; None where all promises stand.

        Where the loss that went short was not itself made larger, what was in the same period is.
        """
        gone = {MARGIN: before.claimed & ~now.claimed, MARGIN_MS: before.claimed_ms & ~now.claimed_ms}
        raised = {kind: margins[kind] > kept[kind] + 1e-12 for kind in margins}
        back = {kind: gone[kind] & raised[kind] for kind in margins}
        blamed = np.any([back[kind].any(axis=0) for kind in margins], axis=0)
        short = np.any([gone[kind].any(axis=0) for kind in margins], axis=0) & ~blamed
        back = {kind: back[kind] | (raised[kind] & short) for kind in margins}
        if not any(where.any() for where in back.values()):
            return None
        for kind, where in back.items():
            self._given_up[kind] |= where
        return {kind: np.where(back[kind], kept[kind], margins[kind]) for kind in margins}


class Promises:
    """What the answers of a search promised and which promises failed at any time."""

    def __init__(self, margins: MarginRule):
        self._start = margins.start
        self._first: ByKind = {}
        self._ever: ByKind = {}

    def figures(self, simulated: Simulated, margins: ByKind) -> dict[str, float]:
        """One row of `secure_iteration`: how the promises of an answer stand with some margins."""
        events, found, verdicts = simulated
        claims = {MARGIN: events.claimed, MARGIN_MS: events.claimed_ms}
        fails = {MARGIN: broken(events, verdicts), MARGIN_MS: broken_ms(events, verdicts)}
        for kind, where in claims.items():
            self._first.setdefault(kind, where)
            self._ever[kind] = self._ever.get(kind, np.zeros_like(where)) | fails[kind]
        more = {kind: margins[kind] - self._start[kind] for kind in margins}
        return {
            "failed": float(fails[MARGIN].sum()),
            "failed_ms": float(fails[MARGIN_MS].sum()),
            "mended": sum(float((self._ever[kind] & claims[kind] & ~fails[kind]).sum()) for kind in claims),
            "withdrawn": sum(float((self._first[kind] & ~claims[kind]).sum()) for kind in claims),
            "claimed": float(events.claimed.sum()),
            "claimed_ms": float(events.claimed_ms.sum()),
            "secure": float(verdicts.frequency.sum()),
            "cases": float(events.size_mw.size),
            "tightened": float(((more[MARGIN] > 0) | (more[MARGIN_MS] > 0)).any(axis=0).sum()),
            "largest_margin_pu": float(more[MARGIN].max(initial=0.0)),
            "largest_margin_ms_pu": float(more[MARGIN_MS].max(initial=0.0)),
            "worst_deviation_hz": float(np.abs(found.nadir_hz).max(initial=0.0)),
            "worst_rocof_hz_s": float(found.rocof_hz_s.max(initial=0.0)),
        }


def broken(events: Events, verdicts: Verdicts) -> np.ndarray:
    """(contingencies, N) where the dispatch promises the frequency limits and the simulation fails them."""
    return np.asarray(events.claimed & ~verdicts.frequency.reshape(events.shape))


def broken_ms(events: Events, verdicts: Verdicts) -> np.ndarray:
    """(contingencies, N) where the dispatch promises the millisecond share and it is not delivered in time."""
    return np.asarray(events.claimed_ms & ~verdicts.share.reshape(events.shape))
