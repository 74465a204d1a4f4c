"""The curve that the goal makes flat, recomputed from what was dispatched.

Which assets count is written out here once more, family by family: the model takes it from the declarations of rooms
(`Flow.curves`), and a fault there must not be shared by what judges it. Rooms that are not named here say in their own
replay that what they inject counts (`inject(…, in_curves=True)`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.case.technology import is_pv, is_wind
from dispatch.families.bus.expected import study_area_buses
from dispatch.families.flexible.entity import enabled
from dispatch.families.peak.replay.prices import in_residual, leaves_residual
from dispatch.families.peak.replay.reading import column_of
from dispatch.families.rooms import FLEXIBLE
from dispatch.families.virtual_plant.expected import members_of


def given_mw(recorder: Recorder) -> Array:
    """(N,) load less available wind and PV in the study area."""
    home, series = study_area_buses(recorder.case), recorder.series
    total = np.zeros(recorder.horizon.periods)
    for load in recorder.case.load:
        total = total + (load.bus in home) * load.p_nom_mw * series.of(load, "p_pu")
    for plant in recorder.case.renewable:
        varying = is_wind(plant.technology) or is_pv(plant.technology)
        share = series.of(plant, "p_max_pu") * series.of(plant, "availability_pu")
        total = total - (plant.bus in home and varying) * plant.p_nom_mw * share
    return total


def curve_mw(recorder: Recorder, reader: Reader) -> Array:
    """(1, N) what is left after everything that counts."""
    case = recorder.case
    left = given_mw(recorder) - _output(recorder, reader, "storage", case.storage) - _reduced(recorder)
    home = study_area_buses(case)
    left = left - recorder.in_curves[[bus.id in home for bus in case.bus]].sum(axis=0)
    if case.objective.curve == "residual":
        steady = [plant for plant in case.renewable if in_residual(recorder, plant)]
        planned = [k for k in case.corridor if k.schedule_mw != 0.0]
        left = (
            left
            - _output(recorder, reader, "renewable", steady)
            - _output(recorder, reader, "powerhouse", case.powerhouse)
        )
        left = left + _output(recorder, reader, "corridor", planned, "export_mw")
        for line in case.line:
            if leaves_residual(recorder, line):
                left = left + column_of(recorder, "line", line.id, "p0_mw")
    return np.asarray(left)[None, :]


def _output(recorder: Recorder, reader: Reader, family: str, assets: Sequence[Any], column: str = "p_mw") -> Array:
    home = study_area_buses(recorder.case)
    chosen = tuple(asset for asset in assets if asset.bus in home)
    known = tuple(asset.id for asset in getattr(recorder.case, family))
    ids = tuple(asset.id for asset in chosen)
    return (
        View(recorder, reader, family, chosen, known).read(column).sum(axis=0)
        if ids
        else np.zeros(recorder.horizon.periods)
    )


def _reduced(recorder: Recorder) -> Array:
    """(N,) what loads in the study area draw less than they ask for, cars that give back included."""
    case, area = recorder.case, study_area_buses(recorder.case)
    loads = {load.id: load for load in case.load}
    total = np.zeros(recorder.horizon.periods)

    def column(family: str, label: str, name: str) -> Array:
        return column_of(recorder, family, label, name)

    for kind in FLEXIBLE:
        for entity in enabled(getattr(case, kind)):
            if loads[entity.load].bus in area:
                total = total + column(kind, entity.id, "baseline_mw") - column(kind, entity.id, "p_mw")
                if kind == "charging" and entity.v2g_share_pu > 0:
                    total = total + column(kind, entity.id, "give_mw") - column(kind, entity.id, "restore_mw")
    for plant in enabled(case.virtual_plant):
        if not any(offer.virtual_plant == plant.id for offer in case.offer):
            continue
        members = members_of(plant, case)
        asked = np.array([m.share_pu * m.load.p_nom_mw * recorder.series.of(m.load, "p_pu") for m in members])
        usual = np.array([[m.share_pu * m.load.p_nom_mw] for m in members]) * np.ones_like(asked)
        parts = np.where(asked.sum(axis=0) > 0, asked, usual)
        inside = np.array([m.load.bus in area for m in members])
        share = parts[inside].sum(axis=0) / parts.sum(axis=0)
        total = total + share * column("virtual_plant", plant.id, "less_mw")
    return total
