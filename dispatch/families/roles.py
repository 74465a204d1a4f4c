"""Who plays which part in the energy balance of an area, as the rooms declare it.

The model and the reports ask here. The audit does not: what it re-derives it names itself.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from dispatch.case.entity import Entity
from dispatch.families.declare import AreaCurve, Feature, Flow, Role, Term
from dispatch.families.rooms import ENTITIES, ROOMS, declaration

if TYPE_CHECKING:
    from dispatch.series.assemble import Series


@cache
def flows(*roles: Role) -> tuple[Flow, ...]:
    """Flows that have one of the roles, or all, in the order of the register."""
    order = list(ENTITIES)
    found = [flow for room in ROOMS for flow in declaration(room).flows if not roles or flow.role in roles]
    return tuple(sorted(found, key=lambda flow: order.index(flow.family)))


@cache
def features() -> tuple[Feature, ...]:
    """Fields that shape a typical week, beside demand and what is available."""
    return tuple(feature for room in ROOMS for feature in declaration(room).features)


@cache
def shortages() -> frozenset[str]:
    """Costs in the objective of what should never happen."""
    return frozenset(cost for room in ROOMS for cost in declaration(room).shortages)


def input_mw(flow: Flow, entity: Entity, series: Series) -> np.ndarray:
    """(N,) MW of a flow before any decision: the product of its factors."""
    return np.asarray(prod([series.of(entity, name) for name in flow.factors]))


def families(*roles: Role) -> tuple[str, ...]:
    """Families with a flow of one of the roles, in the order of the register."""
    return tuple(dict.fromkeys(flow.family for flow in flows(*roles)))


def has_column(term: Term, entity: Entity) -> bool:
    """Whether an asset has the column of a term."""
    return not term.where or bool(getattr(entity, term.where))


def counts(flow: Flow, curve: AreaCurve, entity: Entity, inside: Collection[str]) -> bool:
    """Whether a curve of the area with the buses `inside` is less what this asset gives.

    Of what connects two buses only that counts which begins in the area and ends outside. Whether the bus of the asset
    lies in the area is left to the caller.
    """
    if curve not in flow.curves or (flow.where and not getattr(entity, flow.where)):
        return False
    return flow.role is not Role.BRANCH or (_end(entity, "bus0") in inside and _end(entity, "bus1") not in inside)


def kind_of(flow: Flow) -> str:
    """Name of a flow in lists of resources."""
    return flow.kind or flow.family


@cache
def resource_flows() -> tuple[Flow, ...]:
    """Flows that are listed as resources, in the order of lists."""
    return tuple(sorted((flow for flow in flows() if flow.rank), key=lambda flow: flow.rank))


def _end(branch: Entity, name: str) -> str:
    return str(getattr(branch, name))
