"""How large a store is: what the case gives, and what was built of a candidate.

    discharge_mw = p_nom + built_mw        charge_mw = p_charge_nom + κ·built_mw        energy_mwh = e_nom + built_mwh

κ is charging power per discharging power. Everything but the audit, which has its own statement (`replay.candidate`),
asks here; `p_max_pu` is left to the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from dispatch.families.storage.entity import Storage

Number = TypeVar("Number", float, np.ndarray)


@dataclass(frozen=True, eq=False)
class Size(Generic[Number]):
    """Powers at the grid side and energy of a store, as numbers or as arrays over time."""

    discharge_mw: Number
    charge_mw: Number
    energy_mwh: Number


def charge_nom_mw(store: Storage) -> float:
    """Charging power that the case gives; that of discharging where it gives none."""
    return store.p_nom_mw if store.p_charge_nom_mw is None else store.p_charge_nom_mw


def charge_ratio(store: Storage) -> float:
    """MW of charging that come with each MW of discharging that is built."""
    if store.p_nom_mw == 0 or store.p_charge_nom_mw is None:
        return 1.0
    return store.p_charge_nom_mw / store.p_nom_mw


def size_of(store: Storage, built_mw: Number, built_mwh: Number) -> Size[Number]:
    """A store with what was built of it."""
    return Size(
        store.p_nom_mw + built_mw,
        charge_nom_mw(store) + charge_ratio(store) * built_mw,
        store.e_nom_mwh + built_mwh,
    )
