"""Demand response as the page shows it: what was drawn beside the baseline, the heat of potlines, what was moved, made
later and lost, what offers were called and paid, and what charging piles made of their schedule.

`flexible_section` is None without demand response; then the page is as it was. Of every kind that moved anything the
seven days with most of it are shown as solved, and the mean day of the whole horizon by the hour.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.case.entity import Entity
from dispatch.families.charging.entity import Charging
from dispatch.families.flexible.entity import enabled
from dispatch.families.potline.entity import Potline
from dispatch.families.rooms import FLEXIBLE
from dispatch.families.virtual_plant.entity import Offer, VirtualPlant
from dispatch.present import quantity
from dispatch.present.chart import Across, Chart, Curve, Size, picture
from dispatch.present.colours import AFTER, BEFORE
from dispatch.present.document import Block, Paragraph, Section, Side
from dispatch.present.quantity import POWER, TONNES, Quantity, one_unit
from dispatch.present.run_page.words import name_of, say
from dispatch.present.table import Column, Figures, Table, figures_table
from dispatch.present.words import Words, label
from dispatch.production.frozen import frozen_cells
from dispatch.results import schema
from dispatch.results.demand_response import load_reductions_mw
from dispatch.results.study_area import StudyArea
from dispatch.studies.charging_stations import station_table

DAYS_SHOWN = 7
# What is moved on all days together, in MWh, from which on there is something to see.
LEAST_MWH = 0.01
_WARM, _COLD, _HEAT = "#C1543A", "#3A6EA5", "#111111"


def flexible_section(area: StudyArea) -> Section | None:
    """Everything that the page says of demand response: pictures in pairs, loads, offers and stations."""
    reductions = load_reductions_mw(area.case, area.answer.tables)
    if not reductions:
        return None
    pictures = [chart for kind in (*FLEXIBLE, "virtual_plant") for chart in _kind_pictures(area, kind)]
    pictures += _heat_pictures(area)
    blocks: list[Block] = [Paragraph(say("flexible_remark"), remark=True), _load_table(area, reductions)]
    blocks += [Side(pictures)] if pictures else []
    blocks += [_offer_table(area)] if "offer_total" in area.answer.tables else []
    blocks += [_station_table(area)] if enabled(area.case.charging) else []
    return Section("flexible", "", say("section_flexible"), blocks)


def _drawn(area: StudyArea, kind: str) -> tuple[np.ndarray, np.ndarray] | None:
    """(N,) baseline and draw of all plants of a kind; None where there is none."""
    table = area.answer.tables.optional(kind)
    if table is None:
        return None
    baseline, drawn = (np.nan_to_num(table.columns[name]).sum(axis=0) for name in ("baseline_mw", "p_mw"))
    if schema.declares(kind, "give_mw") and "give_mw" in table.columns:
        lent = np.nan_to_num(table.columns["give_mw"]) - np.nan_to_num(table.columns["restore_mw"])
        drawn = drawn - lent.sum(axis=0)
    return baseline, drawn


def _kind_pictures(area: StudyArea, kind: str) -> list[Chart]:
    found = _drawn(area, kind)
    if found is None or float(area.energy(np.abs(found[0] - found[1]))) < LEAST_MWH:
        return []
    baseline, drawn = found
    inside = _busiest(area, np.abs(baseline - drawn))
    names, colours = (say("flexible_baseline"), say("flexible_drawn")), (BEFORE, AFTER)
    week = [
        Curve(name, values[inside], colour, steps=True)
        for name, values, colour in zip(names, found, colours, strict=True)
    ]
    mean = [
        Curve(name, _mean_day(area, values), colour) for name, values, colour in zip(names, found, colours, strict=True)
    ]
    kind_name, mw = name_of("group", kind), POWER
    shown: Size = "short"
    return [
        picture(f"flexible_{kind}", say("flexible_week", kind=kind_name), mw, _axis(area, inside), week, size=shown),
        picture(
            f"flexible_{kind}_day",
            say("flexible_day", kind=kind_name),
            mw,
            Across("clock", step_min=60),
            mean,
            size=shown,
        ),
    ]


def _busiest(area: StudyArea, moved_mw: np.ndarray) -> slice:
    """Periods of the seven days, within one segment, in which most was moved."""
    horizon, best = area.horizon, (-1.0, slice(0, 0))
    for first, last in zip(horizon.segment_first_period, horizon.segment_last_period, strict=True):
        hours = np.concatenate([[0.0], np.cumsum(horizon.dt_h[first : last + 1])])
        energy = np.concatenate([[0.0], np.cumsum((moved_mw * horizon.dt_h)[first : last + 1])])
        begin = np.arange(len(hours) - 1)
        end = np.searchsorted(hours, hours[begin] + 24 * DAYS_SHOWN + 1e-9, side="right") - 1
        moved = energy[end] - energy[begin]
        at = int(moved.argmax())
        if moved[at] > best[0]:
            best = float(moved[at]), slice(int(first) + at, int(first) + int(end[at]))
    return best[1]


def _axis(area: StudyArea, inside: slice) -> Across:
    hours = area.horizon.dt_h[inside]
    start = area.horizon.local_time()[inside.start]
    return Across("days", f"{start:%Y-%m-%dT%H:%M}", 60 * float(hours.mean()))


def _mean_day(area: StudyArea, power: np.ndarray) -> np.ndarray:
    """(24,) mean by hour of the day; a period counts in the hour in which it begins, a longer one in all it touches."""
    horizon = area.horizon
    local = horizon.local_time()
    long = max(1, round(float(horizon.dt_h.max())))
    hour = (local.hour.to_numpy()[:, None] + np.arange(long)) % 24
    there = np.arange(long) < np.maximum(np.round(horizon.dt_h), 1)[:, None]
    weight = np.where(there, horizon.energy_h[:, None] / there.sum(axis=1)[:, None], 0.0)
    hours = np.bincount(hour.ravel(), weight.ravel(), minlength=24)
    total = np.bincount(hour.ravel(), (weight * power[:, None]).ravel(), minlength=24)
    return np.divide(total, hours, out=np.full(24, np.nan), where=hours > 0)


def _heat_pictures(area: StudyArea) -> list[Chart]:
    """The heat of every potline within its band, in the seven days in which it moved most."""
    lines, table = enabled(area.case.potline), area.answer.tables.optional("potline")
    if table is None:
        return []
    found = []
    for line in lines:
        moved = np.abs(table.of(line.id, "baseline_mw") - table.of(line.id, "p_mw"))
        inside = _busiest(area, moved)
        found.append(_heat_picture(area, line, inside))
    return found


def _heat_picture(area: StudyArea, line: Potline, inside: slice) -> Chart:
    heat = area.answer.tables["potline_state"].of(line.id, "heat_h")[area.horizon.first_boundary[inside]]
    flat = np.ones(len(heat))
    curves = [
        Curve(say("flexible_warmest"), line.heat_max_h * flat, _WARM, dash="dash", width=1.2),
        Curve(say("flexible_heat"), heat, _HEAT),
        Curve(say("flexible_coldest"), line.heat_min_h * flat, _COLD, dash="dash", width=1.2),
    ]
    title = say("flexible_heat_of", kind=_name_of(area, line))
    return picture(
        f"flexible_heat_{line.id}", title, say("flexible_heat_unit"), _axis(area, inside), curves, size="short"
    )


def _name_of(area: StudyArea, entity: Entity) -> Words:
    """Its own display name, else that of its load."""
    loads = {load.id: load for load in area.case.load}
    return label(entity if entity.zh or entity.en else loads.get(getattr(entity, "load", ""), entity))


def _load_table(area: StudyArea, reductions: dict[str, np.ndarray]) -> Table:
    """One row a load with demand response of its own, and one a virtual plant."""
    names: list[Words] = []
    rows: list[tuple[float | None, ...]] = []
    for kind in FLEXIBLE:
        for entity in enabled(getattr(area.case, kind)):
            less = reductions[entity.load]
            names.append(_named(kind, _name_of(area, entity)))
            frozen = _frozen(area, entity) if isinstance(entity, Potline) else (None, None)
            rows.append((*_moved(area, less), *_window_sums(area, kind, entity.id), *frozen))
    table = area.answer.tables.optional("virtual_plant")
    for plant in enabled(area.case.virtual_plant):
        if table is not None and plant.id in table.labels:
            names.append(_named("virtual_plant", label(plant)))
            rows.append((*_moved(area, table.of(plant.id, "less_mw")), None, None, None, None, None))
    heads: list[tuple[str, Quantity]] = [
        ("flexible_less", quantity.ENERGY),
        ("flexible_more", quantity.ENERGY),
        ("flexible_deferred", TONNES),
        ("flexible_lost", TONNES),
        ("flexible_lost_cny", quantity.MONEY),
        ("flexible_frozen", quantity.PLAIN),
        ("flexible_restart", quantity.MONEY),
    ]
    columns = [(say(key), [row[i] for row in rows], quantity) for i, (key, quantity) in enumerate(heads)]
    shown: list[Figures] = [c for c in columns if any(value is not None for value in c[1])]
    return figures_table("flexible", say("table_flexible"), Column(say("load"), names), shown)


def _named(kind: str, name: Words) -> Words:
    kind_name = name_of("group", kind)
    return Words(f"{name.zh}（{kind_name.zh}）", f"{name.en} ({kind_name.en[0].lower()}{kind_name.en[1:]})")


def _moved(area: StudyArea, less: np.ndarray) -> tuple[float, float]:
    return float(area.energy(np.maximum(less, 0.0))), float(area.energy(np.maximum(-less, 0.0)))


def _frozen(area: StudyArea, line: Potline) -> tuple[float, float]:
    """Cells that froze, and what bringing them back costs."""
    found = frozen_cells(line, area.answer.tables["potline"].of(line.id, "frozen_mw"))
    return found.cells, found.restart_cny


def _window_sums(area: StudyArea, kind: str, name: str) -> tuple[float | None, float | None, float | None]:
    """Tonnes deferred, tonnes lost and what they are worth, of all windows of a plant; None where it counts none."""
    counts = schema.declares(f"{kind}_window_total", "lost_t")
    table = area.answer.tables.optional(f"{kind}_window_total") if counts else None
    if table is None or "lost_t" not in table.columns:
        return None, None, None
    mine = np.array([window.split(" ")[0] == name for window in table.labels])
    values = {key: np.ravel(table.columns[key])[mine] for key in ("deferred_t", "lost_t", "lost_cny")}
    if not mine.any() or np.isnan(values["lost_t"]).all():
        return None, None, None
    deferred, lost, worth = (float(np.nansum(values[key])) for key in ("deferred_t", "lost_t", "lost_cny"))
    return deferred, lost, worth


def _offer_table(area: StudyArea) -> Table:
    table = area.answer.tables["offer_total"]
    offers = {offer.id: offer for offer in area.case.offer}
    heads: list[tuple[str, str, Quantity]] = [
        ("offer_energy", "energy_mwh", quantity.ENERGY),
        ("offer_back", "rebound_mwh", quantity.ENERGY),
        ("offer_calls", "calls", quantity.PLAIN),
        ("offer_events", "events", quantity.PLAIN),
        ("offer_longest", "longest_h", quantity.HOURS),
        ("offer_paid", "paid_cny", quantity.MONEY),
    ]
    columns: list[Figures] = [(say(key), np.ravel(table.columns[name]).tolist(), q) for key, name, q in heads]
    plants = {plant.id: plant for plant in area.case.virtual_plant}
    names = Column(say("offer"), [_offered(offers[name], plants[offers[name].virtual_plant]) for name in table.labels])
    summed = {"offer_energy", "offer_back", "offer_paid"}
    total = [
        float(sum(v for v in values if v is not None)) if key in summed else None
        for (key, _, _), (_, values, _) in zip(heads, columns, strict=True)
    ]
    return figures_table("offers", say("table_offers"), names, columns, total, say("total"), say("offers_remark"))


def _offered(offer: Offer, plant: VirtualPlant) -> Words:
    """Its own display name, else that of its plant with its id."""
    whose = label(plant)
    return label(offer) if offer.zh or offer.en else Words(f"{whose.zh} {offer.id}", f"{whose.en} {offer.id}")


def _station_table(area: StudyArea) -> Table:
    """One row a fleet: what its cars that take part wanted and missed, and its connections, at once and managed."""
    stations = station_table(area.answer)
    fleets: dict[str, Charging] = {fleet.id: fleet for fleet in enabled(area.case.charging)}
    groups = [(name, of) for name, of in stations.groupby("fleet", sort=False)]

    def column(of: str) -> list[float]:
        return [float(group[of].sum()) for _, group in groups]

    fullest = [
        [float((group[peak] / group["rated_mw"]).max()) for _, group in groups]
        for peak in ("peak_at_once_mw", "peak_mw")
    ]
    wanted, missed = column("wanted_mwh"), column("unserved_mwh")
    columns: list[Figures] = [
        (say("station_wanted"), wanted, quantity.ENERGY),
        (say("station_unserved"), missed, quantity.LOST_ENERGY),
        (say("station_unserved_share"), [m / w if w else None for m, w in zip(missed, wanted, strict=True)], None),
        (say("station_fullest_at_once"), fullest[0], None),
        (say("station_fullest"), fullest[1], None),
        (say("station_over_at_once"), column("overload_at_once_h"), quantity.HOURS),
        (say("station_over"), column("overload_h"), quantity.HOURS),
    ]
    names = Column(say("station_fleet"), [_name_of(area, fleets[str(name)]) for name, _ in groups])
    made = figures_table("stations", say("table_stations"), names, columns, note=say("stations_remark"))
    counts = [
        Column(say("station_piles"), [float(group["piles"].sum()) for _, group in groups], one_unit("")),
        Column(say("station_count"), [float(len(group)) for _, group in groups], one_unit("")),
    ]
    return replace(made, columns=[made.columns[0], *counts, *made.columns[1:]])
