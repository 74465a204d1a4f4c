"""Storage of any technology.

Sets: s storage, t period, b boundary, g segment. Columns (all ≥ 0, grid side):

    p_charge_mw[s,t]     ≤ availability × p_charge_nom
    p_discharge_mw[s,t]  ≤ availability × p_nom
    soc_mwh[s,b]         between soc_min_pu and soc_max_pu of e_nom

Rows, with Δt in hours and the standing loss compounded over the step so that refining time changes nothing:

    (storage.1) soc[s, end t] = (1 − loss)^Δt · soc[s, start t] + Δt · (η_c · p_charge − p_discharge / η_d)
    (storage.2) soc[s, start of g] = soc[s, end of g]                          for cyclic storage
    (storage.3) p_charge / P_c + p_discharge / P_d ≤ 1                         the hull of "one at a time"

The initial and the terminal state are bounds on boundaries. Wear is paid per MWh discharged. (storage.3) leaves
a fractional mix of charging and discharging possible, which pays only where prices are so negative that burning
energy beats wear; `dispatch.program.complementarity` removes what is left of it after the solve.

A candidate (`dispatch.families.storage.rows.candidate`) has the same columns, within what may be built at most; rows
hold it within what
is built. Where `replacement_cny_per_kwh` and `cycle_life` are known, what passes in and out pays a throughput price:
replacement/(2·cycles) per MWh of η_c·p_charge and of p_discharge/η_d, in the store.

Dual: of (storage.1), ∂cost/∂(MWh appearing in the store), sign changed and divided by the weight, so that
`soc_value_cny_per_mwh` > 0 is what one more stored MWh saves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.storage.candidate import candidates, is_candidate, throughput_price
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.rows.candidate import add_candidate_limits, add_candidates, energy_max_mwh
from dispatch.families.storage.rows.headroom import StorageHeadroom
from dispatch.families.storage.size import charge_nom_mw, charge_ratio
from dispatch.program.components import Axis
from dispatch.program.formulation import Family, Formulation
from dispatch.series.assemble import Series


def soc_bounds(stores: tuple[Storage, ...], series: Series) -> tuple[np.ndarray, np.ndarray]:
    """(n, N+G) lowest and highest state of charge, initial and terminal conditions included, MWh.

    Those of candidates are the widest that building can make; rows hold them within what is built.
    """
    horizon = series.horizon
    least = np.array([[0.0 if is_candidate(s) else s.e_nom_mwh] for s in stores])
    most = np.array([[s.e_nom_mwh + (energy_max_mwh(s) if is_candidate(s) else 0.0)] for s in stores])
    low, top = least * series.stack(stores, "soc_min_pu"), series.stack(stores, "soc_max_pu")
    high = np.where(np.isinf(most), np.inf, np.where(np.isinf(most), 0.0, most) * top)
    for i, store in enumerate(stores):
        if store.soc_initial_mwh is not None:
            low[i, horizon.segment_start] = high[i, horizon.segment_start] = store.soc_initial_mwh
        if store.soc_terminal_min_mwh is not None:
            ends = horizon.segment_end
            low[i, ends] = np.maximum(low[i, ends], store.soc_terminal_min_mwh)
    return low, high


def add_storage(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and wear cost of all storage."""
    stores = case.storage
    if not stores:
        return
    f = m.family("storage")
    S, T, B, G = f.axis("storage", [s.id for s in stores]), m.period, m.boundary, m.segment
    cyclic = f.axis("cyclic", [s.id for s in stores if s.cyclic], index_name="storage")
    fixed = [s for s in stores if not is_candidate(s)]
    two_way = f.axis("two_way", [s.id for s in fixed if s.p_nom_mw > 0 and charge_nom_mw(s) > 0], "storage")
    loss = np.array([[s.standing_loss_per_h] for s in stores])
    kept = f.param("kept", (S, T), (1 - loss) ** m.horizon.dt_h)
    eta_charge = f.param("eta_charge", (S,), [s.eta_charge for s in stores])
    eta_discharge = f.param("eta_discharge", (S,), [s.eta_discharge for s in stores])
    wear = f.param("wear_cost_cny_per_mwh", (S, T), series.stack(stores, "wear_cost_cny_per_mwh"))
    available = series.stack(stores, "p_max_pu")
    p_in, p_out = np.array([[charge_nom_mw(s)] for s in stores]), np.array([[s.p_nom_mw] for s in stores])
    if candidates(case):
        add_candidates(m, f, case)
    more = np.array([[s.build_max_mw] for s in stores])
    ratio = np.array([[charge_ratio(s) if is_candidate(s) else 1.0] for s in stores])
    low, high = soc_bounds(stores, series)
    charge = f.var("p_charge_mw", (S, T), upper=available * (p_in + ratio * more))
    discharge = f.var("p_discharge_mw", (S, T), upper=available * (p_out + more))
    soc = f.var("soc_mwh", (S, B), low, high)
    hull_charge = f.param("hull_charge", (S,), 1 / np.maximum(p_in[:, 0], 1e-9))
    hull_discharge = f.param("hull_discharge", (S,), 1 / np.maximum(p_out[:, 0], 1e-9))

    def soc_balance(s, t):  # (storage.1)
        gain = eta_charge[s] * charge[s, t] - discharge[s, t] / eta_discharge[s]
        return soc[s, m.end[t]] == kept[s, t] * soc[s, m.start[t]] + m.dt_h[t] * gain

    def cycle(s, g):  # (storage.2)
        return soc[s, m.segment_start[g]] == soc[s, m.segment_end[g]]

    def output(s, t):
        return discharge[s, t] - charge[s, t]

    def one_at_a_time(s, t):  # (storage.3)
        return hull_charge[s] * charge[s, t] + hull_discharge[s] * discharge[s, t] <= 1

    f.constraint("soc_balance", (S, T), soc_balance)
    f.constraint("cycle", (cyclic, G), cycle)
    f.constraint("one_at_a_time", (two_way, T), one_at_a_time)
    f.cost("wear", (S, T), lambda s, t: m.cost_h[t] * wear[s, t] * discharge[s, t])
    f.quantity("p_mw", (S, T), output)
    f.opposed("p_charge_mw", "p_discharge_mw")
    f.dual("soc_balance", "soc_value_cny_per_mwh", -m.horizon.weight)
    m.inject(S, [s.bus for s in stores], output)
    m.outputs["storage"] = StorageHeadroom(m, series, "storage", output)
    _add_throughput(m, f, stores, charge, discharge, eta_charge, eta_discharge)
    if candidates(case):
        add_candidate_limits(m, f, case, series)


def _add_throughput(
    m: Formulation, f: Family, stores: tuple[Storage, ...], charge: Any, discharge: Any, eta_in: Any, eta_out: Any
) -> None:
    """What every MWh takes off the life of what stores it."""
    worn = [s for s in stores if throughput_price(s) > 0]
    if not worn:
        return
    W: Axis = f.axis("worn", [s.id for s in worn], index_name="storage")
    price = f.param("throughput_cny_per_mwh", (W,), [throughput_price(s) for s in worn])
    f.cost(
        "throughput",
        (W, m.period),
        lambda s, t: m.cost_h[t] * price[s] * (eta_in[s] * charge[s, t] + discharge[s, t] / eta_out[s]),
    )
