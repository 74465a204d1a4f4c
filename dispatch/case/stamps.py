"""Time stamps of a series file → period starts in UTC, or faults.

A stamp carries its offset (`2030-01-01T00:00+08:00`, `…Z`) or is local to the table's zone. A local time that occurs
twice or never, when clocks change, is a fault and not a guess. Chinese 96-point tables end a day with `24:00`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from dispatch.case.raw_table import RawTable
from dispatch.errors import Fault

_OFFSET = r"(?:[zZ]|[+-]\d\d:?\d\d)$"
_NUMERIC_OFFSET = r"[+-]\d\d:?\d\d$"
_LAST_MIDNIGHT = r"[T ]24:00(?::00)?(?=$|[zZ+-])"
_FORMATS = ("ISO8601", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")


def period_starts(
    raw: RawTable, zone: str | None, stamp: Literal["start", "end"], faults: list[Fault], *, gaps: bool = False
) -> tuple[np.ndarray, np.datetime64] | None:
    """(n,) datetime64[s] UTC starts and the end of the last period of an evenly stepped table, or None and faults.

    Where `gaps` may be, whole periods may lack; the starts of the others are still multiples of the step apart.
    """
    instants = utc_instants(raw, zone, faults)
    if instants is None:
        return None
    utc = instants.tz_localize(None).to_numpy().astype("datetime64[s]")
    step = _even_step(raw, utc, faults, gaps)
    if step is None:
        return None
    starts = utc - step if stamp == "end" else utc
    return starts, starts[-1] + step


def utc_instants(raw: RawTable, zone: str | None, faults: list[Fault]) -> pd.DatetimeIndex | None:
    """(n,) instants in UTC of the stamps of a table, or None and faults."""
    stamps = raw.stamps
    if isinstance(stamps.dtype, pd.DatetimeTZDtype):
        return pd.DatetimeIndex(stamps).tz_convert("UTC")
    if pd.api.types.is_datetime64_dtype(stamps):
        return _localized(raw, pd.DatetimeIndex(stamps), zone, faults)
    text = stamps.astype("str").str.strip()
    offset = text.str.contains(_OFFSET).to_numpy(dtype=bool)
    if offset.any() and not offset.all():
        row = int(np.argmax(offset != offset[0]))
        faults.append(Fault.of("mixed_stamps", raw.at(row), value=text.iloc[row]))
        return None
    times = _parsed(text)
    if _any_fault(raw, np.asarray(times.isna()), "unreadable_stamp", faults):
        return None
    if not offset[0]:
        return _localized(raw, times.tz_localize(None), zone, faults)
    return times if _agrees_with_zone(raw, text, times, zone, faults) else None


def _parsed(text: pd.Series) -> pd.DatetimeIndex:
    """Instants in UTC, naive stamps read as if they were UTC, NaT for those that cannot be read."""
    midnight = text.str.contains(_LAST_MIDNIGHT).to_numpy(dtype=bool)
    if midnight.any():
        text = text.str.replace(_LAST_MIDNIGHT, "T00:00", regex=True)
    results = (pd.to_datetime(text, format=form, utc=True, errors="coerce") for form in _FORMATS)
    best = min(results, key=lambda times: int(times.isna().sum()))
    return pd.DatetimeIndex(best) + pd.to_timedelta(midnight.astype(int), unit="D")


def _agrees_with_zone(
    raw: RawTable, text: pd.Series, times: pd.DatetimeIndex, zone: str | None, faults: list[Fault]
) -> bool:
    """Whether written offsets are those of the declared zone; `Z` is universal time whatever the zone."""
    if zone is None:
        return True
    numeric = text.str.contains(_NUMERIC_OFFSET).to_numpy(dtype=bool)
    written = _parsed(text.str.replace(_OFFSET, "", regex=True)).tz_localize(None)
    wrong = numeric & (written != times.tz_convert(zone).tz_localize(None))
    return not _any_fault(raw, wrong, "zone_mismatch", faults, zone=zone)


def _localized(
    raw: RawTable, local: pd.DatetimeIndex, zone: str | None, faults: list[Fault]
) -> pd.DatetimeIndex | None:
    if zone is None:
        faults.append(Fault.of("naive_stamp", raw.at(0), value=str(raw.stamps.iloc[0])))
        return None
    ambiguous = local.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward")
    nonexistent = local.tz_localize(zone, ambiguous=np.ones(len(local), dtype=bool), nonexistent="NaT")
    twice = _any_fault(raw, np.asarray(ambiguous.isna()), "ambiguous_stamp", faults, zone=zone)
    never = _any_fault(raw, np.asarray(nonexistent.isna()), "nonexistent_stamp", faults, zone=zone)
    return None if twice or never else ambiguous.tz_convert("UTC")


def _even_step(raw: RawTable, utc: np.ndarray, faults: list[Fault], gaps: bool) -> np.timedelta64 | None:
    """The step of the table, or None and one fault for each way in which it is not even."""
    if len(utc) < 2:
        faults.append(Fault.of("table_too_short", raw.at(0), value=len(utc)))
        return None
    steps = np.diff(utc).astype(np.int64)
    forward = steps[steps > 0]
    usual = int(np.median(forward)) if len(forward) else 0
    gap = (steps > usual) & (steps % max(usual, 1) == 0)
    kinds: dict[str, np.ndarray] = {
        "duplicate_stamp": steps == 0,
        "unordered_stamp": steps < 0,
        "stamp_gap": gap,
        "irregular_step": (steps > 0) & (steps != usual) & ~gap,
    }
    if kinds["unordered_stamp"].any():
        kinds = {"unordered_stamp": kinds["unordered_stamp"]}  # the other kinds are only its echo
    if gaps:
        kinds.pop("stamp_gap", None)
    even = True
    for code, wrong in kinds.items():
        expected = str(utc[int(np.argmax(wrong))] + np.timedelta64(usual, "s")) + "Z"
        params = {"expected": expected} if code == "stamp_gap" else {}
        limit = f"{usual / 60:g} min" if code in ("stamp_gap", "irregular_step") else ""
        even &= not _any_fault(raw, np.append(False, wrong), code, faults, limit=limit, **params)
    return np.timedelta64(usual, "s") if even else None


def _any_fault(
    raw: RawTable, wrong: np.ndarray, code: str, faults: list[Fault], *, limit: str = "", **params: object
) -> bool:
    """Whether any row is wrong; if so one fault at the first of them, with their number."""
    if not wrong.any():
        return False
    row = int(np.argmax(wrong))
    value = str(raw.stamps.iloc[row])
    faults.append(Fault.of(code, raw.at(row), value=value, limit=limit, count=int(wrong.sum()), **params))
    return True
