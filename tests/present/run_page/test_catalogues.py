"""Names of things on the run page."""

from __future__ import annotations

from dispatch.present.run_page.words import name_of, say


def test_names_that_nobody_knows_are_shown_as_written() -> None:
    assert name_of("technology", "tidal_stream") == ("tidal stream", "tidal stream")
    assert name_of("technology", "wind") == ("风电", "Wind")
    assert say("segments_value", count=4, hours="8,736").zh == "4 段，加权后 8,736 小时"
