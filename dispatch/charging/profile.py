"""The demand of charging fleets without a dispatcher, as the series `charging/<id>`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.charging.envelopes import envelope_of
from dispatch.families.charging.entity import Charging


def make_charging(case: Case, fleets: Sequence[Charging]) -> Mapping[str, TimeTable]:
    """{id: table of the mean power of all sessions, each charged at once, per MW of nameplate}."""
    made = {}
    for fleet in fleets:
        means = envelope_of(case, fleet).means
        made[fleet.id] = replace(means, columns={fleet.id: means.columns["profile"]})
    return made
