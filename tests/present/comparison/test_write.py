"""Page and workbook: everything that was asked for is in them, in both languages, whatever became of the points."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from dispatch.present.comparison import write_comparison
from dispatch.sweeps.points import points_of
from tests.present.comparison.sweeps import sweep_frame
from tests.present.run_page.test_browser import BROWSER, QUIET

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
# Units, technical words and ids of the case are the same in both languages.
LATIN = re.compile(r"[A-Za-z]{3,}")
ALLOWED = {"river", "MWh", "storage", "nom", "hydrology", "dry", "total"}


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return sweep_frame(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module")
def written(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {lang: tmp_path_factory.mktemp(lang) for lang in ("zh", "en")}
    for lang, folder in folders.items():
        paths = write_comparison(frame, folder, lang)
        assert [p.name for p in paths] == ["compare.html", "compare.xlsx", "compare.parquet"]
        assert sorted(p.name for p in folder.iterdir()) == ["compare.html", "compare.parquet", "compare.xlsx"]
    return folders


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_frame_is_what_the_page_shows(frame: pd.DataFrame, written: dict[str, Path]) -> None:
    kept = pd.read_parquet(written["zh"] / "compare.parquet")
    assert list(kept["point"]) == list(frame["point"])
    assert {"added_cny_per_year", "stores", "meets_goal", "technology"} <= set(kept)


def test_page_is_one_file_that_fetches_nothing(written: dict[str, Path]) -> None:
    page = text_of(written["zh"] / "compare.html")
    assert len(page) < 15e6
    assert "default-src 'none'" in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert page.count("Plotly.register(") >= 1
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert len(data["rows"]) == 36
    assert len(data["slopes"]) == 24
    assert data["main"] == "added_cny_per_year"
    assert data["goal"] == 300


def words_in(page: str, lang: str) -> str:
    """What a reader sees of the tables in a language."""
    body = page[page.index("<main>") : page.index("</main>")]
    other = "zh-CN" if lang == "en" else "en"
    body = re.sub(rf'<span lang="{other}">.*?</span>', "", body)
    return re.sub(r"<[^>]+>", "\n", body)


def test_no_language_in_the_other(written: dict[str, Path]) -> None:
    page = text_of(written["zh"] / "compare.html")
    assert not CHINESE.search(words_in(page, "en"))
    found = set(LATIN.findall(words_in(page, "zh"))) - ALLOWED
    assert found <= {"JavaScript"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_workbook(written: dict[str, Path], lang: str) -> None:
    book = openpyxl.load_workbook(written[lang] / "compare.xlsx")
    assert len(book.sheetnames) == 9
    charts = {sheet.title: len(sheet._charts) for sheet in book}
    assert sorted(charts.values(), reverse=True)[:4] == [4, 1, 1, 1]
    assert {"goal_mw", "points_added_cny_per_year", "points_power_mw"} <= set(book.defined_names)
    ranking = book.worksheets[1]
    assert ranking.freeze_panes is not None
    assert ranking.auto_filter.ref
    place = book.defined_names["points_storage_cny_per_year"].attr_text
    cells = [cell for row in ranking[place.split("!")[1].replace("$", "")] for cell in row]
    assert len(cells) == 36
    most = 1e3 * (180 * 400 + 500 * 1600) * (0.11434494 + 0.02) / (1e4 if lang == "zh" else 1e6)
    assert max(cell.value for cell in cells) == pytest.approx(most, rel=1e-6)
    assert cells[0].number_format == ("#,##0" if lang == "zh" else "#,##0.00")
    texts = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    if lang == "en":
        assert not [t for t in texts if CHINESE.search(t) and "新型储能" not in t]
    else:
        shown = {word for text in texts for word in LATIN.findall(text)}
        assert shown - ALLOWED == set()


def test_a_second_time_replaces(frame: pd.DataFrame, tmp_path: Path) -> None:
    write_comparison(frame, tmp_path, "en")
    write_comparison(frame.head(6), tmp_path, "zh")
    assert len(pd.read_parquet(tmp_path / "compare.parquet")) == 6
    assert not list(tmp_path.glob(".*"))


def variants(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Sweeps of an unusual kind."""
    figures = ["response.delivered_200ms_mw", "curtailment.wind.mwh", "curtailment.pv.mwh"]
    pending = frame.assign(done=False, status="pending", path="")
    weeks = frame[frame["kind"] == "point"].head(4).assign(horizon="weeks")
    full = weeks.assign(full_of=weeks["point"], point=weeks["point"] + "f", horizon="full", unserved_mwh=3.0)
    return {
        "nothing solved": pending,
        "one point": frame.iloc[[8]],
        "baselines only": frame[frame["kind"] != "point"],
        "no axes": frame.drop(columns=["total:storage.*.p_nom_mw", "storage.*.duration_h", "hydrology"]),
        "no size": frame.drop(columns=["total:storage.*.p_nom_mw"]),
        "no baselines": frame[frame["kind"] == "point"].assign(baseline_no_storage="", baseline_hydro_only=""),
        "nothing to curtail": frame.drop(columns=figures),
        "no failure": frame[frame["done"]],
        "weeks": pd.concat([weeks, full, frame[frame["kind"] == "no_storage"]], ignore_index=True),
        "nothing at all": frame.head(0),
        "priced": frame.assign(**{"storage.target_price_cny_per_mw": np.linspace(0, 1e5, len(frame))}),
    }


VARIANTS = (
    "nothing solved", "one point", "baselines only", "no axes", "no size", "no baselines", "nothing to curtail",
    "no failure", "weeks", "nothing at all", "priced",
)  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_whatever_became_of_the_points(frame: pd.DataFrame, name: str, tmp_path: Path) -> None:
    chosen = variants(frame)[name]
    for lang in ("zh", "en"):
        paths = write_comparison(chosen, tmp_path, lang)
        assert all(path.stat().st_size > 0 for path in paths)
        openpyxl.load_workbook(paths[1])
    assert len(points_of(chosen).frame) == len(chosen)


READER = """<script>
const pressed = setInterval(() => {
  if (document.documentElement.dataset.state !== "drawn") return;
  clearInterval(pressed);
  const water = document.querySelectorAll("#filters select")[2];
  water.value = "1"; water.dispatchEvent(new Event("change"));
  document.querySelectorAll("#table_ranking th")[5].click();
  document.getElementById("upwards").value = "peak_mw";
  document.getElementById("upwards").dispatchEvent(new Event("change"));
  document.getElementById("language").click();
}, 50);
</script></body>"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine")
def test_every_chart_is_drawn(written: dict[str, Path], tmp_path: Path) -> None:
    page = tmp_path / "compare.html"
    page.write_text(text_of(written["zh"] / "compare.html").replace("</body>", READER), encoding="utf-8")
    asked = [str(BROWSER), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=True)
    assert not re.findall(r"CONSOLE.*", done.stderr)
    root = re.search(r"<html[^>]*>", done.stdout)
    assert root is not None
    assert 'data-state="drawn"' in root[0]
    assert 'data-lang="en"' in root[0]
    charts = re.findall(r'id="chart_(\w+)"', done.stdout)
    assert charts == ["cost", "peak", "curtailment", "response", "pareto", "marginal", "tornado"]
    assert done.stdout.count('<svg class="main-svg"') >= len(charts)
    goals = re.findall(r'<p class="goal">(.*?)</p>', done.stdout)
    # Filtered to one year of water: one line on every chart, the same as in Python.
    assert len(goals) == len(charts) + 2
    assert set(goals) == {goals[0]}
    assert goals[0].startswith("Goal 300 MW normal: LFP battery 300 MW/600 MWh, CNY 49.91 m/yr less than no storage")
