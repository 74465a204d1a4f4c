"""Words of the page on frequency response: one key, two languages, in the same order."""

from __future__ import annotations

EN: dict[str, str] = {}
ZH: dict[str, str] = {}
