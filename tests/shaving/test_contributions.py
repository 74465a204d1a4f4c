"""Contributions add up, whatever the system: every family, any area, any span."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.shaving.curves import Region, regions_of
from dispatch.shaving.frames import contribution_table
from dispatch.shaving.spans import spans_of
from dispatch.solve.pipeline import solve_case
from tests.everything import AXIS, everything
from tests.random_cases import random_case
from tests.results.test_study_area import with_areas
from tests.support import hours


def insist(regions: tuple[Region, ...]) -> None:
    spans = spans_of(regions[0].horizon)
    table = contribution_table(regions, spans)
    for _, part in table.groupby(["area", "span", "label"]):
        spread = part["spread_mw"].iloc[0]
        assert part["contribution_mw"].sum() == pytest.approx(spread, abs=1e-9)
        if spread > 1e-6:
            assert part["contribution_pu"].sum() == pytest.approx(1.0, abs=1e-9)
    for region in regions:
        remainder = region.resources[-1]
        assert remainder.kind == "remainder"
        assert np.abs(remainder.p_mw).max() < 1e-5
        carried = np.sum([r.p_mw for r in region.resources], axis=0)
        assert np.abs(carried - region.curves["net_load_before"]).max() < 1e-9


def test_contributions_of_every_family_add_up() -> None:
    """The home area, and the counties that its buses lie in; buses without a county count for the home area only."""
    case = everything()
    counties = dict.fromkeys(bus.county for bus in case.bus if bus.county)
    regions = regions_of(solve_case(case, AXIS))
    assert [r.id for r in regions] == ["home", *counties]
    halves = [frozenset(b.id for b in case.bus[i::2]) for i in (0, 1)]
    insist((*regions, *(Region(regions[0].answer, f"half{i}", half) for i, half in enumerate(halves))))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**31), area=st.integers(1, 3))
def test_contributions_of_random_systems_add_up(seed: int, area: int) -> None:
    insist(regions_of(solve_case(with_areas(random_case(seed), area), hours(1.0, 0.5, 2.0))))
