"""The audit rejects a run that is wrong: one corruption after the other, each named by its check, place and numbers."""

from __future__ import annotations

import math

import pytest

from dispatch.audit.names import check_names
from tests.audit.corrupting import Wrong
from tests.audit.corruptions import CORRUPTIONS
from tests.audit.rich_case import ELSEWHERE, exhibit


@pytest.mark.parametrize("wrong", CORRUPTIONS, ids=lambda c: f"{c.check}: {c.what}".replace(" ", "_"))
def test_a_corrupted_run_is_rejected(wrong: Wrong) -> None:
    audit = wrong.make(exhibit()).audit()
    assert not audit.passed
    found = {check.name: check for check in audit.failed}
    assert wrong.check in found, sorted(found)
    check = found[wrong.check]
    assert check.worst > check.tolerance
    assert math.isfinite(check.worst)
    if wrong.at:
        assert check.asset == wrong.at
    for lang in ("en", "zh"):
        assert any(check.name in line and check.where in line for line in audit.report(lang))


def test_every_check_can_fail() -> None:
    """A check that nothing can break would prove nothing."""
    assert {wrong.check for wrong in CORRUPTIONS} == set(check_names()) - ELSEWHERE


def test_a_rejection_says_where_and_what() -> None:
    """One hundredth of a MW more wind than blows, in period 9 of the first segment: 31 January 12:00 + 8 h."""
    audit = (
        exhibit()
        .with_column("renewable.p_mw", "wind", lambda p: p + [0.01 if t == 9 else 0 for t in range(60)])
        .audit()
    )
    failed = {check.name: check for check in audit.failed}
    limit = failed["renewable.power_limit"]
    assert (limit.asset, limit.time) == ("wind", "2030-01-31T20:00+08:00 [1]")
    assert (limit.value, limit.limit) == (pytest.approx(90.01), 90.0)
    balance = failed["bus.power_balance"]
    assert (balance.asset, balance.time) == ("d", "2030-01-31T20:00+08:00 [1]")
    assert balance.value == pytest.approx(0.01)
    assert "wind, 2030-01-31T20:00+08:00 [1]; value 90.01, held against 90" in limit.text()
