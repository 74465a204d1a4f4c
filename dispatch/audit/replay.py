"""The table of contents of the replay: one line a family, in the order in which the model is written."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dispatch.audit.balance import audit_balance
from dispatch.audit.certificate import CertificateLike, audit_certificate
from dispatch.audit.cost import audit_cost
from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Ledger
from dispatch.audit.verdict import Audit
from dispatch.case.schema import Case
from dispatch.families.batch_fleet.replay import audit_batch_fleets
from dispatch.families.charging.replay import audit_charging
from dispatch.families.computing.replay import audit_computing
from dispatch.families.corridor.replay import audit_corridor
from dispatch.families.furnace.replay import audit_furnaces
from dispatch.families.hydro.replay.head import audit_head
from dispatch.families.hydro.replay.hydro import audit_hydro
from dispatch.families.load.replay import audit_load
from dispatch.families.meter.replay import audit_meters
from dispatch.families.network.replay.network import audit_lines, audit_links
from dispatch.families.peak.replay import audit_peak
from dispatch.families.potline.replay import audit_potlines
from dispatch.families.renewable.replay import audit_renewable
from dispatch.families.response.replay import audit_response
from dispatch.families.shiftable.replay import audit_shiftable
from dispatch.families.storage.replay.candidate import audit_building
from dispatch.families.storage.replay.storage import audit_storage
from dispatch.families.thermal.replay import audit_thermal
from dispatch.families.virtual_plant.replay.virtual_plant import audit_virtual_plants
from dispatch.results.tables import Table
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
