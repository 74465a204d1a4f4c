"""Consequences of an outage that freezes potline cells: number of cells, cost of restarting them, and metal lost
until then.

The program pays `freeze_cost_cny_per_mwh` for every MWh that cells beyond the band go without (`potline`). The
physical consequences are computed here, after the solve: with F the highest frozen_mw of a horizon,

    cells = F / cell_mw        restart = cells · restart_cost_cny_per_cell        metal = F · restart_h / mwh_per_t

A cell all in is restart_cost + cell_mw · restart_h · value / mwh_per_t, with the defaults 3.0 + 2.2 · 720 ·
20,000/13.4 = 5.36 million CNY, or 2.44 million a MW. Over an outage that keeps cells beyond the band for a day that
is 101,600 CNY/MWh, the default; a freeze of T hours costs 24/T of it (`freeze_price`). Why not a column for cells: a
frozen cell is out for a month, so it needs rolling sums over 720 h and a second kind of energy that is neither served
nor unserved, for something that no plan chooses: the price is above that of any load, so a line is the last load to
be disconnected in either case, and only the consequences have to be reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.families.potline.entity import Potline


@dataclass(frozen=True)
class Frozen:
    """Cells that have frozen at worst, what restarting them costs, and the metal lost until they are back."""

    cells: float
    restart_cny: float
    lost_t: float


def frozen_cells(line: Potline, frozen_mw: np.ndarray) -> Frozen:
    """Of a schedule, (N,) MW."""
    worst = float(np.max(frozen_mw, initial=0.0))
    cells = worst / line.cell_mw
    lost = worst * line.restart_h / line.mwh_per_t if line.mwh_per_t else 0.0
    return Frozen(cells, cells * line.restart_cost_cny_per_cell, lost)


def freeze_price(line: Potline, hours: float) -> float:
    """CNY per MWh at which cells that are beyond the band for so many hours cost what they cost all in."""
    metal = line.restart_h * line.product_value_cny_per_t / line.mwh_per_t if line.mwh_per_t else 0.0
    return (line.restart_cost_cny_per_cell / line.cell_mw + metal) / hours
