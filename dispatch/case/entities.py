"""What a case is made of: one frozen model per kind of asset, a unit in every field name.

Conventions: power is positive when injected into the bus; `*_pu` is per unit of `p_nom_mw`;
`PeriodValue` is a mean over the period, `BoundaryValue` holds at an instant (`varying.py`).
Series tables are not here but in `table.py`, the whole case is `schema.Case`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dispatch.case.storage_catalogue import fill_blanks
from dispatch.case.varying import BoundaryValue, PeriodValue

# No asset on earth is this large: catches MW typed as kW or W, and a 2 GB number.
Power = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Energy = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Volume = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Flow = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Efficiency = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Hours = Annotated[float, Field(ge=0, le=8784, allow_inf_nan=False)]
Price = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Cost = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Life = Annotated[float, Field(ge=1, le=200, allow_inf_nan=False)]


class Entity(BaseModel):
    """Anything with an id. `zh` and `en` are display names; `source` says where the numbers come from."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    id: str = Field(min_length=1, max_length=80, pattern=r"^[^\[\],]+$")
    zh: str = ""
    en: str = ""
    source: str = ""
    note: str = ""


class Bus(Entity):
    """A node of the network. Assets belong to the county and the area of their bus."""

    area: str = ""
    county: str = ""
    v_nom_kv: float = Field(0.0, ge=0, le=2000, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)


class Renewable(Entity):
    """Wind, PV or run-of-river: available power that may be used or curtailed.

    `availability_pu` is the share of the plant in service (commissioning in steps, maintenance); it multiplies
    `p_max_pu`.
    """

    technology: str = Field(min_length=1)
    bus: str
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    availability_pu: PeriodValue = 1.0
    p_min_pu: PeriodValue = 0.0
    marginal_cost_cny_per_mwh: PeriodValue = 0.0
    curtailment_cost_cny_per_mwh: PeriodValue = 0.0


class Reservoir(Entity):
    """A volume of water with a balance; its powerhouses turn release into power.

    volume_terminal_min_hm3 applies at the end of every segment; `cyclic` makes the end equal the
    start. Water released and spilled reaches `downstream` after `travel_time_h`; what was released
    before the horizon arrives as `past_release_m3s`, or, where that is not given, wraps around
    within the segment so that no water is lost.

    `level_storage` and `tailwater` name curves (m → hm³, total release m³/s → m). With the former, limits may be given
    as levels too (the narrower counts): rule curves as `level_min_m` and `level_max_m`; above `flood_limit_m` every
    hm³ and hour costs `flood_excess_cost_cny_per_hm3_h`. With the latter, the level below the dam may change by
    `tail_ramp_m_per_h` within an hour and by `tail_ramp_m_per_day` within a calendar day (navigation).
    """

    volume_min_hm3: BoundaryValue = 0.0
    volume_max_hm3: BoundaryValue
    volume_initial_hm3: Volume | None = None
    volume_terminal_min_hm3: Volume | None = None
    cyclic: bool = False
    water_value_cny_per_hm3: Cost = 0.0
    inflow_m3s: PeriodValue = 0.0
    release_min_m3s: PeriodValue = 0.0
    release_max_m3s: PeriodValue | None = None
    release_shortfall_cost_cny_per_hm3: Cost | None = None
    release_ramp_m3s_per_h: Flow | None = None
    spill_max_m3s: Flow | None = None
    spill_cost_cny_per_hm3: Cost = 0.0
    downstream: str | None = None
    travel_time_h: Hours = 0.0
    past_release_m3s: Flow | None = None
    level_storage: str | None = None
    tailwater: str | None = None
    level_min_m: BoundaryValue | None = None
    level_max_m: BoundaryValue | None = None
    flood_limit_m: BoundaryValue | None = None
    flood_excess_cost_cny_per_hm3_h: Cost | None = None
    tail_ramp_m_per_h: Annotated[float, Field(gt=0, le=100)] | None = None
    tail_ramp_m_per_day: Annotated[float, Field(gt=0, le=1000)] | None = None


class Powerhouse(Entity):
    """Turbines on a reservoir, at a bus of their own; several may share one reservoir.

    Power is `productivity_mw_per_m3s` × turbine flow, or, where `Case.head` asks for head and the plant has an
    `efficiency_constant`, that × head × flow / 1000, within what the curve `output_by_head` (net head m → share of
    p_nom) allows. A pumping powerhouse lifts water from the reservoir's `downstream` back into it, using
    `pump_mw_per_m3s` per m³/s.
    """

    technology: str = "hydro_reservoir"
    reservoir: str
    bus: str
    p_nom_mw: Power
    turbine_max_m3s: Flow
    productivity_mw_per_m3s: PeriodValue
    p_max_pu: PeriodValue = 1.0
    marginal_cost_cny_per_mwh: PeriodValue = 0.0
    pump_max_m3s: Flow = 0.0
    pump_mw_per_m3s: Annotated[float, Field(gt=0, le=100)] | None = None
    efficiency_constant: Annotated[float, Field(gt=1, le=9.81)] | None = None
    output_by_head: str | None = None


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
    bus: str
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
    site: str | None = None
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
    def _filled(cls, told: Any) -> Any:
        return fill_blanks(told) if isinstance(told, dict) else told


class Thermal(Entity):
    """Thermal plant whose committed capacity is a continuous share of the fleet.

    `p_min_pu` is per unit of the committed capacity. Ramps are per unit of committed capacity per
    hour. A plant without minimum load, no-load and start cost needs no commitment columns.
    """

    technology: str = Field(min_length=1)
    bus: str
    p_nom_mw: Power
    p_min_pu: Share = 0.0
    p_max_pu: PeriodValue = 1.0
    committed_min_pu: PeriodValue = 0.0
    fuel_cost_cny_per_mwh: PeriodValue = 0.0
    other_cost_cny_per_mwh: PeriodValue = 0.0
    no_load_cost_cny_per_mw_h: Cost = 0.0
    start_cost_cny_per_mw: Cost = 0.0
    ramp_up_pu_per_h: Annotated[float, Field(gt=0, le=60)] | None = None
    ramp_down_pu_per_h: Annotated[float, Field(gt=0, le=60)] | None = None
    p_initial_mw: Power | None = None
    committed_initial_mw: Power | None = None
    emission_t_per_mwh: Annotated[float, Field(ge=0, le=10)] = 0.0


class Load(Entity):
    """Demand of one kind at a bus; what cannot be served is paid at the price of its class."""

    kind: str = Field(min_length=1)
    bus: str
    p_nom_mw: Power
    p_pu: PeriodValue = 1.0
    unserved_cost_cny_per_mwh: PeriodValue = 20000.0


class Line(Entity):
    """An AC line or corridor of circuits; with `kirchhoff` its flow obeys the voltage law (DC power flow).

    `loss_pu` is the share of the sent power that is lost. `x_pu` is the series reactance on a common
    base (only ratios matter within one synchronous network); `phase_shift_rad` is that of a transformer
    at bus0: flow = (θ0 − θ1 − shift)/x. A `one_way` line, such as that of a power station, only carries from
    bus0 to bus1.
    """

    bus0: str
    bus1: str
    v_nom_kv: float = Field(0.0, ge=0, le=2000, allow_inf_nan=False)
    length_km: float = Field(0.0, ge=0, le=10000, allow_inf_nan=False)
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    loss_pu: Annotated[float, Field(ge=0, lt=1)] = 0.0
    kirchhoff: bool = False
    one_way: bool = False
    x_pu: float | None = Field(None, allow_inf_nan=False)
    phase_shift_rad: float = Field(0.0, allow_inf_nan=False)


class Link(Entity):
    """A controllable DC link: sends 0…`p_nom_mw` from bus0 to bus1 and `p_min_pu` < 0 allows the reverse."""

    bus0: str
    bus1: str
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    p_min_pu: PeriodValue = 0.0
    loss_pu: Annotated[float, Field(ge=0, lt=1)] = 0.0
    marginal_cost_cny_per_mwh: PeriodValue = 0.0


class Corridor(Entity):
    """An export corridor out of the modelled area; negative power is import.

    The exchange is `schedule_mw` + above − below. Exports earn `price_cny_per_mwh`; energy taken below a zero
    schedule is import and costs `import_price_cny_per_mwh`; every MWh off the schedule costs
    `deviation_cost_cny_per_mwh`. With `hold_h` the exchange is constant over blocks of that many hours.
    Energy obligations are per year of 8,760 h and scale with the hours covered.
    """

    bus: str
    to: str = ""
    v_nom_kv: float = Field(0.0, ge=0, le=2000, allow_inf_nan=False)
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    p_min_pu: PeriodValue = 0.0
    schedule_mw: PeriodValue = 0.0
    hold_h: Hours = 0.0
    ramp_mw_per_h: Power | None = None
    price_cny_per_mwh: PeriodValue = 0.0
    import_price_cny_per_mwh: PeriodValue = 0.0
    deviation_cost_cny_per_mwh: PeriodValue = 0.0
    energy_min_mwh: Energy | None = None
    energy_max_mwh: Energy | None = None
    energy_shortfall_cost_cny_per_mwh: Cost | None = None
