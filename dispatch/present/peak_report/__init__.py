"""Peak-shaving reports: sections, pages, workbooks and documents.

    fmt = Formatter("zh", "wankw")
    study = study_of(open_labelled(["runs/none", "runs/storage"], Path("runs")), fmt)
    write_report(study, Path("report"), ("html", "xlsx"), fmt)

`sections` compute what a report is made of (`dispatch.present.document`); runs are opened by
`dispatch.jobs.labelled`.
"""

from __future__ import annotations

from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.study import study_of
from dispatch.present.peak_report.write import FORMATS, formats_of, write_report
from dispatch.shaving.variants import Study

__all__ = ["FORMATS", "Formatter", "Study", "formats_of", "study_of", "write_report"]
