"""What a room says in its own replay about the goal `peak`: what counts in the curves, which costs are shortages."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.families.peak.replay.curve import curve_mw
from tests.audit.rich_case import exhibit


def recorder_of_exhibit() -> Recorder:
    x = exhibit()
    return Recorder(x.case, x.series, x.tables, x.objective_cny)


def test_the_curve_is_less_what_a_room_says_to_count() -> None:
    recorder = recorder_of_exhibit()
    reader = Reader(recorder)
    before = curve_mw(recorder, reader)
    power = np.linspace(-3.0, 5.0, recorder.horizon.periods)[None, :]
    recorder.inject(["a"], power)
    assert curve_mw(recorder, reader) == pytest.approx(before), "what is injected does not count by itself"
    recorder.inject(["a"], power, in_curves=True)
    assert curve_mw(recorder, reader) == pytest.approx(before - power)


def test_a_cost_is_a_shortage_where_the_room_says_so() -> None:
    recorder = recorder_of_exhibit()
    recorder.cost("storage.wear", np.ones(2))
    recorder.cost("storage.unserved_heat", np.ones(2), is_shortage=True)
    assert recorder.shortages == {"storage.unserved_heat"}
