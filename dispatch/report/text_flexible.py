"""Words of the page on flexible loads: one key, two languages, in the same order."""

from __future__ import annotations

EN: dict[str, str] = {}
ZH: dict[str, str] = {}
