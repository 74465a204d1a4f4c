"""Kirchhoff's voltage law as bus angles: flow = (θ0 − θ1 − shift) / x on every line of the AC network.

The model writes the law around cycles; here the angles that explain the reported flows best are recovered by least
squares, period by period, and every line is held against them. Each synchronous network has one bus at angle 0; the
others follow from the normal equations, a sparse positive definite matrix that is factorised once. What is left over
is judged in MW on the line of largest reactance, as the solver holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.audit.view import View
from dispatch.families.network.entity import Line

if TYPE_CHECKING:
    from scipy import sparse


def audit_voltage(lines: View[Line], flow: Array) -> None:
    """Hold the flows (n, N) of all lines under the law against the angles they imply."""
    if not lines.assets:
        return
    x = lines.each(lambda line: line.x_pu or 0.0)
    shift = lines.each(lambda line: line.phase_shift_rad)
    island, incidence = _networks(lines)
    drop = x * flow + shift
    left_over = drop - incidence @ _angles(incidence, drop)
    largest = np.zeros(island.max() + 1)
    np.maximum.at(largest, island, np.abs(x[:, 0]))
    scale = np.where(largest > 0, largest, 1.0)[island][:, None]
    expected = flow - left_over / x
    size = lines.each(lambda line: line.p_nom_mw) + np.abs(shift) / scale
    lines.recorder.compare("line.voltage_law", np.abs(left_over) / scale, flow, expected, size, lines.ids, "period")


def _networks(lines: View[Line]) -> tuple[Array, sparse.csr_array]:
    """(n,) number of the synchronous network of each line; (n, buses − networks) +1 at bus0, −1 at bus1."""
    # SciPy is imported here, because every run imports this module and few have lines with a reactance.
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    buses = sorted({bus for line in lines.assets for bus in (line.bus0, line.bus1)})
    number = {bus: i for i, bus in enumerate(buses)}
    begin = np.array([number[line.bus0] for line in lines.assets])
    end = np.array([number[line.bus1] for line in lines.assets])
    count, size = len(begin), len(buses)
    networks, member = connected_components(sparse.coo_array((np.ones(count), (begin, end)), (size, size)), False)
    row = np.arange(count)
    whole = sparse.csc_array((np.repeat([1.0, -1.0], count), (np.tile(row, 2), np.append(begin, end))), (count, size))
    reference = [int(np.flatnonzero(member == k)[0]) for k in range(networks)]
    return member[begin], sparse.csr_array(whole[:, np.setdiff1d(np.arange(size), reference)])


def _angles(incidence: sparse.csr_array, drop: Array) -> Array:
    """(buses − networks, N) angles that fit the drops (n, N) best."""
    if not incidence.shape[1]:
        return np.zeros((0, drop.shape[1]))
    from scipy import sparse
    from scipy.sparse.linalg import splu

    normal = sparse.csc_matrix(incidence.T @ incidence)
    return np.asarray(splu(normal).solve(np.ascontiguousarray(incidence.T @ drop)))
