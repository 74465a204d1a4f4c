"""Every message is asked for somewhere, and whatever is asked for is there."""

from __future__ import annotations

import re

import pytest

from dispatch.locale.compiled import PACKAGE
from tests.locale.sources import calls, is_asked, literals, messages, patterns

IDS = messages("en")
# Topic → where its messages are asked for.
ASKED_IN = {
    "command": ("commands", "cli.py"),
    "page": ("present/run_page",),
    "report": ("present/peak_report",),
    "compare": ("present/comparison", "present/assets/compare.js"),
    "score": ("present/forecast", "commands/forecast.py", "forecast"),
    "points": ("shaving",),
    "reason": ("shaving",),
    "loss": ("families/response",),
    "finding": ("measured",),
    "input_note": ("studies",),
    "audit_line": ("audit",),
    "fault_line": ("locale",),
    "list": ("locale",),
    "date": ("locale", "present"),
    "row_missed": ("results",),
}
# Names of things that cases, tables and runs hold: asked for by what stands there (`technology.wind`).
NAMED_BY_DATA = {
    "audit", "cost", "curve", "family", "hydrology", "kind", "limit", "row", "status", "storage_technology",
    "technology",
    "compare.method", "finding.method", "finding.reason", "page.chart", "page.group", "page.inputs",
    "page.input_group", "page.input_quantity", "word.day", "word.group",
}  # fmt: skip
# Words found by the name of a column, a curve or a group of tables.
BY_COLUMN = (
    "compare.column.",
    "compare.axis.",
    "compare.unit.",
    "compare.kind.",
    "compare.screened.",
    "report.curve.",
    "report.group.",
    "report.term.",
    "score.",
    "points.",
)
# First id → others with the same words: sections beside their chart, sheet or table, all, and what scripts are given.
SAID_TWICE = {
    "command.levels_all": ["compare.all_values"],
    "compare.baseline_no_storage": ["report.label_no_storage"],
    "compare.section_tornado": ["compare.sheet.tornado"],
    "page.section_flexible": ["report.t_flexible"],
    "page.section_prices": ["page.chart_price"],
    "page.section_storage": ["word.storage"],
}
# Two sentences of the report whose end depends on which of two numbers is larger, or on the step.
ENDINGS = re.compile(r"report\.(steps?_(narrower|wider)|t_(load|net)_short)")
# Topic → (folder, functions whose first argument is a name of it).
SAYING = {
    "command": ("commands", {"terminal.word", "terminal.say", "self.word", "self.say", "w"}),
    "page": ("present/run_page", {"say"}),
    "report": ("present/peak_report", {"fmt.say", "fmt.text_column", "fmt.power_column", "fmt.share_column",
               "fmt.plain_column", "fmt.energy_column", "fmt.money_column", "fmt.headed", "fmt.table"}),
    "compare": ("present/comparison", {"say"}),
    "audit_line": ("audit", {"_LINE.text"}),
}  # fmt: skip


def is_used(key: str) -> bool:
    topic, _, name = key.partition(".")
    if any(key.startswith((f"{group}.", f"{group}_")) for group in NAMED_BY_DATA) or ENDINGS.fullmatch(key):
        return True
    if topic == "fault":
        return name.split(".")[0] in literals()
    if topic == "word":
        return is_asked(name, "commands", "present")
    return is_asked(name, *ASKED_IN[topic]) or is_asked(key, *ASKED_IN[topic])


def test_every_message_is_used() -> None:
    assert not [key for key in IDS if not is_used(key)]


def test_every_fault_of_the_source_is_in_the_catalogue() -> None:
    codes = calls("", frozenset({"Fault.of"}))
    assert len(codes) > 150
    assert not {code for code in codes if f"fault.{code}" not in IDS}


@pytest.mark.parametrize("topic", SAYING)
def test_what_is_said_is_in_the_catalogue(topic: str) -> None:
    folder, functions = SAYING[topic]
    used = calls(folder, frozenset(functions))
    assert len(used) > 3
    assert not {name for name in used if not {f"{topic}.{name}", f"word.{name}", name} & set(IDS)}


def test_what_is_asked_by_its_whole_id_is_in_the_catalogue() -> None:
    asked = calls("", frozenset({"text"}))
    assert not {key for key in asked if "." in key and key not in IDS}


def test_words_of_charts_are_said_by_the_script() -> None:
    files = [p for p in (PACKAGE / "present/assets").glob("*.js") if p.name != "compare.js"]
    scripts = "".join(p.read_text(encoding="utf-8") for p in files)
    used = {w for pair in re.findall(r"say\((?:[^()\"]*\? )?\"(\w+)\"(?: : \"(\w+)\")?", scripts) for w in pair if w}
    assert {f"page.chart.{word}" for word in used} == {key for key in IDS if key.startswith("page.chart.")}


def test_a_message_that_nobody_asks_for_is_noticed() -> None:
    assert patterns("present/run_page")
    assert not is_used("page.nobody_says_this")
    assert not is_used("fault.nobody_raises_this.next_step")


def test_the_same_is_said_once() -> None:
    """Parts of faults, names that data asks for and columns may agree by chance; other words have one id."""
    ids_of: dict[tuple[str, str], list[str]] = {}
    for key, words in IDS.items():
        head = ".".join(key.split(".")[:2])
        if not key.startswith(("fault.", *BY_COLUMN)) and not {head, key.split(".")[0]} & NAMED_BY_DATA:
            ids_of.setdefault((words, messages("zh")[key]), []).append(key)
    twice = {keys[0]: keys[1:] for keys in ids_of.values() if len(keys) > 1}
    assert twice == SAID_TWICE
