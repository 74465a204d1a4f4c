"""The case: everything that a dispatch job depends on, typed, frozen and checked."""

from dispatch.case.check import check_case, validate_case
from dispatch.case.dump import case_digest, dump_case
from dispatch.case.json_schema import case_json_schema
from dispatch.case.load import apply_overrides, load_case
from dispatch.case.schema import Case

__all__ = [
    "Case",
    "apply_overrides",
    "case_digest",
    "case_json_schema",
    "check_case",
    "dump_case",
    "load_case",
    "validate_case",
]
