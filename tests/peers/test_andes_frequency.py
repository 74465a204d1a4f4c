"""The centre of inertia of the IEEE 39-bus system after a unit trips, as ANDES 2.0 simulates it in full (60 Hz).

Our model has one mass, turbines as in the machine table (TGOV1: 1/R, valve T1, reheat T3 with the share T2/T3 at once,
valve limits), loads of constant power and no losses.

- constant-power loads: RoCoF of the first tenth of a second within 2 %, settled state within 5 %, nadir within 10 %.
  We are too favourable in all three (1.9, 3.9, 7.8 %): the network, exciters and swings between machines are left out.
  The margins of `dispatch.frequency.judge` are to cover exactly this, and this test says that they do.
- constant-impedance loads: with the voltage the load falls, so that the true deviation is a third smaller than ours;
  we are on the safe side. Even if the loss is taken as it shows itself in the first tenth of a second (what a relay
  sees, 72 %), the relief wears off while voltages recover, which a constant loss cannot show: the settled deviation is
  8 % short, the nadir 18 % too deep. This case is outside 5 and 10 %, and said to be.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dispatch.frequency import Cases, Group, SteamGovernor, Steps, simulate, trace
from dispatch.frequency.judge import NADIR_MARGIN_PU, ROCOF_MARGIN_PU, STEADY_MARGIN_PU
from tests.peers.peer_data import read_json, validation_folder

F0, BASE_MVA, EVENT_S = 60.0, 100.0, 1.0


def ieee39(name: str) -> tuple[Cases, pd.DataFrame]:
    """(the case as we see it, the trace of ANDES with time from the event)."""
    machines = pd.read_csv(validation_folder("andes_freq", f"ieee39_{name}_machines.csv"))
    left = machines[machines.online_after]
    first = left.iloc[0]
    governors = Group(
        "steam", SteamGovernor(1.0, first["T1"], first["T3"], first["T2"] / first["T3"]),
        up_mw=BASE_MVA * left.VMAX.to_numpy()[:, None] - left.Pm0_MW.to_numpy()[:, None],
        down_mw=left.Pm0_MW.to_numpy()[:, None] - BASE_MVA * left.VMIN.to_numpy()[:, None],
        rated_mw=BASE_MVA / left.R.to_numpy()[:, None],
    )  # fmt: skip
    lost = float(machines.loc[~machines.online_after, "Pm0_MW"].sum())
    kinetic = float(left.M_sysbase.sum()) / 2 * BASE_MVA
    seen = pd.read_csv(validation_folder("andes_freq", f"ieee39_{name}_coi.csv"))
    seen["t"] -= EVENT_S
    one = np.ones(1)
    return Cases(F0, lost * one, kinetic * one, 0.0 * one, [governors]), seen


def rocof(instants: np.ndarray, deviation: np.ndarray, window_s: float = 0.1) -> float:
    """Mean Hz/s over the first tenth of a second."""
    return float(np.interp(window_s, instants, deviation)) / window_s


def test_constant_power_loads() -> None:
    cases, seen = ieee39("trip_bus30")
    reference = read_json("andes_freq", "reference.json")["ieee39_trip_bus30"]
    found = simulate(cases, Steps(39.0))
    instants, deviation, _ = trace(cases, Steps(5.0), every_s=0.001)
    ours = {
        "rocof": rocof(instants, deviation[:, 0]) / reference["rocof_Hz_per_s"]["0.1s"],
        "nadir": found.nadir_hz[0] / (reference["nadir_Hz"] - F0),
        "settled": found.settled_hz[0] / (reference["f_end_Hz"] - F0),
    }
    assert ours["rocof"] == pytest.approx(1, abs=0.02), ours
    assert ours["settled"] == pytest.approx(1, abs=0.05), ours
    assert ours["nadir"] == pytest.approx(1, abs=0.10), ours
    assert found.nadir_s[0] == pytest.approx(reference["t_nadir_after_event_s"], rel=0.05)
    # All three are too favourable, and the margins cover it.
    for name, margin in (("rocof", ROCOF_MARGIN_PU), ("settled", STEADY_MARGIN_PU), ("nadir", NADIR_MARGIN_PU)):
        assert 1 - ours[name] < margin, (name, ours)
        assert ours[name] * (1 + margin) >= 1, (name, ours)
    assert seen.f_coi_hz.iloc[-1] == pytest.approx(reference["f_end_Hz"])


def test_the_linear_response_of_many_machines() -> None:
    """The reference's own linear model of the same machines, nothing left out on either side: 1e-4 Hz."""
    reference = read_json("andes_freq", "reference.json")["ieee39_trip_bus30"]["sfr_multi_machine_linear"]
    found = simulate(ieee39("trip_bus30")[0], Steps(60.0))
    assert found.nadir_hz[0] + F0 == pytest.approx(reference["nadir_Hz"], abs=1e-4)
    assert found.nadir_s[0] == pytest.approx(reference["t_nadir_s"], abs=0.01)
    assert found.settled_hz[0] + F0 == pytest.approx(reference["f_end"], abs=1e-4)


def test_loads_that_follow_the_voltage() -> None:
    cases, seen = ieee39("trip_zload")
    reference = read_json("andes_freq", "reference.json")["ieee39_trip_zload"]
    plain = simulate(cases, Steps(39.0))
    assert plain.nadir_hz[0] < reference["nadir_Hz"] - F0
    instants, deviation, _ = trace(cases, Steps(5.0), every_s=0.001)
    effective = reference["rocof_Hz_per_s"]["0.1s"] / rocof(instants, deviation[:, 0])
    relieved = Cases(F0, cases.lost_mw * effective, cases.kinetic_mw_s, cases.damping_mw_per_hz, cases.groups)
    found = simulate(relieved, Steps(39.0))
    assert found.settled_hz[0] == pytest.approx(seen.f_coi_hz.iloc[-1] - F0, rel=0.10)
    assert found.nadir_hz[0] < reference["nadir_Hz"] - F0
    assert 0.65 < effective < 0.75
