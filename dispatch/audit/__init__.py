"""Independent check that a result is a valid dispatch of its case and that its reported cost is correct.

    audit = audit_run(case, series, tables, costs_cny, objective_cny, certificate)
    audit.passed, audit.failed, audit.worst, audit.report("zh")

Every balance, limit and cost is recomputed in numpy from Case, Series and Tables alone. Nothing here imports Pyomo or
the rows of the model, and different formulations are used where possible: water in transit as a cumulative volume
curve instead of shares, Kirchhoff's law as bus angles instead of cycles, limits as physics instead of column bounds.
Each family has its own `replay`; `recorder` collects their results, `tolerances` defines the accuracy required,
`names` gives the name of every check in English and Chinese. A bad table raises nothing: a value that is missing or
not a number is a failed check.
"""

from dispatch.audit.replay import audit_run
from dispatch.audit.verdict import Audit, Check

__all__ = ["Audit", "Check", "audit_run"]
