"""Sensitivities of a demand to temperature, from a metered series: least squares with bands.

    load = k · base · (1 + h·(T_h − T̃(τ))⁺ + c·(T̃(τ) − T_c)⁺) + error

k, k·h and k·c enter linearly; τ, T_h and T_c do not. For any of the latter the former follow from linear least
squares (variable projection), so the search has three dimensions: a grid first, because the error has several
valleys, then Levenberg–Marquardt from the best point in all six. The covariance is that of the linearised model,
s²·(JᵀJ)⁻¹, and errors of neighbouring hours are alike: with first-order correlation ρ of the residuals, n
observations count as n·(1 − ρ)/(1 + ρ) independent ones, by which the band is widened. Parameters that the data do
not determine (cooling where it is never hot) are reported with a sensitivity of 0 and an infinite band.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import least_squares, nnls
from scipy.stats import t as student

from dispatch.demand.temperature import lagged, response

NAMES = ("scale", "heating_pu_per_k", "cooling_pu_per_k", "heating_below_c", "cooling_above_c", "time_constant_h")
_LOWER = np.array([0.0, 0.0, 0.0, -20.0, 0.0, 0.01])
_UPPER = np.array([np.inf, 1.0, 1.0, 30.0, 45.0, 300.0])
_GRID = (np.arange(6.0, 23.0, 2.0), np.arange(18.0, 33.0, 2.0), (1.0, 6.0, 18.0, 36.0, 72.0))


@dataclass(frozen=True)
class TemperatureFit:
    """value, low, high: by name of `NAMES`, with the 95 % band; r_squared of the load about its mean; rmse in the unit
    of the load; residual_correlation from one step to the next."""

    value: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    r_squared: float
    rmse: float
    residual_correlation: float


def fit_temperature(load: np.ndarray, temperature_c: np.ndarray, base: np.ndarray, step_h: float) -> TemperatureFit:
    """Fit to equal steps: load, temperature and base are (n,). Raises ValueError where they do not fit each other."""
    load, air, base = (np.asarray(v, dtype=float) for v in (load, temperature_c, base))
    if not len(load) == len(air) == len(base) or len(load) < 48:
        raise ValueError("load, temperature and base must have the same length, at least 48 steps")
    if not all(np.isfinite(v).all() for v in (load, air, base)) or load.std() == 0:
        raise ValueError("load, temperature and base must be finite, and the load must vary")

    def modelled(x: np.ndarray) -> np.ndarray:
        felt = lagged(air, step_h, float(x[5]), repeats=False)
        return np.asarray(x[0] * base * response(felt, *(float(v) for v in x[1:5])))

    start = np.clip(_coarse(load, air, base, step_h), _LOWER + 1e-6, np.where(np.isinf(_UPPER), 1e30, _UPPER - 1e-6))
    found = least_squares(
        lambda x: modelled(x) - load, start, bounds=(_LOWER, _UPPER), x_scale=np.array([1, 0.01, 0.01, 5, 5, 20.0])
    )
    return _judged(load, found.x, found.jac, load - modelled(found.x))


def _coarse(load: np.ndarray, air: np.ndarray, base: np.ndarray, step_h: float) -> np.ndarray:
    """(6,) the best of a grid of thresholds and time constants, the rest by least squares."""
    best, least = np.zeros(6), np.inf
    for tau in _GRID[2]:
        felt = lagged(air, step_h, tau, repeats=False)
        for below, above in product(_GRID[0], _GRID[1]):
            if below > above:
                continue
            columns = np.stack([base, base * np.maximum(below - felt, 0), base * np.maximum(felt - above, 0)], axis=1)
            part, error = nnls(columns, load)
            if error < least and part[0] > 0:
                best, least = np.array([part[0], part[1] / part[0], part[2] / part[0], below, above, tau]), error
    return best


def _judged(load: np.ndarray, x: np.ndarray, jacobian: np.ndarray, residual: np.ndarray) -> TemperatureFit:
    n, size = jacobian.shape
    rho = float(np.clip(residual[1:] @ residual[:-1] / max(residual @ residual, 1e-300), 0.0, 0.999))
    worth = max(n * (1 - rho) / (1 + rho), size + 1)
    known = np.linalg.norm(jacobian, axis=0) > 1e-9 * np.linalg.norm(jacobian)
    # A threshold or time constant cannot be identified where there is no sensitivity.
    known[3] &= bool(x[1] > 1e-6)
    known[4] &= bool(x[2] > 1e-6)
    known[5] &= bool(max(x[1], x[2]) > 1e-6)
    spread = np.full(size, np.inf)
    inner = jacobian[:, known]
    variance = float(residual @ residual) / max(n - size, 1) * n / worth
    spread[known] = np.sqrt(np.diag(np.linalg.pinv(inner.T @ inner)) * variance)
    band = float(student.ppf(0.975, max(worth - size, 1))) * spread
    r_squared = 1 - float(residual @ residual) / float(((load - load.mean()) ** 2).sum())
    return TemperatureFit(
        dict(zip(NAMES, map(float, x), strict=True)),
        dict(zip(NAMES, map(float, x - band), strict=True)),
        dict(zip(NAMES, map(float, x + band), strict=True)),
        r_squared,
        float(np.sqrt(np.mean(residual**2))),
        rho,
    )
