"""What may be built, by when, at which cost, behind which meter: settings, sites and tariffs, and their faults.

Annualised cost of a candidate that is built in year y, CNY per MW (power) and MWh (energy) and year:

    1000·capex(y)·(CRF(r, life) + om_pu_per_year)        CRF(r, n) = r/(1 − (1 + r)^−n), 1/n for r = 0
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dispatch.case.entity import Energy, Hours, Power, Year

Rate = Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)]


class Sizing(BaseModel):
    """Economics of several years and of building: real `discount_rate`, of annuities and of later years (0: they count
    like the first); `capex_pu` scales every capital cost (sensitivities).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    discount_rate: Rate = 0.07
    capex_pu: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 1.0


class Targets(BaseModel):
    """What new-type storage of the home area must reach from `new_storage_year` on (always, where no year is given).

    Power, energy, and `new_storage_h` hours at full power on average; what stands counts as what is built.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    new_storage_mw: Power | None = None
    new_storage_mwh: Energy | None = None
    new_storage_h: Hours | None = None
    new_storage_year: Year | None = None

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return (self.new_storage_mw, self.new_storage_mwh, self.new_storage_h) != (None, None, None)


def capital_recovery(rate: float, life_years: float) -> float:
    """The constant yearly payment over `life_years` that is worth 1 today, 1/yr.

    >>> round(capital_recovery(0.07, 15), 4)
    0.1098
    """
    return 1 / life_years if rate == 0 else rate / (1 - (1 + rate) ** -life_years)
