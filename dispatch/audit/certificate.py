"""The numbers of the optimality certificate as checks, in addition to those of the replay."""

from __future__ import annotations

import math
from typing import Protocol

from dispatch.audit.recorder import Recorder
from dispatch.audit.tolerances import DUAL, EXACT, GAP, PRIMAL, countable
from dispatch.audit.verdict import Check


class CertificateLike(Protocol):
    """What the audit needs of `dispatch.program.certificate.Certificate`."""

    @property
    def primal(self) -> float: ...
    @property
    def primal_at(self) -> str: ...
    @property
    def dual(self) -> float: ...
    @property
    def dual_at(self) -> str: ...
    @property
    def complementarity(self) -> float: ...
    @property
    def gap(self) -> float: ...
    @property
    def objective(self) -> float: ...
    @property
    def bound(self) -> float: ...


def audit_certificate(recorder: Recorder, certificate: CertificateLike, objective_cny: float) -> None:
    """Check residuals, complementarity and gap, and that the certificate belongs to this solution."""
    objective, bound = certificate.objective, certificate.bound
    recorder.record(_check("primal", certificate.primal, PRIMAL, certificate.primal_at))
    recorder.record(_check("dual", certificate.dual, DUAL, certificate.dual_at))
    recorder.record(_check("complementarity", certificate.complementarity, GAP))
    recorder.record(_check("gap", abs(certificate.gap), GAP, value=objective, limit=bound))
    other = abs(objective - objective_cny) / (1.0 + abs(objective_cny))
    recorder.record(_check("objective", other, EXACT, value=objective, limit=objective_cny))


def _check(
    name: str, worst: float, tolerance: float, at: str = "", value: float = math.nan, limit: float = math.nan
) -> Check:
    return Check(f"certificate.{name}", countable(worst), tolerance, at, "", value, limit)
