"""Which weather format a file has: by its first lines where they are unmistakable, else by its extension."""

from __future__ import annotations

import json
import re

EXTENSIONS = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".epw": "epw",
    ".tm2": "tmy2",
    ".tmy2": "tmy2",
    ".tmy3": "tmy3",
    ".json": "pvgis",
}

_TMY2_HEADER = re.compile(rb"^ ?\d{5} .{22} .{2} +-?\d+ [NS] +\d+ +\d+ [EW] +\d+ +\d+ +-?\d+\s*$")


def sniff(data: bytes) -> str:
    """The format that the first lines unmistakably are, else empty."""
    head = data[:8192].split(b"\n", 4)
    first = head[0].strip(b"\r\n ")
    second = head[1] if len(head) > 1 else b""
    if data.startswith(b"PAR1"):
        return "parquet"
    if first.upper().startswith(b"LOCATION,"):
        return "epw"
    if first.startswith(b"Source,Location ID,"):
        return "nsrdb"
    if second.startswith((b"Date (MM/DD/YYYY),Time (HH:MM)", b'"Date (MM/DD/YYYY)","Time (HH:MM)"')):
        return "tmy3"
    if first.startswith(b"Latitude (decimal degrees)"):
        return "pvgis"
    if _TMY2_HEADER.match(head[0].rstrip(b"\r")):
        return "tmy2"
    return "pvgis" if first.startswith(b"{") and is_pvgis_json(data) else ""


def is_pvgis_json(data: bytes) -> bool:
    """Whether bytes are JSON with the three parts that every answer of PVGIS has."""
    try:
        tree = json.loads(data)
    except ValueError:
        return False
    return isinstance(tree, dict) and {"inputs", "outputs", "meta"} <= tree.keys()
