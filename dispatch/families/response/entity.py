"""Input of the millisecond response: settings, delivery profiles, responders, contingencies.

Everything is off by default. `millisecond_share` above 0 asks that this share of every contingency is delivered within
`limit_ms`; `security` adds rate of change of frequency (RoCoF), frequency at instants and steady state. Numbers left
out come from `dispatch.families.response.catalogue` (by technology, with sources);
`dispatch.families.response.resolve` puts
both together and derives responders and contingencies where a case names none.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatch.case.entity import Cost, Entity, Group, Share
from dispatch.case.varying import PeriodValue

Seconds = Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)]
Frequency = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
Inertia = Annotated[float, Field(ge=0, le=30, allow_inf_nan=False)]
Tier = Literal["T0", "T1", "T2", "T3"]
"""T0 inertia, T1 fast (within 0.5 s), T2 primary (2–30 s), T3 secondary (30 s–15 min)."""

Controller = Literal["inverter", "hydro_governor", "steam_governor", "shed", "hvdc"]
Way = Literal["up", "down"]
"""up: more power into the grid, against a deficit; down: less, against a surplus."""

INSTANTS_S = (
    0.1,
    0.15,
    0.2,
    0.3,
    0.5,
    0.75,
    1.0,
    1.5,
    2.0,
    3.0,
    4.0,
    5.0,
    6.0,
    7.0,
    8.0,
    9.0,
    10.0,
    12.0,
    14.0,
    16.0,
    18.0,
    20.0,
    25.0,
    30.0,
)


class Response(BaseModel):
    """The millisecond response that a dispatch must hold ready (docs/response.md).

    `interconnected`: the system outside adds `external_kinetic_mw_s`, damps with `external_load_mw` and delivers
    `external_primary_mw` by `external_profile`. `islanded`: only what is on line in the home area counts. Without
    `hard`, what is missing is paid: `shortfall_cost_cny_per_mw_h` for every MW missing of the millisecond share,
    `security_cost_cny_per_mw_h` for every MW of a contingency that the frequency limits do not cover.

    `derive_responders` gives every asset of a known technology in `areas` (the home area where empty) a responder,
    `derive_contingencies` the largest unit and the poles of every corridor (islanded: the largest unit and load) where
    a case names none. `simulate` replays every period in the time domain with steps of `step_ms` over `simulation_s`;
    with `tighten_rounds` the dispatch is made again with larger margins until it passes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    millisecond_share: Share = 0.0
    limit_ms: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] = 200.0
    security: bool = False
    hard: bool = False
    shortfall_cost_cny_per_mw_h: Cost = 1000.0
    security_cost_cny_per_mw_h: Cost = 3000.0
    system: Literal["interconnected", "islanded"] = "interconnected"
    areas: tuple[str, ...] = ()
    derive_responders: bool = True
    derive_contingencies: bool = True
    f0_hz: Annotated[float, Field(ge=10, le=100)] = 50.0
    rocof_max_hz_s: Frequency = 0.5
    deviation_max_hz: Frequency = 0.5
    steady_max_hz: Frequency = 0.2
    damping_pu: Annotated[float, Field(ge=0, le=10)] = 1.0
    instants_s: tuple[Annotated[float, Field(gt=0, le=120)], ...] = INSTANTS_S
    steady_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    external_kinetic_mw_s: PeriodValue = 0.0
    external_load_mw: PeriodValue = 0.0
    external_primary_mw: PeriodValue = 0.0
    external_profile: str = "external_primary"
    simulate: bool = False
    simulation_s: Annotated[float, Field(ge=5, le=600)] = 60.0
    step_ms: Annotated[float, Field(ge=0.5, le=100)] = 10.0
    tighten_rounds: Annotated[int, Field(ge=0, le=50)] = 6

    @property
    def asked(self) -> bool:
        """Whether anything at all is asked for."""
        return self.millisecond_share > 0 or self.security


class ResponseProfile(Entity):
    """A service: what one MW of it delivers t seconds after the event, for how long, and by which controller.

    Delivered is 0 until `dead_time_s`, then rises over `ramp_s` to all of it. `backing_h` is how long energy, heat or
    water must last. T0 is virtual inertia: `virtual_inertia_h_s` seconds of kinetic energy for every MW of the rating,
    with headroom for the largest RoCoF. Droop, dead band, trigger and time constants are those of the controller that
    the simulation and the arming table use. What is not given is that of the catalogue's profile of the same id, for a
    profile of its own that of its tier.
    """

    group: ClassVar[Group] = "response"
    tier: Tier | None = None
    direction: Literal["up", "down", "both"] | None = None
    dead_time_s: Seconds | None = None
    ramp_s: Seconds | None = None
    backing_h: Annotated[float, Field(ge=0, le=24)] | None = None
    virtual_inertia_h_s: Inertia | None = None
    controller: Controller | None = None
    droop_pu: Annotated[float, Field(gt=0, le=1)] | None = None
    dead_band_hz: Annotated[float, Field(ge=0, le=1)] | None = None
    trigger_hz: Annotated[float, Field(gt=0, le=5)] | None = None
    lag_s: Seconds | None = None
    transient_droop_pu: Annotated[float, Field(gt=0, le=5)] | None = None
    reset_s: Seconds | None = None
    gate_s: Seconds | None = None
    water_s: Seconds | None = None


class Responder(Entity):
    """An asset that responds: `asset` as family/id, with `services` as names of profiles.

    All its services of one direction together are at most `share_max_pu` of its rating (of what it draws, for loads and
    charging). Capacity on line of machines adds `inertia_h_s` seconds of kinetic energy per MW, and no machine runs
    below `load_min_pu` of what is on line. Every MW held ready for an hour costs `cost_cny_per_mw_h`. What is not given
    is that of the technology. `enabled: false` silences an asset, a derived responder as well.
    """

    group: ClassVar[Group] = "response"
    asset: Annotated[str, Field(pattern=r"^[a-z_]+/.+$")]
    services: tuple[str, ...] | None = None
    share_max_pu: Share | None = None
    cost_cny_per_mw_h: Cost | None = None
    inertia_h_s: Inertia | None = None
    load_min_pu: Share | None = None
    enabled: bool = True


class Contingency(Entity):
    """Something lost at once: a `deficit` of generation or import, or a `surplus` where load or export is lost.

    Its size is `size_mw`, or, where that is not given, `share_pu` (1/`units` where not given) of what `asset` carries
    in the dispatch: exactly, so that the dispatch may make it smaller. With an asset, its inertia and its own response
    are lost in the same share. `margin_pu` enlarges it in the frequency rows, `margin_ms_pu` in the millisecond share.
    """

    group: ClassVar[Group] = "response"
    direction: Literal["deficit", "surplus"]
    size_mw: PeriodValue | None = None
    asset: Annotated[str, Field(pattern=r"^[a-z_]+/.+$")] | None = None
    units: Annotated[int, Field(ge=1, le=1000)] | None = None
    share_pu: Share | None = None
    margin_pu: PeriodValue = 0.0
    margin_ms_pu: PeriodValue = 0.0
    system: Literal["any", "interconnected", "islanded"] = "any"
    enabled: bool = True
