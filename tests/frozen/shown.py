"""What each command shows of the frozen runs: recipes that give texts by name, free of dates, places and timings."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from dispatch import open_run
from dispatch.cli import main
from dispatch.present.comparison import write_comparison
from dispatch.present.run_page import render_page
from dispatch.shaving.curves import answer_of
from tests.frozen.reading import file_text
from tests.present.comparison.sweeps import sweep_frame

HERE = Path(__file__).parent
RUNS = HERE / "runs"
TEXTS = HERE / "texts"
MODELS = HERE.parents[1] / "models"
NAMES = ("quickstart", "quickstart_response", "flexible_peak")
VARIANT = "quickstart_no_battery"
LANGUAGES = ("zh", "en")
MADE = date(2026, 11, 21)
"""The day on which the runs were made; it may stand on pages, as today's may."""
Texts = dict[str, str]


def shown_by(*words: object) -> str:
    """What a command prints on stdout, 120 columns wide. Raises AssertionError where it does not end with 0."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    plain = {"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb"}
    with mock.patch.dict(os.environ, plain), redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(word) for word in words])
        except SystemExit as left:
            code = left.code
    assert not code, f"{words}: exit code {code}\n{out.getvalue()}\n{err.getvalue()}"
    return out.getvalue()


def masked(text: str, folder: Path) -> str:
    """Without what depends on day, place and machine."""
    for place in (folder, HERE, MODELS):
        text = text.replace(str(place), "<folder>")
    for day in {date.today(), MADE}:
        for form in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B %Y}"):
            text = text.replace(form, "<day>")
    text = re.sub(r"<day>[T ]\d\d:\d\d(:\d\d)?(\+00:00)?", "<instant>", text)
    text = re.sub(r"[\d,.]+ MiB", "<memory>", text)
    return re.sub(rf"(?<![\d.]){re.escape(version('dispatch'))}(?![\d.])", "<version>", text)


def run_page(name: str, folder: Path) -> Texts:
    """The page of a run, from what is on disk of it; both languages stand in it."""
    run = open_run(RUNS / name)
    found = run.summary["audit"]
    checks = [SimpleNamespace(name=n, worst=w, tolerance=1e-6, where="") for n, w in found["worst"].items()]
    verdict = SimpleNamespace(passed=found["passed"], checks=checks)
    page = folder / f"{name}.html"
    page.write_text(render_page("zh", answer_of(run), verdict, run.summary, run.manifest), encoding="utf-8")
    return {f"run_page_{name}": file_text(page)}


def report(name: str, lang: str, folder: Path) -> Texts:
    """The peak-shaving report; as a document of one run only, because its pictures take long."""
    formats = "html,xlsx,docx" if name == "quickstart_response" else "html,xlsx"
    shown_by("report", RUNS / name, "--format", formats, "--out", folder, "--lang", lang)
    return {f"report_{name}_{path.suffix[1:]}_{lang}": file_text(path) for path in sorted(folder.iterdir())}


def reports_together(lang: str, folder: Path) -> Texts:
    """Two runs side by side, in 10⁴ kW."""
    runs = [f"A={RUNS / VARIANT}", f"B={RUNS / 'quickstart'}"]
    shown_by("report", *runs, "--format", "html", "--units", "wankw", "--out", folder, "--lang", lang)
    return {f"report_together_{path.suffix[1:]}_{lang}": file_text(path) for path in sorted(folder.iterdir())}


def printed(name: str, lang: str, folder: Path) -> Texts:
    """What commands on one run print."""
    table = folder / "points.csv"
    shown_by("export96", RUNS / name, "--out", table, "--lang", lang)
    return {
        f"show_{name}_{lang}": shown_by("show", RUNS / name, "--lang", lang),
        f"indicators_{name}_{lang}": shown_by("indicators", RUNS / name, "--lang", lang),
        f"production_{name}_{lang}": shown_by("production", RUNS / name, "--lang", lang),
        f"export96_{name}_{lang}": _head(table),
    }


def _head(path: Path) -> str:
    """Column names and the first rows of a long table."""
    return "\n".join([*path.read_text(encoding="utf-8-sig").splitlines()[:5], ""])


def reasons(lang: str, folder: Path) -> Texts:
    """Why the peak of the run that was made for a flat curve was not lower."""
    return {f"reasons_flexible_peak_{lang}": shown_by("shave", RUNS / "flexible_peak", "--reasons", "--lang", lang)}


def comparison(lang: str, folder: Path) -> Texts:
    """Page and workbook of a sweep whose figures are formulas."""
    frame = sweep_frame(folder)
    page, book, _ = write_comparison(frame, folder, lang, goal_mw=300)
    return {f"comparison_html_{lang}": file_text(page), f"comparison_xlsx_{lang}": file_text(book)}


def inputs(lang: str, folder: Path) -> Texts:
    """The page of inputs of two cases, one of them read back from a run."""
    texts = {}
    cases = {"quickstart": MODELS / "quickstart"}
    if lang == "zh":  # the page holds both languages, and that of a large case takes long
        cases["flexible_peak"] = RUNS / "flexible_peak" / "case"
    for name, case in cases.items():
        page = folder / f"{name}.html"
        span = ["--from", "2030-07-01", "--to", "2030-07-02", "--step", "1h"] if name == "flexible_peak" else []
        texts[f"inputs_{name}_table_{lang}"] = shown_by("inputs", case, *span, "--out", page, "--lang", lang)
        texts[f"inputs_{name}_html_{lang}"] = file_text(page)
    return texts


def forecast(lang: str, folder: Path) -> Texts:
    """Forecasts of two days and the page that judges them."""
    case, made, page = MODELS / "quickstart", folder / "made", folder / "score.html"
    texts = {f"forecast_{lang}": shown_by("forecast", case, "--out", made, "--lang", lang)}
    files = sorted(made.glob("*_day_ahead.parquet"))
    files = [path for path in files if not path.name.startswith("series")]
    texts[f"score_{lang}"] = shown_by("score", case, *files, "--out", page, "--lang", lang)
    return texts | {f"score_html_{lang}": file_text(page)}


RECIPES: dict[str, Callable[[Path], Texts]] = {
    **{f"run_page {name}": lambda folder, n=name: run_page(n, folder) for name in NAMES},
    **{
        f"report {name} {lang}": lambda folder, n=name, x=lang: report(n, x, folder)
        for name in NAMES
        for lang in LANGUAGES
    },
    **{
        f"printed {name} {lang}": lambda folder, n=name, x=lang: printed(n, x, folder)
        for name in NAMES
        for lang in LANGUAGES
    },
    **{
        f"{make.__name__} {lang}": lambda folder, m=make, x=lang: m(x, folder)
        for make in (reports_together, reasons, comparison, inputs, forecast)
        for lang in LANGUAGES
    },
}


def texts_of(recipe: str, folder: Path) -> Texts:
    """The masked texts of a recipe by name."""
    return {name: masked(text, folder) for name, text in RECIPES[recipe](folder).items()}
