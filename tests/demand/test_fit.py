"""Sensitivities found again in loads that were made with them, and bands that say what cannot be known."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.demand.fit import NAMES, fit_temperature
from dispatch.demand.temperature import lagged, response

HOUR = np.arange(24 * 120)
TRUE = {
    "scale": 700.0, "heating_pu_per_k": 0.018, "cooling_pu_per_k": 0.03, "heating_below_c": 14.0,
    "cooling_above_c": 24.0,
    "time_constant_h": 12.0,
}  # fmt: skip


def air(seed: int = 0, mean: float = 17.0) -> np.ndarray:
    """Four months from cold to hot with days and weather."""
    rng = np.random.default_rng(seed)
    weather = np.zeros(len(HOUR))
    for i in range(1, len(HOUR)):
        weather[i] = 0.98 * weather[i - 1] + 0.6 * rng.standard_normal()
    return mean + 11 * np.sin((HOUR / len(HOUR) - 0.5) * np.pi) + 5 * np.sin(HOUR * np.pi / 12) + weather


def made(temperature: np.ndarray, noise_pu: float = 0.0, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    base = 0.6 + 0.2 * np.sin((HOUR - 8) * np.pi / 12)
    felt = lagged(temperature, 1.0, TRUE["time_constant_h"], repeats=False)
    load = TRUE["scale"] * base * response(felt, *(TRUE[name] for name in NAMES[1:5]))
    rng = np.random.default_rng(seed)
    return base, load * (1 + noise_pu * rng.standard_normal(len(HOUR)))


def test_without_noise_the_numbers_come_back() -> None:
    base, load = made(air())
    found = fit_temperature(load, air(), base, 1.0)
    assert found.r_squared == pytest.approx(1, abs=1e-9)
    assert found.value == pytest.approx(TRUE, rel=1e-4)
    assert found.rmse < 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_with_noise_the_band_holds_them(seed: int) -> None:
    """3 % of noise: every number within twice its 95 % band, and the band is no wider than it need be."""
    base, load = made(air(seed), 0.03, seed)
    found = fit_temperature(load, air(seed), base, 1.0)
    assert 0.9 < found.r_squared < 1
    for name, true in TRUE.items():
        half = found.high[name] - found.value[name]
        assert abs(found.value[name] - true) < 2 * half
    assert found.high["heating_pu_per_k"] - found.value["heating_pu_per_k"] < 0.1 * TRUE["heating_pu_per_k"]


def test_errors_that_last_widen_the_band() -> None:
    """The same spread of errors, hour by hour or over days."""
    rng = np.random.default_rng(4)
    base, load = made(air())
    white = rng.standard_normal(len(HOUR))
    lasting = np.repeat(rng.standard_normal(len(HOUR) // 24), 24)
    quick, slow = (fit_temperature(load * (1 + 0.03 * e), air(), base, 1.0) for e in (white, lasting))
    assert slow.residual_correlation > 0.8 > 0.2 > quick.residual_correlation
    width = [fit.high["heating_pu_per_k"] - fit.low["heating_pu_per_k"] for fit in (quick, slow)]
    assert width[1] > 2.5 * width[0]


def test_what_never_happened_cannot_be_told() -> None:
    """A winter in which it is never warm says nothing about cooling."""
    cold = air(mean=2.0)
    base, load = made(cold)
    found = fit_temperature(load, cold, base, 1.0)
    assert np.isinf(found.high["cooling_above_c"])
    assert found.value["heating_pu_per_k"] == pytest.approx(TRUE["heating_pu_per_k"], rel=0.2)


@pytest.mark.parametrize(
    ("load", "temperature", "message"),
    [(np.ones(100), np.ones(100), "vary"), (np.arange(100.0), np.ones(99), "same length"),
     (np.arange(10.0), np.ones(10), "48"), (np.append(np.arange(99.0), np.nan), np.ones(100), "finite")],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused(load: np.ndarray, temperature: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_temperature(load, temperature, np.ones(len(load)), 1.0)
