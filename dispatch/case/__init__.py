"""The case: everything that a dispatch job depends on, typed, frozen and checked.

Names are imported when first used: entities need the types of fields (`dispatch.case.entity`), and must not load the
modules that read and check a whole case, which in turn need the entities.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dispatch.case.check import check_case, validate_case
    from dispatch.case.dump import case_digest, dump_case
    from dispatch.case.json_schema import case_json_schema
    from dispatch.case.load import apply_overrides, load_case
    from dispatch.case.schema import Case

_MODULES = {
    "Case": "schema",
    "apply_overrides": "load",
    "case_digest": "dump",
    "case_json_schema": "json_schema",
    "check_case": "check",
    "dump_case": "dump",
    "load_case": "load",
    "validate_case": "check",
}
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


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'dispatch.case' has no attribute {name!r}")
    return getattr(import_module(f"dispatch.case.{_MODULES[name]}"), name)
