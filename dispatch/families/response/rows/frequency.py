"""(response.4) to (response.6) and (response.8): rate of change, frequency at instants, steady state.

Family `contingency`: RoCoF and steady state; family `instant`: one label a contingency and instant, `pole@1.5s`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.resolve import ResolvedContingency, delivered_pu, energy_s
from dispatch.families.response.rows.contingencies import Events, Share
from dispatch.families.response.rows.plan import WAYS
from dispatch.families.response.rows.screening import (
    binding,
    binding_steady,
    damping_mw,
    needed_instants,
    undominated,
)
from dispatch.families.response.rows.totals import keys
from dispatch.program.components import Axis
from dispatch.program.formulation import Family


def add_frequency(events: Events) -> None:
    """All frequency rows that may bind."""
    _Frequency(events).add()


class _Frequency:
    """Frequency rows of all contingencies; `left`: kinetic energy that is left, `missing`: what is not covered."""

    def __init__(self, events: Events):
        self.events, self.plan, self.settings = events, events.plan, events.settings
        self.f, self.C, self.T, self.m = events.f, events.C, events.T, events.m
        self.left: Any = None
        self.missing: Any = None

    def add(self) -> None:
        plan, settings = self.plan, self.settings
        chosen = undominated(plan, plan.contingencies)
        deviation: list[tuple[ResolvedContingency, float, np.ndarray]] = []
        screened = np.zeros((self.C.size, self.T.size))
        for c in chosen:
            profiles = [p for (_, way), p in keys(plan).items() if way == c.way] + [self.events.outside.profile]
            for tau in needed_instants(
                settings.instants_s, profiles, settings.rocof_max_hz_s, settings.deviation_max_hz
            ):
                deviation.append((c, tau, binding(plan, self.events.outside, c, tau)))
        rocof = [(c, binding(plan, self.events.outside, c, None)) for c in chosen]
        steady = [(c, binding_steady(plan, self.events.outside, c)) for c in chosen]
        place = {c.id: i for i, c in enumerate(plan.contingencies)}
        for c, where in [*rocof, *steady, *((c, w) for c, _, w in deviation)]:
            screened[place[c.id]] += where
        self.f.given("rows_kept", (self.C, self.T), screened)
        self.left = self._add_left()
        self.missing = None if settings.hard else self._add_shortfall()
        self._add_rocof([(c, w) for c, w in rocof if w.any()])
        self._add_steady([(c, w) for c, w in steady if w.any()])
        self._add_instants([(c, tau, w) for c, tau, w in deviation if w.any()])

    def _add_shortfall(self) -> Any:
        """What the frequency limits do not cover of each contingency: one that is hopeless excuses no other."""
        f, C, T, m = self.f, self.C, self.T, self.m
        missing = f.var("shortfall_mw", (C, T))
        price = f.param("shortfall_cost", (C,), self.settings.security_cost_cny_per_mw_h)
        f.cost("shortfall", (C, T), lambda c, t: m.cost_h[t] * price[c] * missing[c, t])
        return missing

    def _add_left(self) -> Any:
        """What is left of the kinetic energy of the direction, a column and a row each."""
        plan, f, C, parts = self.plan, self.f, self.C, []
        security = plan.m.families["security"]
        kinetic, W = security.var_of["kinetic_mw_s"], security.axis_of["security"]
        way = f.param("way_of", (C,), [WAYS.index(c.way) for c in plan.contingencies], target=W)
        share = f.param("share_pu", (C,), [0.0 if c.loses_unit else c.share_pu for c in plan.contingencies])
        unit = f.param("unit_mw_s", (C, self.T), np.array([plan.unit_kinetic_mw_s(c) for c in plan.contingencies]))
        per_mw = self.settings.f0_hz / (2 * self.settings.rocof_max_hz_s)
        emulated = [lambda p: per_mw if p.tier == "T0" else 0.0] * C.size
        virtual = self.events.own("virtual_lost", C, plan.contingencies, emulated)
        for kind, turning in plan.turning.items():
            pairs = [
                (i, k)
                for i, c in enumerate(plan.contingencies)
                for k, x in turning.machines
                if c.asset is not None and x.asset is c.asset
            ]
            if pairs:
                at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
                parts.append((f.members(f"{kind}_lost", C, turning.axis, at, member), turning))
        left = f.var("kinetic_mw_s", (C, self.T), lower=-np.inf)

        def left_of(c: Any, t: Any) -> Any:  # (response.8)
            found = kinetic[way[c], t] - unit[c, t] - virtual(c, t)
            for mine, turning in parts:
                found = found - share[c] * sum(turning.inertia[k] * turning.online[k, t] for k in mine[c])
            return left[c, t] == found

        f.constraint("kinetic_left", (C, self.T), left_of)
        return left

    def _covered(self, c: Any, t: Any) -> Any:
        """(1 + m)·P − shortfall: what the limits must hold against."""
        held = (1 + self.events.margin[c, t]) * self.events.size[c, t]
        return held if self.missing is None else held - self.missing[c, t]

    def _limit(self, f: Family, name: str, axis: Axis, where: Sequence[np.ndarray]) -> Any:
        """0 where a row may bind, infinite where it cannot."""
        return f.param(name, (axis, self.T), np.where(np.array(where), 0.0, np.inf))

    def _place(self, name: str, f: Family, axis: Axis, chosen: Sequence[ResolvedContingency]) -> Any:
        known = {c.id: i for i, c in enumerate(self.plan.contingencies)}
        return f.param(name, (axis,), [known[c.id] for c in chosen], target=self.C)

    def _add_rocof(self, rows: list[tuple[ResolvedContingency, np.ndarray]]) -> None:
        if not rows:
            return
        f, settings = self.f, self.settings
        R = f.axis("rocof", [c.id for c, _ in rows], index_name="contingency")
        chosen, limit = [c for c, _ in rows], self._limit(f, "rocof_limit", R, [w for _, w in rows])
        per = f.param("rocof_mw_per_mw_s", (R,), 2 * settings.rocof_max_hz_s / settings.f0_hz)
        at = self._place("rocof_of", f, R, chosen)

        def rocof(c: Any, t: Any) -> Any:  # (response.4)
            return self._covered(at[c], t) - per[c] * self.left[at[c], t] <= limit[c, t]

        f.constraint("rocof", (R, self.T), rocof)
        f.dual("rocof", "price_rocof_cny_per_mw_h", -self.m.horizon.cost_h)

    def _add_steady(self, rows: list[tuple[ResolvedContingency, np.ndarray]]) -> None:
        if not rows:
            return
        f, settings, chosen = self.f, self.settings, [c for c, _ in rows]
        R = f.axis("steady", [c.id for c in chosen], index_name="contingency")
        limit = self._limit(f, "steady_limit", R, [w for _, w in rows])
        at_steady = [lambda p: delivered_pu(p, settings.steady_s)] * len(rows)
        delivered = self.events.delivered("steady", R, chosen, at_steady)
        own, at = self.events.own("steady_own", R, chosen, at_steady), self._place("steady_of", f, R, chosen)
        damping = f.param(
            "damping_mw", (R, self.T), np.array([damping_mw(self.plan, self.events.outside, c) for c in chosen])
        )

        def steady(c: Any, t: Any) -> Any:  # (response.6)
            return self._covered(at[c], t) - damping[c, t] - delivered(c, t) + own(c, t) <= limit[c, t]

        f.constraint("steady", (R, self.T), steady)
        f.dual("steady", "price_steady_cny_per_mw_h", -self.m.horizon.cost_h)

    def _add_instants(self, rows: list[tuple[ResolvedContingency, float, np.ndarray]]) -> None:
        if not rows:
            return
        f, settings, chosen = self.m.family("instant"), self.settings, [c for c, _, _ in rows]
        R = f.axis("instant", [f"{c.id}@{tau:g}s" for c, tau, _ in rows])
        limit = self._limit(f, "limit", R, [w for _, _, w in rows])
        per = f.param(
            "mw_per_mw_s", (R,), [2 * settings.deviation_max_hz / (settings.f0_hz * tau) for _, tau, _ in rows]
        )
        shares: list[Share] = [partial(_mean_until, tau) for _, tau, _ in rows]
        delivered = self.events.delivered("instant", R, chosen, shares)
        own = self.events.own("instant_own", R, chosen, shares)
        at = self._place("of", f, R, chosen)

        def deviation(i: Any, t: Any) -> Any:  # (response.5)
            return self._covered(at[i], t) - delivered(i, t) + own(i, t) - per[i] * self.left[at[i], t] <= limit[i, t]

        f.constraint("deviation", (R, self.T), deviation)
        f.dual("deviation", "price_cny_per_mw_h", -self.m.horizon.cost_h)
        tau = np.array([[tau] for _, tau, _ in rows])
        f.given("tau_s", (R, self.T), np.broadcast_to(tau, (R.size, self.T.size)))


def _mean_until(tau_s: float, profile: ResponseProfile) -> float:
    """G(τ)/τ of a profile."""
    return energy_s(profile, tau_s) / tau_s
