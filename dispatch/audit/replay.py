"""The table of contents of the replay: one line a family, in the order in which the model is written."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dispatch.audit.balance import audit_balance
from dispatch.audit.building import audit_building
from dispatch.audit.certificate import CertificateLike, audit_certificate
from dispatch.audit.corridor import audit_corridor
from dispatch.audit.cost import audit_cost
from dispatch.audit.flexible.batch_fleet import audit_batch_fleets
from dispatch.audit.flexible.charging import audit_charging
from dispatch.audit.flexible.computing import audit_computing
from dispatch.audit.flexible.furnace import audit_furnaces
from dispatch.audit.flexible.potline import audit_potlines
from dispatch.audit.flexible.shiftable import audit_shiftable
from dispatch.audit.flexible.virtual_plant import audit_virtual_plants
from dispatch.audit.head import audit_head
from dispatch.audit.hydro import audit_hydro
from dispatch.audit.ledger import Ledger
from dispatch.audit.load import audit_load
from dispatch.audit.meter import audit_meters
from dispatch.audit.network import audit_lines, audit_links
from dispatch.audit.peak import audit_peak
from dispatch.audit.reader import Reader
from dispatch.audit.renewable import audit_renewable
from dispatch.audit.response import audit_response
from dispatch.audit.storage import audit_storage
from dispatch.audit.thermal import audit_thermal
from dispatch.audit.verdict import Audit
from dispatch.case.schema import Case
from dispatch.results import Table
from dispatch.series.assemble import Series

FAMILIES = (
    audit_renewable,
    audit_hydro,
    audit_head,
    audit_storage,
    audit_building,
    audit_thermal,
    audit_load,
    audit_potlines,
    audit_furnaces,
    audit_batch_fleets,
    audit_shiftable,
    audit_computing,
    audit_charging,
    audit_virtual_plants,
    audit_lines,
    audit_links,
    audit_corridor,
    audit_response,
    audit_meters,
)


def audit_run(
    case: Case,
    series: Series,
    tables: Mapping[str, Table],
    costs_cny: Mapping[str, float],
    objective_cny: float,
    certificate: CertificateLike | None = None,
) -> Audit:
    """Replay a run. The case and its series are what the run was made from; tables, costs and objective what it says.

    Never raises for what the run says: see `Audit.passed` and `Audit.failed`.
    """
    book = Ledger(case, series, tables, objective_cny)
    reader = Reader(book)
    # What is not a number is judged as such, and needs no warning.
    with np.errstate(all="ignore"):
        for audit_family in FAMILIES:
            audit_family(book, reader)
        audit_peak(book, reader)
        audit_balance(book)
        audit_cost(book, costs_cny, objective_cny)
        if certificate is not None:
            audit_certificate(book, certificate, objective_cny)
    return Audit(book.checks)
