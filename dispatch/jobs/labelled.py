"""Runs read back from disk under labels that a reader gives them: `LABEL=RUN`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dispatch.errors import CaseError, Fault, Where
from dispatch.jobs.job import OpenedRun, open_run


def open_labelled(names: Sequence[str], folder: Path) -> list[tuple[str, OpenedRun]]:
    """(label, run) of runs by path, name, beginning, `latest` or `LABEL=RUN`. Raises CaseError where one is none."""
    labelled = [_split(name) for name in names]
    if len({run for _, run in labelled}) < len(labelled):
        double = next(run for i, (_, run) in enumerate(labelled) if run in [r for _, r in labelled[:i]])
        raise CaseError(Fault.of("report_same_run", Where(entity="RUN"), value=double))
    return [(label, open_run(run, folder)) for label, run in labelled]


def _split(name: str) -> tuple[str, str]:
    label, sign, run = name.partition("=")
    return (label.strip(), run.strip()) if sign and not Path(name).exists() else ("", name)
