"""Both languages say the same things, all of them are said somewhere, and the Chinese is set as Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dispatch.present.peak_report
from dispatch.families.rooms import FAMILIES
from dispatch.present.peak_report.sections.annex import FORMULAS
from dispatch.present.peak_report.words import TEXT
from dispatch.shaving.curtailment import REASONS
from dispatch.shaving.curves import KINDS
from dispatch.shaving.typical import EIGHT

FOLDER = Path(dispatch.present.peak_report.__file__).parent
SOURCES = "".join(p.read_text(encoding="utf-8") for p in FOLDER.rglob("*.py") if "words_" not in p.name)
CJK = "[\u4e00-\u9fff]"


@pytest.mark.parametrize("key", list(TEXT))
def test_same_placeholders(key: str) -> None:
    zh, en = TEXT[key]
    assert zh.strip()
    assert en.strip()
    assert set(re.findall(r"{(\w+)}", zh)) >= set(re.findall(r"{(\w+)}", en)) - {"count"}
    assert set(re.findall(r"{(\w+)}", en)) >= set(re.findall(r"{(\w+)}", zh)) - {"count"}


@pytest.mark.parametrize("key", list(TEXT))
def test_languages_are_kept_apart(key: str) -> None:
    zh, en = TEXT[key]
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", en)
    plain = re.sub(r"{\w+}|（[A-Za-z ]+）", "", zh)
    assert not re.search(rf"{CJK}\s?[,;:?!]|[,;:?!]\s?{CJK}", plain), "punctuation beside Chinese is full-width"
    assert not re.search(rf"{CJK}[()]", plain) or key.startswith("formula.")


def test_every_key_is_said_somewhere() -> None:
    stems = {re.sub(r"{[^}]*}", "", text) for text in re.findall(r'f"([\w.]*{[^"]*)"', SOURCES)}
    heads = tuple(stem for stem in stems if stem)
    said = set(re.findall(r'"([\w.]+)"', SOURCES))
    heads = (*heads, "storage_technology.")
    ends = ("_narrower", "_wider", "_short")
    unused = [k for k in TEXT if k not in said and not k.startswith(heads) and not k.endswith(ends)]
    assert not unused, unused


def test_every_name_that_data_can_ask_for_is_there() -> None:
    asked = [f"day.{d}" for d in EIGHT] + [f"group.{k}" for k in KINDS] + [f"family.{f}" for f in FAMILIES]
    asked += [f"{g}.{r}" for g in ("reason", "reason_head", "measure_reason") for r in REASONS]
    asked += [f"{g}.{f}" for g in ("term", "formula", "meaning") for f in FORMULAS]
    assert not [key for key in asked if key not in TEXT]
