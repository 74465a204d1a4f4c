"""The comparison of a sweep on disk: page, workbook and frame beside the points.

    write_comparison(frame, "runs/sweep-zhaotong-outlook_2030-1a2b3c", "zh")

writes `compare.html`, `compare.xlsx` and `compare.parquet` into the folder of the sweep. Each is written beside its
place and renamed, so that a reader never sees half of one; a later call replaces them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from dispatch.present.comparison.book import write_workbook
from dispatch.present.comparison.page import render_comparison
from dispatch.present.words import Lang
from dispatch.sweeps.points import Points, points_of

PAGE, BOOK, FRAME = "compare.html", "compare.xlsx", "compare.parquet"


def write_comparison(frame: pd.DataFrame, folder: str | Path, lang: Lang, goal_mw: float | None = None) -> list[Path]:
    """Write all three from the tidy frame of a sweep; returns their paths. `lang` is `zh` or `en`."""
    place, points = Path(folder), points_of(frame, goal_mw)
    place.mkdir(parents=True, exist_ok=True)
    return [
        _placed(place / PAGE, lambda path: _write_page(path, points, lang)),
        _placed(place / BOOK, lambda path: write_workbook(path, points, lang)),
        _placed(place / FRAME, lambda path: points.frame.to_parquet(path, index=False, compression="zstd")),
    ]


def _write_page(path: Path, points: Points, lang: Lang) -> None:
    path.write_text(render_comparison(points, lang), encoding="utf-8")


def _placed(final: Path, write: Callable[[Path], None]) -> Path:
    """Write beside the place and rename."""
    beside = final.with_name(f".{os.getpid()}-{final.name}")
    try:
        write(beside)
        beside.replace(final)
    finally:
        beside.unlink(missing_ok=True)
    return final
