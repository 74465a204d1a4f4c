"""A run seen from the study area or from one county: its load curves and what every resource gives.

Curves, (N,) MW:

    load             L, what is asked for                                                        (curves.1)
    net_load_before  N = L − available wind − available PV                                       (curves.2)
    net_load_after   N − storage − what flexible loads draw less (`study_area.net_load_mw`)            (curves.3)
    residual         net_load_after − hydro, with and without reservoir + deliveries: what thermal plant and ties
                     carry                                                                       (curves.4)

Deliveries are exports of corridors that have a plan, and what stations send away over one-way lines
(`dispatch.case.study_area`, which the objective `curve: residual` takes too).

The balance of an area says who carries its net load, period by period:

    N = hydro + river + thermal + storage + flexible + virtual plants + unserved − export + metered − losses
        − curtailed + remainder                                                                             (curves.5)

`resources` returns every term with its sign, the remainder (what the solver leaves open, some 1e-7 MW) among them, so
that the terms add up to N exactly and a reader sees how large it is. Import counts positive, export negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dispatch.case.entity import Entity
from dispatch.case.study_area import planned_corridors, rivers, station_lines
from dispatch.case.time_axis import horizon_of
from dispatch.families.corridor.entity import Corridor
from dispatch.families.flexible.entity import enabled
from dispatch.families.renewable.entity import Renewable
from dispatch.families.rooms import FLEXIBLE
from dispatch.jobs.job import OpenedRun, Run
from dispatch.results.demand_response import members_mw
from dispatch.results.study_area import Answer, Dispatched, StudyArea, is_pv, is_wind, losses_mw, net_load_mw
from dispatch.series.assemble import Series

CURVES = ("load", "net_load_before", "net_load_after", "residual")
STUDY_AREA = "home"
KINDS = (
    "hydro", "river", "thermal", "storage", *FLEXIBLE, "virtual_plant", "corridor", "tie", "meter", "losses",
    "curtailed_wind", "curtailed_pv", "unserved", "remainder",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Resource:
    """Something that carries net load: `p_mw` (N,), positive where it gives."""

    kind: str
    id: str
    zh: str
    en: str
    p_mw: np.ndarray


@dataclass(frozen=True, eq=False)
class Region(StudyArea):
    """A run seen from a set of buses; `id` is `home` or the name of a county."""

    id: str
    inside: frozenset[str]

    @property
    def buses(self) -> frozenset[str]:
        return self.inside

    @cached_property
    def curves(self) -> dict[str, np.ndarray]:
        """(N,) MW of every name in CURVES."""
        case = self.case
        before, after = net_load_mw(self)
        hydro = self.total("powerhouse", "p_mw", self.assets(case.powerhouse))
        hydro = hydro + self.total("renewable", "p_mw", self.rivers)
        return {
            "load": self.total("load", "demand_mw", self.assets(case.load)),
            "net_load_before": before,
            "net_load_after": after,
            "residual": after - hydro + self.delivered_mw(planned_corridors(case, self.buses)),
        }

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every term of (curves.5), in the order of KINDS."""
        found = [*self._plants(), *self._flexible(), *self._exchange(), *self._lost()]
        carried = sum((r.p_mw for r in found), np.zeros(self.horizon.periods))
        found.append(Resource("remainder", "", "余差", "remainder", self.curves["net_load_before"] - carried))
        return tuple(sorted(found, key=lambda r: KINDS.index(r.kind)))

    def delivered_mw(self, corridors: Iterable[Corridor]) -> np.ndarray:
        """(N,) exports of corridors, and what leaves over one-way lines."""
        stations = station_lines(self.case, self.buses)
        return self.total("corridor", "export_mw", corridors) + self.total("line", "p0_mw", stations)

    def varying(self, pv: bool) -> tuple[Renewable, ...]:
        """Plants of PV, or of wind."""
        chosen = is_pv if pv else is_wind
        return tuple(r for r in self.assets(self.case.renewable) if chosen(r.technology))

    @property
    def rivers(self) -> tuple[Renewable, ...]:
        """Run-of-river plants: what is renewable and neither wind nor PV."""
        return rivers(self.case, self.buses)

    def _named(
        self, kind: str, table: str, column: str, entities: Sequence[Entity], sign: float = 1.0
    ) -> list[Resource]:
        rows = sign * self.rows(table, column, entities)
        return [Resource(kind, e.id, e.zh, e.en, p) for e, p in zip(entities, rows, strict=True)]

    def _plants(self) -> list[Resource]:
        case = self.case
        return [
            *self._named("hydro", "powerhouse", "p_mw", self.assets(case.powerhouse)),
            *self._named("river", "renewable", "p_mw", self.rivers),
            *self._named("thermal", "thermal", "p_mw", self.assets(case.thermal)),
            *self._named("storage", "storage", "p_mw", self.assets(case.storage)),
        ]

    def _flexible(self) -> list[Resource]:
        """What each flexible entity, and each virtual plant, makes loads of this area draw less."""
        inside = {load.id: load for load in self.assets(self.case.load)}
        found = []
        for kind in FLEXIBLE:
            for e in enabled(getattr(self.case, kind)):
                if e.load in inside:
                    of = self.answer.tables[kind].of
                    load, less = inside[e.load], of(e.id, "baseline_mw") - of(e.id, "p_mw")
                    found.append(Resource(kind, e.id, e.zh or load.zh, e.en or load.en, less))
        for plant in enabled(self.case.virtual_plant):
            less = [p for name, p in members_mw(plant, self.case, self.answer.tables).items() if name in inside]
            if less:
                found.append(Resource("virtual_plant", plant.id, plant.zh, plant.en, np.sum(less, axis=0)))
        return found

    def _exchange(self) -> list[Resource]:
        case, inside = self.case, self.inside
        found = self._named("corridor", "corridor", "export_mw", self.assets(case.corridor), -1.0)
        for family in ("line", "link"):
            branches = getattr(case, family)
            out = [b for b in branches if b.bus0 in inside and b.bus1 not in inside]
            back = [b for b in branches if b.bus1 in inside and b.bus0 not in inside]
            found += self._named("tie", family, "p0_mw", out, -1.0) + self._named("tie", family, "p1_mw", back)
        for meter in self.assets(case.meter):
            drawn = self.total("meter", "import_mw", [meter])
            given = self.total("meter", "export_mw", [meter] if meter.export_max_mw > 0 else [])
            found.append(Resource("meter", meter.id, meter.zh, meter.en, drawn - given))
        return found

    def _lost(self) -> list[Resource]:
        wind, pv = (self.total("renewable", "curtailed_mw", self.varying(pv)) for pv in (False, True))
        unserved = self.total("load", "unserved_mw", self.assets(self.case.load))
        return [
            Resource("losses", "", "网损", "losses", -losses_mw(self)),
            Resource("curtailed_wind", "", "弃风", "curtailed wind", -wind),
            Resource("curtailed_pv", "", "弃光", "curtailed PV", -pv),
            Resource("unserved", "", "切负荷", "unserved", unserved),
        ]


def answer_of(run: Dispatched | Run | OpenedRun) -> Dispatched:
    """Case, series and tables of a solved case, of a run, or of a run read back from disk."""
    if isinstance(run, Run):
        return run.solved
    if isinstance(run, OpenedRun):
        options = run.manifest["options"]
        horizon = horizon_of(run.case, options["from"], options["to"], options["step"])
        return Answer(run.case, Series(run.case, horizon), run.tables)
    return run


def study_area_of(run: Dispatched | Run | OpenedRun) -> Region:
    """The study area of a run."""
    answer = answer_of(run)
    return Region(answer, STUDY_AREA, StudyArea(answer).buses)


def regions_of(run: Dispatched | Run | OpenedRun) -> tuple[Region, ...]:
    """The study area, then every county of it that has a bus, in the order of the buses."""
    area = study_area_of(run)
    counties: dict[str, set[str]] = {}
    for bus in area.case.bus:
        if bus.id in area.inside and bus.county:
            counties.setdefault(bus.county, set()).add(bus.id)
    return (area, *(Region(area.answer, name, frozenset(buses)) for name, buses in counties.items()))


def resource_names(resources: Iterable[Resource]) -> pd.DataFrame:
    """kind, id, zh, en of resources, one row each."""
    return pd.DataFrame([(r.kind, r.id, r.zh or r.id, r.en or r.id) for r in resources],
                        columns=["kind", "id", "zh", "en"])  # fmt: skip
