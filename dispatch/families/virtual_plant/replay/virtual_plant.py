"""Virtual plants: who promises what, how long and how often everybody is called, what comes back, who is paid.

promised = Σ share · demand of members   offered = available · min(p_max, promised)   delivered = φ · offered · called
with φ = min(1, duration / Δt). begun(t): calls that begin with t.

never sooner than notice; 0 ≤ begun; called rises by no more than begins
called(t) ≤ calls begun in periods from which a call of duration_h may reach the end of t (or in t itself)
called(κ) + calls begun after κ until t ≤ 1, κ the last period at least rest_h before t
calls of a day ≤ limit; of a season ≤ limit in proportion to its hours in the segment; Σ offered · called ≤ promised

Of Σ Δt·delivered the share ρ comes back after λ, 1 : 1/e : 1/e² in three intervals of θ:
differences of ∫∫ delivered, which is quadratic within periods, going around the segment
less = Σ ±(delivered − rebound), shared among members in proportion; unserved ≤ what a member draws
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.families.flexible.replay.calendar import calendar
from dispatch.families.virtual_plant.entity import Offer, VirtualPlant
from dispatch.families.virtual_plant.expected import Member, members_of
from dispatch.families.virtual_plant.replay.settlement import audit_settlement
from dispatch.horizon import Horizon


@dataclass(frozen=True, eq=False)
class Called:
    """Offers as the run reports them: (n, N) MW and per unit."""

    view: View[Offer]
    offered: Array
    called: Array
    begun: Array
    filled: Array


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of virtual plants that are switched on and offer something."""
    on = {plant.id for plant in recorder.case.virtual_plant if plant.enabled}
    offers = [offer for offer in recorder.case.offer if offer.virtual_plant in on]
    plants = [plant for plant in recorder.case.virtual_plant if plant.id in {offer.virtual_plant for offer in offers}]
    if not offers:
        return
    whole = View.of(recorder, reader, "virtual_plant", plants)
    members = [members_of(plant, recorder.case) for plant in plants]
    asked = [[m.load.p_nom_mw * recorder.series.of(m.load, "p_pu") for m in group] for group in members]
    promised = np.array(
        [
            sum(m.share_pu * power for m, power in zip(group, powers, strict=True))
            for group, powers in zip(members, asked, strict=True)
        ]
    )
    view = View.of(recorder, reader, "offer", offers)
    rows = [[plant.id for plant in plants].index(offer.virtual_plant) for offer in offers]
    most = view.each(lambda offer: np.inf if offer.p_max_mw is None else offer.p_max_mw)
    offered = view.series("available_pu") * np.minimum(most, promised[rows])
    filled = np.minimum(1.0, view.each(lambda offer: offer.duration_h) / recorder.horizon.dt_h)
    calls = Called(view, offered, view.read("called_pu"), view.read("begun"), filled)
    delivered = filled * offered * calls.called
    view.same("offered", view.read("offered_mw"), offered)
    view.same("delivered", view.read("delivered_mw"), delivered)
    _audit_calls(calls)
    _audit_budgets(calls)
    rebound = _audit_rebound(calls, delivered)
    _audit_costs(calls, delivered)
    whole.same("promised", whole.read("promised_mw"), promised)
    together = np.zeros_like(promised)
    np.add.at(together, rows, offered * calls.called)
    whole.at_most("promise", together, promised)
    sign = view.each(lambda offer: 1.0 if offer.direction == "cut" else -1.0)
    expected, size = np.zeros_like(promised), np.zeros_like(promised)
    np.add.at(expected, rows, sign * (delivered - rebound))
    np.add.at(size, rows, delivered + np.abs(rebound))
    _audit_members(whole, members, asked, promised, expected, size)
    audit_settlement(view, offered, calls.called, calls.begun, delivered, rebound)


def _audit_calls(calls: Called) -> None:
    """Notice, beginnings, duration and rest, offer by offer."""
    view, horizon, nothing = calls.view, calls.view.recorder.horizon, np.zeros((1, 1))
    first = horizon.start[horizon.segment_first_period][horizon.segment]
    waited = (horizon.start - first).astype("timedelta64[s]").astype(float) / 3600
    view.within("called", nothing, calls.called, np.ones((1, 1)))
    early = np.where(waited < view.each(lambda offer: offer.notice_h) - 1e-9, calls.called, 0.0)
    view.at_most("notice", early, nothing)
    begun = calls.begun
    view.at_least("calls_begun", begun, nothing)
    steps = calls.called[:, horizon.step_after] - calls.called[:, horizon.step_before]
    view.at_least("calls_begun", begun[:, horizon.step_after], steps, np.ones((1, 1)), on="step")
    lasting, busy = np.zeros_like(begun), np.zeros_like(begun)
    for i, offer in enumerate(view.assets):
        for g in range(horizon.segments):
            at = np.flatnonzero(horizon.segment == g)
            edge = np.concatenate([[0.0], np.cumsum(horizon.dt_h[at])])
            lasting[i, at] = _reaching(begun[i, at], edge, offer.duration_h)
            busy[i, at] = _busy(begun[i, at], calls.called[i, at], edge, offer.rest_h)
    view.at_most("duration", calls.called, lasting)
    resting = view.which(lambda offer: offer.rest_h > 0)
    view.where(resting).at_most("rest", busy[resting], np.ones((1, 1)))


def _reaching(begun: Array, edge: Array, longest_h: float) -> Array:
    """(n,) calls begun in each period or in those before from which a call may reach its end."""
    total = np.concatenate([[0.0], np.cumsum(begun)])
    # The first period that starts no longer than a call before the end; a second of tolerance for sums of hours.
    first = np.searchsorted(edge[:-1], edge[1:] - longest_h - 1 / 3600)
    now = np.arange(len(begun))
    return np.asarray(total[now + 1] - total[np.minimum(first, now)])


def _busy(begun: Array, called: Array, edge: Array, rest_h: float) -> Array:
    """(n,) what is called, or was released too recently to be called again."""
    total = np.concatenate([[0.0], np.cumsum(begun)])
    rested = np.searchsorted(edge[:-1], edge[:-1] - rest_h + 1 / 3600, side="right") - 1
    return np.where(rested < 0, total[1:], total[1:] - total[rested + 1] + called[rested])


def _audit_budgets(calls: Called) -> None:
    """Calls by local day and season."""
    view, horizon = calls.view, calls.view.recorder.horizon
    begun = calls.begun
    for kind, check in (("day", "calls_per_day"), ("season", "calls_per_season")):
        windows = calendar(horizon, kind)
        hours = windows.energy(np.ones(horizon.periods))
        stamps = horizon.local_time()[np.unique(windows.of, return_index=True)[1]]
        share = np.ones(len(hours)) if kind == "day" else np.minimum(1.0, hours / [_season_h(s) for s in stamps])
        for i, offer in enumerate(view.assets):
            limit = offer.calls_per_day if kind == "day" else offer.calls_per_season
            if limit is not None:
                used = np.zeros((1, len(hours)))
                np.add.at(used[0], windows.of, begun[i])
                view.where(np.arange(len(view.assets)) == i).at_most(check, used, (limit * share)[None, :], on="whole")


def _season_h(stamp: pd.Timestamp) -> float:
    """Hours of the season that holds a local instant, day by day."""
    names = {5: "spring", 11: "autumn", 6: "wet", 7: "wet", 8: "wet", 9: "wet", 10: "wet"}
    days = pd.date_range(stamp.normalize() - pd.Timedelta(days=160), periods=321, freq="D")
    kind = np.array([names.get(day.month, "dry") for day in days])
    change = np.flatnonzero(kind[1:] != kind[:-1]) + 1
    first, last = change[change <= 160].max(), change[change > 160].min()
    return float((days[last] - days[first]) / pd.Timedelta(hours=1))


def _audit_rebound(calls: Called, delivered: Array) -> Array:
    """(n, N) MW that come back; 0 for offers without rebound."""
    horizon = calls.view.recorder.horizon
    chosen = calls.view.which(lambda offer: offer.rebound_pu > 0)
    found = np.zeros_like(delivered)
    if not chosen.any():
        return found
    view, energy = calls.view.where(chosen), horizon.dt_h * delivered[chosen]
    back = view.read("rebound_mw")
    pairs = zip(view.assets, delivered[chosen], strict=True)
    expected = np.array([_coming_back(horizon, offer.rebound_pu * power, offer) for offer, power in pairs])
    size = np.cumsum(energy, axis=1)
    view.equal("rebound", back * horizon.dt_h, expected, size)
    found[chosen] = back
    return found


def _coming_back(horizon: Horizon, power_mw: Array, offer: Offer) -> Array:
    """(N,) MWh that come back in each period of what comes back in all, (N,) MW."""
    lag_h = offer.duration_h if offer.rebound_after_h is None else offer.rebound_after_h
    weight = np.array([1.0, np.exp(-1.0), np.exp(-2.0)])
    found = np.zeros(horizon.periods)
    for g in range(horizon.segments):
        at = np.flatnonzero(horizon.segment == g)
        edge = np.concatenate([[0.0], np.cumsum(horizon.dt_h[at])])
        for k, share in enumerate(weight / weight.sum() / offer.rebound_h):
            early, late = lag_h + k * offer.rebound_h, lag_h + (k + 1) * offer.rebound_h
            turned = _twice(edge, power_mw[at], edge - early) - _twice(edge, power_mw[at], edge - late)
            found[at] += share * np.diff(turned)
    return found


def _twice(edge: Array, power: Array, instants: Array) -> Array:
    """∫∫ of a power that repeats with its segment, from 0 to instants."""
    length, once = edge[-1], np.concatenate([[0.0], np.cumsum(power * np.diff(edge))])
    area = np.concatenate([[0.0], np.cumsum((once[1:] + once[:-1]) / 2 * np.diff(edge))])
    turns, within = np.divmod(instants, length)
    k = np.clip(np.searchsorted(edge, within, side="right") - 1, 0, len(power) - 1)
    into = within - edge[k]
    inside = area[k] + once[k] * into + power[k] * into**2 / 2
    # Every turn before adds its area, and lifts what comes after it by its energy.
    whole = turns * area[-1] + once[-1] * length * turns * (turns - 1) / 2
    return np.asarray(inside + whole + turns * once[-1] * within)


def _audit_costs(calls: Called, delivered: Array) -> None:
    view, horizon = calls.view, calls.view.recorder.horizon
    begun = calls.begun
    view.cost("energy", horizon.cost_h * view.series("price_cny_per_mwh") * delivered)
    view.cost("event", horizon.weight * view.series("price_cny_per_kw_event") * 1000.0 * calls.offered * begun)


def _audit_members(
    whole: View[VirtualPlant],
    members: list[tuple[Member, ...]],
    asked: list[list[Array]],
    promised: Array,
    expected: Array,
    size: Array,
) -> None:
    """What plants and their members draw, and what buses get back."""
    recorder = whole.recorder
    less, baseline = whole.read("less_mw"), np.array([np.sum(powers, axis=0) for powers in asked])
    whole.equal("less", less, expected, size)
    whole.same("baseline", whole.read("baseline_mw"), baseline)
    reported = whole.read("p_mw")
    recorder.compare(
        "virtual_plant.power",
        np.abs(reported - baseline + less),
        reported,
        baseline - less,
        baseline + np.abs(less),
        whole.ids,
        "period",
        1e-9,
    )
    drawn = {load.id: load.p_nom_mw * recorder.series.of(load, "p_pu") for load in recorder.case.load}
    for i, (group, powers) in enumerate(zip(members, asked, strict=True)):
        usual = sum(m.share_pu * m.load.p_nom_mw for m in group)
        for member, power in zip(group, powers, strict=True):
            fixed = np.full_like(power, member.share_pu * member.load.p_nom_mw / usual)
            some = promised[i] > 0
            part = np.divide(member.share_pu * power, promised[i], out=fixed, where=some)
            recorder.inject([member.load.bus], (part * less[i])[None, :], (part * size[i])[None, :])
            drawn[member.load.id] = drawn[member.load.id] - part * less[i]
    names = list(dict.fromkeys(member.load.id for group in members for member in group))
    unserved = whole.reader.read("load", [load.id for load in recorder.case.load], names, "unserved_mw")
    left = np.array([drawn[name] for name in names])
    recorder.compare("virtual_plant.served", unserved - left, unserved, left, np.abs(left), names, "period")
