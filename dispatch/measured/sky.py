"""Position of the sun and clear-sky irradiance, as means over the periods of a table.

Positions come from `pvlib.solarposition` (ephemeris, within 0.01°) every 5 minutes, or every 15 for more than three
years. The clear sky is Haurwitz's, GHI = 1098·cos z·exp(−0.059/cos z) W/m²: it needs no climate, and only its shape is
used. Extraterrestrial normal irradiance E0 is Spencer's series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.measured.finding import Site

_FINE_S, _COARSE_S = 300, 900
_FINE_UP_TO_S = 3 * 366 * 86_400


@dataclass(frozen=True, eq=False)
class Sun:
    """Of n periods: mean max(cos z, 0), highest elevation in degrees, E0 and clear GHI in W/m²."""

    cosine: np.ndarray
    highest: np.ndarray
    extra: np.ndarray
    clear: np.ndarray

    @property
    def up(self) -> np.ndarray:
        """(n,) whether the sun is clearly above the horizon for nearly the whole period."""
        return self.cosine > np.sin(np.radians(5.0))


def elevation(start: np.ndarray, fine_s: int, site: Site) -> np.ndarray:
    """(n,) elevation in degrees at the middle of short periods of `fine_s` seconds."""
    from pvlib.solarposition import ephemeris

    middle = pd.DatetimeIndex(start.astype("datetime64[s]") + np.timedelta64(fine_s // 2, "s"), tz="UTC")
    return ephemeris(middle, site.lat, site.lon)["elevation"].to_numpy(dtype=float)


def fine_step(start: np.ndarray, step_s: int) -> int:
    """Length of the short periods: it divides the step."""
    fine = _FINE_S if len(start) * step_s <= _FINE_UP_TO_S else _COARSE_S
    return fine if step_s % fine == 0 else step_s


def fine_starts(start: np.ndarray, step_s: int, fine_s: int) -> np.ndarray:
    """(n·step/fine,) starts of the short periods of even periods."""
    parts = np.arange(step_s // fine_s) * np.timedelta64(fine_s, "s")
    return (start[:, None] + parts[None, :]).ravel()


def clear_sky(degrees: np.ndarray) -> np.ndarray:
    """Clear GHI in W/m² at elevations in degrees (Haurwitz 1945)."""
    sine = np.maximum(np.sin(np.radians(degrees)), 1e-6)
    return np.where(degrees > 0, 1098.0 * sine * np.exp(-0.059 / sine), 0.0)


def sun_over(start: np.ndarray, step_s: int, site: Site) -> Sun:
    """The sun over even periods at a site."""
    from pvlib.irradiance import get_extra_radiation

    fine_s = fine_step(start, step_s)
    degrees = elevation(fine_starts(start, step_s, fine_s), fine_s, site).reshape(len(start), -1)
    cosine = np.maximum(np.sin(np.radians(degrees)), 0.0).mean(axis=1)
    day = pd.DatetimeIndex(start).day_of_year.to_numpy()
    extra = np.asarray(get_extra_radiation(day, method="spencer"), dtype=float)
    return Sun(cosine, degrees.max(axis=1), extra, clear_sky(degrees).mean(axis=1))
