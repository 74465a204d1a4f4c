"""Storage plants, the connections that candidates share, and shares of technologies."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from dispatch.case.entity import Cost, Efficiency, Energy, Entity, Group, Hours, Life, Power, Share, Year
from dispatch.case.reference import Ref
from dispatch.case.varying import BoundaryValue, PeriodValue
from dispatch.families.bus.entity import BusId
from dispatch.families.storage.catalogue import fill_blanks

SiteId = Annotated[str, Ref("site")]


class Storage(Entity):
    """Storage of any technology; powers are measured on the grid side.

    `p_charge_nom_mw` defaults to `p_nom_mw`. Limits on `soc` are per unit of `e_nom_mwh`. The start is
    `soc_initial_mwh` where given, else free; `cyclic` makes the end of each segment equal its start.
    Wear is paid on every MWh that is discharged, `replacement_cny_per_kwh`/(2·`cycle_life`) on every kWh that goes in
    or comes out of what stores it.

    With `build_max_mw` the store is a candidate: on top of what stands (`p_nom_mw`, `e_nom_mwh`) so much power may be
    built, at least `build_min_mw`, from `build_from_year` on, with energy for `duration_min_h` to `duration_max_h` and
    up to `build_max_mwh`; charging power grows in the proportion of what stands (equal where nothing does). It costs
    `capex_cny_per_kw` + `capex_cny_per_kwh` over `life_years`, and `om_pu_per_year` of that. A candidate is cyclic.
    What it leaves blank is filled from the catalogue of technologies (`storage_catalogue`), costs by year of building;
    of what stands only `new_type` is: pumped storage is none.
    `site` names the connection that it shares.
    """

    technology: str = Field(min_length=1)
    bus: BusId
    p_nom_mw: Power
    p_charge_nom_mw: Power | None = None
    e_nom_mwh: Energy
    eta_charge: Efficiency = 1.0
    eta_discharge: Efficiency = 1.0
    standing_loss_per_h: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.0
    p_max_pu: PeriodValue = 1.0
    soc_min_pu: BoundaryValue = 0.0
    soc_max_pu: BoundaryValue = 1.0
    soc_initial_mwh: Energy | None = None
    soc_terminal_min_mwh: Energy | None = None
    cyclic: bool = False
    wear_cost_cny_per_mwh: PeriodValue = 0.0
    new_type: bool = True
    site: SiteId | None = None
    build_max_mw: Power = 0.0
    build_min_mw: Power = 0.0
    build_max_mwh: Energy | None = None
    build_from_year: Year | None = None
    duration_min_h: Hours | None = None
    duration_max_h: Hours | None = None
    capex_cny_per_kw: Cost | None = None
    capex_cny_per_kwh: Cost | None = None
    om_pu_per_year: Share | None = None
    life_years: Life | None = None
    cycle_life: Annotated[float, Field(gt=0, le=1e8, allow_inf_nan=False)] | None = None
    replacement_cny_per_kwh: Cost | None = None

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, given: Any) -> Any:
        return fill_blanks(given) if isinstance(given, dict) else given


class StorageShare(Entity):
    """Between `share_min_pu` and `share_max_pu` of the new-type power of the home area is of technology `id`."""

    group: ClassVar[Group] = "connection"
    share_min_pu: Share = 0.0
    share_max_pu: Share = 1.0


class Site(Entity):
    """One connection to the grid for the candidates that name it.

    It carries `connection_mw` today and may grow to `connection_max_mw` at `connection_cost_cny_per_kw`. Where `shared`
    (hybrids behind one transformer), it must carry the net power of its stores at every moment and the rating of each
    alone, else the sum of their ratings.
    """

    group: ClassVar[Group] = "connection"
    connection_mw: Power = 0.0
    connection_max_mw: Power = 1e6
    connection_cost_cny_per_kw: Cost = 0.0
    life_years: Life = 25.0
    shared: bool = False
