"""The sources of the catalogue and their compiled form.

Sources are compiled with Babel once, when they are new or have changed, and kept beside the package, else in the
user's cache directory; where neither can be written, each process compiles for itself. A compiled file is named after
the sizes and times of its sources, so that a stale one is never read.
"""

from __future__ import annotations

import gettext
import hashlib
import io
import os
import struct
import tempfile
from functools import cache, cached_property
from pathlib import Path

from dispatch.cache_directory import cache_directory

LANGUAGES = ("zh", "en")
PACKAGE = Path(__file__).parents[1]
# Ids of all messages in the order of the sources, one a line: a compiled catalogue is sorted and cannot be listed.
_INDEX = "catalogue.ids"


class Catalogue(gettext.GNUTranslations):
    """A compiled catalogue that knows its ids."""

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.gettext(_INDEX).split("\n"))


@cache
def catalogue(lang: str) -> Catalogue:
    """The messages of `zh` or `en`. Raises KeyError for another language."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    files = sources(lang)
    name = f"{lang}-{_digest(files)}.mo"
    folders = _folders()
    for folder in folders:
        try:
            return Catalogue(io.BytesIO((folder / name).read_bytes()))
        except (OSError, ValueError, struct.error):
            continue  # not there, or damaged
    compiled = _compile(lang, files)
    kept = next((folder for folder in folders if _keep(folder / name, compiled)), None)
    if kept == folders[0]:
        _remove_others(kept, name)
    return Catalogue(io.BytesIO(compiled))


def sources(lang: str) -> tuple[Path, ...]:
    """All .po files of a language: topics, then families, each by name."""
    topics = sorted((PACKAGE / "locale" / lang).glob("*.po"))
    return (*topics, *sorted((PACKAGE / "families").glob(f"*/words.{lang}.po")))


def _digest(files: tuple[Path, ...]) -> str:
    seen = [(str(file.relative_to(PACKAGE)), (stat := file.stat()).st_size, stat.st_mtime_ns) for file in files]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _folders() -> list[Path]:
    own = cache_directory()
    return [PACKAGE / "locale" / "compiled", *([own / "locale"] if own else [])]


def _compile(lang: str, files: tuple[Path, ...]) -> bytes:
    """One catalogue of all files. Raises ValueError for a message that stands in two of them."""
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=lang, charset="utf-8")
    index: dict[str, Path] = {}
    for file in files:
        with file.open("rb") as handle:
            part = read_po(handle, abort_invalid=True)
        for key, message in ((str(message.id), message) for message in part if message.id):
            if key in index:
                raise ValueError(f"message {key!r} stands in {index[key]} and {file}")
            index[key] = file
            whole.add(key, message.string)
    whole.add(_INDEX, "\n".join(index))
    out = io.BytesIO()
    write_mo(out, whole)
    return out.getvalue()


def _keep(file: Path, content: bytes) -> bool:
    """Write a file whole, so that another process never reads a part of it; False where that is not allowed."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
            os.chmod(temporary, 0o644)  # other users of the package read it too
            os.replace(temporary, file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError:
        return False
    return True


def _remove_others(folder: Path, name: str) -> None:
    """Remove what earlier sources of the same language were compiled to."""
    for old in folder.glob(f"{name.split('-')[0]}-*.mo"):
        if old.name != name:
            old.unlink(missing_ok=True)
