"""Rooms declare what their assets give, and every reader of the energy balance can rely on it."""

from __future__ import annotations

import re

import pytest

from dispatch.families import roles
from dispatch.families.declare import Flow, Role
from dispatch.families.rooms import ENTITIES, FLEXIBLE, ROOMS, declaration
from dispatch.present.peak_report.groups import COLOURS, GROUP_OF, GROUPS
from dispatch.program.build import build_model
from dispatch.series.assemble import assemble_series
from dispatch.shaving.curves import KINDS
from tests.everything import AXIS, everything
from tests.families.brought import rooms_with

ALL = {f"{flow.family} {flow.role.value}": flow for flow in roles.flows()}


@pytest.mark.parametrize("name", ALL)
def test_a_flow_names_columns_and_fields_that_exist(name: str) -> None:
    flow, entity = ALL[name], ENTITIES[ALL[name].family]
    tables = {table: columns for room in ROOMS for table, columns in declaration(room).tables.items()}
    assert {term.column for term in flow.terms} <= set(tables[flow.family])
    asked = [*flow.factors, flow.where, *(term.where for term in flow.terms)]
    assert all(field in entity.model_fields or hasattr(entity, field) for field in asked if field)
    assert bool(flow.rank) == bool(flow.group), "a resource has a place and a group, or neither"


def test_all_that_injects_power_has_a_flow() -> None:
    model = build_model(everything(), assemble_series(everything(), AXIS))
    known = {flow.axis or flow.family for flow in roles.flows()}
    unknown = {injection.assets.name for injection in model.injected} - known
    assert not unknown, f"no declaration has a flow of what {', '.join(sorted(unknown))} injects"


def test_all_that_prices_a_shortage_is_declared() -> None:
    model = build_model(everything(), assemble_series(everything(), AXIS))
    costs = {cost.name for cost in model.costs}
    assert costs >= roles.shortages()
    named = {name for name in costs if re.search("shortage|shortfall|unserved|missed", name)}
    assert named <= roles.shortages(), "a room prices a shortage that its declaration does not list"


def test_no_table_is_declared_twice() -> None:
    tables = [table for room in ROOMS for table in declaration(room).tables]
    assert len(tables) == len(set(tables))


def test_every_flexible_family_reduces_load() -> None:
    assert set(FLEXIBLE) <= set(roles.families(Role.LOAD_REDUCTION))


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].role is Role.DEMAND])
def test_demand_is_known_before_any_decision(name: str) -> None:
    """Net load, typical weeks and sums by kind of load rely on it; what is decided has the role CONSUMPTION."""
    flow = ALL[name]
    assert flow.factors, f"{name} has no factors: power that is decided has the role CONSUMPTION"
    assert "kind" in ENTITIES[flow.family].model_fields, f"{flow.family} has no kind: is it of the role CONSUMPTION?"


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].role in (Role.STORAGE, Role.CONSUMPTION)])
def test_what_moves_demand_is_a_resource_in_both_curves(name: str) -> None:
    """The net load is less it, and the terms of the balance add up to the net load."""
    flow = ALL[name]
    assert flow.rank, f"{name} has no rank and group: the balance of the area would not name what it draws"
    assert set(flow.curves) == {"net_load", "residual"}, f"{name} counts in curves {flow.curves}"


def own(kind: str) -> bool:
    """Whether a kind of resource belongs to a room that brings a sample, and so is not listed here."""
    return kind in {roles.kind_of(f) for room in rooms_with("sample") for f in declaration(room).flows}


def test_resources_stand_in_lists_and_groups_by_rank() -> None:
    assert [kind for kind in KINDS if not own(kind)] == [
        *("hydro", "river", "thermal", "storage", *FLEXIBLE, "virtual_plant", "corridor", "tie", "meter"),
        *("losses", "curtailed_wind", "curtailed_pv", "unserved", "remainder"),
    ]
    assert [*GROUPS] == [
        *("hydro", "river", "thermal", "storage", "flexible", "exchange"),
        *("losses", "curtailed", "unserved", "remainder"),
    ]
    assert set(KINDS) == set(GROUP_OF)
    assert set(GROUPS) <= set(COLOURS)


def test_what_the_curves_of_the_area_are_less() -> None:
    """Net load: demand less wind and PV, storage and load reduction; the residual is less water and plans as well."""
    both, more = ("net_load", "residual"), ("residual",)
    found = {(f.family, f.curves, f.where) for f in roles.flows() if f.curves and not own(roles.kind_of(f))}
    assert found == {
        ("renewable", both, "varies"),
        ("renewable", more, "is_steady"),
        ("powerhouse", more, ""),
        ("storage", both, ""),
        *((family, both, "") for family in (*FLEXIBLE, "virtual_plant")),
        ("corridor", more, "is_planned"),
        ("line", more, "one_way"),
    }


def test_a_branch_has_two_ends() -> None:
    def ends(flow: Flow) -> list[float]:
        return [term.sign for term in flow.terms]

    assert all(ends(flow) == [-1.0, 1.0] for flow in roles.flows(Role.BRANCH))
