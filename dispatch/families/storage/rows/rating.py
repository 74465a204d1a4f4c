"""How large every store is, constant or built: rules for whatever needs its power or its energy.

    discharge_mw[s,t] = p_max_pu·(p_nom + installed)          charge_mw[s,t] = p_max_pu·(p_charge_nom + κ·installed)
    energy_mwh[s,b] = e_nom + installed energy                 κ = charging power per discharging power

Rules take the indices of any axis that is labelled by stores. Where no store is a candidate, they are plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.storage.candidate import candidates
from dispatch.families.storage.size import charge_nom_mw, charge_ratio
from dispatch.program.components import Axis, Rule
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


@dataclass(frozen=True, eq=False)
class Rating:
    """`axis` is that of all stores; rules: (store, period) → MW available each way, (store, boundary) → MWh."""

    axis: Axis
    discharge_mw: Rule
    charge_mw: Rule
    energy_mwh: Rule


def rating_of(m: Formulation, case: Case, series: Series) -> Rating | None:
    """The rating of all stores, once `add_storage` has written its columns; None where the case has no store.

    The first call adds its numbers to the family, later ones find them.
    """
    if "storage" not in m.families:
        return None
    f, stores = m.families["storage"], case.storage
    S, T = f.axis_of["storage"], m.period
    if "rated_discharge_mw" not in f.param_of:
        available = series.stack(stores, "p_max_pu")
        f.param("rated_discharge_mw", (S, T), available * np.array([[s.p_nom_mw] for s in stores]))
        f.param("rated_charge_mw", (S, T), available * np.array([[charge_nom_mw(s)] for s in stores]))
        f.param("rated_energy_mwh", (S,), [s.e_nom_mwh for s in stores])
        if candidates(case):
            f.param("rated_available_pu", (S, T), available)
            f.param("rated_charge_ratio", (S,), [charge_ratio(s) for s in stores])
            at = np.array([stores.index(s) for s in candidates(case)])
            f.members("candidate_of", S, f.axis_of["candidate"], at)
    out, into, energy = (f.param_of[f"rated_{name}"] for name in ("discharge_mw", "charge_mw", "energy_mwh"))
    if not candidates(case):
        return Rating(S, lambda s, t: out[s, t], lambda s, t: into[s, t], lambda s, b: energy[s])
    return _with_built(m, S, out, into, energy)


def _with_built(m: Formulation, S: Axis, out: Any, into: Any, energy: Any) -> Rating:
    f = m.families["storage"]
    share, ratio = f.param_of["rated_available_pu"], f.param_of["rated_charge_ratio"]
    power, stored = f.var_of["installed_mw"], f.var_of["installed_mwh"]
    chosen, now, then = f.members_of["candidate_of"], f.param_of["segment_of"], f.param_of["segment_at"]

    def discharge_mw(s: Any, t: Any) -> Any:
        return out[s, t] + sum(share[s, t] * power[c, now[t]] for c in chosen[s])

    def charge_mw(s: Any, t: Any) -> Any:
        return into[s, t] + sum(share[s, t] * ratio[s] * power[c, now[t]] for c in chosen[s])

    def energy_mwh(s: Any, b: Any) -> Any:
        return energy[s] + sum(stored[c, then[b]] for c in chosen[s])

    return Rating(S, discharge_mw, charge_mw, energy_mwh)
