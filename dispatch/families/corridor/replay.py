"""Export corridors. The exchange leaves the bus; negative, it comes in.

    export = schedule + above − below − import          p_min_pu · p_nom ≤ export ≤ p_max_pu · p_nom
    0 ≤ above ≤ p_max − schedule                        0 ≤ below ≤ schedule down to max(p_min, 0)
    0 ≤ import ≤ exchange less p_min                    export constant within blocks of hold_h from the segment's start
    |export[a] − export[b]| ≤ ramp · Δ elsewhere        Σ weight·Δt·export within energy limits · hours / 8,760

Less than energy_min is missed at a price, where one is given. Cost: exports earn their price, import pays its own,
deviations pay theirs. The reported energy price is at most that of missing, and 0 where more than the minimum is sent.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.constants import HOURS_PER_YEAR
from dispatch.families.corridor.entity import Corridor
from dispatch.families.peak.replay import held_price


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Exchange, steps, energy and money of all corridors."""
    corridors = View.of(recorder, reader, "corridor", recorder.case.corridor)
    if not corridors.assets:
        return
    export = corridors.read("export_mw")
    _audit_exchange(corridors, export)
    _audit_steps(corridors, export)
    _audit_energy(corridors, export)
    recorder.inject(
        [k.bus for k in corridors.assets], -export, np.abs(export) + np.abs(corridors.series("schedule_mw"))
    )


def _audit_exchange(corridors: View[Corridor], export: Array) -> None:
    hours, nothing = corridors.recorder.horizon.cost_h, np.zeros((1, 1))
    p_nom, schedule = corridors.each(lambda k: k.p_nom_mw), corridors.series("schedule_mw")
    low, high = p_nom * corridors.series("p_min_pu"), p_nom * corridors.series("p_max_pu")
    headroom = {
        "above_schedule_mw": (high - schedule).clip(0),
        "below_schedule_mw": (schedule - low.clip(0)).clip(0),
        "import_mw": (schedule.clip(max=0) - low).clip(0),
    }
    above, below, bought = (corridors.read_where((most > 0).any(axis=1), name) for name, most in headroom.items())
    for part, most in zip((above, below, bought), headroom.values(), strict=True):
        corridors.within("deviation_limit", nothing, part, most)
    corridors.same("schedule", corridors.read("schedule_mw"), schedule)
    corridors.same("exchange", export, schedule + above - below - bought)
    corridors.within("capacity", low, export, high)
    price, deviation = corridors.series("price_cny_per_mwh"), corridors.series("deviation_cost_cny_per_mwh")
    corridors.cost("revenue", -hours * price * schedule)
    corridors.cost("above", hours * (deviation - price) * above)
    corridors.cost("below", hours * (deviation + price) * below)
    corridors.cost("import", hours * corridors.series("import_price_cny_per_mwh") * bought)


def _audit_steps(corridors: View[Corridor], export: Array) -> None:
    """Held blocks and ramps: a held pair of neighbours may not differ at all, another one by its ramp."""
    horizon = corridors.recorder.horizon
    change = np.abs(export[:, horizon.step_after] - export[:, horizon.step_before])
    hold, ramp = corridors.each(lambda k: k.hold_h), corridors.each(lambda k: k.ramp_mw_per_h)
    opened_s = horizon.start[horizon.segment_first_period][horizon.segment]
    since_s = (horizon.start - opened_s).astype("timedelta64[s]").astype(np.int64)
    block = since_s // np.maximum(np.rint(3600 * hold), 1.0)
    held = (hold > 0) & (block[:, horizon.step_after] == block[:, horizon.step_before])
    # The solver holds the difference of two schedules and what deviates from them.
    size = np.abs(np.diff(corridors.series("schedule_mw"), axis=1))[:, horizon.step_before]
    holding = (hold > 0)[:, 0]
    corridors.where(holding).at_most(
        "hold", np.where(held, change, 0.0)[holding], np.zeros((1, 1)), size[holding], "step"
    )
    ramped = ~np.isnan(ramp[:, 0])
    step_limit = (ramp * horizon.step_h)[ramped]
    moving = np.where(held, 0.0, change)[ramped]
    corridors.where(ramped).at_most("ramp", moving, step_limit, size[ramped] + step_limit, "step")


def _audit_energy(corridors: View[Corridor], export: Array) -> None:
    """Energy over the horizon against the obligation's share of the year."""
    horizon = corridors.recorder.horizon
    sent = (export * horizon.energy_h).sum(axis=1, keepdims=True)
    size = (np.abs(export) * horizon.energy_h).sum(axis=1, keepdims=True)
    share = float(horizon.energy_h.sum()) / HOURS_PER_YEAR
    least, most = share * corridors.each(lambda k: k.energy_min_mwh), share * corridors.each(lambda k: k.energy_max_mwh)
    cost = corridors.each(lambda k: k.energy_shortfall_cost_cny_per_mwh)
    owing, capped = ~np.isnan(least[:, 0]), ~np.isnan(most[:, 0])
    soft = owing & ~np.isnan(cost[:, 0])
    missed, nothing = corridors.read_where(soft, "energy_missed_mwh", "whole"), np.zeros((1, 1))
    corridors.where(owing).at_least("energy_min", (sent + missed)[owing], least[owing], (size + least)[owing], "whole")
    corridors.where(capped).at_most("energy_max", sent[capped], most[capped], (size + most)[capped], "whole")
    # Net import sets an obligation back: more than is owed may be missed.
    corridors.where(soft).at_least("missed_limit", missed[soft], nothing, on="whole")
    corridors.cost("missed", cost[soft] * missed[soft])
    price = corridors.read_where(owing, "energy_price_cny_per_mwh", "whole")
    # An obligation has no upper limit; twice itself is far enough to show a price of the wrong sign.
    delivered, owed = (sent + missed)[owing], least[owing]
    most = 2 * np.maximum(owed, delivered)
    corridors.where(owing).optimal("energy_price", price[owing], delivered, owed, most, "whole")
    highest = np.maximum(least, missed)[soft]
    dear = cost * (1.0 + held_price(corridors.recorder, "shortage"))
    corridors.where(soft).optimal("energy_price", (dear - price)[soft], missed[soft], nothing, highest, "whole")
