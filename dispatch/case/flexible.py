"""Loads that can bend: what each kind is allowed to do to the demand of the `load` that it is attached to.

A flexible load names an ordinary `load` and nothing else of the grid: the load stays as it is (its demand is the
*baseline*), and the flexible entity draws less (`down_mw`) or more (`up_mw`) within the limits of its process. With
`enabled: false` it is as if it were not there. At most one enabled entity bends a load.

Numbers per unit are per unit of the baseline in the same period; hours of heat are hours of the baseline. Defaults are
engineering estimates unless `docs/loads.md` names a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from dispatch.case.entities import Cost, Efficiency, Entity, Hours, Power, Share
from dispatch.case.varying import PeriodValue

Window = Literal["shift", "day", "two_days", "week", "month", "season", "year"]
"""Stretches of the local calendar. shift: 0–8, 8–16, 16–24 h; season: dry Dec–Apr, normal May and Nov, wet Jun–Oct."""

Positive = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
Ramp = Annotated[float, Field(gt=0, le=60, allow_inf_nan=False)]
Depths = tuple[Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)], ...]
Durations = tuple[Annotated[float, Field(gt=0, le=744, allow_inf_nan=False)], ...]


class Switched(Entity):
    """Something that may be switched off as if it were not there."""

    enabled: bool = True


class Flexible(Switched):
    """A way to bend the demand of `load`."""

    load: str


F = TypeVar("F", bound=Switched)


def enabled(family: Iterable[F]) -> tuple[F, ...]:
    """Those of a family that are switched on."""
    return tuple(entity for entity in family if entity.enabled)


class Producing(Flexible):
    """A flexible load that makes something: `mwh_per_t` of electricity for a tonne worth `product_value_cny_per_t`.

    In every `target_window` at least (or exactly) `target_pu` of the energy of the baseline must be drawn. Up to that,
    production may be lost, at `lost_cost_cny_per_t` (the value of the product where it is not given). Every MWh that is
    shifted costs `wear_cost_cny_per_mwh`, half when it is left and half when it is made up for.
    """

    mwh_per_t: Positive | None = None
    product_value_cny_per_t: Cost = 0.0
    lost_cost_cny_per_t: Cost | None = None
    target_window: Window = "day"
    target: Literal["at_least", "equal"] = "at_least"
    target_pu: Share = 1.0
    wear_cost_cny_per_mwh: PeriodValue = 10.0


class Potline(Producing):
    """Aluminium electrolysis: a store of heat with a time constant, and cells that must not freeze.

    The heat x, in hours of the baseline, follows x' = −x/τ + (p − p̄)/p̄ and stays within its band. A reduction by
    `duration_depth_pu[i]` lasts at most `duration_h[i]`, after which the line recovers for `recovery_h`. Each local day
    at least `daily_target_pu` of the metal of the cells on line is made. What an outage takes beyond the band freezes
    cells, at `freeze_cost_cny_per_mwh`; a frozen cell is back after `restart_h`.

    `shed_armed_pu` of the baseline is held ready to be shed at once for `shed_hours_h`: at most `shed_max_pu` of what
    is drawn, with the heat to survive it. Where `curtailment` names windows, a share of the cells, the same throughout
    a window, may be off line and draws nothing; bringing them back costs `restart_cost_cny_per_cell`.
    """

    mwh_per_t: Positive | None = 13.4
    product_value_cny_per_t: Cost = 20000.0
    target_window: Window = "month"
    target_pu: Share = 0.98
    daily_target_pu: Share = 0.98
    depth_down_pu: Share = 0.2
    depth_up_pu: Share = 0.05
    heat_time_constant_h: Annotated[float, Field(gt=0, le=1000)] = 10.0
    heat_min_h: Annotated[float, Field(le=0, ge=-100)] = -0.4
    heat_max_h: Annotated[float, Field(ge=0, le=100)] = 0.25
    heat_initial_h: Annotated[float, Field(ge=-100, le=100)] = 0.0
    heat_terminal_h: Annotated[float, Field(ge=0, le=100)] = 0.05
    ramp_pu_per_h: Ramp | None = 0.4
    duration_depth_pu: Depths = (0.1, 0.2, 0.3)
    duration_h: Durations = (4.0, 2.0, 1.0)
    recovery_h: Hours = 4.0
    freeze_cost_cny_per_mwh: Cost = 100_000.0
    shed_max_pu: Share = 0.3
    shed_hours_h: Annotated[float, Field(gt=0, le=24)] = 1.0
    shed_armed_pu: PeriodValue = 0.0
    shed_cost_cny_per_mw_h: Cost = 0.0
    curtailment: Literal["none", "month", "season"] = "none"
    online_min_pu: Share = 0.6
    online_initial_pu: Share = 1.0
    online_terminal_pu: Share = 1.0
    cell_mw: Annotated[float, Field(gt=0, le=10)] = 2.2
    restart_cost_cny_per_cell: Cost = 3_000_000.0
    restart_h: Annotated[float, Field(ge=0, le=8784)] = 720.0


class Banded(Producing):
    """A plant that runs within a band of what is on line, and below it only briefly.

    It draws `band_min_pu` … `band_max_pu` of the power on line. Below the band, down to `deep_min_pu`, it may be for
    `deep_h` in full, or longer by as much less, after which it recovers for `recovery_h`.
    """

    band_min_pu: Share = 0.6
    band_max_pu: Annotated[float, Field(ge=1, le=2)] = 1.05
    deep_min_pu: Share = 0.5
    deep_h: Hours = 2.0
    recovery_h: Hours = 6.0
    ramp_pu_per_h: Ramp | None = None


class Furnace(Banded):
    """Submerged-arc furnaces (silicon, calcium carbide). Where `fleet` names windows, how many run is a decision.

    Without it, all furnaces that make the baseline are on line. With it, a share of the nominal power of the load is on
    line, the same throughout a window, at least `online_min_pu` and at most `available_pu` (wet, normal and dry
    season); what comes back costs `restart_cost_cny_per_mw`.
    """

    mwh_per_t: Positive | None = 12.0
    product_value_cny_per_t: Cost = 10000.0
    target_window: Window = "week"
    target: Literal["at_least", "equal"] = "equal"
    ramp_pu_per_h: Ramp | None = 6.0
    fleet: Literal["none", "week", "month", "season"] = "none"
    available_pu: PeriodValue = 1.0
    online_min_pu: Share = 0.0
    online_initial_pu: Share = 1.0
    online_terminal_pu: Share = 1.0
    restart_cost_cny_per_mw: Cost = 20_000.0


class BatchFleet(Banded):
    """Acheson graphitisation: a staggered fleet of batches, each with a power curve of its own.

    `formulation: band`: the fleet runs within a band, with the energy of the baseline every two days and brief
    interruptions. `formulation: starts`: batches (any share of one) start in blocks of `start_block_h`, as many in a
    window as the baseline makes, and draw the curve: from `ramp_from_pu` to full over `ramp_share` of `batch_h`, full
    for `hold_share`, then down to `taper_to_pu`. Batches that run when the horizon begins were started evenly, and the
    fleet draws at most `band_max_pu` of the nominal power of its load.
    """

    mwh_per_t: Positive | None = 11.5
    product_value_cny_per_t: Cost = 15000.0
    target_window: Window = "two_days"
    target: Literal["at_least", "equal"] = "equal"
    deep_min_pu: Share = 0.0
    deep_h: Hours = 0.75
    recovery_h: Hours = 24.0
    formulation: Literal["band", "starts"] = "band"
    batch_h: Annotated[float, Field(gt=0, le=744)] = 72.0
    ramp_from_pu: Share = 0.15
    ramp_share: Share = 0.35
    hold_share: Share = 0.4
    taper_to_pu: Share = 0.7
    start_block_h: Annotated[float, Field(gt=0, le=48)] = 6.0


class Shiftable(Producing):
    """A share of a load that may move within a window: `share_pu` less at one time, `share_pu` more at another.

    Nothing moves between the local hours `pinned_from_h` and `pinned_to_h` (past midnight where from > to).
    """

    target: Literal["at_least", "equal"] = "equal"
    wear_cost_cny_per_mwh: PeriodValue = 20.0
    share_pu: PeriodValue = 0.12
    pinned_from_h: Annotated[float, Field(ge=0, le=24)] | None = None
    pinned_to_h: Annotated[float, Field(ge=0, le=24)] | None = None


class Computing(Flexible):
    """A data centre: `deferrable_pu` of its work may wait, for at most `deadline_h`.

    What waits is a queue, empty at both ends of every segment, or, where `cyclic`, as long at the end as at the start.
    While it is worked off the centre draws no more than `p_max_mw` (the load's p_nom_mw where not given). Every MWh
    that waits for an hour costs `delay_cost_cny_per_mwh_h`, every MWh that is moved `wear_cost_cny_per_mwh`.

    `green_share_pu` of what it draws in every `green_window` must be matched, period by period, by the output of
    `green_plants` (renewable or powerhouse): `green_contract_pu` of each is sold to it, a share per plant in the same
    order (the whole plant where not given). Missing green energy costs `green_shortfall_cost_cny_per_mwh`; without a
    price none may be missing.
    """

    deferrable_pu: PeriodValue = 0.3
    deadline_h: Annotated[float, Field(gt=0, le=168)] = 12.0
    p_max_mw: Power | None = None
    cyclic: bool = False
    delay_cost_cny_per_mwh_h: Cost = 1.0
    wear_cost_cny_per_mwh: PeriodValue = 1.0
    green_share_pu: Share = 0.0
    green_window: Literal["month", "all"] = "all"
    green_plants: tuple[str, ...] = ()
    green_contract_pu: tuple[Share, ...] = ()
    green_shortfall_cost_cny_per_mwh: Cost | None = None


def green_contracts(centre: Computing) -> tuple[tuple[str, float], ...]:
    """(plant, share of its output) of every contract."""
    shares = centre.green_contract_pu or (1.0,) * len(centre.green_plants)
    return tuple(zip(centre.green_plants, shares, strict=True))


class Charging(Flexible):
    """A fleet of charging piles, drawn one by one: what its cars ask for, and how much of that may wait.

    The load must read `p_pu: charging/<id>`: the same sessions make the demand without any dispatcher, per unit of
    the sum of all ratings, and the envelope of what a dispatcher may do. Piles have four uses with a share of the
    piles and a rating each; `energy_kwh_per_pile_day` is the mean over all piles and the year. `managed_share_pu` of
    the energy belongs to drivers who take part. Their cars wait, which costs `wear_cost_cny_per_mwh` for every MWh that
    is moved; those of `v2g_share_pu` of them charge at once and then lend up to `v2g_depth_kwh` each, with the losses
    of both ways and at `v2g_wear_cost_cny_per_mwh` given back. The dispatcher plans as if piles gave only `pace_pu` of
    their rating (`dispatch.charging.tighten` finds how much is safe).

    With `stations` the piles stand at so many stations, of sizes that are drawn; a station takes at most
    `station_limit_pu` of the ratings of its piles from the grid, less what cars without a dispatcher draw there.
    """

    piles: Annotated[int, Field(ge=1, le=1_000_000)] = 3000
    stations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    station_limit_pu: Annotated[float, Field(gt=0, le=1)] = 1.0
    home_share_pu: Share = 0.25
    work_share_pu: Share = 0.10
    fast_share_pu: Share = 0.50
    heavy_share_pu: Share = 0.15
    home_kw: Positive = 7.0
    work_kw: Positive = 7.0
    fast_kw: Positive = 90.0
    heavy_kw: Positive = 200.0
    energy_kwh_per_pile_day: Positive = 80.0
    managed_share_pu: Share = 0.3
    wear_cost_cny_per_mwh: PeriodValue = 20.0
    v2g_share_pu: Share = 0.0
    v2g_depth_kwh: Annotated[float, Field(ge=0, le=1e5)] = 15.0
    v2g_wear_cost_cny_per_mwh: Cost = 300.0
    eta_charge: Efficiency = 0.94
    eta_discharge: Efficiency = 0.94
    pace_pu: Annotated[float, Field(gt=0, le=1)] = 0.15
    cyclic: bool = False
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] | None = None


class VirtualPlant(Switched):
    """Loads that an aggregator has promised a share of, to be called by its offers (`offer`): a virtual power plant.

    Members are `loads` (with `load_share_pu` of each in the same order, else `share_pu`), and, where `kinds` names any,
    every load of these kinds (shell patterns) at a bus of `county`, with `share_pu`. Members bend in proportion to what
    they have promised. A load that bends by itself is no member, and no load promises more than all of itself. What
    members promise is at least 1 MW.
    """

    loads: tuple[str, ...] = ()
    load_share_pu: tuple[Share, ...] = ()
    county: str = ""
    kinds: tuple[str, ...] = ()
    share_pu: Share = 0.1


class Offer(Entity):
    """What a virtual plant offers at a price: to draw less (`cut`) or more (`fill`) for a while when it is called.

    It offers what its members promise, at most `p_max_mw`, times `available_pu` (hours in which it may be called). A
    call lasts at most `duration_h` and is followed by `rest_h`; every member is called at most `calls_per_day` times a
    local day and `calls_per_season` times a season (dry Dec–Apr, normal May and Nov, wet Jun–Oct), and not within
    `notice_h` of the start of the horizon. Energy is paid by the MWh, calls by the kW and event.

    `rebound_pu` of the energy comes back: from `rebound_after_h` on (`duration_h` where not given), for three times
    `rebound_h`, in each a factor e less than in the one before.
    """

    virtual_plant: str
    direction: Literal["cut", "fill"] = "cut"
    p_max_mw: Annotated[float, Field(ge=1, le=1e5, allow_inf_nan=False)] | None = None
    available_pu: PeriodValue = 1.0
    price_cny_per_mwh: PeriodValue = 0.0
    price_cny_per_kw_event: PeriodValue = 0.0
    duration_h: Annotated[float, Field(gt=0, le=24)] = 4.0
    rest_h: Annotated[float, Field(ge=0, le=744)] = 4.0
    notice_h: Annotated[float, Field(ge=0, le=168)] = 0.0
    calls_per_day: Annotated[float, Field(gt=0, le=288)] = 1.0
    calls_per_season: Annotated[float, Field(gt=0, le=10000)] | None = None
    rebound_pu: Annotated[float, Field(ge=0, le=1.5)] = 0.0
    rebound_after_h: Annotated[float, Field(ge=0, le=168)] | None = None
    rebound_h: Annotated[float, Field(gt=0, le=168)] = 2.0
