"""Inflow of a catchment in a dry, a normal or a wet year: a year of 365 days from local new year that repeats.

    (catchment.1)  flow[d] = mean · year · shape[d] · noise[d]

`mean` is the long-run mean flow, `year` the factor of the hydrology (`dry_pu`, `normal_pu`, `wet_pu`), `shape` the
course over the year: the given monthly or ten-day proportions, scaled to a mean of 1 and made smooth from day to day
without changing their means (`daily`). The days vary around it as a lognormal AR(1) process with memory φ and
coefficient of variation σ:

    (catchment.2)  z[d] = φ·z[d−1] + √(1−φ²)·ε[d]        on a year that turns around: 31 December comes before 1 January
    (catchment.3)  noise[d] = exp(s·z[d] − s²/2),         s² = ln(1 + σ²)
    (catchment.4)  ε = √ρ·ε_region + √(1−ρ)·ε_own         ρ = `regional_pu`: rain falls on neighbours too

so that two catchments with equal memory correlate by √(ρ₁·ρ₂), 0.6 unless given. Then the year is scaled
smoothly until the means of its months are again those without noise, exactly: what a case says of a month holds in
every synthetic year, and days (and ten-day periods) vary within it.

Random numbers come from (seed, hydrology, id) alone, those of the region from (seed, hydrology): another catchment
in the case, another order, changes nothing. With `step` 1h or 15min the days are not steps but a smooth course with
the same means.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.families.catchment.entity import Catchment
from dispatch.water.daily import DAYS_PER_YEAR, MONTH_DAYS, TEN_DAY_DAYS, block_means, smooth_year, with_block_means

HYDROLOGIES = ("dry", "normal", "wet")
PER_DAY = {"1d": 1, "1h": 24, "15min": 96}
# Any year that is no leap year: the table repeats.
_YEAR = 2025


def make_catchments(case: Case, catchments: Sequence[Catchment]) -> dict[str, TimeTable]:
    """Inflow in m³/s of each catchment in the hydrology of the case."""
    return {
        c.id: yearly_table(c.id, catchment_flow(c, case.synthesis.seed, case.hydrology), case.time.zone)
        for c in catchments
    }


def yearly_table(name: str, values: np.ndarray, zone: str) -> TimeTable:
    """A table of one column over 365 days from local new year, that repeats."""
    first = pd.Timestamp(year=_YEAR, month=1, day=1, tz=zone).tz_convert("UTC").tz_localize(None)
    step = np.timedelta64(DAYS_PER_YEAR * 86_400 // len(values), "s")
    start = first.to_numpy().astype("datetime64[s]") + step * np.arange(len(values))
    return TimeTable(start, start[-1] + step, {name: values}, "mean", "year")


def catchment_flow(catchment: Catchment, seed: int, hydrology: str) -> np.ndarray:
    """(365 · steps a day,) m³/s, (catchment.1)."""
    shape = daily_shape(catchment)
    flow = catchment.mean_m3s * year_factor(catchment, hydrology) * shape
    if catchment.daily_sigma_pu > 0:
        noisy = flow * daily_noise(catchment, seed, hydrology)
        flow = with_block_means(noisy, block_means(flow, MONTH_DAYS), MONTH_DAYS)
    per_day = PER_DAY[catchment.step]
    return flow if per_day == 1 else smooth_year(flow, np.ones(DAYS_PER_YEAR), per_day)


def year_factor(catchment: Catchment, hydrology: str) -> float:
    """What the year has of a long-run year."""
    return {"dry": catchment.dry_pu, "normal": catchment.normal_pu, "wet": catchment.wet_pu}[hydrology]


def shape_means(catchment: Catchment) -> tuple[np.ndarray, np.ndarray]:
    """(proportions of months or ten-day periods, scaled to a yearly mean of 1; days of each)."""
    if catchment.ten_day_shape:
        flows, days = np.array(catchment.ten_day_shape), TEN_DAY_DAYS
    else:
        monthly = catchment.shape
        flows, days = np.ones(12) if monthly is None else monthly.scale * np.array(monthly.monthly), MONTH_DAYS
    return flows * (DAYS_PER_YEAR / float(flows @ days)), days


def daily_shape(catchment: Catchment) -> np.ndarray:
    """(365,) the course over the year, with mean 1."""
    return smooth_year(*shape_means(catchment))


def daily_noise(catchment: Catchment, seed: int, hydrology: str) -> np.ndarray:
    """(365,) (catchment.2) to (catchment.4)."""
    regional = _normals(seed, hydrology, "")
    own = _normals(seed, hydrology, catchment.id)
    share, memory = catchment.regional_pu, catchment.daily_memory
    shock = np.sqrt(share) * regional + np.sqrt(1 - share) * own
    # A circular AR(1): division by its transfer function, which no memory below 1 makes zero.
    turn = np.exp(-2j * np.pi * np.fft.fftfreq(DAYS_PER_YEAR))
    z = np.fft.ifft(np.fft.fft(shock) / (1 - memory * turn)).real * np.sqrt(1 - memory**2)
    spread = np.sqrt(np.log1p(catchment.daily_sigma_pu**2))
    return np.asarray(np.exp(spread * z - spread**2 / 2))


def _normals(seed: int, hydrology: str, name: str) -> np.ndarray:
    """(365,) standard normal numbers that belong to a name; the region has none."""
    digest = hashlib.sha256(f"inflow|{seed}|{hydrology}|{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big"))).standard_normal(DAYS_PER_YEAR)
