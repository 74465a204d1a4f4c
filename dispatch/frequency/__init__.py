"""Millisecond simulation of the dispatched system: what frequency does after every contingency of every period.

    cases = Cases(f0_hz=50, lost_mw=…, kinetic_mw_s=…, damping_mw_per_hz=…, groups=(…))
    found = simulate(cases)
    found.nadir_hz, found.rocof_hz_s, found.settled_hz, found.delivered_mw

`cases` says what is simulated, `swing` how, `devices` the controllers, `measure` what is looked at on the way,
`timing` the step tests of the grid codes, `judge` the verdicts, `from_run` the cases of a solved run and `tables` what
is written beside its other results. Pure numpy; nothing here knows the optimiser.
"""

from __future__ import annotations

from dispatch.frequency.cases import Cases, Group, HydroGovernor, Inverter, SteamGovernor, Triggered
from dispatch.frequency.simulate import Found, simulate, trace
from dispatch.frequency.steps import Steps

__all__ = [
    "Cases",
    "Found",
    "Group",
    "HydroGovernor",
    "Inverter",
    "SteamGovernor",
    "Steps",
    "Triggered",
    "simulate",
    "trace",
]
