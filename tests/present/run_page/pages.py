"""A small river system with every family of a page, and a reader of pages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from dispatch.audit import audit_run
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.present.run_page import render_page
from dispatch.results.summary import summarize
from dispatch.solve.pipeline import Solved
from tests.support import solve, system, table

DAYS = 16
EVIL = "</script><script>alert(1)</script>"
MANIFEST = {"case": "test", "digest": "1a2b3c", "options": {"step": "1h"}, "versions": {"highspy": "1.15.1"}}


def river(days: int = DAYS, pv: str = "pv1", **more: Any) -> Case:
    """Two buses at home and one outside, with water, wind, PV, storage, coal, export and two kinds of load."""
    hour = np.arange(24 * days)
    sun = np.clip(np.sin((hour % 24 - 6) / 12 * np.pi), 0, None)
    wind = 0.4 + 0.3 * np.sin(hour / 17)
    need = 0.75 + 0.2 * np.sin((hour % 24 - 9) / 12 * np.pi)
    water = 500 + 200 * np.sin(hour / 60)
    return system(
        table(sun=sun, wind=wind, need=need, water=water),
        bus=[
            {"id": "a", "area": "home", "zh": "甲站", "en": "Station A"},
            {"id": "b", "area": "home", "zh": "乙站", "en": "Station B"},
            {"id": "out", "area": "away"},
        ],
        home_area="home",
        zh="小河流域",
        en="Small river",
        renewable=[
            {"id": "wind1", "technology": "wind", "bus": "a", "p_nom_mw": 900, "p_max_pu": "s/wind"},
            {"id": pv, "technology": "pv", "bus": "b", "p_nom_mw": 2400, "p_max_pu": "s/sun"},
            {"id": "far", "technology": "wind", "bus": "out", "p_nom_mw": 77, "p_max_pu": 0.5},
        ],
        reservoir=[
            {
                "id": "lake",
                "zh": "大湖",
                "en": "Big lake",
                "volume_min_hm3": 100,
                "volume_max_hm3": 900,
                "volume_initial_hm3": 500,
                "cyclic": True,
                "inflow_m3s": "s/water",
            },
        ],
        powerhouse=[
            {
                "id": "house",
                "reservoir": "lake",
                "bus": "a",
                "p_nom_mw": 800,
                "turbine_max_m3s": 900,
                "productivity_mw_per_m3s": 1.0,
            },
        ],
        storage=[
            {
                "id": "bat",
                "zh": "电池",
                "en": "Battery",
                "technology": "lfp",
                "bus": "b",
                "p_nom_mw": 300,
                "e_nom_mwh": 600,
                "eta_charge": 0.9,
                "eta_discharge": 0.8,
                "cyclic": True,
            },
        ],
        thermal=[{"id": "coal1", "technology": "coal", "bus": "a", "p_nom_mw": 1200, "fuel_cost_cny_per_mwh": 280}],
        load=[
            {"id": "town", "kind": "residential", "bus": "a", "p_nom_mw": 1400, "p_pu": "s/need"},
            {"id": "smelter", "kind": "aluminium", "bus": "b", "p_nom_mw": 500},
        ],
        line=[
            {"id": "ab", "bus0": "a", "bus1": "b", "p_nom_mw": 900, "loss_pu": 0.01},
            {"id": "ao", "bus0": "a", "bus1": "out", "p_nom_mw": 500, "loss_pu": 0.02},
        ],
        corridor=[
            {"id": "east", "zh": "东送", "en": "Eastbound", "bus": "out", "p_nom_mw": 400, "price_cny_per_mwh": 150}
        ],
        **more,
    )


def solved_river(days: int = DAYS, **more: Any) -> Solved:
    """The river on its own data, by the hour."""
    return solve(river(days, **more), Horizon.regular("2030-01-01", 24 * days, 1.0))


def page_of(solved: Solved, lang: Any = "zh", facts: pd.DataFrame | None = None, audit: Any = "own") -> str:
    """The page of a run, audited unless told otherwise."""
    if audit == "own":
        audit = audit_run(
            solved.case, solved.series, solved.tables, solved.costs_cny, solved.objective_cny, solved.certificate
        )
    return render_page(lang, solved, audit, summarize(solved, audit, solved.seconds), MANIFEST, facts)


def failed_audit() -> Any:
    """An audit that found something."""
    good = SimpleNamespace(name="storage.power", worst=0.0, tolerance=1e-9, where="bat")
    bad = SimpleNamespace(name="bus.power_balance", worst=0.25, tolerance=1e-6, where="a, 2030-01-01T00:00+08:00")
    return SimpleNamespace(passed=False, checks=(good, bad))


@dataclass
class Page:
    """What a reader of one language sees, and what a browser would do."""

    text: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        """The charts' data."""
        found: dict[str, Any] = json.loads(self.scripts[0])
        return found

    @property
    def ids(self) -> set[str | None]:
        return {attributes.get("id") for _, attributes in self.tags}


class _Reader(HTMLParser):
    VOID = frozenset({"meta", "br", "input", "link", "img", "hr"})

    def __init__(self, hidden: str):
        super().__init__()
        self.page, self._open, self._hidden = Page(), list[tuple[str, bool]](), hidden

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.page.tags.append((tag, attributes))
        dumb = attributes.get("lang") == self._hidden or "data" in (attributes.get("class") or "").split()
        if tag == "html":
            dumb = False
        if tag not in self.VOID:
            self._open.append((tag, dumb or (bool(self._open) and self._open[-1][1])))
        if tag in ("h2", "h3"):
            self.page.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop()[0] == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        tag, dumb = self._open[-1] if self._open else ("", True)
        if tag == "script":
            self.page.scripts.append(data)
        elif tag == "style":
            self.page.styles.append(data)
        elif not dumb and data.strip():
            self.page.text.append(" ".join(data.split()))
            if any(name in ("h2", "h3") for name, _ in self._open):
                self.page.headings[-1] += data.strip()


def read(html: str, lang: str = "zh") -> Page:
    """The page as a reader of `lang` sees it; what the case or a program says (class `data`) is left out."""
    reader = _Reader("en" if lang == "zh" else "zh-CN")
    reader.feed(html)
    reader.close()
    return reader.page
