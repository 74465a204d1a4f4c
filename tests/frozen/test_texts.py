"""Pages, reports, workbooks and tables of the frozen runs read as they did, to the letter."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.frozen.shown import RECIPES, TEXTS, texts_of

MOST_LINES = 60
KNOWINGLY = "where that is meant: python -m tests.frozen.update"
_seen: set[str] = set()


@pytest.mark.parametrize("recipe", RECIPES)
def test_what_is_shown_is_what_was_shown(recipe: str, tmp_path: Path):
    changed = []
    for name, text in texts_of(recipe, tmp_path).items():
        _seen.add(name)
        frozen = TEXTS / f"{name}.txt"
        old = frozen.read_text(encoding="utf-8") if frozen.exists() else ""
        changed += unified_diff(old.splitlines(), text.splitlines(), f"frozen {name}", f"now {name}", lineterm="", n=1)
    assert not changed, "\n".join([*changed[:MOST_LINES], f"{len(changed)} lines; {KNOWINGLY}"])


def test_no_text_is_left_that_nothing_makes():
    names = {path.stem for path in TEXTS.glob("*.txt")}
    if len(_seen) < len(RECIPES):
        pytest.skip("needs the tests above in the same process")
    assert names == _seen
