"""The replay: is the answer on the table a dispatch of this case, and is its cost the one that is stated?

    audit = audit_run(case, series, tables, costs_cny, objective_cny, certificate)
    audit.passed, audit.failed, audit.worst, audit.report("zh")

Every balance, limit and cost is worked out again in numpy from Case, Series and Tables alone. Nothing here imports
Pyomo or the blocks that wrote the model, and where there is another way it is taken: water in transit as a cumulative
volume curve instead of shares, Kirchhoff's law as bus angles instead of cycles, limits as physics instead of column
bounds. One file a family; `recorder` holds what they share, `tolerances` says how exact "holds" is, `names` says every
check in English and Chinese. Nothing is raised for a bad table: what is missing or not a number is a failed check.
"""

from dispatch.audit.replay import audit_run
from dispatch.audit.verdict import Audit, Check

__all__ = ["Audit", "Check", "audit_run"]
