"""Storage of any technology; powers on the grid side.

    0 ≤ p_charge ≤ p_max_pu · p_charge_nom      0 ≤ p_discharge ≤ p_max_pu · p_nom      p = p_discharge − p_charge
    soc[end] = (1 − loss)^Δt · soc[start] + Δt · (η_c · p_charge − p_discharge / η_d)
    p_charge / p_charge_nom + p_discharge / p_nom ≤ 1, and never both above AT_ONCE_PU of the rating + AT_ONCE_MW

Ratings and energy are those that stand and what was built (`building`). State limits, start, end and cycle as in
`state`. Cost: wear per MWh discharged; replacement/(2·cycles) per MWh that enters or leaves what stores.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.state import audit_state, audit_state_value
from dispatch.audit.tolerances import AT_ONCE_MW, AT_ONCE_PU
from dispatch.audit.view import View
from dispatch.families.storage.entity import Storage
from dispatch.families.storage.replay.candidate import sizes


def audit_storage(recorder: Recorder, reader: Reader) -> None:
    """Powers, state of charge, one direction at a time, wear."""
    stores = View.of(recorder, reader, "storage", recorder.case.storage)
    if not stores.assets:
        return
    charge, discharge = stores.read("p_charge_mw"), stores.read("p_discharge_mw")
    most_out, most_in, energy = sizes(stores)
    _audit_powers(stores, charge, discharge, most_out, most_in)
    _audit_energy(stores, charge, discharge, energy)
    stores.cost("wear", recorder.horizon.cost_h * stores.series("wear_cost_cny_per_mwh") * discharge)
    moved = stores.each(lambda s: s.eta_charge) * charge + discharge / stores.each(lambda s: s.eta_discharge)
    worn = stores.each(lambda s: 500 * (s.replacement_cny_per_kwh or 0.0) / (s.cycle_life or 1.0))
    if any(s.replacement_cny_per_kwh and s.cycle_life for s in stores.assets):
        lasting = stores.which(lambda s: s.cycle_life is not None)
        stores.cost("throughput", (recorder.horizon.cost_h * worn * moved)[lasting])
    recorder.inject([s.bus for s in stores.assets], stores.read("p_mw"))


def _audit_powers(stores: View[Storage], charge: Array, discharge: Array, most_out: Array, most_in: Array) -> None:
    available, nothing = stores.series("p_max_pu"), np.zeros((1, 1))
    stores.within("power_limit", nothing, charge, available * most_in)
    stores.within("power_limit", nothing, discharge, available * most_out)
    stores.same("power", stores.read("p_mw"), discharge - charge)
    building = stores.which(lambda s: s.build_max_mw > 0)
    two_way = ~building & (most_in[:, 0] > 0) & (most_out[:, 0] > 0)
    shares = charge[two_way] / most_in[two_way] + discharge[two_way] / most_out[two_way]
    stores.where(two_way).at_most("share_of_both", shares, np.ones((1, 1)))
    # What is built may be nothing: compare powers, not shares of them.
    out = stores.where(building).each(lambda s: (s.p_nom_mw or 1.0) / (s.p_charge_nom_mw or s.p_nom_mw or 1.0))
    most = most_out[building]
    stores.where(building).at_most("share_of_both", out * charge[building] + discharge[building], most)
    noise = AT_ONCE_PU * np.maximum(most_in, most_out)
    stores.less_than("one_at_a_time", np.minimum(charge, discharge) - noise, AT_ONCE_MW)


def _audit_energy(stores: View[Storage], charge: Array, discharge: Array, e_nom: Array) -> None:
    horizon = stores.recorder.horizon
    soc = stores.read("soc_mwh", "boundary")
    stored = horizon.dt_h * stores.each(lambda s: s.eta_charge) * charge
    drawn = horizon.dt_h * discharge / stores.each(lambda s: s.eta_discharge)
    kept = (1.0 - stores.each(lambda s: s.standing_loss_per_h)) ** horizon.dt_h
    expected = kept * soc[:, horizon.first_boundary] + stored - drawn
    stores.equal("soc_balance", soc[:, horizon.last_boundary], expected, np.abs(stored) + np.abs(drawn))
    cyclic = stores.which(lambda s: s.cyclic)
    low, high = audit_state(
        stores,
        "soc",
        soc,
        e_nom * stores.series("soc_min_pu"),
        e_nom * stores.series("soc_max_pu"),
        stores.each(lambda s: s.soc_initial_mwh),
        stores.each(lambda s: s.soc_terminal_min_mwh),
        cyclic,
    )
    value = stores.read("soc_value_cny_per_mwh")
    audit_state_value(stores, "soc_value", value, kept, np.zeros((1, 1)), soc, low, high, cyclic)
