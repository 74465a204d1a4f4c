"""(response.3) to (response.6): what every contingency asks for.

Family `contingency`: millisecond share, RoCoF and steady state; family `instant`: one label a contingency and instant,
`pole@1.5s`. Numbers that a search may renew: `margin`, `margin_ms` (contingency × period), then rows of MARGIN_ROWS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.resolve import LOSABLE, ResolvedContingency, delivered_pu, energy_s
from dispatch.families.response.rows.plan import WAYS, Plan
from dispatch.families.response.rows.screening import (
    Outside,
    binding,
    binding_steady,
    damping_mw,
    needed_instants,
    undominated,
)
from dispatch.families.response.rows.totals import keys
from dispatch.program.formulation import Axis, Family, Rule

# The params of family `contingency` that say how much larger a contingency is taken, and the rows that hold them.
MARGIN, MARGIN_MS = "margin", "margin_ms"
MARGIN_ROWS = ("contingency.millisecond", "contingency.rocof", "contingency.steady", "instant.deviation")

Share = Callable[[ResponseProfile], float]


def add_events(plan: Plan) -> None:
    """All rows of all contingencies."""
    if plan.contingencies:
        _Events(plan).add()


class _Events:
    """What the rows of contingencies share."""

    def __init__(self, plan: Plan):
        self.plan, self.m, self.told = plan, plan.m, plan.told
        self.f: Family = plan.m.family("contingency")
        self.T = plan.m.period
        self.C = self.f.axis("contingency", [c.id for c in plan.contingencies])
        self.outside = Outside.of(plan)
        of = plan.series.of
        self.margin = self._numbers(MARGIN, [of(c.entity, "margin_pu") for c in plan.contingencies])
        self.margin_ms = self._numbers(MARGIN_MS, [of(c.entity, "margin_ms_pu") for c in plan.contingencies])
        self.size = self._add_size()
        self.total = plan.m.families["response_profile"].var_of["total_mw"]

    def _numbers(self, name: str, rows: Sequence[np.ndarray]) -> Any:
        return self.f.param(name, (self.C, self.T), np.array(rows).reshape(self.C.size, self.T.size))

    def add(self) -> None:
        f, C, T = self.f, self.C, self.T
        margin, margin_ms = self.margin, self.margin_ms
        f.quantity("margin_pu", (C, T), lambda c, t: margin[c, t] + 0.0)
        f.quantity("margin_ms_pu", (C, T), lambda c, t: margin_ms[c, t] + 0.0)
        self._add_milliseconds()
        if self.told.security:
            self._add_frequency()

    # what is lost ---------------------------------------------------------------------------------------------------

    def _add_size(self) -> Any:
        """P_c, a column and a row each: data, or what the asset carries."""
        plan, f, C, events = self.plan, self.f, self.C, self.plan.contingencies
        given = np.zeros((C.size, self.T.size))
        for i, c in enumerate(events):
            if c.fixed:
                given[i] = plan.series.of(c.entity, "size_mw")
            elif c.asset is not None:
                given[i] = c.sign * c.share_pu * plan.m.outputs[c.family].scheduled_mw(c.asset)
        data = self._numbers("size_given_mw", list(given))
        signed = f.param("share_signed_pu", (C,), [0.0 if c.fixed else c.sign * c.share_pu for c in events])
        parts = [
            plan.output_on("lost", f, C, [None if c.fixed or c.family != of else c.asset for c in events], of)
            for of in LOSABLE
            if any(c.family == of and not c.fixed for c in events)
        ]
        size = f.var("size_mw", (C, self.T), lower=-np.inf)

        def size_of(c: Any, t: Any) -> Any:  # (response.7)
            found = data[c, t]
            for carried in parts:
                found = found + signed[c] * carried(c, t)
            return size[c, t] == found

        f.constraint("size", (C, self.T), size_of)
        return size

    def own(self, name: str, axis: Axis, chosen: Sequence[ResolvedContingency], of: Sequence[Share]) -> Rule:
        """The rule (i, t) → response that is lost with the asset, as it would have been delivered."""
        plan, f, parts = self.plan, self.f, []
        for way in WAYS:
            pairs = [
                (i, k, c.share_pu * of[i](s.profile))
                for i, c in enumerate(chosen) if c.way == way and c.asset is not None
                for k, (r, s) in enumerate(plan.live[way]) if r.asset is c.asset and of[i](s.profile) > 0
            ]  # fmt: skip
            if pairs:
                A = plan.f.axis_of[way]
                at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
                mine = f.members(f"{name}_{way}", axis, A, at, member)
                numbers = np.zeros((axis.size, A.size))
                for i, k, value in pairs:
                    numbers[i, k] = value
                parts.append(
                    (mine, f.param(f"{name}_{way}_pu", (axis, A), numbers), plan.f.var_of[f"reserve_{way}_mw"])
                )

        def lost(i: Any, t: Any) -> Any:
            found: Any = 0
            for mine, pu, reserve in parts:
                found = found + sum(pu[i, s] * reserve[s, t] for s in mine[i])
            return found

        return lost

    def delivered(self, name: str, axis: Axis, chosen: Sequence[ResolvedContingency], of: Sequence[Share]) -> Rule:
        """The rule (i, t) → what all profiles of the direction and the system outside deliver, by a share each."""
        f, profiles = self.f, keys(self.plan)
        numbers = np.zeros((axis.size, max(len(profiles), 1)))
        pairs = []
        for i, c in enumerate(chosen):
            for q, ((_, way), profile) in enumerate(profiles.items()):
                numbers[i, q] = of[i](profile) if way == c.way else 0.0
                pairs += [(i, q)] * bool(numbers[i, q] > 0)
        outside = np.array([[share(self.outside.profile)] for share in of]) * self.outside.primary_mw
        given = f.param(f"{name}_outside_mw", (axis, self.T), outside)
        if not pairs:
            return lambda i, t: given[i, t]
        Q = self.m.families["response_profile"].axis_of["response_profile"]
        at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
        mine = f.members(f"{name}_profiles", axis, Q, at, member)
        pu, total = f.param(f"{name}_pu", (axis, Q), numbers), self.total
        return lambda i, t: given[i, t] + sum(pu[i, q] * total[q, t] for q in mine[i])

    # the millisecond share --------------------------------------------------------------------------------------------

    def _add_milliseconds(self) -> None:
        plan, f, C, T, m, told = self.plan, self.f, self.C, self.T, self.m, self.told
        within = [lambda p: delivered_pu(p, told.limit_ms / 1000)] * C.size
        delivered = self.delivered("millisecond", C, plan.contingencies, within)
        own = self.own("millisecond_own", C, plan.contingencies, within)
        f.quantity("delivered_ms_mw", (C, T), lambda c, t: delivered(c, t) - own(c, t))
        share = f.param("millisecond_share", (C,), told.millisecond_share)
        size, margin = self.size, self.margin_ms

        def required(c: Any, t: Any) -> Any:
            return share[c] * (1 + margin[c, t]) * size[c, t]

        f.quantity("required_ms_mw", (C, T), required)
        if told.millisecond_share == 0:
            return
        missing: Any = None
        if not told.hard:
            missing = f.var("shortfall_ms_mw", (C, T))
            price = f.param("shortfall_ms_cost", (C,), told.shortfall_cost_cny_per_mw_h)
            f.cost("shortfall_ms", (C, T), lambda c, t: m.cost_h[t] * price[c] * missing[c, t])

        def millisecond(c: Any, t: Any) -> Any:  # (response.3)
            there = delivered(c, t) - own(c, t) + (0 if missing is None else missing[c, t])
            return there - required(c, t) >= 0

        f.constraint("millisecond", (C, T), millisecond)
        f.dual("millisecond", "price_ms_cny_per_mw_h", m.horizon.cost_h)

    # frequency --------------------------------------------------------------------------------------------------------

    def _add_frequency(self) -> None:
        plan, told = self.plan, self.told
        chosen = undominated(plan, plan.contingencies)
        deviation: list[tuple[ResolvedContingency, float, np.ndarray]] = []
        screened = np.zeros((self.C.size, self.T.size))
        for c in chosen:
            profiles = [p for (_, way), p in keys(plan).items() if way == c.way] + [self.outside.profile]
            for tau in needed_instants(told.instants_s, profiles, told.rocof_max_hz_s, told.deviation_max_hz):
                deviation.append((c, tau, binding(plan, self.outside, c, tau)))
        rocof = [(c, binding(plan, self.outside, c, None)) for c in chosen]
        steady = [(c, binding_steady(plan, self.outside, c)) for c in chosen]
        place = {c.id: i for i, c in enumerate(plan.contingencies)}
        for c, where in [*rocof, *steady, *((c, w) for c, _, w in deviation)]:
            screened[place[c.id]] += where
        self.f.given("rows_kept", (self.C, self.T), screened)
        self.left = self._add_left()
        self.missing = None if told.hard else self._add_shortfall()
        self._add_rocof([(c, w) for c, w in rocof if w.any()])
        self._add_steady([(c, w) for c, w in steady if w.any()])
        self._add_instants([(c, tau, w) for c, tau, w in deviation if w.any()])

    def _add_shortfall(self) -> Any:
        """What the frequency limits do not cover of each contingency: one that is hopeless excuses no other."""
        f, C, T, m = self.f, self.C, self.T, self.m
        missing = f.var("shortfall_mw", (C, T))
        price = f.param("shortfall_cost", (C,), self.told.security_cost_cny_per_mw_h)
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
        per_mw = self.told.f0_hz / (2 * self.told.rocof_max_hz_s)
        emulated = [lambda p: per_mw if p.tier == "T0" else 0.0] * C.size
        virtual = self.own("virtual_lost", C, plan.contingencies, emulated)
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
        held = (1 + self.margin[c, t]) * self.size[c, t]
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
        f, told = self.f, self.told
        R = f.axis("rocof", [c.id for c, _ in rows], says="contingency")
        chosen, limit = [c for c, _ in rows], self._limit(f, "rocof_limit", R, [w for _, w in rows])
        per = f.param("rocof_mw_per_mw_s", (R,), 2 * told.rocof_max_hz_s / told.f0_hz)
        at = self._place("rocof_of", f, R, chosen)

        def rocof(c: Any, t: Any) -> Any:  # (response.4)
            return self._covered(at[c], t) - per[c] * self.left[at[c], t] <= limit[c, t]

        f.constraint("rocof", (R, self.T), rocof)
        f.dual("rocof", "price_rocof_cny_per_mw_h", -self.m.horizon.cost_h)

    def _add_steady(self, rows: list[tuple[ResolvedContingency, np.ndarray]]) -> None:
        if not rows:
            return
        f, told, chosen = self.f, self.told, [c for c, _ in rows]
        R = f.axis("steady", [c.id for c in chosen], says="contingency")
        limit = self._limit(f, "steady_limit", R, [w for _, w in rows])
        settled = [lambda p: delivered_pu(p, told.steady_s)] * len(rows)
        delivered = self.delivered("steady", R, chosen, settled)
        own, at = self.own("steady_own", R, chosen, settled), self._place("steady_of", f, R, chosen)
        damping = f.param("damping_mw", (R, self.T), np.array([damping_mw(self.plan, self.outside, c) for c in chosen]))

        def steady(c: Any, t: Any) -> Any:  # (response.6)
            return self._covered(at[c], t) - damping[c, t] - delivered(c, t) + own(c, t) <= limit[c, t]

        f.constraint("steady", (R, self.T), steady)
        f.dual("steady", "price_steady_cny_per_mw_h", -self.m.horizon.cost_h)

    def _add_instants(self, rows: list[tuple[ResolvedContingency, float, np.ndarray]]) -> None:
        if not rows:
            return
        f, told, chosen = self.m.family("instant"), self.told, [c for c, _, _ in rows]
        R = f.axis("instant", [f"{c.id}@{tau:g}s" for c, tau, _ in rows])
        limit = self._limit(f, "limit", R, [w for _, _, w in rows])
        per = f.param("mw_per_mw_s", (R,), [2 * told.deviation_max_hz / (told.f0_hz * tau) for _, tau, _ in rows])
        shares: list[Share] = [partial(_mean_until, tau) for _, tau, _ in rows]
        delivered = self.delivered("instant", R, chosen, shares)
        own = self.own("instant_own", R, chosen, shares)
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
