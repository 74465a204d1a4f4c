"""Which services may be held ready, and what has another price for that.

A service is live in a direction in which something can be lost, if it delivers anything by the last instant that is
asked for.
"""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.families.response.entity import ResponseProfile, Way
from dispatch.families.response.expected.losses import contingencies_of
from dispatch.families.response.expected.responders import ExpectedResponder, ExpectedService, responders_of

WAYS: tuple[Way, ...] = ("up", "down")
Pair = tuple[ExpectedResponder, ExpectedService]


def live_of(case: Case, way: Way) -> tuple[Pair, ...]:
    """(responder, service) of everything that may be held ready in a direction."""
    if way not in {contingency.way for contingency in contingencies_of(case)}:
        return ()
    return tuple(
        (responder, service)
        for responder in responders_of(case)
        for service in responder.services
        if service.profile.direction in (way, "both") and _in_time(case, service.profile)
    )


def _in_time(case: Case, profile: ResponseProfile) -> bool:
    """Whether a service delivers anything by the last instant that is asked for."""
    settings, dead_s = case.response, profile.dead_time_s or 0.0
    if settings.security:
        return profile.tier == "T0" or dead_s < max(*settings.instants_s, settings.steady_s)
    limit_s = settings.limit_ms / 1000
    return profile.tier != "T0" and (dead_s < limit_s or (not profile.ramp_s and dead_s <= limit_s + 1e-9))


def priced_assets(case: Case) -> set[tuple[str, str]]:
    """(family, id) of everything whose power, state or water has another price than that of energy alone: what is held
    on it, what of it may be lost, and what turns where security is asked for.
    """
    found = set()
    for way in WAYS:
        for responder, _ in live_of(case, way):
            found.add((responder.family, responder.asset.id))
            if way == "up" and responder.family == "powerhouse":
                found.add(("reservoir", str(getattr(responder.asset, "reservoir", ""))))
    for contingency in contingencies_of(case):
        if contingency.asset is not None and not contingency.fixed:
            found.add((contingency.family, contingency.asset.id))
    if case.response.security:
        found |= {(r.family, r.asset.id) for r in responders_of(case) if r.inertia_h_s > 0}
    return found


def shedding_lines(case: Case) -> set[str]:
    """Potlines whose shed is held as a response."""
    return {r.asset.id for r, _ in live_of(case, "up") if r.family == "potline"}
