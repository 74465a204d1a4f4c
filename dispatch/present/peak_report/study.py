"""The runs of a report: what each is called, and that they are over the same horizon.

The first is what others are compared with, the last is the scheme that the sections describe in full. A variant is
called by what it has (no storage, 300 MW of storage, flexible loads), or by its label if it was given as `LABEL=RUN`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.errors import CaseError, Fault, Where
from dispatch.present.peak_report.formatter import Formatter
from dispatch.shaving.variants import Recorded, Study, Variant


def study_of(runs: Sequence[tuple[str, Recorded]], fmt: Formatter) -> Study:
    """Variants of runs that were solved or opened; an empty label is made from what the run has."""
    variants = [Variant(label, run) for label, run in runs]
    _require_same_time(variants)
    made = [v.label or label_of(v, fmt) for v in variants]
    labels = [
        label if made.count(label) == 1 else f"{label} {made[:i].count(label) + 1}" for i, label in enumerate(made)
    ]
    return Study(tuple(Variant(label, v.run) for label, v in zip(labels, variants, strict=True)))


def label_of(variant: Variant, fmt: Formatter) -> str:
    """`Storage 300 MW, flexible loads`, in the unit of the report."""
    unit, size = fmt.power_unit, variant.storage_mw
    power = fmt.figure(size / unit.size, unit.name, 0 if size >= 10 * unit.size else 1)
    storage = fmt.say("label_storage", power=power) if size > 0.5 else fmt.say("label_no_storage")
    return fmt.say("label_flexible", storage=storage) if variant.has_demand_response else storage


def _require_same_time(variants: Sequence[Variant]) -> None:
    first = variants[0]
    for other in variants[1:]:
        same = other.summary["periods"] == first.summary["periods"] and all(
            other.summary[key] == first.summary[key] for key in ("from", "to", "step")
        )
        if not same:
            spans = tuple(f"{v.summary['from']} … {v.summary['to']}, {v.summary['step']}" for v in (first, other))
            raise CaseError(Fault.of("report_horizons", Where(entity=_called(other)), value=spans[1], limit=spans[0]))


def _called(variant: Variant) -> str:
    path = variant.run.path
    return variant.label or (path.name if path else variant.case.name)
