"""Services that may be held ready, and what they put a price on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.families.response.entity import Way
from dispatch.families.response.resolve.contingencies import resolved_contingencies
from dispatch.families.response.resolve.delivery import delivered_pu, energy_s
from dispatch.families.response.resolve.responders import ResolvedResponder, Service, resolved_responders

if TYPE_CHECKING:
    from dispatch.case.schema import Case


def is_live(case: Case, service: Service) -> bool:
    """Whether a service can help with anything that is asked: within the limit, or at all where security is asked."""
    settings, profile = case.response, service.profile
    if settings.security:
        return profile.tier == "T0" or energy_s(profile, max((*settings.instants_s, settings.steady_s))) > 0
    return delivered_pu(profile, settings.limit_ms / 1000) > 0


def live_services(case: Case, way: Way) -> tuple[tuple[ResolvedResponder, Service], ...]:
    """(responder, service) of everything that may be held ready in a direction in which something can be lost."""
    if not any(c.way == way for c in resolved_contingencies(case)):
        return ()
    return tuple(
        (responder, service)
        for responder in resolved_responders(case)
        for service in responder.serving(way)
        if is_live(case, service)
    )


def shed_lines(case: Case) -> frozenset[str]:
    """Potlines that sell their shed as a response: their `shed_mw` is armed."""
    return frozenset(r.asset.id for r, _ in live_services(case, "up") if r.family == "potline")


def priced_by_response(case: Case) -> frozenset[tuple[str, str]]:
    """(family, id) of everything whose power, state or water the response puts a price on besides that of energy."""
    found = {(r.family, r.asset.id) for way in ("up", "down") for r, _ in live_services(case, way)}
    found |= {
        ("reservoir", str(getattr(r.asset, "reservoir", "")))
        for r, _ in live_services(case, "up")
        if r.family == "powerhouse"
    }
    found |= {(c.family, c.asset.id) for c in resolved_contingencies(case) if c.asset is not None and not c.fixed}
    if case.response.security:
        found |= {(r.family, r.asset.id) for r in resolved_responders(case) if r.inertia_h_s > 0}
    return frozenset(found)
