"""What the product says, in English and Chinese.

A message is a template in a catalogue (`en.py`, `zh.py`, or the file of its topic), found by a stable code and filled
with {placeholders}. Both catalogues must know the same codes with the same placeholders; a test says so.
Adding a fault is one entry in each catalogue and `Fault.of(code, where, …)` where it is found.
"""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.messages import briefing, compare, en, flexible, forecast, peak, records, response, sizing, zh
from dispatch.messages.text import Frame, Text

LANGUAGES = ("en", "zh")
TOPICS = (forecast, records, flexible, response, sizing, compare, peak, briefing)
FAULTS: Mapping[str, Mapping[str, Text]] = {
    "en": en.FAULTS | {code: text for topic in TOPICS for code, text in topic.FAULTS_EN.items()},
    "zh": zh.FAULTS | {code: text for topic in TOPICS for code, text in topic.FAULTS_ZH.items()},
}
FRAMES: Mapping[str, Frame] = {"en": en.FRAME, "zh": zh.FRAME}


def say(code: str, lang: str, params: Mapping[str, object]) -> Text:
    """The words for a code with its placeholders filled; a tuple of names becomes a list in that language.

    Raises KeyError for an unknown language, code or placeholder.
    """
    frame = FRAMES[lang]
    words = {key: _word(value, frame) for key, value in params.items()}
    template = FAULTS[lang][code]
    return Text(*(part.format_map(words) for part in template))


def _word(value: object, frame: Frame) -> str:
    if isinstance(value, tuple):
        return frame.joint.join(str(part) for part in value) or frame.none
    return f"{value:.10g}" if isinstance(value, float) else str(value)
