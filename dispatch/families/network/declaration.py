"""AC lines and DC links."""

from __future__ import annotations

from dispatch.families.declare import BRANCH_COLUMNS, Declaration, Limits, branch_flows

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={"line": BRANCH_COLUMNS, "link": BRANCH_COLUMNS},
    flows=(*branch_flows("line", ("residual",), where="one_way"), *branch_flows("link")),
    limits=Limits(laws=("line.voltage_law",)),
)
