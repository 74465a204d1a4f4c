"""What is held ready: shares, headroom, backing, capacity on line.

    0 ≤ R ≤ share · rating (of a store: of the way from full charging to full discharging)
    after giving everything an asset is still within its limits: p + ΣR↑ ≤ p_max, p − ΣR↓ ≥ p_min
    stores: soc(start), soc(end) ± Σ T·R·(losses) within limits        reservoirs: V(start), V(end) − water above V_min
    machines: capacity on line between p/1 and p/load_min, no more than is available
    governors: no more than droop gives at the largest deviation of the steady state, R ≤ on line·(Δf_ss − db)/(f0·R_p)

Limits are those of the assets; what is built and what is on line is read from the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.case.entity import Entity
from dispatch.families.hydro.replay.head import is_modelled
from dispatch.families.hydro.replay.level import narrowed
from dispatch.families.response.entity import Way
from dispatch.families.response.expected.live import WAYS, live_of
from dispatch.families.response.expected.responders import ExpectedResponder, ExpectedService, responders_of
from dispatch.families.storage.replay.candidate import sizes

SECONDS = 3600.0


@dataclass(eq=False)
class Held:
    """reserve: direction → service id → (N,) MW; `responders` are all that the case resolves to."""

    recorder: Recorder
    reader: Reader
    responders: tuple[ExpectedResponder, ...]
    live: dict[Way, tuple[tuple[ExpectedResponder, ExpectedService], ...]]
    reserve: dict[Way, dict[str, Array]]

    @classmethod
    def of(cls, recorder: Recorder, reader: Reader) -> Held:
        live = {way: live_of(recorder.case, way) for way in WAYS}
        known = tuple(dict.fromkeys(s.id for way in WAYS for _, s in live[way]))
        reserve: dict[Way, dict[str, Array]] = {}
        for way in WAYS:
            mine = [s.id for _, s in live[way]]
            values = reader.read("response", known, mine, f"reserve_{way}_mw") if mine else np.zeros((0, 0))
            reserve[way] = dict(zip(mine, values, strict=True))
        return cls(recorder, reader, responders_of(recorder.case), live, reserve)

    def of_asset(self, family: str, id: str, way: Way) -> list[tuple[ExpectedService, Array]]:
        """(service, MW) of everything that one asset holds in a direction."""
        return [(s, self.reserve[way][s.id]) for r, s in self.live[way] if r.family == family and r.asset.id == id]

    def total(self, responder: ExpectedResponder, way: Way) -> Array:
        """(N,) MW that a responder holds in a direction."""
        nothing = np.zeros(self.recorder.horizon.periods)
        return sum((v for _, v in self.of_asset(responder.family, responder.asset.id, way)), nothing)

    def column(self, family: str, id: str, name: str, on: Any = "period") -> Array:
        """(n_t,) one column of one asset of the case."""
        known = [e.id for e in getattr(self.recorder.case, family) if getattr(e, "enabled", True)]
        return np.asarray(self.reader.read(family, known, [id], name, on)[0])

    def series(self, entity: Entity, field: str) -> Array:
        return np.asarray(self.recorder.series.of(entity, field))

    def serving(self, family: str) -> list[ExpectedResponder]:
        """Responders of a family that hold anything."""
        found = {r.id: r for way in WAYS for r, _ in self.live[way] if r.family == family}
        return list(found.values())

    def judge(
        self, check: str, label: str, excess: Array, value: Array, limit: Array, size: Array | None = None
    ) -> None:
        """One row of excesses over a limit, relative to 1 + the size."""
        scale = np.abs(limit) if size is None else size
        row = [
            np.broadcast_to(np.asarray(a, dtype=float), excess.shape).reshape(1, -1)
            for a in (excess, value, limit, scale)
        ]
        self.recorder.compare(check, row[0], row[1], row[2], row[3], (label,), "period")

    def at_most(self, check: str, label: str, value: Array, limit: Array, size: Array | None = None) -> None:
        self.judge(check, label, np.asarray(value - limit), value, limit, size)

    def carried(self, family: str, asset: Entity) -> Array:
        """(N,) MW that an asset gives (corridors and loads: takes)."""
        if family == "powerhouse":
            return self.generated(asset)
        names = {"corridor": "export_mw", "load": "served_mw"}
        return self.column(family, asset.id, names.get(family, "p_mw"))

    def generated(self, house: Any) -> Array:
        """(N,) MW that turbines make, pumping aside."""
        if is_modelled(self.recorder.case, house):
            return self.column("powerhouse", house.id, "generated_mw")
        return self.column("powerhouse", house.id, "turbine_m3s") * self.series(house, "productivity_mw_per_m3s")


def audit_held(held: Held) -> None:
    """Every responder in turn."""
    for responder in held.serving("storage"):
        _audit_store(held, responder)
    for responder in (
        *held.serving("potline"),
        *held.serving("charging"),
        *held.serving("computing"),
        *held.serving("load"),
    ):
        _audit_drawn(held, responder)
    for responder in held.serving("corridor"):
        _audit_corridor(held, responder)
    _audit_machines(held)
    _audit_water(held)
    _audit_totals(held)
    hours, nothing = held.recorder.horizon.cost_h, np.zeros((0, held.recorder.horizon.periods))
    for way in WAYS:
        paid = [r.cost_cny_per_mw_h * held.reserve[way][s.id] * hours for r, s in held.live[way]]
        held.recorder.cost(f"response.held_{way}", np.array(paid) if paid else nothing)


def _positive(held: Held, responder: ExpectedResponder, way: Way, most: Array) -> None:
    """0 ≤ every reserve, and all of them within the share."""
    for service, value in held.of_asset(responder.family, responder.asset.id, way):
        held.judge("response.limit", service.id, -value, value, np.zeros_like(value))
    total = held.total(responder, way)
    held.at_most("response.limit", responder.id, total, responder.share_max_pu * most)


def _audit_store(held: Held, responder: ExpectedResponder) -> None:
    store: Any = responder.asset
    recorder, settings = held.recorder, held.recorder.case.response
    view = View.of(recorder, held.reader, "storage", recorder.case.storage)
    out, into, energy = (
        np.broadcast_to(a, (len(view.assets), a.shape[-1]))[view.ids.index(store.id)] for a in sizes(view)
    )
    share = held.series(store, "p_max_pu")
    power, soc = held.column("storage", store.id, "p_mw"), held.column("storage", store.id, "soc_mwh", "boundary")
    horizon = recorder.horizon
    whole = energy if energy.size > 1 else np.full(horizon.boundaries, energy[0])
    edges: dict[Way, str] = {"up": "soc_min_pu", "down": "soc_max_pu"}
    for way, edge in edges.items():
        total = held.total(responder, way)
        _positive(held, responder, way, share * (out + into))
        after = power + total if way == "up" else total - power
        held.at_most("response.headroom", responder.id, after, share * (out if way == "up" else into))
        lasting = sum(
            ((s.profile.backing_h or 0.0) * v for s, v in held.of_asset("storage", store.id, way)), np.zeros_like(total)
        )
        moved = lasting / store.eta_discharge if way == "up" else lasting * store.eta_charge
        limit = held.series(store, edge)[: horizon.boundaries] * whole
        for side in (horizon.first_boundary, horizon.last_boundary):
            left = soc[side] - limit[side] if way == "up" else limit[side] - soc[side]
            held.at_most("response.backing", responder.id, moved, left, whole[side])
        if settings.security and way == "up":
            _audit_droop(held, responder, np.broadcast_to(share * out, total.shape))
        for service, value in held.of_asset("storage", store.id, way):
            if service.profile.tier == "T0":
                hours = service.profile.virtual_inertia_h_s or 0.0
                most = hours * share * out * 2 * settings.rocof_max_hz_s / settings.f0_hz
                held.at_most("response.limit", service.id, value, most)


def _audit_drawn(held: Held, responder: ExpectedResponder) -> None:
    """What is dropped is drawn; of potlines what the heat of their cells survives."""
    asset: Any = responder.asset
    total = held.total(responder, "up")
    if responder.family == "load":
        drawn = held.column("load", asset.id, "served_mw")
    else:
        drawn = held.column(responder.family, asset.id, "p_mw") - held.column("load", asset.load, "unserved_mw")
    _positive(held, responder, "up", drawn)
    if responder.family == "potline":
        held.at_most("response.limit", responder.id, total, asset.shed_max_pu * drawn)
        held.at_most("response.headroom", responder.id, total, held.column("potline", asset.id, "shed_mw"))


def _audit_corridor(held: Held, responder: ExpectedResponder) -> None:
    corridor: Any = responder.asset
    export = held.column("corridor", corridor.id, "export_mw")
    low, high = (corridor.p_nom_mw * held.series(corridor, name) for name in ("p_min_pu", "p_max_pu"))
    for way in WAYS:
        total = held.total(responder, way)
        _positive(held, responder, way, high - low)
        if held.of_asset("corridor", corridor.id, way):
            left = export - low if way == "up" else high - export
            held.at_most("response.headroom", responder.id, total, left, np.abs(export))


def _audit_machines(held: Held) -> None:
    """Headroom within what is on line (with security) or available."""
    security = held.recorder.case.response.security
    serving = {r.id for way in WAYS for r, _ in held.live[way]}
    known = tuple(r.id for r in held.responders)
    for responder in held.responders:
        machine: Any = responder.asset
        turning = responder.family in ("powerhouse", "thermal") and (
            responder.inertia_h_s > 0 or responder.id in serving
        )
        if not turning:
            continue
        p = held.carried(responder.family, machine)
        available = machine.p_nom_mw * held.series(machine, "p_max_pu")
        up, down = held.total(responder, "up"), held.total(responder, "down")
        for way in WAYS:
            if held.of_asset(responder.family, machine.id, way):
                _positive(held, responder, way, available)
        steady = responder.family == "powerhouse" or not _commits(machine)
        if security:
            online = held.reader.read("responder", known, [responder.id], "online_mw")[0]
            kinetic = held.reader.read("responder", known, [responder.id], "kinetic_mw_s")[0]
            held.judge(
                "responder.kinetic",
                responder.id,
                np.abs(kinetic - responder.inertia_h_s * online),
                kinetic,
                responder.inertia_h_s * online,
            )
            held.at_most("responder.online", responder.id, online, available)
        else:
            online = available if steady else held.column("thermal", machine.id, "committed_mw")
        held.at_most("response.headroom", responder.id, p + up, online)
        floor = (responder.load_min_pu if security else 0.0) if steady else machine.p_min_pu
        held.at_most("response.headroom", responder.id, floor * online + down, p, available)
        if security:
            _audit_droop(held, responder, online)
        if responder.family == "powerhouse":
            flow = held.column("powerhouse", machine.id, "turbine_m3s")
            more = up / held.series(machine, "productivity_mw_per_m3s")
            held.at_most("response.flow", responder.id, flow + more, np.full_like(flow, machine.turbine_max_m3s))


def _audit_droop(held: Held, responder: ExpectedResponder, rated: Array) -> None:
    """What governors hold, as the rating that gives it at the limit of the steady state, is on line."""
    settings = held.recorder.case.response
    for way in WAYS:
        needed, any_governor = np.zeros_like(rated), False
        for service, value in held.of_asset(responder.family, responder.asset.id, way):
            profile = service.profile
            if profile.tier == "T2" and profile.controller in ("hydro_governor", "steam_governor"):
                gain = max(settings.steady_max_hz - (profile.dead_band_hz or 0.0), 0.0) / settings.f0_hz
                any_governor = True
                needed = needed + value * (profile.droop_pu or 0.05) / max(gain, 1e-12)
        if any_governor:
            held.at_most("response.droop", responder.id, needed, np.broadcast_to(rated, needed.shape))


def _commits(plant: Any) -> bool:
    """Whether a thermal plant has commitment columns."""
    ramps = plant.ramp_up_pu_per_h is not None or plant.ramp_down_pu_per_h is not None
    return bool(plant.p_min_pu or plant.start_cost_cny_per_mw or plant.no_load_cost_cny_per_mw_h or ramps)


def _audit_water(held: Held) -> None:
    """Water of all houses on a reservoir, behind what they hold."""
    recorder, horizon = held.recorder, held.recorder.horizon
    view = View.of(recorder, held.reader, "reservoir", recorder.case.reservoir)
    needs: dict[str, Array] = {}
    for responder, service in held.live["up"]:
        house: Any = responder.asset
        if responder.family == "powerhouse":
            flow = held.reserve["up"][service.id] / held.series(house, "productivity_mw_per_m3s")
            water = flow * (service.profile.backing_h or 0.0) * SECONDS / 1e6
            needs[house.reservoir] = needs.get(house.reservoir, np.zeros(horizon.periods)) + water
    if not needs:
        return
    least = view.series("volume_min_hm3")
    low = narrowed(view, least, np.full_like(least, np.inf))[0]
    for name, water in needs.items():
        i = view.ids.index(name)
        volume = held.column("reservoir", name, "volume_hm3", "boundary")
        for side in (horizon.first_boundary, horizon.last_boundary):
            held.at_most("response.backing", name, water, (volume - low[i])[side], volume[side])


def _audit_totals(held: Held) -> None:
    """Profiles add up."""
    sums: dict[str, Array] = {}
    for way in WAYS:
        for _, service in held.live[way]:
            if service.profile.tier != "T0":
                key = f"{service.profile.id}/{way}"
                sums[key] = sums.get(key, np.zeros(held.recorder.horizon.periods)) + held.reserve[way][service.id]
    known = tuple(sums)
    for key, expected in sums.items():
        stated = held.reader.read("response_profile", known, [key], "total_mw")[0]
        held.judge("response.total", key, np.abs(stated - expected), stated, expected)
