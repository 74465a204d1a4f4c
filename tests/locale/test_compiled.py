"""Compiling the sources: once, anew when they change, and without a place to keep it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.cache_directory import DIRECTORY_VARIABLE
from dispatch.locale import compiled, text

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with one message and one room of a family."""
    root = tmp_path / "package"
    for file in ("locale/en/page.po", "families/bus/words.en.po"):
        (root / file).parent.mkdir(parents=True)
    (root / "locale/en/page.po").write_text(HEAD + 'msgid "page.a"\nmsgstr "A {x}"\n')
    (root / "families/bus/words.en.po").write_text(HEAD + 'msgid "row.bus"\nmsgstr "balance [MW]"\n')
    monkeypatch.setattr(compiled, "PACKAGE", root)
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path / "cache"))
    compiled.catalogue.cache_clear()
    yield root
    compiled.catalogue.cache_clear()


def test_every_source_is_packaged() -> None:
    """A folder without `__init__.py` belongs to the package above it."""
    project = tomllib.loads((compiled.PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    for lang in compiled.LANGUAGES:
        for file in compiled.sources(lang):
            package = next(folder for folder in file.parents if (folder / "__init__.py").is_file())
            assert any(file in package.glob(pattern) for pattern in patterns), file


def anew() -> None:
    compiled.catalogue.cache_clear()


def test_it_is_compiled_once_and_again_when_a_source_changes(package: Path) -> None:
    assert text("page.a", "en", x=1) == "A 1"
    assert compiled.catalogue("en").ids == ("page.a", "row.bus")
    (first,) = (package / "locale/compiled").glob("*.mo")
    seen = first.stat().st_mtime_ns
    anew()
    assert text("row.bus", "en") == "balance [MW]"
    assert first.stat().st_mtime_ns == seen
    (package / "locale/en/page.po").write_text(HEAD + 'msgid "page.a"\nmsgstr "Another {x}"\n')
    anew()
    assert text("page.a", "en", x=2) == "Another 2"
    assert not first.exists()
    assert len(list((package / "locale/compiled").glob("*.mo"))) == 1


def test_a_package_that_cannot_be_written_is_compiled_into_the_cache(package: Path, tmp_path: Path) -> None:
    (package / "locale/compiled").write_text("in the way")
    assert text("page.a", "en", x=1) == "A 1"
    (kept,) = (tmp_path / "cache/locale").glob("en-*.mo")
    anew()
    seen = kept.stat().st_mtime_ns
    assert text("page.a", "en", x=1) == "A 1"
    assert kept.stat().st_mtime_ns == seen


def test_without_any_place_it_is_compiled_in_memory(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "locale/compiled").write_text("in the way")
    monkeypatch.setenv(DIRECTORY_VARIABLE, "")
    assert text("page.a", "en", x=1) == "A 1"


def test_what_is_damaged_is_made_again(package: Path) -> None:
    text("page.a", "en", x=1)
    (kept,) = (package / "locale/compiled").glob("*.mo")
    for wrong in (b"", b"no catalogue at all", kept.read_bytes()[:40]):
        kept.write_bytes(wrong)
        anew()
        assert text("page.a", "en", x=1) == "A 1"


def test_a_message_in_two_files_is_refused(package: Path) -> None:
    (package / "families/bus/words.en.po").write_text(HEAD + 'msgid "page.a"\nmsgstr "B"\n')
    with pytest.raises(ValueError, match=r"page\.a.*page\.po.*words\.en\.po"):
        text("page.a", "en", x=1)


def test_no_locale_of_the_machine_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.setenv(name, "xx_XX")
    anew()
    assert text("page.bus", "zh") == "节点"
    assert text("page.bus", "en") == "Bus"
