"""Bytes and text from disk, or faults: missing, special, too large, unreadable, not UTF-8.

A byte order mark is dropped. A pipe may never deliver anything and a device never ends: only ordinary files are read,
and no more of them than is allowed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from dispatch.case.names import nearest
from dispatch.errors import Fault, Where

# A case of 10,000 assets is some 5 MB of YAML; 150 columns of 35,040 periods are 100 MB of CSV.
LARGEST_YAML = 64 * 2**20
LARGEST_TABLE = 2**30
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_bytes(path: Path, asked: Where, largest: int, faults: list[Fault]) -> bytes | None:
    """Content of a file without byte order mark, or None and a fault at the place that refers to it."""
    name = path.name
    try:
        size, data = _content(path, largest)
        if data is None:
            faults.append(Fault.of("special_file", asked, value=str(path), name=name))
            return None
        if size > largest:
            faults.append(
                Fault.of("file_too_large", asked, value=f"{size} bytes", limit=f"≤ {largest} bytes", name=name)
            )
            return None
        return data.removeprefix(_BYTE_ORDER_MARK)
    except FileNotFoundError:
        faults.append(Fault.of("missing_file", asked, value=str(path), name=name, nearest=_neighbours(path)))
    except (OSError, ValueError) as reason:  # ValueError: a name that no file can have
        reason_text = reason.strerror if isinstance(reason, OSError) else str(reason)
        faults.append(Fault.of("unreadable_file", asked, value=str(path), name=name, reason=reason_text))
    return None


def is_special(path: Path) -> bool:
    """Whether a path, links followed, is a pipe, a device or a socket. Raises OSError where there is nothing."""
    mode = path.stat().st_mode
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _content(path: Path, largest: int) -> tuple[int, bytes | None]:
    """Size and content of a file, empty where it is larger than allowed; None for the content of a special file."""
    if is_special(path):
        return 0, None
    with path.open("rb") as handle:
        size = os.fstat(handle.fileno()).st_size
        data = b"" if size > largest else handle.read(largest + 1)
    return max(size, len(data)), data


def read_text(path: Path, asked: Where, largest: int, faults: list[Fault]) -> str | None:
    """Text of a UTF-8 file, or None and a fault."""
    data = read_bytes(path, asked, largest, faults)
    return None if data is None else decode(data, path, asked.entity, faults)


def decode(data: bytes, path: Path, entity: str, faults: list[Fault]) -> str | None:
    """Text of UTF-8 bytes, or None and a fault at the line of the first byte that is none."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as reason:
        where = Where(path, data.count(b"\n", 0, reason.start) + 1, entity)
        byte = f"0x{data[reason.start]:02x}"
        faults.append(Fault.of("not_utf8", where, value=byte, byte=byte, name=path.name))
        return None


def _neighbours(path: Path) -> tuple[str, ...]:
    """Files in the folder of a missing one, nearest in name first."""
    folder = path.parent
    if not folder.is_dir():
        return ()
    return nearest(path.name, sorted(p.name for p in folder.iterdir() if p.is_file()))
