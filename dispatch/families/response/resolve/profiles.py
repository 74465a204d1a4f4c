"""Delivery profiles of a case: the catalogue, with the changes of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch.families.response.catalogue import BACKING_H, BY_TIER, CATALOGUE
from dispatch.families.response.entity import ResponseProfile

if TYPE_CHECKING:
    from dispatch.case.schema import Case


def resolved_profiles(case: Case) -> dict[str, ResponseProfile]:
    """Every profile by name: the catalogue, with the changes of the case, and those that the case adds."""
    found = {name: _whole(profile) for name, profile in CATALOGUE.items()}
    for profile in case.response_profile:
        base = found.get(profile.id, _whole(BY_TIER[profile.tier or "T1"]))
        given = {k: v for k, v in profile if v is not None and v != ""}
        if profile.tier is not None and profile.tier != base.tier:
            if profile.backing_h is None:
                given["backing_h"] = BACKING_H[profile.tier]
            if profile.virtual_inertia_h_s is None:
                given["virtual_inertia_h_s"] = BY_TIER[profile.tier].virtual_inertia_h_s or 0.0
        found[profile.id] = base.model_copy(update=given)
    return found


def _whole(profile: ResponseProfile) -> ResponseProfile:
    """A profile with the backing of its tier and no virtual inertia where it has none."""
    more: dict[str, object] = {}
    if profile.backing_h is None:
        more["backing_h"] = BACKING_H[profile.tier or "T1"]
    if profile.virtual_inertia_h_s is None:
        more["virtual_inertia_h_s"] = 0.0
    return profile.model_copy(update=more)
