"""What storage of each technology costs and how it behaves, for the fields that a candidate leaves blank.

Costs are CNY of 2024, of the whole plant without its connection, in 2024 and 2030; between the two years they lie on a
straight line, outside they stay. Every number is an engineering estimate [E] for southern China but where `source`
names more; a candidate that states its own number is not touched. Efficiencies are the square root of a mid-range
round trip each way, measured on the AC side of the converter.

`pumped_storage` costs per kW in all: its energy is part of the price, so its duration is fixed. It is not new-type
storage (新型储能), which leaves pumped storage out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

FIRST_YEAR, LAST_YEAR = 2024, 2030


@dataclass(frozen=True)
class Technology:
    """Costs at (2024, 2030), CNY/kW and CNY/kWh; `fields` are those of a `Storage` of this technology."""

    per_kw: tuple[float, float]
    per_kwh: tuple[float, float]
    fields: Mapping[str, Any]
    source: str

    def cost(self, year: int) -> tuple[float, float]:
        """(CNY/kW, CNY/kWh) of what is built in a year."""
        late = min(max((year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR), 0.0), 1.0)
        kw, kwh = (early + (end - early) * late for early, end in (self.per_kw, self.per_kwh))
        return kw, kwh


def _technology(
    per_kw: tuple[float, float],
    per_kwh: tuple[float, float],
    source: str,
    *,
    round_trip: float,
    standing_loss_per_h: float,
    duration: tuple[float, float],
    upkeep: float,
    life: float,
    cycles: float | None = None,
    new_type: bool = True,
    first_year: int | None = None,
) -> Technology:
    each_way = round(round_trip**0.5, 4)
    fields = {
        "eta_charge": each_way,
        "eta_discharge": each_way,
        "standing_loss_per_h": standing_loss_per_h,
        "duration_min_h": duration[0],
        "duration_max_h": duration[1],
        "om_pu_per_year": upkeep,
        "life_years": life,
        "cycle_life": cycles,
        "new_type": new_type,
        "build_from_year": first_year,
    }
    return Technology(per_kw, per_kwh, MappingProxyType(fields), source)


CATALOGUE: Mapping[str, Technology] = MappingProxyType(
    {
        "lfp": _technology(
            (250, 180),
            (750, 500),
            "costs E; round trip 86–88 % greeningthegrid.org; 2 %/month, 6–10 k cycles, 12–15 yr E, "
            "Dayao (Yunnan) 300 MW/600 MWh cost 0.98 CNY/Wh with connection, bjx 2025-03-31",
            round_trip=0.87,
            standing_loss_per_h=2.8e-5,
            duration=(0.5, 8),
            upkeep=0.02,
            life=14,
            cycles=8000,
        ),
        "vrfb": _technology(
            (1500, 1000),
            (1700, 1200),
            "costs E; round trip 65–70 % greeningthegrid.org; 15 k cycles and more, 20–25 yr E",
            round_trip=0.68,
            standing_loss_per_h=0.0,
            duration=(2, 10),
            upkeep=0.015,
            life=22,
            cycles=15_000,
        ),
        "flywheel": _technology(
            (3500, 2500),
            (8000, 6000),
            "E; self-discharge 3–10 %/h, over 1e5 cycles",
            round_trip=0.87,
            standing_loss_per_h=0.05,
            duration=(0.02, 0.5),
            upkeep=0.015,
            life=20,
            cycles=100_000,
        ),
        "supercapacitor": _technology(
            (600, 400),
            (30_000, 20_000),
            "E; self-discharge 5–20 %/d, 1e6 cycles",
            round_trip=0.94,
            standing_loss_per_h=0.004,
            duration=(0.005, 0.1),
            upkeep=0.01,
            life=12,
            cycles=1_000_000,
        ),
        "caes": _technology(
            (4500, 3500),
            (500, 400),
            "E; round trip 62–70 %, 0.5 %/d, 30–40 yr; three years from permit to grid",
            round_trip=0.66,
            standing_loss_per_h=2.1e-4,
            duration=(4, 12),
            upkeep=0.02,
            life=35,
            first_year=2028,
        ),
        "pumped_storage": _technology(
            (6500, 6500),
            (0, 0),
            "E; 6,000–7,000 CNY/kW in all, 76 %, 50 yr; six years from permit to grid",
            round_trip=0.76,
            standing_loss_per_h=0.0,
            duration=(6, 6),
            upkeep=0.015,
            life=50,
            new_type=False,
            first_year=2031,
        ),
    }
)


def technology_of(name: str) -> Technology | None:
    """The technology that a name means, or its first words: `lfp_container` is LFP, `pumped_storage_upper` is pumped
    storage.
    """
    words = name.split("_")
    heads = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    return next((CATALOGUE[head] for head in heads if head in CATALOGUE), None)


def fill_blanks(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a storage as they are given, and for a candidate the values of the catalogue for the rest.

    Whether it is new-type storage follows from the technology of installed storage, too.
    """
    found = dict(given)
    technology = technology_of(str(found.get("technology", "")))
    if technology is None:
        return found
    building = _wants_building(found.get("build_max_mw"))
    for name, value in technology.fields.items():
        if (building or name == "new_type") and value is not None and found.get(name) is None:
            found[name] = value
    return found


def _wants_building(most_mw: Any) -> bool:
    """Whether a `build_max_mw`, which nobody has looked at yet, offers anything."""
    try:
        return float(most_mw) > 0
    except (TypeError, ValueError):
        return False
