"""What every point is compared with: the same system without storage, and with water alone to balance it.

no_storage: every store stands at 0 MW and 0 MWh, nothing may be built, nothing is asked of storage.
hydro_only: besides, no load is flexible and no virtual plant offers, so that of all that could follow the net load only
water (and what thermal plants are there) does.
"""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.sweeps.names import HYDRO_ONLY

_NOTHING = {"p_nom_mw": 0.0, "e_nom_mwh": 0.0, "build_max_mw": 0.0, "build_min_mw": 0.0}
# Stand where a store has them: a state of nothing is nothing.
_WHERE_GIVEN = ("p_charge_nom_mw", "soc_initial_mwh", "soc_terminal_min_mwh", "build_max_mwh")
_ASKED = ("new_storage_mw", "new_storage_mwh", "new_storage_h")


def baseline_overrides(case: Case, kind: str) -> list[str]:
    """`--set` texts that turn a case into one of its baselines."""
    texts = [f"storage.*.{field}={value}" for field, value in _NOTHING.items()] if case.storage else []
    texts += [
        f"storage.{store.id}.{field}=0.0"
        for store in case.storage
        for field in _WHERE_GIVEN
        if getattr(store, field) is not None
    ]
    texts += [f"storage.{store.id}.build_from_year=null" for store in case.storage if store.build_from_year is not None]
    texts += [f"targets.{field}=null" for field in _ASKED if getattr(case.targets, field) is not None]
    texts += [f"storage_share.{share.id}.share_min_pu=0.0" for share in case.storage_share if share.share_min_pu]
    if kind == HYDRO_ONLY:
        texts += [
            f"{family}.*.enabled=false" for family in roles.families(Role.LOAD_REDUCTION) if getattr(case, family)
        ]
    return texts
