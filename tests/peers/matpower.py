"""MATPOWER case files → one-hour Case of a DC optimal power flow, in two conventions.

A  susceptance x/(r² + x²), transformer taps and phase shifts ignored
B  susceptance 1/(x·tap), phase shifts kept

Angle-difference limits become flow limits, because flow = (angle difference − shift)/x_eff on every branch. Costs must
be linear; the constant of every generator in service is returned apart, since it does not depend on dispatch. A
generator that may also draw power (pumping) is a firm load of its largest draw and a generator above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from peer_data import UNSERVED_CNY_PER_MWH

from dispatch.case.schema import Case
from dispatch.families.bus.entity import Bus
from dispatch.families.corridor.entity import Corridor
from dispatch.families.load.entity import Load
from dispatch.families.network.entity import Line
from dispatch.families.renewable.entity import Renewable

Convention = Literal["A", "B"]

# Columns of the tables, from zero (caseformat of MATPOWER 2).
BUS_ID, PD, GS = 0, 2, 4
GEN_BUS, GEN_STATUS, P_MAX, P_MIN = 0, 7, 8, 9
FROM, TO, R, X, RATE_A, TAP, SHIFT, STATUS, ANGLE_MIN, ANGLE_MAX = 0, 1, 2, 3, 5, 8, 9, 10, 11, 12
MODEL, TERMS, COST = 0, 3, 4


@dataclass(frozen=True)
class PowerFlow:
    """A case, what it costs whatever is dispatched (CNY), and the net demand that it serves (MW)."""

    case: Case
    constant_cny: float
    net_demand_mw: float


def read_matpower(path: Path, convention: Convention, *, firm: bool = False) -> PowerFlow:
    """The case of a file. With `firm`, demand must be met: it is a fixed exchange instead of a priced load."""
    text = path.read_text(encoding="utf-8")
    base = float(re.search(r"mpc\.baseMVA\s*=\s*([\d.]+)", text)[1])  # type: ignore[index]
    bus, gen, cost, branch = (_table(text, name) for name in ("bus", "gen", "gencost", "branch"))
    working = gen[:, GEN_STATUS] > 0
    gen, cost = gen[working], cost[working]
    linear, constant = _linear_costs(cost)
    demand = bus[:, PD] + bus[:, GS]
    plants = [_plant(i, g, c) for i, (g, c) in enumerate(zip(gen, linear, strict=True)) if g[P_MAX] > min(g[P_MIN], 0)]
    plants += [_injection(b, -d) for b, d in zip(bus, demand, strict=True) if d < 0]
    drawing = gen[:, P_MIN] < 0
    offset = float(constant.sum() + (linear * gen[:, P_MIN])[drawing].sum())
    needs = [(f"load{b[BUS_ID]:.0f}", b[BUS_ID], d, "load") for b, d in zip(bus, demand, strict=True) if d > 0]
    needs += [(f"pump{i}", g[GEN_BUS], -g[P_MIN], "pumping") for i, g in enumerate(gen) if g[P_MIN] < 0]
    case = Case(
        name=path.stem,
        bus=tuple(Bus(id=_bus(b[BUS_ID])) for b in bus),
        renewable=tuple(plants),
        load=() if firm else tuple(_load(*need) for need in needs),
        corridor=tuple(_firm_demand(*need) for need in needs) if firm else (),
        line=tuple(_line(i, b, base, convention) for i, b in enumerate(branch) if b[STATUS] > 0),
    )
    return PowerFlow(case, offset, float(demand.sum()))


def _table(text: str, name: str) -> np.ndarray:
    body = re.search(rf"mpc\.{name}\s*=\s*\[(.*?)\];", text, re.S)[1]  # type: ignore[index]
    lines = (re.sub(r"%.*", "", line).replace(";", " ").split() for line in body.splitlines())
    return np.array([[float(v) for v in line] for line in lines if line])


def _bus(number: float) -> str:
    return f"bus{number:.0f}"


def _linear_costs(cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(CNY/MWh, CNY/h) of every generator. Raises where a cost is not linear."""
    terms = cost[:, TERMS].astype(int)
    if (cost[:, MODEL] != 2).any() or (terms != 3).any():
        raise ValueError("only polynomial costs of three terms are read")
    if (cost[:, COST] != 0).any():
        raise ValueError("a quadratic cost is not linear; the model is a linear program")
    return cost[:, COST + 1], cost[:, COST + 2]


def _plant(i: int, gen: np.ndarray, cost: float) -> Renewable:
    """Power between p_min and p_max; below zero it is counted from the largest draw."""
    base = min(gen[P_MIN], 0.0)
    p_nom = gen[P_MAX] - base
    return Renewable(
        id=f"gen{i}",
        technology="generator",
        bus=_bus(gen[GEN_BUS]),
        p_nom_mw=p_nom,
        p_min_pu=(gen[P_MIN] - base) / p_nom,
        marginal_cost_cny_per_mwh=float(cost),
    )


def _injection(bus: np.ndarray, power: float) -> Renewable:
    """A negative demand."""
    return Renewable(
        id=f"negative_load{bus[BUS_ID]:.0f}",
        technology="generator",
        bus=_bus(bus[BUS_ID]),
        p_nom_mw=power,
        p_min_pu=1.0,
    )


def _load(name: str, bus: float, power: float, kind: str) -> Load:
    return Load(id=name, kind=kind, bus=_bus(bus), p_nom_mw=power, unserved_cost_cny_per_mwh=UNSERVED_CNY_PER_MWH)


def _firm_demand(name: str, bus: float, power: float, kind: str) -> Corridor:
    return Corridor(id=name, to=kind, bus=_bus(bus), p_nom_mw=power, p_min_pu=1.0, schedule_mw=power)


def _line(i: int, branch: np.ndarray, base: float, convention: Convention) -> Line:
    """Reactance per MW of flow. The limits must be symmetrical, which they are unless an angle limit beats a rating."""
    tap = branch[TAP] or 1.0
    if convention == "A":
        x, shift = (branch[R] ** 2 + branch[X] ** 2) / branch[X], 0.0
    else:
        x, shift = branch[X] * tap, float(np.deg2rad(branch[SHIFT]))
    swing = (np.deg2rad(branch[[ANGLE_MIN, ANGLE_MAX]]) - shift) * base / abs(x)
    limit = min(branch[RATE_A] or np.inf, -swing[0], swing[1])
    if shift and limit < branch[RATE_A]:
        raise ValueError(f"branch {i}: an angle limit binds on one side only, which a line cannot say")
    return Line(
        id=f"branch{i}",
        bus0=_bus(branch[FROM]),
        bus1=_bus(branch[TO]),
        p_nom_mw=limit,
        kirchhoff=True,
        x_pu=x / base,
        phase_shift_rad=shift,
    )
