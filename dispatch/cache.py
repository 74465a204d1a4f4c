"""Arrays kept by the content that they were made from: an unchanged input is never computed twice.

A key is a digest of everything that the arrays depend on: the version of the models here and of numpy and the kind of
machine, whose last digits differ, always; other libraries where they are used (`parts`). A file is written
beside its place and renamed, so that two processes may share the directory; what cannot be read is made again. Above
`MOST_BYTES` what was not read for longest goes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dispatch.cache_directory import DIRECTORY_VARIABLE, cache_directory

__all__ = ["DIRECTORY_VARIABLE", "cache_directory", "content_key", "remembered"]

# Raise when a series is made differently from the same inputs.
MODEL_VERSION = "series-2"
MOST_BYTES = 2 * 2**30
_MADE_BY = f"{MODEL_VERSION} numpy-{np.__version__} {platform.machine()}"


def content_key(*parts: Any) -> str:
    """SHA-256 of JSON values, arrays and bytes, in order."""
    digest = hashlib.sha256(_MADE_BY.encode())
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype.str}{part.shape}".encode())
            digest.update(np.ascontiguousarray(part).tobytes())
        elif isinstance(part, bytes):
            digest.update(part)
        else:
            digest.update(json.dumps(part, sort_keys=True, ensure_ascii=False, default=str).encode())
        digest.update(b"\0")
    return digest.hexdigest()


def remembered(key: str, make: Callable[[], Mapping[str, np.ndarray]]) -> Mapping[str, np.ndarray]:
    """The arrays of a key: read back, or made and kept."""
    directory = cache_directory()
    if directory is None:
        return make()
    file = directory / key[:2] / f"{key}.npz"
    found = _read(file)
    if found is not None:
        return found
    made = dict(make())
    _write(file, made)
    return made


def _read(file: Path) -> dict[str, np.ndarray] | None:
    """None where there is none, or where it is damaged (numpy's checksum of the archive fails)."""
    import zipfile

    try:
        with np.load(file, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
        with contextlib.suppress(OSError):
            os.utime(file)
        return found
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def _write(file: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """A full disk or a read-only home costs speed, never the job."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                np.savez(out, **arrays)  # type: ignore[arg-type]
            os.replace(temporary, file)
            _forget_oldest(file.parent.parent)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError:
        return


def _forget_oldest(directory: Path) -> None:
    """Remove files, the one that was not read for longest first, until the rest is within the limit."""
    kept = sorted(((f.stat(), f) for f in directory.glob("*/*.npz")), key=lambda pair: pair[0].st_mtime)
    total = sum(stat.st_size for stat, _ in kept)
    for stat, file in kept:
        if total <= MOST_BYTES:
            return
        file.unlink(missing_ok=True)
        total -= stat.st_size
