"""Limits that hold a peak up, in the words of a report."""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.named import contingency_names, offer_names, responder_names
from dispatch.results.study_area import Dispatched
from dispatch.shaving.reasons import Reason, Side, reasons

NAMED = 3


def limit_words(case: Case, reason: Reason, fmt: Formatter) -> str:
    """What a limit is; assets that it shows by their bare id (offers, responders, contingencies) by name."""
    sentence = reason.zh if fmt.lang == "zh" else reason.en.replace(" of offer of ", " of ")
    if not reason.asset:
        return sentence
    names = responder_names(case, fmt) | contingency_names(case, fmt) | offer_names(case, fmt)
    owner = reason.asset.partition(":")[0].partition("@")[0]
    return sentence.replace(reason.asset, names[owner]) if owner in names else sentence


def limits_text(run: Dispatched, window: str, side: Side, fmt: Formatter) -> str:
    """`18:15 受溪洛渡最小下泄、外送计划限制`, the heaviest first; empty where nothing is known to bind."""
    found = reasons(run, window, side, NAMED)
    if not found:
        return ""
    names = list(dict.fromkeys(limit_words(run.case, reason, fmt) for reason in found))
    return fmt.say("limits_line", time=found[0].time, names=fmt.joined(names))
