"""Tables beside the other results of a run: `frequency`, `arming`, `arming_total`, `frequency_trace`.

    frequency         label contingency, period: nadir_hz, nadir_s, beyond_hz, rocof_hz_s (0.5 s), rocof_initial_hz_s,
                      settled_hz, delivered_ms_mw, required_ms_mw, used_mwh; passes_* and secure, 0 or 1
    arming            label service, period: setpoint_mw, headroom_up_mw, headroom_down_mw, droop_mw_per_hz
    arming_total      label service: trigger_hz, dead_band_hz, droop_pu, delay_ms, ramp_ms, by_signal; lag_s, rise_s,
                      settle_s of a step test
    frequency_trace   label sample: time_s, deviation_hz and MW of every group of the worst case

`arming` is what is downloaded to the field: on the signal of the event a device adds its headroom to its set-point
after `delay_ms`; without it, inverters and governors act by droop beyond the dead band, loads at the trigger.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.expected.live import WAYS, live_of
from dispatch.families.response.expected.responders import profiles_of
from dispatch.families.rooms import FLEXIBLE
from dispatch.frequency.cases import HydroGovernor, SteamGovernor, Triggered
from dispatch.frequency.from_run import Events, events_of
from dispatch.frequency.groups import control_of, online_mw
from dispatch.frequency.judge import StepTest, Verdicts, delivered_mw, judge
from dispatch.frequency.simulate import Found, simulate, trace
from dispatch.frequency.steps import FOREVER, Steps
from dispatch.results import schema
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series

TRACE_S = 0.005
# Less than a kilowatt is the solver's tolerance: nothing is armed.
HELD_MW = 1e-3


def steps_of(case: Case) -> Steps:
    """The grid of steps of a case: `step_ms` is the longest."""
    longest = case.response.step_ms / 1000
    phases = ((3.0, min(0.001, longest)), (13.0, min(0.005, longest)), (FOREVER, longest))
    return Steps(case.response.simulation_s, phases)


def run_simulation(case: Case, series: Series, tables: Tables) -> tuple[Events, Found, Verdicts] | None:
    """Every period and contingency of a run, simulated and judged; None where there is nothing to simulate."""
    events = events_of(case, series, tables)
    if events is None:
        return None
    found = simulate(events.cases, steps_of(case))
    return (
        events,
        found,
        judge(case.response, events.cases, found, events.required_ms_mw.ravel(), profiles_of(case)),
    )


def add_frequency_tables(
    tables: Tables, case: Case, series: Series, done: tuple[Events, Found, Verdicts] | None
) -> Tables:
    """The same tables with those of the simulation."""
    if done is None:
        return tables
    stamps, segment = _stamps(series)
    labels = tuple(c.id for c in done[0].contingencies)
    more = {"frequency": Table("contingency", labels, stamps, segment, _columns(*done, profiles_of(case)))}
    armed = _arming(case, series, tables)
    if armed:
        labels, (varying, constant) = tuple(armed), next(iter(armed.values()))
        columns = {name: np.array([armed[label][0][name] for label in labels]) for name in varying}
        constants = {name: np.array([armed[label][1][name] for label in labels]) for name in constant}
        more["arming"] = Table("response", labels, stamps, segment, columns)
        more["arming_total"] = Table("response", labels, None, None, constants)
    more["frequency_trace"] = _trace(case, *done)
    return Tables({**tables, **more})


def _stamps(series: Series) -> tuple[pd.DatetimeIndex, np.ndarray | None]:
    horizon = series.horizon
    return horizon.local_time(), horizon.segment if horizon.segments > 1 else None


def _columns(
    events: Events, found: Found, verdicts: Verdicts, profiles: dict[str, ResponseProfile]
) -> dict[str, np.ndarray]:
    """(contingencies, N) each."""
    names = ("nadir_hz", "nadir_s", "beyond_hz", "rocof_hz_s", "rocof_initial_hz_s", "settled_hz")
    columns = {name: getattr(found, name).reshape(events.shape) for name in names}
    columns |= {"size_mw": events.size_mw, "kinetic_mw_s": events.kinetic_mw_s, "required_ms_mw": events.required_ms_mw}
    columns["delivered_ms_mw"] = delivered_mw(events.cases, found, profiles).reshape(events.shape)
    columns["used_mwh"] = found.energy_mwh.sum(axis=0).reshape(events.shape)
    passes = ("deviation", "rocof", "steady", "share", "energy", "southern", "gbt40595")
    columns |= {f"passes_{name}": getattr(verdicts, name).reshape(events.shape).astype(float) for name in passes}
    columns["claimed"] = events.claimed.astype(float)
    columns["secure"] = verdicts.frequency.reshape(events.shape).astype(float)
    return columns


def _arming(case: Case, series: Series, tables: Tables) -> dict[str, tuple[dict[str, np.ndarray], dict[str, float]]]:
    """Service → (what varies, what does not)."""
    pairs = {s.id: (r, s) for way in WAYS for r, s in live_of(case, way)}
    held, found = tables.optional("response"), {}
    for id, (responder, service) in pairs.items():
        profile, control = service.profile, control_of(service.profile)
        n = series.horizon.periods
        rooms = [_row(held, id, f"reserve_{way}_mw", n) for way in WAYS]
        f0, droop = case.response.f0_hz, profile.droop_pu or np.nan
        governed = isinstance(control, HydroGovernor | SteamGovernor)
        base = online_mw(case, series, tables, responder, service) if governed else np.maximum(*rooms)
        varying = {
            "setpoint_mw": _setpoint(case, tables, responder.family, responder.asset.id, n),
            "headroom_up_mw": rooms[0],
            "headroom_down_mw": rooms[1],
            "droop_mw_per_hz": base / (f0 * droop),
        }
        test = StepTest.of(profile)
        constant = {
            "trigger_hz": profile.trigger_hz or np.nan,
            "dead_band_hz": profile.dead_band_hz or 0.0,
            "droop_pu": droop,
            "delay_ms": 1000 * (profile.dead_time_s or 0.0),
            "ramp_ms": 1000 * (profile.ramp_s or 0.0),
            "by_signal": float(isinstance(control, Triggered)),
            "lag_s": test.lag_s,
            "rise_s": test.rise_s,
            "settle_s": test.settle_s,
        }
        found[id] = varying, constant
    return found


def arming_list(tables: Tables) -> pd.DataFrame | None:
    """`arming` and `arming_total` in one list, a row a service and period in which it holds anything ready."""
    armed, constant = tables.optional("arming"), tables.optional("arming_total")
    if armed is None or constant is None:
        return None
    held = armed.tidy()
    held = held[held["headroom_up_mw"] + held["headroom_down_mw"] > HELD_MW].copy()
    for name in ("headroom_up_mw", "headroom_down_mw"):
        held[name] = held[name].where(held[name] > HELD_MW, 0.0)
    return held.merge(constant.tidy(), on="response", how="left", validate="many_to_one")


def _row(table: Table | None, label: str, column: str, count: int) -> np.ndarray:
    """(N,) of one label; zero where there is no such thing."""
    if table is None or column not in table.columns or label not in table.labels:
        return np.zeros(count)
    return np.nan_to_num(table.of(label, column))


def _setpoint(case: Case, tables: Tables, family: str, asset: str, count: int) -> np.ndarray:
    """(N,) MW that an asset gives (negative: takes) in the dispatch; of a flexible load what is drawn and served."""
    table: Any = tables.optional(family)
    if family in ("load", "corridor"):
        return -_row(table, asset, "served_mw" if family == "load" else "export_mw", count)
    if family in FLEXIBLE:
        load = next(x.load for x in getattr(case, family) if x.id == asset)
        return _row(tables.optional("load"), load, "unserved_mw", count) - _row(table, asset, "p_mw", count)
    if table is not None and asset in table.labels:
        if schema.declares(family, "p_discharge_mw"):
            return _row(table, asset, "p_discharge_mw", count) - _row(table, asset, "p_charge_mw", count)
        if schema.declares(family, "p_mw"):
            return _row(table, asset, "p_mw", count)
    return np.full(count, np.nan)


def worst_case(events: Events, found: Found) -> int:
    """Number of the case that is furthest from nominal frequency."""
    return int(np.argmax(np.maximum(np.abs(found.nadir_hz), np.abs(found.beyond_hz))))


def _trace(case: Case, events: Events, found: Found, verdicts: Verdicts) -> Table:
    """The worst case, and what every group delivers in it."""
    at = worst_case(events, found)
    instants, deviation, power = trace(events.cases.pick(np.array([at])), steps_of(case), TRACE_S)
    periods = events.shape[1]
    columns = {"time_s": instants, "deviation_hz": deviation[:, 0]}
    columns |= {f"p_mw.{g.name}": power[i, :, 0] for i, g in enumerate(events.cases.groups)}
    columns |= {"contingency": np.full(len(instants), float(at // periods))}
    columns |= {"period": np.full(len(instants), float(at % periods))}
    return Table("sample", tuple(str(k) for k in range(len(instants))), None, None, columns)
