"""Every path, module and relative link that the documentation mentions exists."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from pkgutil import resolve_name

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "data/README.md")),
]

# A directory of the repository followed by a path; placeholders are `<name>`, `*` and `{a,b}`.
PATH = re.compile(r"(?<![\w/.-])(?:dispatch|tests|models|benchmarks|data)/[\w./*<>{},-]+")
# A file in backticks whose path starts inside the package, `case/build.py`, or beside the page, `generate/water.py`.
FILE = re.compile(r"`([\w/]+\.py)`")
MODULE = re.compile(r"\bdispatch(?:\.[a-z]\w+)+")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
BRACES = re.compile(r"\{([^{}]+)\}")


def expanded(path: str) -> list[str]:
    """Returns the paths that `{a,b}` stands for."""
    parts = BRACES.split(path)
    choices = [part.split(",") if index % 2 else [part] for index, part in enumerate(parts)]
    return ["".join(chosen) for chosen in product(*choices)]


def exists(path: str) -> bool:
    """Whether a file, folder or module of this path is in the repository; `<name>` and `*` match any name."""
    pattern = re.sub(r"<[^<>]+>", "*", path).rstrip("/")
    return any(any(ROOT.glob(pattern + ending)) for ending in ("", ".py"))


def missing_paths(text: str) -> list[str]:
    """Returns the mentioned paths that do not exist."""
    found = {match.group().rstrip(".,-") for match in PATH.finditer(text)}
    return sorted(path for written in found for path in expanded(written) if not exists(path))


def missing_modules(text: str) -> list[str]:
    """Returns the dotted names of modules and their members that cannot be resolved."""

    def resolves(name: str) -> bool:
        try:
            resolve_name(name)
        except (ImportError, AttributeError):
            return False
        return True

    return sorted(name for name in set(MODULE.findall(text)) if not resolves(name))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_mentioned_paths_exist(page: Path) -> None:
    assert missing_paths(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_mentioned_files_exist(page: Path) -> None:
    written = set(FILE.findall(page.read_text(encoding="utf-8")))
    homes = [ROOT, page.parent, ROOT / "dispatch"]
    unknown = {name for name in written if not any((home / name).exists() for home in homes)}
    assert sorted(name for name in unknown if "/" in name or not any((ROOT / "dispatch").rglob(name))) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_mentioned_modules_exist(page: Path) -> None:
    assert missing_modules(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_resolve(page: Path) -> None:
    targets = {target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target}
    assert sorted(target for target in targets if not (page.parent / target).exists()) == []


def test_a_missing_path_is_found() -> None:
    text = "`dispatch/case/load.py`, `dispatch/locale/{zh,en}/core.po` and `dispatch/blocks/storage.py`"
    assert "dispatch/blocks/storage.py" in missing_paths(text)
    assert "dispatch/case/load.py" not in missing_paths(text)
