"""The sections of the report, one module each: `blocks(study, fmt)` returns its blocks."""
