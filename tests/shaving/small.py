"""Small systems for tests of peak shaving."""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from tests.support import demand, system, table, unit


def store(id: str, p_mw: float, e_mwh: float, **more: Any) -> dict[str, Any]:
    """A store without losses, empty at both ends."""
    return {"id": id, "technology": "lfp", "bus": "a", "p_nom_mw": p_mw, "e_nom_mwh": e_mwh, "soc_initial_mwh": 0,
            **more}  # fmt: skip


def two_stores(*stores: dict[str, Any]) -> Case:
    """Load 40, 40, 100, 40; cheap plant of 60 MW at 100 CNY/MWh and a dear one at 500."""
    return system(
        table(l=[40, 40, 100, 40]),
        thermal=[unit("cheap", 60, 100), unit("dear", 100, 500)],
        load=[demand(1, p_pu="s/l")],
        storage=list(stores),
    )
