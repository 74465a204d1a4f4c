"""The voltage law by hand: parallel lines, a triangle, a phase shifter, lossy lines."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.errors import InfeasibleError
from tests.support import demand, expect, hours, solve, system, unit


def wire(id: str, bus0: str, bus1: str, x: float, p_nom: float = 1000, **more: Any) -> dict[str, Any]:
    return {"id": id, "bus0": bus0, "bus1": bus1, "p_nom_mw": p_nom, "kirchhoff": True, "x_pu": x, **more}


def test_parallel_lines_share_by_susceptance() -> None:
    """x = 0.1 and 0.3 in parallel, 40 MW: 30 and 10, whichever way they point."""
    lines = [wire("one", "a", "b", 0.1), wire("two", "b", "a", 0.3)]
    case = system(buses="ab", thermal=[unit("coal", 100, 100)], load=[demand(40, "b")], line=lines)
    expect(solve(case, hours(1)), {"cost": 4000, "line.flow_mw[one]": [30], "line.flow_mw[two]": [-10]})


def test_a_triangle_splits_two_to_one_and_congestion_lifts_the_third_price() -> None:
    """Equal x; 10 CNY/MWh at a, 50 at c, load 90 at c; a–c carries at most 40.

    Of what goes from a to c, ⅔ take a–c and ⅓ a–b–c. So a may send 60, c makes 30: 600 + 1,500 = 2,100.
    One more MW at b, ½ from a and ½ from c, leaves a–c as it is (½·⅔ − ⅓ = 0): its price is ½·10 + ½·50 = 30.
    """
    lines = [wire("ab", "a", "b", 0.2), wire("bc", "b", "c", 0.2), wire("ac", "a", "c", 0.2, 40)]
    case = system(
        buses="abc",
        thermal=[unit("cheap", 1000, 10), unit("dear", 1000, 50, "c")],
        load=[demand(90, "c"), demand(0, "b", "none")],
        line=lines,
    )
    expect(
        solve(case, hours(1)),
        {
            "cost": 2100,
            "line.flow_mw[ab]": [20],
            "line.flow_mw[bc]": [20],
            "line.flow_mw[ac]": [40],
            "price.price_cny_per_mwh[a]": [10],
            "price.price_cny_per_mwh[b]": [30],
            "price.price_cny_per_mwh[c]": [50],
        },
    )


def test_without_the_law_a_line_is_a_pipe() -> None:
    """The same triangle as transport: 40 straight, 50 around, all from a: 900."""
    lines = [{**wire(*ends, 0.2, p_nom), "kirchhoff": False} for *ends, p_nom in
             (("ab", "a", "b", 1000), ("bc", "b", "c", 1000), ("ac", "a", "c", 40))]  # fmt: skip
    case = system(buses="abc", thermal=[unit("cheap", 1000, 10), unit("dear", 1000, 50, "c")], load=[demand(90, "c")],
                  line=lines)  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 900})


def test_a_phase_shifter_moves_power_to_its_twin() -> None:
    """Two lines of x = 0.01, one with a shift of 0.05 rad; 10 MW: f₁ + f₂ = 10, 0.01·f₁ + 0.05 =
    0.01·f₂: 2.5 and 7.5.
    """
    lines = [wire("shifted", "a", "b", 0.01, phase_shift_rad=0.05), wire("plain", "a", "b", 0.01)]
    case = system(buses="ab", thermal=[unit("coal", 100, 100)], load=[demand(10, "b")], line=lines)
    expect(solve(case, hours(1)), {"line.flow_mw[shifted]": [2.5], "line.flow_mw[plain]": [7.5]})


def test_lossy_lines_obey_the_law_with_what_they_send() -> None:
    """Two equal lines, loss 0.1, 18 MW at the far end: 10 sent on each; with x = 0.1 and 0.3: 15 and 5."""
    for x, sent in ((0.1, [10, 10]), (0.3, [15, 5])):
        lines = [wire("one", "a", "b", 0.1, loss_pu=0.1), wire("two", "b", "a", x, loss_pu=0.1)]
        case = system(buses="ab", thermal=[unit("coal", 100, 100)], load=[demand(18, "b")], line=lines)
        expect(
            solve(case, hours(1)), {"cost": 2000, "line.forward_mw[one]": [sent[0]], "line.backward_mw[two]": [sent[1]]}
        )


def test_only_the_lines_that_ask_obey() -> None:
    """A lawful pair of 10 MW each (x 0.1, 0.3) beside a free line: 40 MW: the pair carries 10 and 3.33, the free line
    26.67.

    The free line of 26 MW cannot: infeasible but for unserved energy at 20,000: ⅔ MW are missed.
    """
    for room, unserved in ((100, 0), (26, 40 - 26 - 10 - 10 / 3)):
        lines = [wire("one", "a", "b", 0.1, 10), wire("two", "a", "b", 0.3, 10),
                 {**wire("free", "a", "b", 0.1, room), "kirchhoff": False}]  # fmt: skip
        case = system(buses="ab", thermal=[unit("coal", 100, 100)], load=[demand(40, "b")], line=lines)
        expect(solve(case, hours(1)), {"cost": 100 * (40 - unserved) + 20_000 * unserved,
                                       "load.unserved_mw[city]": [unserved]})  # fmt: skip


def test_two_rings_that_share_a_line() -> None:
    """Square a–b–c–d with diagonal a–c, all x equal; 80 MW from a to c: the diagonal carries half, each way round a
    quarter.

    Two cycles are closed, and both laws are needed for the split.
    """
    lines = [wire("ab", "a", "b", 0.1), wire("bc", "b", "c", 0.1), wire("cd", "c", "d", 0.1), wire("da", "d", "a", 0.1),
             wire("ac", "a", "c", 0.1)]  # fmt: skip
    case = system(buses="abcd", thermal=[unit("coal", 100, 100)], load=[demand(80, "c")], line=lines)
    expect(solve(case, hours(1)), {"line.flow_mw[ac]": [40], "line.flow_mw[ab]": [20], "line.flow_mw[bc]": [20],
                                   "line.flow_mw[cd]": [-20], "line.flow_mw[da]": [-20]})  # fmt: skip


def test_must_run_against_the_law_is_infeasible() -> None:
    """50 MW must go from a to c, ⅔ of them over a line of 30: 33.3 > 30."""
    lines = [wire("ab", "a", "b", 0.2), wire("bc", "b", "c", 0.2), wire("ac", "a", "c", 0.2, 30)]
    forced = {"id": "ror", "technology": "ror", "bus": "a", "p_nom_mw": 50, "p_min_pu": 1}
    case = system(buses="abc", renewable=[forced], load=[demand(50, "c")], line=lines)
    with pytest.raises(InfeasibleError):
        solve(case, hours(1))
