"""Visible text of what `dispatch` writes: pages, workbooks and documents as plain lines."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

SHOWN_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder")
INLINE = {"a", "b", "i", "em", "strong", "sub", "sup", "code", "small", "wbr"}
WHOLE_ROWS = 60
"""Sheets of up to so many rows are kept whole; of longer ones the head and a digest."""
HEAD_ROWS = 6
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class _Page(HTMLParser):
    """Lines of text: one an element that is not inline. Data for scripts is kept apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.data: list[str] = []
        self._words: list[str] = []
        self._hidden = ""
        self._is_data = False

    def flush(self) -> None:
        line = " ".join("".join(self._words).split())
        self._words = []
        if line:
            self.lines.append(line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden, self._is_data = tag, ("type", "application/json") in attrs
            return
        if tag not in INLINE:
            self.flush()
        self.lines += [f"[{name}] {value}" for name, value in attrs if name in SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""
        elif tag not in INLINE:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._words.append(data)
        elif self._is_data:
            self.data.append(data)


def page_text(path: Path) -> str:
    """Every visible line, then the Chinese words that charts take from their data, sorted."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.flush()
    words = {word for data in page.data for word in _strings(json.loads(data)) if CHINESE.search(word)}
    return "\n".join([*page.lines, "", "words of charts:", *sorted(words), ""])


def _strings(node: Any) -> Iterator[str]:
    """All texts anywhere in parsed JSON."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


def workbook_text(path: Path) -> str:
    """Every row of every sheet, cells between bars; long sheets end in a digest of all of their rows."""
    lines = []
    for sheet in load_workbook(path, read_only=True):
        rows = [_row(row) for row in sheet.iter_rows(values_only=True)]
        lines += ["", f"## {sheet.title}, {len(rows)} rows"]
        if len(rows) <= WHOLE_ROWS:
            lines += rows
        else:
            lines += [*rows[:HEAD_ROWS], f"… digest {sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"]
    return "\n".join([*lines, ""])


def _row(values: tuple[Any, ...]) -> str:
    """Numbers to nine digits: the last ones may differ between versions of numpy."""
    cells = [f"{v:.9g}" if isinstance(v, float) else "" if v is None else str(v) for v in values]
    return " | ".join(cells).rstrip(" |")


def document_text(path: Path) -> str:
    """Every paragraph of a Word document, headers and footers included."""
    lines = []
    with zipfile.ZipFile(path) as parts:
        for name in sorted(parts.namelist()):
            if not re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                continue
            for paragraph in re.findall(r"<w:p[ >].*?</w:p>", parts.read(name).decode("utf-8"), re.S):
                text = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph))
                lines += [text] if text.strip() else []
    return "\n".join([*lines, ""])


READERS = {".html": page_text, ".xlsx": workbook_text, ".docx": document_text}


def file_text(path: Path) -> str:
    """The visible text of a file by its ending; files of other kinds as they are."""
    reader = READERS.get(path.suffix)
    return reader(path) if reader else path.read_text(encoding="utf-8-sig")
