"""What is wrong inside does not come out as an answer: neither masters nor windows are believed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dispatch.program.certificate import certify
from dispatch.program.solution import Status
from dispatch.solve.windows import bundle, method
from dispatch.solve.windows.master import Cut, Master
from dispatch.solve.windows.session import WindowSession
from dispatch.solve.windows.start import Start
from tests.solve.windows.programs import GAP, in_windows, random_program, whole
from tests.solve.windows.programs import method as made

SEED = 6


@pytest.fixture(autouse=True)
def _few_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(method, "MOST_PASSES", 40)


def test_a_cut_that_says_too_much_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every window is said to cost a thousandth more than it does: the master's bound is above the optimum, that of the
    certificate is not."""
    program = random_program(SEED)
    optimum = whole(program).objective
    honest = Master.add

    def dearer(self: Master, cuts: list[Cut]) -> None:
        honest(self, [replace(cut, value=cut.value + 1e-3 * abs(optimum)) for cut in cuts])

    monkeypatch.setattr(Master, "add", dearer)
    windows = made(program)
    outcome = windows.solve(GAP)
    assert windows.bundle.bound_cny > optimum
    assert outcome.certificate is not None
    assert outcome.certificate.proven_bound <= optimum + 1e-8 * abs(optimum)


def test_a_wrong_state_is_found_in_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows that put half of what they hand over: the schedule breaks balances, and is mended or not taken."""
    program = random_program(SEED)
    optimum = whole(program).objective
    honest = method.find_links

    def halved(*given: object) -> object:
        links = honest(*given)  # type: ignore[arg-type]
        return replace(links, outgoing=replace(links.outgoing, value=0.5 * links.outgoing.value))

    monkeypatch.setattr(method, "find_links", halved)
    solution, outcome = in_windows(program)
    assert solution.status == Status.OPTIMAL
    assert not outcome.closed
    assert solution.objective == pytest.approx(optimum, rel=1e-6)


def test_a_wrong_dual_proves_less() -> None:
    program = random_program(SEED)
    solution, outcome = in_windows(program)
    assert outcome.closed
    wrong = solution.row_dual * 1.01
    assert not certify(program, solution.x, wrong).passed


def test_a_schedule_put_together_wrongly_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    program = random_program(SEED)
    monkeypatch.setattr(method, "mend_seams", lambda _, x: method_mended(np.roll(x, 1)))
    outcome = made(program).solve(GAP)
    assert outcome.certificate is not None
    assert not outcome.certificate.passed
    session = WindowSession(program, days=1.0)
    assert session.solve().objective == pytest.approx(whole(program).objective, rel=1e-6)


def method_mended(x: np.ndarray) -> object:
    """As if every row held."""
    from dispatch.solve.windows.seams import Mended

    return Mended(x, 0, 0, 0)


def test_penalties_that_are_too_low_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """With slack at a thousandth of a CNY a unit windows would make water; the answer is the same all the same."""
    program = random_program(SEED)
    honest = method.begin

    def cheap(*given: object) -> Start:
        start = honest(*given)  # type: ignore[arg-type]
        return replace(start, penalty=np.full(len(start.penalty), 1.0))

    monkeypatch.setattr(method, "begin", cheap)
    monkeypatch.setattr(method, "MOST_PASSES", 200)
    solution, _ = in_windows(program)
    assert solution.objective == pytest.approx(whole(program).objective, rel=2e-6)


def test_without_level_points_the_master_still_finds_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    program = random_program(SEED)
    monkeypatch.setattr(bundle, "level_point", lambda *_: None)
    monkeypatch.setattr(method, "MOST_PASSES", 200)
    solution, _ = in_windows(program)
    assert solution.objective == pytest.approx(whole(program).objective, rel=2e-6)
