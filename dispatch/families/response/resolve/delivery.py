"""What a MW of a service delivers in time, and what governors may hold."""

from __future__ import annotations

from dispatch.families.response.entity import Response, ResponseProfile

GOVERNORS = ("hydro_governor", "steam_governor")


def delivered_pu(profile: ResponseProfile, after_s: float) -> float:
    """g: what one MW of a service delivers `after_s` seconds after the event; virtual inertia counts as inertia."""
    if profile.tier == "T0":
        return 0.0
    since = after_s - (profile.dead_time_s or 0.0)
    ramp = profile.ramp_s or 0.0
    # An instant at which the ramp ends belongs to what is delivered, whatever the rounding of 0.05 + 0.15.
    if ramp <= 0:
        return 1.0 if since >= -1e-9 else 0.0
    share = min(max(since / ramp, 0.0), 1.0)
    return 1.0 if share > 1 - 1e-9 else share


def energy_s(profile: ResponseProfile, after_s: float) -> float:
    """G: MW·s that one MW of a service has delivered `after_s` seconds after the event, ∫ g."""
    if profile.tier == "T0":
        return 0.0
    since, ramp = max(after_s - (profile.dead_time_s or 0.0), 0.0), profile.ramp_s or 0.0
    return since - ramp / 2 if since >= ramp else since * since / (2 * ramp)


def is_governed(profile: ResponseProfile) -> bool:
    """Whether a governor delivers a service: no more than its droop asks for, however much is held ready."""
    return profile.tier == "T2" and profile.controller in GOVERNORS


def droop_share_pu(profile: ResponseProfile, settings: Response) -> float:
    """What a governor asks of each MW of its rating at the largest deviation of the steady state, beyond the dead band:
    (Δf_ss − db)/(f0·R_p).
    """
    beyond = max(settings.steady_max_hz - (profile.dead_band_hz or 0.0), 0.0)
    return beyond / (settings.f0_hz * (profile.droop_pu or 0.05))
