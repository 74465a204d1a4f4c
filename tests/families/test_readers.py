"""Readers of results know what every family gives and takes, on the rich case of the audit with what rooms bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.case.schema import Case
from dispatch.families import roles
from dispatch.families.declare import Flow, Role
from dispatch.families.peak.replay.goals import PAID_SHORT
from dispatch.families.rooms import declaration, part, room_of, rooms_with
from dispatch.locale import known
from dispatch.present.peak_report.formatter import REPORT
from dispatch.present.run_page.channels import channels_of
from dispatch.present.run_page.tables import load_table
from dispatch.results.study_area import StudyArea, border_mw, drawn_mw, losses_mw, net_load_mw
from dispatch.results.summary import describe_system
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series
from dispatch.shaving.curves import KINDS, Region, study_area_of
from tests.audit.rich_case import exhibit

# What no asset gives is called by names of its own.
CALLED = [kind for kind in KINDS if kind in {roles.kind_of(flow) for flow in roles.resource_flows()}]


@dataclass(frozen=True)
class Answer:
    """A solved case as readers take it."""

    case: Case
    series: Series
    tables: Tables


@pytest.fixture(scope="module")
def area() -> Region:
    x = exhibit()
    return study_area_of(Answer(x.case, x.series, Tables(x.tables)))


def test_what_families_give_adds_up_to_the_net_load(area: Region) -> None:
    """A flow that is missing, doubled or of the wrong sign stays in the remainder."""
    remainder = next(r for r in area.resources if r.kind == "remainder")
    assert np.abs(remainder.p_mw).max() < 1e-5, "what is injected at buses is not what the flows of declarations say"


def test_the_page_draws_as_much_supply_as_use(area: Region) -> None:
    drawn = channels_of(StudyArea(area.answer)).flows
    supply = sum(drawn[name] for name in drawn if name.startswith("g."))
    assert supply + drawn["charge"] - drawn["use"] - losses_mw(area) == pytest.approx(0.0, abs=2e-3)
    assert drawn["use"] == pytest.approx(drawn_mw(area) + np.maximum(border_mw(area), 0.0))


def test_summary_and_tables_list_all_that_is_drawn(area: Region) -> None:
    summary: Mapping[str, float] = describe_system(area.answer)["load_mwh"]
    short = area.energy(area.role_mw(Role.SHORTAGE))
    assert sum(summary.values()) + short == pytest.approx(area.energy(drawn_mw(area)))
    assert len(load_table(area).columns[0].values) == len(summary) + 1


@pytest.mark.parametrize("kind", CALLED)
def test_a_resource_has_a_name_in_the_report(kind: str) -> None:
    assert f"group.{kind}" in REPORT, f"no word report.group.{kind}: the room of the family brings it"


def test_what_is_drawn_beside_loads_has_a_name_among_them() -> None:
    drawing = {roles.kind_of(flow): room_of(flow.family) for flow in roles.flows(Role.CONSUMPTION)}
    unnamed = [f"room {room} lacks the word kind.{kind}" for kind, room in drawing.items() if not known(f"kind.{kind}")]
    assert not unnamed


def test_consumption_counts_in_the_curves_as_storage_does(area: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    """What charges and discharges, counted as consumption instead: the same net load, and so much more is drawn."""
    given, before = area.role_mw(Role.STORAGE), net_load_mw(area)
    drawn = drawn_mw(area)
    flow = declaration("storage").flows[0]
    every = roles.flows

    def as_consumption(*asked: Role) -> tuple[Flow, ...]:
        others = tuple(f for f in every(*asked) if f is not flow)
        return (*others, flow) if Role.CONSUMPTION in asked else others

    monkeypatch.setattr(roles, "flows", as_consumption)
    assert [*map(list, net_load_mw(area))] == [*map(pytest.approx, before)]
    assert drawn_mw(area) == pytest.approx(drawn - given)
    assert describe_system(area.answer)["load_mwh"]["storage"] == pytest.approx(area.energy(0.0 - given))


def test_replays_say_what_declarations_say_of_curves_and_shortages(area: Region) -> None:
    """The audit of the goal `peak` asks no declaration, so a replay must say it too."""
    x = exhibit()
    recorder = Recorder(x.case, x.series, x.tables, x.objective_cny)
    reader = Reader(recorder)
    for room in rooms_with("replay"):
        part(room, "replay").audit_rows(recorder, reader)
    inside = [bus.id in area.buses for bus in x.case.bus]
    counted = recorder.in_curves[inside].sum(axis=0)
    assert counted == pytest.approx(area.role_mw(Role.CONSUMPTION)), "inject(…, in_curves=True) is missing in a replay"
    silent = roles.shortages() - set(PAID_SHORT) - recorder.shortages
    assert not silent, f"cost(…, is_shortage=True) is missing in the replay for {', '.join(sorted(silent))}"
