"""The identity of the program itself: a digest of its sources, so that no run of other code is taken for its own.

A version number stands for many states of the sources; a point that was solved before an error was mended must not be
found again after it.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import dispatch

SOURCES = "sources"


@cache
def source_digest() -> str:
    """SHA-256 of every Python file of the package, read once in a process."""
    root = Path(dispatch.__file__).parent
    return digest_of(root)


def digest_of(root: Path) -> str:
    """SHA-256 of the names and contents of the Python files below a folder."""
    digest = sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()
