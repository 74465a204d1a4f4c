"""The replay of a run: every room recomputes its own columns and rows, in the order in which the model is written."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dispatch.audit.balance import audit_balance
from dispatch.audit.certificate import CertificateLike, audit_certificate
from dispatch.audit.cost import audit_cost
from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.audit.verdict import Audit
from dispatch.case.schema import Case
from dispatch.families.rooms import part, rooms_with
from dispatch.results.tables import Table
from dispatch.series.assemble import Series


def audit_run(
    case: Case,
    series: Series,
    tables: Mapping[str, Table],
    costs_cny: Mapping[str, float],
    objective_cny: float,
    certificate: CertificateLike | None = None,
) -> Audit:
    """Replay a run. The case and its series are the input of the run; tables, costs and objective are its results.

    Never raises because of the contents of the results: see `Audit.passed` and `Audit.failed`.
    """
    recorder = Recorder(case, series, tables, objective_cny)
    reader = Reader(recorder)
    # What is not a number is judged as such, and needs no warning.
    with np.errstate(all="ignore"):
        for room in rooms_with("replay"):
            part(room, "replay").audit_rows(recorder, reader)
        audit_balance(recorder)
        audit_cost(recorder, costs_cny, objective_cny)
        if certificate is not None:
            audit_certificate(recorder, certificate, objective_cny)
    return Audit(recorder.checks)
