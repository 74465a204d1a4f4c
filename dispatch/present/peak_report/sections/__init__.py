"""The sections of the report, one module each: `blocks(study, tell)` gives what stands in it."""
