"""Write texts and numbers as they are now, knowingly: `python -m tests.frozen.update [texts|numbers|PART OF A NAME]`.

Run it on a machine that passes the rest of the suite, read the difference (`git diff tests/frozen`), and say in the
commit what changed and why. It never touches `runs/`: those are of a version before.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.frozen.numbers import CASES, NUMBERS, figures, written
from tests.frozen.shown import RECIPES, TEXTS, texts_of


def update(part: str = "") -> None:
    """Texts whose recipe, and numbers whose case, holds `part`; all of one kind where it names the kind."""
    recipes = list(RECIPES) if part in ("", "texts") else [name for name in RECIPES if part in name]
    cases = list(CASES) if part in ("", "numbers") else [name for name in CASES if part in name]
    if part in ("", "texts"):
        for old in TEXTS.glob("*.txt"):
            old.unlink()
    for recipe in recipes:
        with TemporaryDirectory() as folder:
            for name, text in texts_of(recipe, Path(folder)).items():
                (TEXTS / f"{name}.txt").write_text(text, encoding="utf-8")
    for case in cases:
        (NUMBERS / f"{case}.json").write_text(written(figures(CASES[case]())), encoding="utf-8")
    print(f"{len(recipes)} recipes of texts and {len(cases)} cases written; read: git diff tests/frozen")


if __name__ == "__main__":
    update(*sys.argv[1:2])
