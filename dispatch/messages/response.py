"""What the product says of the millisecond response: faults, words, meaning of rows."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {}
FAULTS_ZH: dict[str, Text] = {}
WORDS_EN: dict[str, str] = {}
WORDS_ZH: dict[str, str] = {}
# family of rows → (zh, en, unit)
ROWS: dict[str, tuple[str, str, str]] = {}
