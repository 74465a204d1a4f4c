"""The page: complete, closed to the network, safe against names, small, and in either language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.present.pack import unpack
from dispatch.present.run_page import render_page, write_page
from dispatch.results.study_area import Answer
from dispatch.results.summary import summarize
from dispatch.results.tables import Tables
from dispatch.solve.pipeline import Solved
from tests.everything import AXIS, everything
from tests.present.run_page.pages import EVIL, MANIFEST, failed_audit, page_of, read, solved_river
from tests.support import demand, solve, system, unit

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Two English words in a row that are no name of ours: a sentence that nobody translated.
ENGLISH = re.compile(r"\b[a-z]{3,}\s+[a-z]{3,}\b", re.IGNORECASE)


def facts() -> pd.DataFrame:
    """One met, one missed, one that is a lower limit, one expected to be zero."""
    rows = [
        ("cap", "装机容量", "Installed", 4100.0, 4100.0, "MW", 0.0, True, "N2", "a note", "equal"),
        ("made", "发电量", "Generation", 10.0, 12.5, "TWh", 0.25, False, "N1", "too much", "equal"),
        ("least", "供电可靠率", "Supply", 99.88, 100.0, "%", 0.0012, True, "", "", "at_least"),
        ("zero", "净交换", "Interchange", 0.0, -0.14, "TWh", -0.14, True, "E", "", "equal"),
    ]
    names = ["id", "zh", "en", "expected", "value", "unit", "difference_pu", "within", "source", "note", "comparison"]
    return pd.DataFrame(rows, columns=names)


def test_nothing_is_fetched(html: str) -> None:
    page = read(html)
    policy = next(
        a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"https?:|\*|'self'", policy)
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "embed", "base", "form", "a"}
    for _, attributes in page.tags:
        assert not set(attributes) & {"src", "href", "srcset", "action", "background", "poster"}
        assert "url(" not in (attributes.get("style") or "")
    assert not re.search(r"url\(|@import", "".join(page.styles))
    own = page.scripts[0] + page.scripts[-1]
    assert not re.search(r"https?://|fetch\(|XMLHttpRequest|import\(", own)


def test_plotly_is_there_once_and_the_page_is_small(html: str) -> None:
    assert html.count("* plotly.js v") == 1
    assert len(html.encode()) < 8_000_000


def test_all_parts_are_there(html: str) -> None:
    page = read(html)
    for part in (
        "电力电量平衡",
        "装机与电量",
        "弃电",
        "水库",
        "储能",
        "外送与受入",
        "节点电价",
        "成本构成",
        "输入数据",
        "复核",
        "运行清单",
    ):
        assert part in page.headings
    charts = {i.removeprefix("chart_") for i in page.ids if i and i.startswith("chart_")}
    assert charts == {
        "overview",
        "balance",
        "net",
        "store",
        "price",
        "exchange",
        "duration",
        "months",
        "store_heat",
        "exchange_days",
        "price_days",
        "price_heat",
        "price_duration",
        "picture_available",
    }
    assert {"小河流域", "大湖", "电池", "东送", "径流"} - set(page.text) == {"径流"}


def test_families_that_do_not_exist_are_not_shown() -> None:
    solved = solve(system(thermal=[unit("g", 10, 200)], load=[demand(8)]), Horizon.regular("2030-01-01", 1, 1.0))
    page = read(page_of(solved))
    assert not {"水库", "储能", "外送与受入", "弃电"} & set(page.headings)
    assert not {"chart_store", "chart_exchange", "chart_months", "chart_overview", "reservoirs", "window"} & page.ids
    assert {"chart_balance", "chart_price"} <= page.ids


def test_a_system_of_nothing_but_zeros() -> None:
    nothing = system(
        storage=[{"id": "s", "technology": "lfp", "bus": "a", "p_nom_mw": 0, "e_nom_mwh": 0}],
        renewable=[{"id": "p", "technology": "pv", "bus": "a", "p_nom_mw": 0}],
        load=[demand(0)],
    )
    page = read(page_of(solve(nothing, Horizon.regular("2030-01-01", 24, 1.0))))
    assert not re.search(r"\bnan\b|\binf\b|None", " ".join(page.text), re.IGNORECASE)
    assert page.data["layers"] == []


def test_every_family_on_uneven_steps_and_segments() -> None:
    solved = solve(everything(), AXIS)
    page = read(page_of(solved))
    assert page.data["segments"] == ["", "", ""]
    assert [seg[0] for seg in page.data["axes"]["main"]["seg"]] == [0, 1, 2]
    assert page.data["heat_step_min"] == 0
    assert not re.search(r"\bnan\b|None", " ".join(page.text), re.IGNORECASE)


def test_names_stay_text() -> None:
    solved = solved_river(2, pv=EVIL)
    case = solved.case.model_copy(update={"zh": f"<b>{EVIL}", "name": "<img src=x onerror=alert(1)>"})
    solved = Solved(**{**solved.__dict__, "case": case})
    html = page_of(solved)
    assert "<script>alert" not in html
    assert "<img" not in html
    page = read(html)
    assert [tag for tag, _ in page.tags].count("script") == 3
    assert page.data["title"][0] == f"<b>{EVIL}"


def test_chinese_page_has_no_english_left(html: str) -> None:
    page = read(html, "zh")
    left = [words for words in page.text if ENGLISH.search(words) and not words.startswith("document")]
    assert not left
    assert not [w for w in page.data["words"]["zh"].values() if ENGLISH.search(w)]


def test_english_page_has_no_chinese_left(run: Solved) -> None:
    page = read(page_of(run, "en"), "en")
    assert [words for words in page.text if CHINESE.search(words)] == ["中文"]
    assert not [w for w in page.data["words"]["en"].values() if CHINESE.search(w)]


@pytest.mark.parametrize(("lang", "tongue", "title"), [("zh", "zh-CN", "小河流域"), ("en", "en", "Small river")])
def test_it_opens_in_the_language_asked_for(run: Solved, lang: str, tongue: str, title: str) -> None:
    html = page_of(run, lang)
    tag, attributes = read(html).tags[0]
    assert (tag, attributes) == ("html", {"lang": tongue, "data-lang": lang})
    assert f"<title>{title}</title>" in html


@pytest.mark.parametrize(
    ("units", "other"), [("mw", {"万千瓦", "万千瓦时", "亿千瓦时"}), ("wankw", {"MW", "MWh", "GWh"})]
)
def test_one_switch_puts_the_whole_page_in_other_units(run: Solved, units: Any, other: set[str]) -> None:
    """Tiles, heads of tables, axes of charts."""
    page = read(render_page("zh", run, None, summarize(run), MANIFEST, None, units))
    assert not other & set(page.text)
    shown = [words for words in page.text if words.endswith(tuple(f" {name}" for name in other))]
    assert not [words for words in shown if len(words) < 20]
    data = page.data
    assert not other & {scale["zh"]["name"] for scale in data["units"].values()}
    assert not other & {picture["unit"][0] for picture in data["pictures"]}
    assert data["units"]["power"]["zh"]["size"] == (1 if units == "mw" else 10)


def test_facts_with_their_verdict(run: Solved) -> None:
    html = page_of(run, facts=facts())
    page = read(html)
    assert "事实复现 3/4" in page.text
    for shown in ("≥ 99.88", "4,100", "+25.00%", "−0.1400"):
        assert shown in page.text, shown
    assert html.count('class="bad">✗') == 1
    assert "too much" in html


def test_a_failed_audit_cannot_be_overlooked(run: Solved) -> None:
    html = page_of(run, audit=failed_audit())
    assert '<li class="bad"><span lang="zh-CN">复核未通过（2 项中 1 项不合格）' in html
    assert html.index("2030-01-01T00:00+08:00</td>") < html.index(">bat</td>"), "failed checks come first"
    assert "未经复核" in read(page_of(run, audit=None)).text


def test_windows_cover_the_axis_once(html: str) -> None:
    data = read(html).data
    main = [(w["begin"], w["stop"]) for w in data["windows"] if w["axis"] == "main"]
    assert [begin for begin, _ in main] == [0] + [stop for _, stop in main[:-1]]
    assert main[-1][1] == len(unpack(data["axes"]["main"]["t"]))
    assert {w["axis"] for w in data["windows"]} == {"main", "peak", "valley", "ramp"}
    for name in ("peak", "valley", "ramp"):
        assert len(unpack(data["axes"][name]["t"])) == 24


def test_charts_show_what_was_solved(run: Solved, html: str) -> None:
    data = read(html).data
    main = data["axes"]["main"]
    layers = [name for _, name in (layer["name"] for layer in data["layers"])]
    wind = unpack(main["f"][f"g.{layers.index('Wind')}"])
    assert wind == pytest.approx(run.tables["renewable"].of("wind1", "p_mw"), abs=0.0501)
    soc = unpack(main["s"]["s.1.soc"])
    assert soc == pytest.approx(run.tables["storage_state"].of("bat", "soc_mwh"), abs=0.0501)
    daily = unpack(data["axes"]["day"]["f"]["load"])
    demand_mw = run.tables["load"].columns["demand_mw"].sum(axis=0).reshape(-1, 24).mean(axis=1)
    assert daily == pytest.approx(demand_mw, abs=0.0501)
    price = unpack(main["f"]["p.0"])
    assert price == pytest.approx(run.tables["price"].of("a", "price_cny_per_mwh"), abs=0.0501)


def test_stack_meets_use(html: str) -> None:
    """Supply = load + export + charging + losses, so that the lines lie on the areas but for losses and charging."""
    flows = read(html).data["axes"]["main"]["f"]
    supply = sum(unpack(v) for k, v in flows.items() if k.startswith("g."))
    over = supply - unpack(flows["use"]) + unpack(flows["charge"])
    assert over.min() > -1.0
    assert over.max() < 0.01 * 900 + 1.0, "no more than the line inside loses"


def test_a_year_by_the_quarter_hour_is_small_and_fast(tmp_path: Path) -> None:
    """35,040 periods, from arrays: the page thins them out, and keeps three days as they are."""
    import time

    horizon = Horizon.regular("2030-01-01", 35_040, 0.25)
    case = Case.model_validate(
        {
            "name": "year",
            "bus": [{"id": "a"}],
            "thermal": [unit("g", 100, 1)],
            "load": [demand(100, id=f"l{i}") for i in range(60)],
            "renewable": [{"id": f"r{i}", "technology": "wind", "bus": "a", "p_nom_mw": 9} for i in range(60)],
        }
    )
    made = solve(case, Horizon.regular("2030-01-01", 1, 1.0))
    rng = np.random.default_rng(1)
    tables = {}
    for name, table in made.tables.items():
        columns = {k: rng.uniform(0, 100, (len(table.labels), horizon.periods)) for k in table.columns}
        tables[name] = type(table)(table.axis, table.labels, horizon.local_time(), None, columns)
    run = Answer(case, type(made.series)(case, horizon), Tables(tables))
    summary = summarize(made) | {"from": "2030-01-01T00:00", "to": "2031-01-01T00:00"}
    begin = time.process_time()
    write_page(tmp_path / "report.html", run, None, summary, MANIFEST)
    assert time.process_time() - begin < 5
    assert (tmp_path / "report.html").stat().st_size < 8_000_000
    data = read((tmp_path / "report.html").read_text(encoding="utf-8")).data
    assert data["averaged"]
    assert len(unpack(data["axes"]["main"]["t"])) == 8760
    assert len(unpack(data["axes"]["peak"]["t"])) == 96


def test_unknown_words_are_a_fault() -> None:
    from dispatch.present.run_page.words import say

    with pytest.raises(KeyError):
        say("no_such_words")
    assert render_page.__doc__
