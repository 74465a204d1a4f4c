"""Bytes of a weather file → its rows on an even axis: the table of contents of the formats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dispatch.errors import Fault, Where
from dispatch.measured.axis import EvenTable, to_even_axis
from dispatch.measured.epw import read_epw
from dispatch.measured.finding import Finding, Site
from dispatch.measured.nsrdb import read_nsrdb
from dispatch.measured.pvgis import read_pvgis
from dispatch.measured.sheet import Reader, Text
from dispatch.measured.sniff import EXTENSIONS, sniff
from dispatch.measured.tmy import read_tmy2, read_tmy3

READERS: dict[str, Reader] = {
    "epw": read_epw,
    "tmy2": read_tmy2,
    "tmy3": read_tmy3,
    "nsrdb": read_nsrdb,
    "pvgis": read_pvgis,
}


def choose_format(
    asked: str, data: bytes, file: Path, name: str, where: Where, faults: list[Fault]
) -> tuple[str, tuple[Finding, ...]] | None:
    """The format of a file and a note on how it was chosen; None and a fault where name and content disagree.

    The extension is known, or a format is asked for.

    `auto` takes what the first lines of a .csv or .json unmistakably are, and the extension of any other file.
    """
    extension = EXTENSIONS.get(file.suffix.lower(), "")
    content = sniff(data)
    chosen = asked if asked != "auto" else content if content and extension in ("csv", "pvgis") else extension
    if content and content != chosen:
        faults.append(Fault.of("wrong_format", where, value=chosen, limit=content, format=chosen, found=content))
        return None
    if asked != "auto" or chosen in ("csv", "parquet"):
        return chosen, ()
    reason = "extension" if chosen == extension and chosen != "pvgis" else "content"
    return chosen, (Finding("note_format", name, params={"format": chosen, "reason": reason}),)


def read_weather(
    data: bytes, file: Path, name: str, kind: str, zone: str | None, repeat: str | None, faults: list[Fault]
) -> tuple[EvenTable, Site] | None:
    """The table in a weather file of a known format and where it was measured, or None and faults."""
    entity = f"series '{name}'"
    decoded = _decoded(data, file, entity, faults)
    if decoded is None:
        return None
    words, chinese = decoded
    text = Text(file, entity, words.splitlines(), kind, faults)
    if not words.strip():
        text.refuse("empty_table", 1)
        return None
    sheet = READERS[kind](text)
    sampled = to_even_axis(sheet, text, zone, repeat) if sheet is not None else None
    if sheet is None or sampled is None:
        return None
    notes = [replace(note, table=name) for note in sampled.notes]
    if chinese:
        notes.append(Finding("note_encoding", name))
    late = sheet.site.reading_offset_min
    if late:
        notes.append(Finding("note_minute", name, value=round(late + sheet.step_s / 120, 1)))
    return replace(sampled, notes=tuple(notes)), sheet.site


def _decoded(data: bytes, file: Path, entity: str, faults: list[Fault]) -> tuple[str, bool] | None:
    """The text and whether it was GB18030; in neither encoding a fault at the first byte that is not UTF-8.

    Only names of places are not ASCII in these formats, and no byte of a longer character is a comma or ends a line.
    """
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError as reason:
        first = reason
    try:
        return data.decode("gb18030"), True
    except UnicodeDecodeError:
        where = Where(file, data.count(b"\n", 0, first.start) + 1, entity)
        byte = f"0x{data[first.start]:02x}"
        faults.append(Fault.of("not_utf8", where, value=byte, byte=byte, name=file.name))
        return None
