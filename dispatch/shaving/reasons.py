"""Why the peak was not lower: the limits that bind at peak and valley of a window, in words.

    for reason in reasons(run, "2030-07-08", "peak"):
        print(reason.text("zh"))      18:15 受储能 bat1 放电功率限制：每放宽 1 MW，降低 0.5 MW

From the table `limit` of a run (`dispatch.families.peak.binding_limits`), so that a run read back from disk gives the
same. Ranked by what a
step of the limit is worth, MW of the window's measure, found by solving the window again with it; those that were not
asked, and last those that give nothing alone, come after. A limit acts at the side (peak or valley) where it binds
while the curve is pressed there, one that binds at other times (a store that is full at noon) at both. Asset names are
those of the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.peak.rows import shaved_windows
from dispatch.families.rooms import FAMILIES, FLEXIBLE
from dispatch.locale import text
from dispatch.results.limit_names import limit_name
from dispatch.results.study_area import Dispatched

Side = Literal["peak", "valley"]

# Less than this is nothing to an engineer, and noise to a solver.
NOTHING_MW = 1e-3
# A limit is reported at a side where at least this share of its slope acts.
SIDE_PU = 0.1


@dataclass(frozen=True)
class Reason:
    """One limit. time: local, of the peak or valley of the window; zh, en: what the limit is; unit of the limit.

    slope_mw: MW for one unit where the limit gives way by ever so little, its dual at that side; mw: what the measure
    of the window falls by if the limit gives way by the step `by` (in its unit; 0.01 of a share) with all other windows
    as they are, NaN where it was not asked. Many limits at one corner have large slopes, and give less or nothing
    alone.
    """

    window: str
    side: Side
    time: str
    family: str
    asset: str
    bound: str
    slope_mw: float
    mw: float
    by: float
    zh: str
    en: str
    unit: str

    @property
    def share(self) -> bool:
        """Whether the limit is a share, whose steps are percentage points."""
        return self.unit in ("", "pu")

    @property
    def alone(self) -> bool:
        """Whether more of this limit alone is known to lower the measure."""
        return bool(self.mw >= NOTHING_MW)

    def text(self, lang: str) -> str:
        """The whole sentence in `zh` or `en`."""
        what = self.zh if lang == "zh" else self.en
        if not self.alone:
            return text("reason.short" if np.isnan(self.mw) else "reason.together", lang, time=self.time, what=what)
        if self.share:
            return text("reason.line_share", lang, time=self.time, what=what, mw=self.mw, by=100 * self.by)
        return text("reason.line", lang, time=self.time, what=what, mw=self.mw, by=self.by, unit=self.unit)


def reasons(run: Dispatched, window: str, side: Side, most: int = 5) -> list[Reason]:
    """The limits that bind at the peak or the valley of a window; none if the peak was not an objective.

    Sorted by effect, largest first; limits without effect on their own come last.
    """
    table, curve = run.tables.optional("limit"), run.tables.optional("peak")
    if table is None or curve is None:
        return []
    time = _moment(run, window, side)
    here = "at_peak" if side == "peak" else "at_valley"
    found = []
    for i in np.flatnonzero(np.asarray(table.columns["window"]) == window):
        row = {name: values[i] for name, values in table.columns.items()}
        amount = float(row[here]) + float(row["between"])
        # What acts on one side has a trace on the other too, through the terms that make curves smooth.
        if amount > max(1e-3, SIDE_PU * float(row["mw_per_unit"])):
            found.append(_reason(run, window, side, time, row, amount))
    return sorted(found, key=_worth)[:most]


def _worth(reason: Reason) -> tuple[float, float]:
    """Order: by what a step is worth, what was not asked before what gives nothing, then by slope."""
    known = 0.0 if np.isnan(reason.mw) else reason.mw if reason.alone else -1.0
    return -known, -reason.by * reason.slope_mw


def sentence(run: Dispatched, window: str, side: Side, lang: str, most: int = 3) -> str:
    """`18:15 受溪洛渡最小下泄、外送计划限制` in one line; empty where nothing is known to bind."""
    found = reasons(run, window, side, most)
    if not found:
        return ""
    names = list(dict.fromkeys(reason.zh if lang == "zh" else reason.en for reason in found))
    return text("reason.short", lang, time=found[0].time, what=text("reason.and", lang).join(names))


def windows_of(run: Dispatched, day: date | None = None) -> Iterator[str]:
    """Windows that were shaved, in order; with a day those alone that hold it."""
    table = run.tables.optional("stage_window")
    if table is not None:
        holds = _holding(run, day) if day else set(table.labels)
        found = zip(table.labels, table.columns["weight"], strict=True)
        yield from (name for name, weight in found if weight > 0 and name in holds)


def _holding(run: Dispatched, day: date) -> set[str]:
    """Windows with a period that begins on a local day."""
    windows, _ = shaved_windows(run.case.objective, run.series.horizon)
    inside = run.series.horizon.local_time().strftime("%Y-%m-%d").to_numpy() == day.isoformat()
    return {windows.labels[w] for w in windows.number[inside]}


def _moment(run: Dispatched, window: str, side: Side) -> str:
    """Local time at which the curve is highest or lowest in a window, with its date."""
    table = run.tables["peak"]
    curve = table.columns["residual_mw"][0]
    inside = _inside(run, window)
    at = int(inside[(curve[inside].argmax() if side == "peak" else curve[inside].argmin())])
    return str(run.series.horizon.local_time()[at].strftime("%m-%d %H:%M"))


def _inside(run: Dispatched, window: str) -> np.ndarray:
    windows, _ = shaved_windows(run.case.objective, run.series.horizon)
    return np.flatnonzero(windows.number == windows.labels.index(window))


def _reason(run: Dispatched, window: str, side: Side, time: str, row: dict[str, object], amount: float) -> Reason:
    family, asset, bound = (str(row[name]) for name in ("family", "asset", "side"))
    zh, en, unit = limit_name(family, bound)
    name = _entity(run.case, family, asset)
    names = (f"{name[0]}{zh}", f"{en} of {name[1]}") if name[0] and family != "stage" else (zh, en)
    # Runs of earlier versions were not asked.
    mw, by = float(str(row.get("mw_by", np.nan))), float(str(row.get("by", 1.0)))
    return Reason(window, side, time, family, asset, bound, amount, mw, by, *names, unit)


def _entity(case: Case, family: str, asset: str) -> tuple[str, str]:
    """(zh, en) of the asset of a limit, its id where it has no name."""
    kind = family.split(".")[0]
    entities = getattr(case, kind, ()) if kind in FAMILIES else ()
    found = next((entity for entity in entities if entity.id == asset), None)
    if found is not None and kind in FLEXIBLE and not found.zh:
        found = next(load for load in case.load if load.id == found.load)
    return (getattr(found, "zh", "") or asset, getattr(found, "en", "") or asset)
