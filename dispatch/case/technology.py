"""What a technology is, by the first word of its name: `wind_offshore` is wind, `pv_roof` is PV."""

from __future__ import annotations

_WIND = frozenset({"wind", "onwind", "offwind"})
_PV = frozenset({"pv", "solar"})
_RIVER = frozenset({"hydro", "run", "ror", "river"})


def is_wind(technology: str) -> bool:
    """Wind by the first word of its technology: `wind`, `wind_offshore` …"""
    return technology.split("_")[0] in _WIND


def is_pv(technology: str) -> bool:
    """PV by the first word of its technology: `pv`, `pv_roof`, `solar` …"""
    return technology.split("_")[0] in _PV


def is_river(technology: str) -> bool:
    """Run-of-river hydro by the first word of its technology: `hydro_run_of_river`, `run_of_river`, `ror` …"""
    return technology.split("_")[0] in _RIVER
