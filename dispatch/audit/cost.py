"""Compares the reported cost with the recomputed one, term by term and in total.

    <family>.cost   each term of a family, e.g. `storage.wear`
    cost.terms      no term with an amount is reported that the replay does not have
    cost.objective  the sum

Both sides add the same products, so they agree to rounding, relative to the sum of the terms' sizes: revenue and cost
may cancel in a total, but not in its rounding.
"""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.audit.recorder import Recorder
from dispatch.audit.tolerances import EXACT, countable
from dispatch.audit.verdict import Check


def audit_cost(recorder: Recorder, costs_cny: Mapping[str, float], objective_cny: float) -> None:
    """Compare; every family must have recorded its costs before."""
    for term, (total, gross) in recorder.costs.items():
        family = term.split(".")[0]
        recorder.record(_check(f"{family}.cost", term, costs_cny.get(term, 0.0), total, gross))
    unknown = sorted(term for term, stated in costs_cny.items() if term not in recorder.costs and stated != 0)
    recorder.record(Check("cost.terms", len(unknown), 0, ", ".join(unknown)))
    total, gross = (sum(parts) for parts in zip((0.0, 0.0), *recorder.costs.values(), strict=True))
    recorder.record(_check("cost.objective", "", objective_cny, total, gross))


def _check(name: str, term: str, stated: float, replayed: float, gross: float) -> Check:
    difference = abs(stated - replayed) / (1.0 + gross)
    return Check(name, countable(difference), EXACT, term, "", stated, replayed)
