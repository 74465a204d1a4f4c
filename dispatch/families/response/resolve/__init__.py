"""Who responds to what: the settings of a case and the catalogue put together, for the model and its tables.

    resolved_profiles(case)        name → ResponseProfile with every number filled in
    resolved_responders(case)      assets with their services
    resolved_contingencies(case)   contingencies, those of the case or, where it has none, derived ones
    live_services(case, way)       services that may be held ready in a direction

A responder that the case names replaces the one that its asset would get by its technology, and silences it with
`enabled: false`. Nothing here depends on time: values that may vary stay what they are in the case. Audit and
simulation derive the same by code of their own (`dispatch.families.response.expected`).
"""

from dispatch.families.response.resolve.assets import (
    LOSABLE,
    RESPONDING,
    asset_of,
    bus_of,
    response_buses,
    split_asset,
)
from dispatch.families.response.resolve.contingencies import ResolvedContingency, resolved_contingencies
from dispatch.families.response.resolve.delivery import (
    GOVERNORS,
    delivered_pu,
    droop_share_pu,
    energy_s,
    is_governed,
)
from dispatch.families.response.resolve.live import live_services, priced_by_response, shed_lines
from dispatch.families.response.resolve.profiles import resolved_profiles
from dispatch.families.response.resolve.responders import ResolvedResponder, Service, resolved_responders

__all__ = [
    "GOVERNORS",
    "LOSABLE",
    "RESPONDING",
    "ResolvedContingency",
    "ResolvedResponder",
    "Service",
    "asset_of",
    "bus_of",
    "delivered_pu",
    "droop_share_pu",
    "energy_s",
    "is_governed",
    "live_services",
    "priced_by_response",
    "resolved_contingencies",
    "resolved_profiles",
    "resolved_responders",
    "response_buses",
    "shed_lines",
    "split_asset",
]
