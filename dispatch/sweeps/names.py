"""Kinds of points, and the columns of a sweep's frame on either side of its axes (`dispatch.sizing.frame`)."""

from __future__ import annotations

import re

TOTAL, SCALE = "total", "scale"
NO_STORAGE, HYDRO_ONLY, POINT = "no_storage", "hydro_only", "point"
BASELINES = (NO_STORAGE, HYDRO_ONLY)
BEFORE_AXES = (
    "point",
    "label",
    "kind",
    "no_storage",
    "hydro_only",
    "baseline_no_storage",
    "baseline_hydro_only",
    "horizon",
    "full_of",
)
PREFIX = re.compile(rf"({TOTAL}|{SCALE}):(.+)")
AFTER_AXES = ("status", "done", "reason", "reason_zh", "warm", "reused", "seconds", "path", "operating_cost_cny")


def plain_path(name: str) -> str:
    """A path without `total:` or `scale:`."""
    found = PREFIX.fullmatch(name)
    return found[2] if found else name


def is_storage_axis(name: str) -> bool:
    """Whether an axis speaks of storage only, so that a baseline without storage does not depend on it.

    The discount rate is not storage's: it weighs the years of everything.
    """
    if plain_path(name) == "sizing.discount_rate":
        return False
    head = re.split(r"[.\[]", plain_path(name), maxsplit=1)[0]
    return head in ("storage", "targets", "sizing", "site", "storage_share")
