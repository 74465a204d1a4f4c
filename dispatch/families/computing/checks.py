"""Limits of data centres, and contracts for green energy."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, TOLERANCE, Checks, within
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.computing.entity import Computing, green_contracts


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Contracts that do not fit their plants, and plants that are sold twice."""
    for centre in case.computing:
        yield from _green(centre, at)
    yield from _sold_twice(case, at)


def _green(centre: Computing, at: Places) -> Iterator[Fault]:
    count = len(centre.green_plants)
    if centre.green_contract_pu and len(centre.green_contract_pu) != count:
        where, given = at.of(centre, "green_contract_pu"), len(centre.green_contract_pu)
        yield Fault.of("green_contracts_differ", where, value=given, count=count)
    if centre.green_share_pu > 0 and not centre.green_plants:
        yield Fault.of("green_without_plants", at.of(centre, "green_share_pu"), value=centre.green_share_pu)


def _sold_twice(case: Case, at: Places) -> Iterator[Fault]:
    """Contracts of everything that is enabled, plant by plant."""
    sold: dict[str, list[tuple[Computing, float]]] = {}
    for centre in case.computing:
        whole = len(centre.green_contract_pu) in (0, len(centre.green_plants))
        if centre.enabled and centre.green_share_pu > 0 and whole:
            for plant, share in green_contracts(centre):
                sold.setdefault(plant, []).append((centre, share))
    for plant, contracts in sold.items():
        total = sum(share for _, share in contracts)
        if total > 1 + TOLERANCE:
            users = tuple(dict.fromkeys(centre.id for centre, _ in contracts))
            where = at.of(contracts[-1][0], "green_plants")
            yield Fault.of("green_sold_twice", where, value=round(total, 9), name=plant, users=users)


CHECKS = Checks(
    rules=(
        *within("computing", "deferrable_pu", 0, 1),
        *within("computing", "wear_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
    ),
    faults=faults,
)
