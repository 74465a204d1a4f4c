"""Both languages say the same things, and everything that the code can say is in them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

import dispatch
from dispatch.errors import Fault, Where
from dispatch.messages import FAULTS, TOPICS, en, say
from dispatch.messages.notes import NOTES

SOURCE = Path(dispatch.__file__).parent


def placeholders(code: str, lang: str) -> set[str]:
    return {name for part in FAULTS[lang][code] for _, name, _, _ in Formatter().parse(part) if name}


def codes_in_source() -> set[str]:
    """First argument of every `Fault.of` with a literal code, and every code held as data."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "Fault.of"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return found


def test_languages_know_the_same_codes_in_the_same_order() -> None:
    assert list(FAULTS["en"]) == list(FAULTS["zh"])


def test_no_code_is_said_in_two_files() -> None:
    """The later of two would be shown for both."""
    codes = Counter(code for topic in (en.FAULTS, *(topic.FAULTS_EN for topic in TOPICS)) for code in topic)
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("code", FAULTS["en"])
def test_languages_use_the_same_placeholders(code: str) -> None:
    assert placeholders(code, "en") == placeholders(code, "zh")


@pytest.mark.parametrize("code", FAULTS["en"])
def test_every_fault_has_a_message_and_a_next_step(code: str) -> None:
    for lang in ("en", "zh"):
        text = FAULTS[lang][code]
        assert text.message
        assert text.next_step
    assert re.search("[\u4e00-\u9fff]", FAULTS["zh"][code].message)
    assert bool(FAULTS["en"][code].limit) == bool(FAULTS["zh"][code].limit)


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    used = codes_in_source()
    assert len(used) > 40
    assert used <= set(FAULTS["en"])


def test_lists_are_joined_as_the_language_does() -> None:
    params = {"name": "x", "nearest": ("a", "b")}
    assert say("unknown_bus", "en", params).next_step.endswith("a, b")
    assert say("unknown_bus", "zh", params).next_step.endswith("a、b")
    assert "none" in say("unknown_bus", "en", {"name": "x", "nearest": ()}).next_step


def test_a_fault_with_words_of_its_own_speaks_english() -> None:
    fault = Fault("own", "something is wrong", Where(Path("f"), 3, "bus 'b'"), 5, "≤ 4", "lower it")
    assert str(fault) == "f:3: bus 'b': something is wrong (value: 5); allowed: ≤ 4; next: lower it"
    assert "something is wrong" in fault.text("zh")


def test_an_unknown_placeholder_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        Fault.of("unknown_bus", name="x")


def test_notes_are_in_both_languages_with_the_same_places() -> None:
    zh, en = NOTES["zh"], NOTES["en"]
    assert list(zh) == list(en)
    for key, words in zh.items():
        assert re.search("[\u4e00-\u9fff]", words), key
        assert re.findall(r"\{.*?\}", words) == re.findall(r"\{.*?\}", en[key])
