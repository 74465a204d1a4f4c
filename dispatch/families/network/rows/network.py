"""Power flow between buses: AC lines and controllable DC links.

A branch that sends one way only, or both ways for nothing, is one signed column; one that loses or costs both ways
is two, so that every MW pays in the direction in which it is sent:

    flow_mw[l,t]                        in [p_min_pu, p_max_pu] · p_nom           (lines: −p_max_pu, or 0 if one way)
    forward_mw[l,t], backward_mw[l,t]   in [0, p_max_pu · p_nom]                  sent from bus0, sent from bus1
                                        (a p_min_pu > 0 is a least forward, a p_max_pu < 0 a least backward)

What leaves bus0 is p0 = flow (or forward − (1−loss)·backward), what reaches bus1 is p1 = (1−loss)·flow (or
(1−loss)·forward − backward); p0 − p1 is the loss. Sending both ways at once burns energy and pays only
at negative prices: `opposed` lets `dispatch.program.complementarity` remove it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.network.entity import Line, Link
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


def flow_bounds(branches: Sequence[Line | Link], series: Series) -> tuple[np.ndarray, np.ndarray]:
    """(n, N) lowest and highest power sent from bus0, MW."""
    p_nom = np.array([[b.p_nom_mw] for b in branches])
    high = p_nom * series.stack(branches, "p_max_pu")
    return p_nom * np.array([_least_pu(b, series) for b in branches]), high


def _least_pu(branch: Line | Link, series: Series) -> np.ndarray:
    if isinstance(branch, Link):
        return series.of(branch, "p_min_pu")
    return -series.of(branch, "p_max_pu") * (not branch.one_way)


def needs_two_columns(branch: Line | Link, lowest: np.ndarray, series: Series) -> bool:
    """Whether what a branch sends back must be a column apart from what it sends: both lose, or both cost."""
    costs = isinstance(branch, Link) and bool(series.of(branch, "marginal_cost_cny_per_mwh").any())
    return (branch.loss_pu > 0 or costs) and bool((lowest < 0).any())


def add_lines(m: Formulation, case: Case, series: Series) -> None:
    """AC lines as transport; `kirchhoff.add_kirchhoff` adds the voltage law."""
    _add_branches(m, "line", case.line, series)


def add_links(m: Formulation, case: Case, series: Series) -> None:
    """DC links and what their use costs."""
    _add_branches(m, "link", case.link, series)
    if not case.link:
        return
    f, T = m.families["link"], m.period
    L, one, two = f.axis_of["link"], f.axis_of["signed"], f.axis_of["two_way"]
    marginal = f.param("marginal_cost", (L, T), series.stack(case.link, "marginal_cost_cny_per_mwh"))
    flow, forward, backward = (f.var_of[v] for v in ("flow_mw", "forward_mw", "backward_mw"))
    f.cost("operation", (one, T), lambda k, t: m.cost_h[t] * marginal[k, t] * flow[k, t])
    f.cost("both_ways", (two, T), lambda k, t: m.cost_h[t] * marginal[k, t] * (forward[k, t] + backward[k, t]))


def _add_branches(m: Formulation, name: str, branches: Sequence[Line | Link], series: Series) -> None:
    if not branches:
        return
    f, T = m.family(name), m.period
    low, high = flow_bounds(branches, series)
    both = [needs_two_columns(b, lowest, series) for b, lowest in zip(branches, low, strict=True)]
    one_column, two_column = np.flatnonzero(np.logical_not(both)), np.flatnonzero(both)
    L = f.axis(name, [b.id for b in branches])
    one = f.axis("signed", [branches[int(i)].id for i in one_column], index_name=name)
    two = f.axis("two_way", [branches[int(i)].id for i in two_column], index_name=name)
    kept = f.param("kept", (L,), [1 - b.loss_pu for b in branches])
    signed_of, two_of = f.members("signed_of", L, one, one_column), f.members("two_of", L, two, two_column)
    flow = f.var("flow_mw", (one, T), low[one_column], high[one_column])
    least, most = low[two_column], high[two_column]
    forward = f.var("forward_mw", (two, T), np.maximum(least, 0.0), np.maximum(most, 0.0))
    backward = f.var("backward_mw", (two, T), np.maximum(-most, 0.0), np.maximum(-least, 0.0))
    f.opposed("forward_mw", "backward_mw")

    def p0(k, t):
        return sum(flow[i, t] for i in signed_of[k]) + sum(forward[i, t] - kept[i] * backward[i, t] for i in two_of[k])

    def p1(k, t):
        return sum(kept[i] * flow[i, t] for i in signed_of[k]) + sum(
            kept[i] * forward[i, t] - backward[i, t] for i in two_of[k]
        )

    f.quantity("p0_mw", (L, T), p0)
    f.quantity("p1_mw", (L, T), p1)
    f.quantity("loss_mw", (L, T), lambda k, t: p0(k, t) - p1(k, t))
    bus0, bus1 = [b.bus0 for b in branches], [b.bus1 for b in branches]
    m.inject(one, [bus0[i] for i in one_column], lambda k, t: -flow[k, t])
    m.inject(one, [bus1[i] for i in one_column], lambda k, t: kept[k] * flow[k, t])
    m.inject(two, [bus0[i] for i in two_column], lambda k, t: kept[k] * backward[k, t] - forward[k, t])
    m.inject(two, [bus1[i] for i in two_column], lambda k, t: kept[k] * forward[k, t] - backward[k, t])
