"""The response of a run in a few figures, from its tables alone.

required_mw, delivered_200ms_mw     of the contingency that asks most in each hour (the largest, where no share is
                                    asked for): means over time; delivered after 200 ms, whatever `limit_ms` is
price_cny_per_mw                    Σ over contingencies of the price of milliseconds: mean, CNY/MW·h
worst_nadir_hz, worst_rocof_hz_s    largest deviation, either way, and rate that the simulation found
shortfall_mw_h, short_hours_pu      millisecond response missing, and in which share of hours any is
simulated                           cases; claimed, failing, mended, withdrawn promises, the limits of frequency and the
                                    millisecond share counted apart; solves, and solves without an answer
uncovered_mw_h                      MW of losses that the frequency limits do not cover, Σ over contingencies
paid_cny                            by responder, services and inertia together; held_mw by direction: means
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.results.tables import Table, Tables

KEYS = ("required_mw", "delivered_200ms_mw", "price_cny_per_mw", "worst_nadir_hz", "worst_rocof_hz_s")
# Less than a kilowatt missing is the solver's tolerance.
MISSED_MW = 1e-3


def response_figures(tables: Tables, cost_h: np.ndarray) -> dict[str, Any]:
    """The figures above; null if the run did not enable them."""
    found: dict[str, Any] = dict.fromkeys(KEYS)
    found |= _simulated(tables.optional("frequency"), tables.optional("secure_iteration"))
    losses = tables.optional("contingency")
    if losses is None or "required_ms_mw" not in losses.columns:
        return found
    hours = float(cost_h.sum())
    required = np.maximum(losses.columns["required_ms_mw"], 0.0)
    delivered = losses.columns.get("delivered_200ms_mw", losses.columns["delivered_ms_mw"])
    # Without a required share the largest loss is decisive.
    most = (required if required.any() else losses.columns["size_mw"]).argmax(axis=0), np.arange(required.shape[1])
    found["required_mw"] = float(required[most] @ cost_h) / hours
    found["delivered_200ms_mw"] = float(delivered[most] @ cost_h) / hours
    if "price_ms_cny_per_mw_h" in losses.columns:
        found["price_cny_per_mw"] = float(losses.columns["price_ms_cny_per_mw_h"].sum(axis=0) @ cost_h) / hours
        found |= _missing(losses, cost_h)
    if "shortfall_mw" in losses.columns:
        found["uncovered_mw_h"] = float(losses.columns["shortfall_mw"].sum(axis=0) @ cost_h)
    return found | _held(tables, hours)


def _simulated(frequency: Table | None, search: Table | None) -> dict[str, Any]:
    if frequency is None:
        return {}
    names = {"worst_nadir_hz": ("nadir_hz", "beyond_hz"), "worst_rocof_hz_s": ("rocof_hz_s",)}
    found: dict[str, Any] = {
        key: max(float(np.nanmax(np.abs(frequency.columns[name]), initial=0.0)) for name in columns)
        for key, columns in names.items()
    }
    if search is not None:
        found["simulated"] = promises_of(search)
    return found


def promises_of(search: Table) -> dict[str, int]:
    """State of the commitments of a run, from its table `secure_iteration`."""
    last = {name: float(values[-1]) for name, values in search.columns.items()}
    answered = search.columns["answered"]
    return {
        "cases": round(last["cases"]),
        "claimed": round(last["claimed"] + last["claimed_ms"]),
        "failing": round(last["failed"] + last["failed_ms"]),
        "mended": round(last["mended"]),
        "withdrawn": round(last["withdrawn"]),
        "solves": len(answered),
        "without_answer": round(float((answered == 0).sum())),
    }


def _missing(losses: Table, cost_h: np.ndarray) -> dict[str, float]:
    missing = losses.columns.get("shortfall_ms_mw")
    if missing is None:
        return {"shortfall_mw_h": 0.0, "short_hours_pu": 0.0}
    short = (missing > MISSED_MW).any(axis=0)
    return {
        "shortfall_mw_h": float(missing.sum(axis=0) @ cost_h),
        "short_hours_pu": float(short @ cost_h / cost_h.sum()),
    }


def _held(tables: Tables, hours: float) -> dict[str, Any]:
    """Mean MW held in each direction, and what every responder is paid."""
    services, machines = tables.optional("response_total"), tables.optional("responder_total")
    paid: dict[str, float] = {}
    held = {"up": 0.0, "down": 0.0}
    if services is not None:
        for i, label in enumerate(services.labels):
            owner = label.rpartition(":")[0]
            paid[owner] = paid.get(owner, 0.0) + float(services.columns["paid_cny"][i])
        held = {way: float(services.columns[f"held_{way}_mw_h"].sum()) / hours for way in held}
    if machines is not None:
        for label, amount in zip(machines.labels, machines.columns["paid_inertia_cny"], strict=True):
            paid[label] = paid.get(label, 0.0) + float(amount)
    return {"held_mw": held, "paid_cny": paid}
