"""What the response costs and earns: prices by contingency, payments by service, headroom by responder.

Added to the tables of a run, outside any program. With λ the price of one MW of loss in a row (millisecond share ρ,
RoCoF, instant τ, steady state), w·Δt its hours, R a reserve that answers contingency c and own its lost share:

    contingency: delivered_200ms_mw, whatever the limit of the millisecond share is
    contingency: price_nadir_cny_per_mw_h = Σ_τ λ_τ       price_inertia_cny_per_mw_s_h = Σ λ·(MW per MW·s of the row)
    response_total: paid_ms_cny = Σ w·Δt·λ_ms·g(limit)·(1 − own)·R, likewise paid_nadir, paid_steady, paid_inertia (T0)
    responder_total: paid_inertia_cny = Σ w·Δt·λ·(MW per MW·s)·H·online of machines, less what they lose themselves
    contingency_total: charged_cny = Σ w·Δt·λ·(ρ or 1)·(1 + margin)·P, shortfall_cny what is charged and not delivered,
                       outside_cny what the system outside and damping would be paid

What is charged is what is paid, to the solver's tolerance: charged = paid to services and machines + shortfall +
outside. It follows from λ·(what a row misses) = 0; the audit holds every run to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from dispatch.case.schema import Case
from dispatch.case.study_area import study_area_buses
from dispatch.families.response.entity import ResponseProfile, Way
from dispatch.families.response.losses import lost_kinetic_mw_s, undamped_pu
from dispatch.families.response.resolve import (
    ResolvedContingency,
    ResolvedResponder,
    Service,
    delivered_pu,
    energy_s,
    live_services,
    resolved_contingencies,
    resolved_profiles,
    resolved_responders,
)
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series

KINDS = ("ms", "rocof", "nadir", "steady")


@dataclass(eq=False)
class Settled:
    """Sums in CNY by kind of row: services, machines, contingencies."""

    services: dict[str, dict[str, float]] = field(default_factory=dict)
    machines: dict[str, float] = field(default_factory=dict)
    charged: dict[str, float] = field(default_factory=dict)
    missed: dict[str, float] = field(default_factory=dict)
    outside: dict[str, float] = field(default_factory=dict)


def add_response_tables(tables: Tables, case: Case, series: Series) -> Tables:
    """The same tables with prices, payments and headroom, where a response is asked for and anything may be lost."""
    if not case.response.asked or "contingency" not in tables:
        return tables
    settlement = _Settlement(tables, case, series)
    return settlement.tables()


class _Settlement:
    """Walks over the rows of every contingency once."""

    def __init__(self, tables: Tables, case: Case, series: Series):
        self.given, self.case, self.series, self.settings = tables, case, series, case.response
        self.events = resolved_contingencies(case)
        self.responders = resolved_responders(case)
        self.hours = series.horizon.cost_h
        self.live: dict[Way, tuple[tuple[ResolvedResponder, Service], ...]] = {
            "up": live_services(case, "up"),
            "down": live_services(case, "down"),
        }
        self.settlement = Settled()
        joined = float(self.settings.system == "interconnected")
        of = series.of
        self.kinetic_outside = joined * of(self.settings, "external_kinetic_mw_s")
        self.primary = joined * of(self.settings, "external_primary_mw")
        self.profile = resolved_profiles(case)[self.settings.external_profile]
        inside = study_area_buses(case)
        load = sum((x.p_nom_mw * of(x, "p_pu") for x in case.load if x.bus in inside), np.zeros(len(self.hours)))
        load = load + joined * of(self.settings, "external_load_mw")
        self.damped = self.settings.damping_pu * load * self.settings.steady_max_hz / self.settings.f0_hz

    def _read(self, name: str, column: str, label: str) -> np.ndarray:
        """(N,) of a column, 0 where it is not there or not of this label."""
        table = self.given.optional(name)
        if table is None or column not in table.columns or label not in table.labels:
            return np.zeros(len(self.hours))
        return np.asarray(np.nan_to_num(table.of(label, column)))

    def tables(self) -> Tables:
        count = len(self.events)
        nadir, inertia = np.zeros((count, len(self.hours))), np.zeros((count, len(self.hours)))
        for i, c in enumerate(self.events):
            nadir[i], inertia[i] = self._event(c)
        contingency = self.given["contingency"]
        more = (
            {"price_nadir_cny_per_mw_h": nadir, "price_inertia_cny_per_mw_s_h": inertia}
            if self.settings.security
            else {}
        )
        more["delivered_200ms_mw"] = np.array([self._within(c, 0.2) for c in self.events])
        found = dict(self.given)
        found["contingency"] = _with(contingency, more)
        totals = {
            name: np.array([getattr(self.settlement, part)[c.id] for c in self.events])
            for name, part in (("charged_cny", "charged"), ("shortfall_cny", "missed"), ("outside_cny", "outside"))
        }
        found["contingency_total"] = Table("contingency", contingency.labels, None, None, totals)
        if "response" in found:
            found["response_total"] = self._services()
        found |= self._responders()
        return Tables(found)

    def _damped(self, c: ResolvedContingency) -> np.ndarray:
        """(N,) MW that loads damp at Δf_ss, less what a lost load did."""
        gone = undamped_pu(c, self.case)
        if gone is None:
            return np.asarray(self.damped)
        load, share = gone
        lost = share * load.p_nom_mw * self.series.of(load, "p_pu")
        return np.asarray(
            self.damped - self.settings.damping_pu * lost * self.settings.steady_max_hz / self.settings.f0_hz
        )

    def _within(self, c: ResolvedContingency, after_s: float) -> np.ndarray:
        """(N,) MW that are there after some time."""
        given = self.primary * delivered_pu(self.profile, after_s)
        for responder, service in self.live[c.way]:
            stays = 1 - (c.share_pu if c.asset is not None and responder.asset is c.asset else 0.0)
            reserve = self._read("response", f"reserve_{c.way}_mw", service.id)
            given = given + stays * delivered_pu(service.profile, after_s) * reserve
        return np.asarray(given)

    def _event(self, c: ResolvedContingency) -> tuple[np.ndarray, np.ndarray]:
        """All rows of a contingency: (N,) the price of its nadir and of a MW·s."""
        settings, zero = self.settings, np.zeros(len(self.hours))
        size, margin = self._read("contingency", "size_mw", c.id), self._read("contingency", "margin_pu", c.id)
        self.settlement.charged[c.id] = self.settlement.missed[c.id] = self.settlement.outside[c.id] = 0.0
        ms = self._read("contingency", "price_ms_cny_per_mw_h", c.id)
        required = self._read("contingency", "required_ms_mw", c.id)
        short = self._read("contingency", "shortfall_ms_mw", c.id)
        at = settings.limit_ms / 1000
        self._row(c, "ms", ms, required, short, 0.0, lambda p: delivered_pu(p, at), zero)
        if not settings.security:
            return zero, zero
        lost, short = (1 + margin) * size, self._read("contingency", "shortfall_mw", c.id)
        rate = 2 * settings.rocof_max_hz_s / settings.f0_hz
        rocof = self._read("contingency", "price_rocof_cny_per_mw_h", c.id)
        self._row(c, "rocof", rocof, lost, short, rate, lambda p: 0.0, zero)
        steady = self._read("contingency", "price_steady_cny_per_mw_h", c.id)
        self._row(c, "steady", steady, lost, short, 0.0, lambda p: delivered_pu(p, settings.steady_s), self._damped(c))
        nadir, inertia = zero, rocof * rate
        for tau in settings.instants_s:
            price = self._read("instant", "price_cny_per_mw_h", f"{c.id}@{tau:g}s")
            if price.any():
                rate = 2 * settings.deviation_max_hz / (settings.f0_hz * tau)
                self._row(c, "nadir", price, lost, short, rate, _mean_until(tau), zero)
                nadir, inertia = nadir + price, inertia + price * rate
        return nadir, inertia

    def _row(
        self,
        c: ResolvedContingency,
        kind: str,
        price: np.ndarray,
        lost: np.ndarray,
        short: np.ndarray,
        rate: float,
        share: Callable[[ResponseProfile], float],
        damped: np.ndarray,
    ) -> None:
        """Share out what one row charges: services, machines and virtual inertia, the system outside, shortfall.

        price: (N,) of one MW of the loss; rate: MW that a MW·s holds in this row; share: MW that one of a profile does.
        """
        value, s = self.hours * price, self.settlement
        s.charged[c.id] += float(value @ lost)
        s.missed[c.id] += float(value @ short)
        s.outside[c.id] += float(value @ (share(self.profile) * self.primary + damped + rate * self.kinetic_outside))
        for responder, service in self.live[c.way]:
            stays = 1 - (c.share_pu if c.asset is not None and responder.asset is c.asset else 0.0)
            reserve = self._read("response", f"reserve_{c.way}_mw", service.id)
            paid = s.services.setdefault(service.id, dict.fromkeys((*KINDS, "inertia"), 0.0))
            if service.profile.tier == "T0":
                energy = stays * reserve * self.settings.f0_hz / (2 * self.settings.rocof_max_hz_s)
                paid["inertia"] += float(value @ (rate * energy))
            else:
                paid[kind] += stays * share(service.profile) * float(value @ reserve)
        for responder in self.responders:
            if rate and responder.inertia_h_s:
                energy = self._read("responder", "kinetic_mw_s", responder.id)
                if c.asset is not None and responder.asset is c.asset:
                    size = self._read("contingency", "size_mw", c.id)
                    energy = energy - lost_kinetic_mw_s(c, responder, energy, size)
                s.machines[responder.id] = s.machines.get(responder.id, 0.0) + rate * float(value @ energy)

    def _services(self) -> Table:
        labels = self.given["response"].labels
        kinds = ("ms", "nadir", "steady", "inertia") if self.settings.security else ("ms",)
        columns = {
            f"paid_{kind}_cny": np.array([self.settlement.services.get(x, {}).get(kind, 0.0) for x in labels])
            for kind in kinds
        }
        columns["paid_cny"] = np.sum(list(columns.values()), axis=0)
        for way in ("up", "down"):
            held = np.array([self._read("response", f"reserve_{way}_mw", x) @ self.hours for x in labels])
            columns[f"held_{way}_mw_h"] = held
        return Table("response", labels, None, None, columns)

    def _responders(self) -> dict[str, Table]:
        """Headroom held by every responder, and what machines are paid for turning."""
        labels = tuple(r.id for r in self.responders)
        if not labels:
            return {}
        table = self.given.optional("responder")
        price = self.given["contingency"]
        base = table if table is not None else Table("responder", labels, price.time, price.segment, {})
        held = {way: np.zeros((len(labels), len(self.hours))) for way in ("up", "down")}
        for way, pairs in self.live.items():
            for responder, service in pairs:
                held[way][labels.index(responder.id)] += self._read("response", f"reserve_{way}_mw", service.id)
        found = {"responder": _with(base, {f"held_{way}_mw": values for way, values in held.items()})}
        if self.settings.security:
            paid = np.array([self.settlement.machines.get(x, 0.0) for x in labels])
            found["responder_total"] = Table("responder", labels, None, None, {"paid_inertia_cny": paid})
        return found


def _mean_until(tau_s: float) -> Callable[[ResponseProfile], float]:
    """G(τ)/τ of a profile."""
    return lambda profile: energy_s(profile, tau_s) / tau_s


def _with(table: Table, columns: dict[str, np.ndarray]) -> Table:
    """The same table with more columns."""
    return Table(table.axis, table.labels, table.time, table.segment, {**table.columns, **columns})
