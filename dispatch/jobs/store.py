"""Runs on disk: a run directory is there whole or not at all.

Everything is written into a hidden directory beside the final place, flushed, and renamed when complete; a
process killed at any moment leaves a hidden rest, which the next run sweeps away and `list` never shows.

    run.json      inputs digest, versions, options, timings        case/            the resolved case
    summary.json  the contract's figures                           results/*.parquet  tidy tables
    report.html   the page                                         log.txt            what the solver said
    arming.csv    what is armed, where a run was simulated
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dispatch.errors import CaseError, Fault, Where
from dispatch.jobs.system import is_alive

_REST = re.compile(r"^\.writing-(?:(.+)@)?(\d+)-")
# Workers on several machines may write into one directory; of another machine's processes nobody here knows.
_HOST = re.sub(r"[^\w.-]+", "_", platform.node()) or "here"
# A file name has 255 bytes: a stamp, two words, a digest, and in front the host and process that write it.
_LONGEST_WORD_BYTES = 64


@dataclass
class Placed:
    """A directory that is being written; `final` is its name once it is complete."""

    hidden: Path
    final: Path | None = None


@dataclass(frozen=True)
class RunDirectory:
    """A complete run."""

    path: Path

    @property
    def summary(self) -> dict[str, Any]:
        return _read(self.path / "summary.json")

    @property
    def manifest(self) -> dict[str, Any]:
        return _read(self.path / "run.json")

    def sound(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Summary and manifest, once they hold what every run holds. Raises CaseError where they do not."""
        with damage_explained(self.path):
            summary, manifest = self.summary, self.manifest
            if not isinstance(summary["audit"]["passed"], bool):
                raise TypeError("audit.passed")
            _ = summary["objective_cny"] + 0.0, summary["periods"] + 0, summary["status"].lower()
            _ = sum(manifest["seconds"].values()), manifest["scenario"], manifest["started"]
            _ = [manifest["options"][name] for name in ("from", "to", "step")]
        return summary, manifest


@contextlib.contextmanager
def damage_explained(run: Path) -> Iterator[None]:
    """Raises CaseError in place of whatever the body meets in the files of a damaged run."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as broken:
        reason = f"{type(broken).__name__}: {broken}".split("\n", 1)[0]
        raise CaseError(Fault.of("report_broken_run", Where(file=run), value=reason)) from broken


def safe_name(*words: str) -> str:
    """Words joined to the name of one file: no separators, no leading or trailing dots, no more than fits."""
    plain = (re.sub(r"[^\w.-]+", "_", word).strip(".") for word in words if word)
    short = (word.encode()[:_LONGEST_WORD_BYTES].decode(errors="ignore") for word in plain)
    return "-".join(word or "_" for word in short)


def run_name(case: str, scenario: str, digest: str, now: datetime) -> str:
    """`20300101-120000-zhaotong-outlook_2030-1a2b3c`: sorts by time, names case and scenario."""
    return safe_name(now.strftime("%Y%m%d-%H%M%S"), case, scenario, digest[:6])


def require_place(final: Path) -> None:
    """Raises CaseError where `final` is there already or cannot be written: ask before the work, not after it."""
    if final.exists():
        raise CaseError(Fault.of("run_exists", Where(file=final)))
    there = next(path for path in final.absolute().parents if path.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        raise CaseError(Fault.of("unwritable_folder", Where(file=final.parent)))


def free_name(final: Path) -> Path:
    """`final`, or with -2, -3 … where a run of the same second has taken it."""
    return next(path for path in _numbered(final) if not path.exists())


@contextlib.contextmanager
def writing(final: Path) -> Iterator[Path]:
    """A hidden directory that becomes `final` if the body ends well, and vanishes if it does not.

    Raises CaseError where `final` exists already, when this begins or when it ends, or nothing can be written.
    """
    require_place(final)
    with _hidden(final) as hidden:
        yield hidden
        _flush(hidden)
        if not _renamed(hidden, final):
            raise CaseError(Fault.of("run_exists", Where(file=final)))


@contextlib.contextmanager
def writing_numbered(final: Path) -> Iterator[Placed]:
    """As `writing`, but where `final` is taken, even while this writes, the directory gets the next free name."""
    require_place(free_name(final))
    with _hidden(final) as hidden:
        placed = Placed(hidden)
        yield placed
        _flush(hidden)
        placed.final = next(path for path in _numbered(final) if _renamed(hidden, path))


@contextlib.contextmanager
def _hidden(final: Path) -> Iterator[Path]:
    """A new hidden directory beside `final`, this writer's own, which is gone at the end."""
    final.parent.mkdir(parents=True, exist_ok=True)
    sweep(final.parent)
    # Threads of one process, and remains of an earlier process with the same id, are distinguished by numbers.
    candidates = _numbered(final.parent / f".writing-{_HOST}@{os.getpid()}-{final.name}")
    hidden = next(path for path in candidates if _made(path))
    try:
        yield hidden
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _numbered(path: Path) -> Iterator[Path]:
    """`path`, then the same with -2, -3 …"""
    return itertools.chain([path], (path.with_name(f"{path.name}-{n}") for n in itertools.count(2)))


def _made(path: Path) -> bool:
    """Make a directory; False where something of that name is there."""
    try:
        path.mkdir()
    except FileExistsError:
        return False
    return True


def _renamed(hidden: Path, final: Path) -> bool:
    """Give a directory its final name, in one step; False where somebody has taken the name."""
    try:
        hidden.rename(final)
    except OSError:
        if final.exists():
            return False
        raise
    return True


def sweep(folder: Path) -> None:
    """Remove what killed processes of this machine left behind."""
    for rest in folder.glob(".writing-*"):
        owner = _REST.match(rest.name)
        if owner and owner[1] in (None, _HOST) and not is_alive(int(owner[2])):
            shutil.rmtree(rest, ignore_errors=True)


def list_runs(folder: Path) -> list[RunDirectory]:
    """Complete runs, oldest first."""
    if not folder.is_dir():
        return []
    found = [p for p in folder.iterdir() if not p.name.startswith(".") and (p / "summary.json").is_file()]
    return [RunDirectory(p) for p in sorted(found)]


def find_run(name: str, folder: Path) -> RunDirectory:
    """A run by path, by name, by unique beginning, or `latest`. Raises CaseError naming what is there."""
    if (Path(name) / "summary.json").is_file():
        return RunDirectory(Path(name))
    runs = list_runs(folder)
    matching = runs[-1:] if name == "latest" else [r for r in runs if r.path.name.startswith(name)]
    if len(matching) == 1:
        return matching[0]
    there = ", ".join(r.path.name for r in (matching or runs)[-5:]) or "-"
    raise CaseError(Fault.of("unknown_run", Where(file=folder), value=name, nearest=there))


def write_json(path: Path, content: object) -> None:
    """UTF-8, readable, with a newline at the end."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    if path.exists() and not path.is_file():
        raise OSError(f"{path.name} is not an ordinary file")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _flush(folder: Path) -> None:
    """Everything on the disk before the rename makes it visible."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
