"""Resources in groups that fit a chart: hydro, rivers, thermal, storage, flexible loads, exchange, losses, curtailment.

Exchange is everything over the border: corridors, ties, meters. The groups of an instant add up to the net load before
regulation, as the resources do (`dispatch.shaving.curves`).
"""

from __future__ import annotations

import numpy as np

from dispatch.families import roles
from dispatch.present.colours import EXPORT, SPARE, STACK
from dispatch.shaving.curves import Region

# Of families in the order of their ranks; then what no asset gives.
GROUPS = {
    **{
        group: tuple(dict.fromkeys(roles.kind_of(flow) for flow in roles.resource_flows() if flow.group == group))
        for group in dict.fromkeys(flow.group for flow in roles.resource_flows())
    },
    "losses": ("losses",),
    "curtailed": ("curtailed_wind", "curtailed_pv"),
    "unserved": ("unserved",),
    "remainder": ("remainder",),
}
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
COLOURS = {
    "hydro": STACK["hydro_reservoir"],
    "river": STACK["hydro_run_of_river"],
    "thermal": STACK["coal"],
    "wind": STACK["wind"],
    "pv": STACK["pv"],
    "storage": STACK["storage"],
    "flexible": SPARE[1],
    "exchange": EXPORT,
    "losses": "#B0B0B0",
    "curtailed": SPARE[2],
    "unserved": STACK["unserved"],
    "remainder": "#DDDDDD",
}


def group_mw(area: Region) -> dict[str, np.ndarray]:
    """Group → (N,) MW; those that are nothing all the time are left out."""
    found = {group: np.zeros(area.horizon.periods) for group in GROUPS}
    for resource in area.resources:
        found[GROUP_OF[resource.kind]] = found[GROUP_OF[resource.kind]] + resource.p_mw
    return {group: power for group, power in found.items() if float(np.abs(power).max(initial=0.0)) > 1e-3}
