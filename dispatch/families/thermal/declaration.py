"""Thermal plants."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Flow, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={"thermal": ("p_mw", "committed_mw", "started_mw")},
    flows=(Flow("thermal", Role.GENERATION, (Term("p_mw"),), clean=False, group="thermal", rank=30),),
)
