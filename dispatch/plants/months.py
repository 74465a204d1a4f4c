"""Shares that change by month, on the periods of a site's weather."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.case.varying import Monthly
from dispatch.weather.site_weather import SiteWeather


def month_of(weather: SiteWeather, zone: str) -> np.ndarray:
    """(n,) month 1–12 of each period's middle, in local time."""
    middle = weather.start + np.timedelta64(weather.step_s // 2, "s")
    return pd.DatetimeIndex(middle).tz_localize("UTC").tz_convert(zone).month.to_numpy()


def kept(losses: tuple[float | Monthly, ...], month: np.ndarray) -> np.ndarray:
    """(n,) what a chain of losses leaves: ∏(1 − loss)."""
    left = np.ones(len(month))
    for loss in losses:
        if isinstance(loss, Monthly):
            left *= 1 - loss.scale * np.asarray(loss.monthly)[month - 1]
        else:
            left *= 1 - loss
    return left
