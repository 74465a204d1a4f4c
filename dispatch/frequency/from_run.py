"""A solved run → the cases to simulate: every period × contingency, with what the dispatch holds ready.

    events = events_of(case, series, tables)         events.cases, number = contingency · periods + period

What responds how:

| service | as simulated |
|---|---|
| T0 virtual inertia | inverter, K_v = R/RoCoF_max (the energy that the model counts, f0/(2·RoCoF_max)·R, is K_v·f0/2) |
| T2 of governors | droop on the capacity on line, at most R (`cases.Group` with a member each) |
| T1, T3 and T2 of others | armed by the signal of the event: R after dead time and ramp |
| the system outside | a governor that reaches `external_primary_mw` at the largest deviation of the steady state |

**Armed by signal**: a protection scheme knows what was lost and sends out what it asks for; dead times of profiles hold
its latency. A strategy table arms no more than the loss: services are taken by the time to their full power until they
add up to it. A frequency trigger alone could not keep 200 ms: in a large system the deviation needs longer than that
to pass any dead band. `armed_by="local"` shows what is left when the signal fails: inverters by droop (in proportion to
headroom, so that sums are exact), loads at `trigger_hz`.

With an asset that is lost in part, the same share of its response and of its inertia is lost. Where `security` is not
asked for, no capacity on line is known: what machines make counts, as if fully loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.response.expected.live import WAYS
from dispatch.families.response.expected.losses import ExpectedContingency, contingencies_of
from dispatch.frequency.cases import Cases, Group, Triggered
from dispatch.frequency.groups import (
    ArmedBy,
    Reported,
    by_case,
    control_of,
    full_after_s,
    group_of,
    outside_groups,
)
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series

# A shortfall below this is the noise of an interior method, which must not withdraw a promise: MW, and of the loss.
CLAIM_MW, CLAIM_PU = 0.02, 1e-4


@dataclass(frozen=True, eq=False)
class Events:
    """Cases of a run. Arrays are (contingencies, N).

    required_ms_mw: what must be there at the limit; claimed: where the dispatch says that all limits hold;
    claimed_ms: where it says so of the millisecond share.
    """

    cases: Cases
    contingencies: tuple[ExpectedContingency, ...]
    size_mw: np.ndarray
    kinetic_mw_s: np.ndarray
    required_ms_mw: np.ndarray
    claimed: np.ndarray
    claimed_ms: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        """(contingencies, N)."""
        return self.size_mw.shape


def events_of(case: Case, series: Series, tables: Tables, armed_by: ArmedBy = "signal") -> Events | None:
    """What to simulate; None where nothing is asked for or nothing can be lost."""
    contingencies = contingencies_of(case)
    if not contingencies or "contingency" not in tables:
        return None
    settings, held = case.response, Reported(case, series, tables)
    labels = tuple(c.id for c in contingencies)
    if tuple(tables["contingency"].labels) != labels:
        raise ValueError(f"contingencies of the run: {tables['contingency'].labels}; of the case: {labels}")
    size = np.maximum(tables.array("contingency", "size_mw"), 0.0)
    lost = np.array([held.lost_kinetic(c, mw) for c, mw in zip(contingencies, size, strict=True)])
    kinetic = held.outside_kinetic() + held.machines_kinetic() - lost
    kinetic = np.maximum(kinetic, 1.0)
    groups = [*_armed(held, contingencies, size, armed_by), *outside_groups(held, contingencies)]
    signs = np.array([[1.0 if c.way == "up" else -1.0] for c in contingencies])
    damping = np.array([held.damping_mw_per_hz(c) for c in contingencies])
    cases = Cases(
        settings.f0_hz, (signs * size).ravel(), kinetic.ravel(), damping.ravel(), groups, settings.limit_ms / 1000
    )
    return Events(cases, contingencies, size, kinetic, settings.millisecond_share * size, *_claims(case, tables))


def _armed(
    held: Reported, contingencies: tuple[ExpectedContingency, ...], size: np.ndarray, armed_by: ArmedBy
) -> list[Group]:
    """One group a profile; a profile whose storages and others both serve counts as storage where any does."""
    pairs = {s.id: (r, s) for way in WAYS for r, s in held.live[way]}
    profiles = {s.profile.id: s.profile for _, s in pairs.values()}
    order = sorted(profiles.values(), key=full_after_s)
    left = size.copy()
    groups = []
    for profile in order:
        serving = [(r, s) for r, s in pairs.values() if s.profile.id == profile.id]
        sizes = [by_case(held, r, s, contingencies) for r, s in serving]
        control = control_of(profile, armed_by)
        if isinstance(control, Triggered) and control.trigger_hz == 0:
            total = sum(sizes, np.zeros(size.shape))
            used = np.minimum(total, left)
            left = left - used
            share = np.divide(used, total, out=np.zeros_like(total), where=total > 0)
            sizes = [share * one for one in sizes]
        groups.append(group_of(held, profile, control, serving, sizes, contingencies))
    return groups


def _claims(case: Case, tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """(contingencies, N) where the dispatch promises the frequency limits, and the millisecond share."""
    settings = case.response
    shape = tables.array("contingency", "size_mw").shape
    tolerance = np.maximum(CLAIM_MW, CLAIM_PU * np.abs(tables.array("contingency", "size_mw")))
    found = []
    for asked, name in ((settings.security, "shortfall_mw"), (settings.millisecond_share > 0, "shortfall_ms_mw")):
        claimed = np.full(shape, asked)
        if asked and not settings.hard:
            claimed &= np.nan_to_num(tables.array("contingency", name)) <= tolerance
        found.append(claimed)
    return found[0], found[1]
