"""Why the peak was not lower: the limits that bind at peak and valley of a window, in words.

    for reason in reasons(run, "2030-07-08", "peak"):
        print(reason.text("zh"))      18:15 受储能 bat1 放电功率限制：弃电量不变时，每放宽 1 MW，降低 0.50 MW

From the table `limit` of a run (`dispatch.binding`), so that a run read back from disk tells the same. Ranked by what
one unit more is worth, MW of the window's measure; a limit acts at the side (peak or valley) where it binds while the
curve is pressed there, one that binds at other times (a store that is full at noon) at both. Asset names are those of
the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from dispatch.blocks.peak import shaved_windows
from dispatch.case.schema import FAMILIES, Case
from dispatch.home import Dispatched
from dispatch.messages.peak import WORDS_EN, WORDS_ZH
from dispatch.messages.peak_limits import LIMITS
from dispatch.messages.rows import ROWS

Side = Literal["peak", "valley"]

# A MW lowers a peak by one and lifts a valley by one, a MWh within a quarter of an hour by four each: with losses and
# loop flows still less than this. Duals above it are those of goals that are held without room (docs/peak.md).
MOST_PER_UNIT = {"MW": 10.0, "MWh": 10.0}


@dataclass(frozen=True)
class Reason:
    """One limit. time: local, of the peak or valley of the window; zh, en: what the limit is; unit of the limit.

    measure_mw: what the window came to. A limit whose one unit would be worth more than all of that, or than it can
    do, holds the curve through a knife edge (a MWh of held curtailment, a thousandth of a call): that it binds is true,
    the figure is the slope at a point and is not told.
    """

    window: str
    side: Side
    time: str
    family: str
    asset: str
    bound: str
    mw_per_unit: float
    measure_mw: float
    zh: str
    en: str
    unit: str

    @property
    def on_edge(self) -> bool:
        """Whether one unit would be worth more than it can do, or than there is."""
        return self.mw_per_unit > min(self.measure_mw, MOST_PER_UNIT.get(self.unit, np.inf))

    def text(self, lang: str) -> str:
        """The whole sentence in `zh` or `en`."""
        words, what = (WORDS_ZH, self.zh) if lang == "zh" else (WORDS_EN, self.en)
        if self.on_edge:
            return words["reason_edge"].format(time=self.time, what=what)
        sentence = words["reason_line"] if self.unit else words["reason_line_share"]
        return sentence.format(time=self.time, what=what, mw=self.mw_per_unit, unit=self.unit)


def reasons(run: Dispatched, window: str, side: Side, most: int = 5) -> list[Reason]:
    """The limits that bind at the peak or the valley of a window; none where no peak was sought.

    The largest first, those without a figure worth telling last.
    """
    table, curve = run.tables.get("limit"), run.tables.get("peak")
    if table is None or curve is None:
        return []
    time = _moment(run, window, side)
    here = "at_peak" if side == "peak" else "at_valley"
    found = []
    for i in np.flatnonzero(np.asarray(table.columns["window"]) == window):
        row = {name: values[i] for name, values in table.columns.items()}
        amount = float(row[here]) + float(row["between"])
        if amount > 1e-3:
            found.append(_reason(run, window, side, time, row, amount))
    return sorted(found, key=lambda reason: (reason.on_edge, -reason.mw_per_unit))[:most]


def sentence(run: Dispatched, window: str, side: Side, lang: str, most: int = 3) -> str:
    """`18:15 受溪洛渡最小下泄、外送计划限制` in one line; empty where nothing is known to bind."""
    found = reasons(run, window, side, most)
    if not found:
        return ""
    words = WORDS_ZH if lang == "zh" else WORDS_EN
    names = list(dict.fromkeys(reason.zh if lang == "zh" else reason.en for reason in found))
    return words["reason_short"].format(time=found[0].time, what=words["reason_joint"].join(names))


def windows_of(run: Dispatched, day: date | None = None) -> Iterator[str]:
    """Windows that were shaved, in order; with a day those alone that hold it."""
    table = run.tables.get("stage_window")
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
    zh, en, unit = _said(family, bound)
    name = _entity(run.case, family, asset)
    told = (f"{name[0]}{zh}", f"{en} of {name[1]}") if name[0] and family != "stage" else (zh, en)
    measure = float(run.tables["stage_window"].of(window, "value_mw"))
    return Reason(window, side, time, family, asset, bound, amount, measure, *told, unit)


def _said(family: str, bound: str) -> tuple[str, str, str]:
    """(zh, en, unit) of a limit: of a column by its side, of a row family, else its own name."""
    if (family, bound) in LIMITS:
        return LIMITS[family, bound]
    if family in ROWS:
        zh, en, unit = ROWS[family]
        # Rows name their kind of asset at the end, which here has its name after it.
        return zh, en.removesuffix(" of reservoir").removesuffix(" of corridor").removesuffix(" of storage"), unit
    return family, family, family.rsplit("_", 1)[-1]


def _entity(case: Case, family: str, asset: str) -> tuple[str, str]:
    """(zh, en) of the asset of a limit, its id where it has no name."""
    kind = family.split(".")[0]
    entities = getattr(case, kind, ()) if kind in FAMILIES else ()
    found = next((entity for entity in entities if entity.id == asset), None)
    return (getattr(found, "zh", "") or asset, getattr(found, "en", "") or asset)
