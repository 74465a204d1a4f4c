"""What a room says about itself in its `declaration.py`, so that engines need not name it.

A declaration imports nothing but this module: whoever asks what a room has, such as `dispatch list`, must not pay for
the imports of its equations. The parts themselves are modules of the room, imported when an engine first needs them
(`dispatch.families.rooms.part`):

    rows      add_rows(m, case, series)           columns and rows of the model, as plain Pyomo rules
    replay    audit_rows(recorder, reader)        the same recomputed in numpy from case, series and result tables
    checks    CHECKS                              what must be true of the input: rules of limits, and other faults
    series    make_series(case, entities)         a table for each entity, which other fields name as `family/id`

and, for what is solved more than once or derived from a solution (`dispatch.solve.problem`):

    linearization   linearization(problem)        rows that are exact only near an answer, and how they converge
    goals           goals(problem)                goals that are sought before cost
    refinement      refine(problem, answer)       the answer that counts after the room has looked at one
    results         add_tables(tables, case, series, answer)      tables derived from those of the solution
    removal         players, held, without, given_mw      how its assets stop regulating (`dispatch.shaving.removal`)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Literal, get_args

Part = Literal["rows", "replay", "checks", "series", "linearization", "goals", "refinement", "results", "removal"]
PARTS: tuple[Part, ...] = get_args(Part)


class Phase(IntEnum):
    """When a room writes its rows; within a phase rooms follow the order of the register."""

    ASSETS = 0
    """What injects power at a bus or changes the demand there."""
    SERVICES = 1
    """What is asked of assets, whose columns must be there."""
    SUPPLY = 2
    """What measures everything that is injected at a bus."""
    OBJECTIVE = 3
    """Goals, after the balance of every bus."""


class Role(Enum):
    """What a flow is in the energy balance of an area."""

    GENERATION = "generation"
    STORAGE = "storage"
    DEMAND = "demand"
    """What is asked for before any decision: the product of the factors of the flow; its entities have a `kind`."""
    CONSUMPTION = "consumption"
    """Drawn beside that demand, as the model decides: power that becomes heat or a product. It counts in both curves of
    the area; the replay says so too (`inject(…, in_curves=True)`)."""
    SHORTAGE = "shortage"
    LOAD_REDUCTION = "load_reduction"
    EXCHANGE = "exchange"
    """Between a bus of the area and what lies beyond every bus of the case."""
    BRANCH = "branch"
    """Between two buses: given at `bus1`, taken (negative) at `bus0`."""
    LOSS = "loss"
    AVAILABLE = "available"
    """What could be generated and need not be: outside the balance, as is what of it was curtailed."""
    CURTAILMENT = "curtailment"
    SERVED = "served"
    """Of the demand, what is no shortage."""


AreaCurve = Literal["net_load", "residual"]
"""The curves of an area that goals and indicators are about (docs/peak.md)."""


@dataclass(frozen=True)
class Term:
    """A column of the result table of a family, MW, and how it counts.

    where: an attribute of the entity; assets for which it is false or 0 do not have the column.
    """

    column: str
    sign: float = 1.0
    where: str = ""


@dataclass(frozen=True)
class Flow:
    """What the assets of a family give to their buses, MW: the sum of its terms.

    curves: what it is taken out of, among the curves of the area, where the attribute `where` of the entity holds.
    axis: what the model calls the assets that inject it; the family if empty.
    factors: fields of the entity whose product it is before any decision, apart from its sign.
    clean: no fuel is burnt for it.
    kind, group, rank: in lists of resources its name (the family if empty), the group in charts, and its place.
    """

    family: str
    role: Role
    terms: tuple[Term, ...]
    curves: tuple[AreaCurve, ...] = ()
    where: str = ""
    axis: str = ""
    factors: tuple[str, ...] = ()
    clean: bool = True
    kind: str = ""
    group: str = ""
    rank: int = 0


@dataclass(frozen=True)
class Feature:
    """A field of every asset of a family that shapes a week, such as the inflow of a reservoir."""

    name: str
    family: str
    field: str


@dataclass(frozen=True)
class Limits:
    """What rows and columns of a room are to those who explain why a limit binds or cannot hold.

    laws: rows of physics and accounting, which never give way; where nothing else helps they are named last.
    abilities: families of rows that say what assets can hold ready beside their power.
    requests: families of rows that ask for something on top of the dispatch.
    given: columns bounded by what the case gives, such as wind that blows: no limit that could be another.
    ratings: rows that limit several columns of the same asset by one rating, and these columns.
    sizes: rows by which a size that is to be found limits an asset; limits of its family there give way to the size.
    """

    laws: tuple[str, ...] = ()
    abilities: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    ratings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sizes: Mapping[str, str] = field(default_factory=dict)


REDUCTION_COLUMNS = ("baseline_mw", "down_mw", "up_mw", "p_mw")
"""What every flexible load reports."""
WINDOW_COLUMNS = ("lost_mwh", "made_t", "lost_t", "deferred_t", "output_cny", "lost_cny")
"""What loads report that owe a production in windows of time."""
BRANCH_COLUMNS = ("flow_mw", "forward_mw", "backward_mw", "p0_mw", "p1_mw", "loss_mw")


def load_reduction(family: str, *more: Term) -> Flow:
    """The flow of a flexible load: what it draws less than its baseline, and `more`."""
    terms = (Term("baseline_mw"), Term("p_mw", -1.0), *more)
    return Flow(family, Role.LOAD_REDUCTION, terms, ("net_load", "residual"), group="flexible", rank=50)


def branch_flows(family: str, curves: tuple[AreaCurve, ...] = (), where: str = "") -> tuple[Flow, Flow]:
    """The flows of what connects two buses, and its losses."""
    ends = (Term("p0_mw", -1.0), Term("p1_mw"))
    return (
        Flow(family, Role.BRANCH, ends, curves, where, kind="tie", group="exchange", rank=80),
        Flow(family, Role.LOSS, (Term("loss_mw", -1.0),)),
    )


@dataclass(frozen=True)
class Declaration:
    """`parts` are the modules that the room has beside its entities; `phase` says when its rows are written.

    `rows` and `replay` belong together: what moves in the model is audited.

    tables: result tables and the columns that each may have. A name that ends in `.*` stands for one column for every
    asset. flows: what its assets give and take. features: what else of them shapes a typical week. shortages: costs in
    the objective of what should never happen, at the prices that the case sets on it. limits: which rows never give
    way, which bounds are no limits.
    """

    parts: tuple[Part, ...] = ()
    phase: Phase = Phase.ASSETS
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    features: tuple[Feature, ...] = ()
    shortages: tuple[str, ...] = ()
    limits: Limits = Limits()
