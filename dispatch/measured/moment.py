"""Irradiance that was read at one moment of each period → means over the periods.

A satellite takes one reading an hour, at a fixed minute (`Site.reading_offset_min` from the middle). Used as the mean
of the hour, such a reading shifts the whole day by that time. Between two readings the sky is assumed to change
linearly, as a share k of clear-sky irradiance C, while the position of the sun is computed:

    k(t_r) = G(t_r)/C(t_r) at the readings t_r with C > 20 W/m²                            (moment.1)
    mean of a period = mean over its minutes of k(t)·C(t), never above the limits of `sunlight`   (moment.2)

C is Haurwitz's sky for global and diffuse irradiance, and for the beam E0·0.7^(m^0.678) with m the air mass (Meinel
and Meinel, Applied Solar Energy, 1976). Other columns are unchanged.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.measured.axis import EvenTable
from dispatch.measured.columns import IRRADIANCES
from dispatch.measured.finding import Site
from dispatch.measured.sky import clear_sky, elevation, fine_starts, fine_step, sun_over
from dispatch.measured.sunlight import highest_possible

_LEAST_CLEAR = 20.0
_INSTANT_S = 60


def with_means(sampled: EvenTable, site: Site) -> EvenTable:
    """The table with means instead of readings; unchanged if readings are in the middle of the period."""
    columns = {name: values for name, values in sampled.columns.items() if name in IRRADIANCES}
    if not site.reading_offset_min or not columns:
        return sampled
    middle_s = sampled.step_s / 2 + 60 * site.reading_offset_min
    read_at = sampled.start + np.timedelta64(round(middle_s - _INSTANT_S / 2), "s")
    fine_s = fine_step(sampled.start, sampled.step_s)
    parts = sampled.step_s // fine_s
    at_readings = elevation(read_at, _INSTANT_S, site)
    within = elevation(fine_starts(sampled.start, sampled.step_s, fine_s), fine_s, site)
    place = (np.arange(len(sampled.start) * parts) + 0.5) / parts - middle_s / sampled.step_s
    sun = sun_over(sampled.start, sampled.step_s, site)
    lit = clear_sky(at_readings) > _LEAST_CLEAR
    made = dict(sampled.columns)
    for name, values in columns.items():
        clear = clear_sky if name != "dni_w_per_m2" else _clear_beam
        if lit.any():
            share = values[lit] / clear(at_readings[lit])
            period = len(values) if sampled.typical else None
            course = np.interp(place, np.flatnonzero(lit), share, period=period) * clear(within)
            made[name] = np.minimum(course.reshape(-1, parts).mean(axis=1), highest_possible(name, sun))
    return replace(sampled, columns=made)


def _clear_beam(degrees: np.ndarray) -> np.ndarray:
    """(n,) shape of the clear direct normal irradiance at elevations in degrees, nothing below the horizon."""
    from pvlib.atmosphere import get_relative_airmass

    mass = np.asarray(get_relative_airmass(90.0 - np.maximum(degrees, 0.0)))
    return np.where(degrees > 0, 1361.0 * 0.7 ** (mass**0.678), 0.0)
