"""Peak-shaving reports: sections, pages, workbooks and documents.

    tell = Teller("zh", "wankw")
    study = open_study(["runs/none", "runs/storage"], Path("runs"), tell)
    write_report(study, Path("report"), ("html", "xlsx"), tell)

`content` is what a report is made of, `sections` compute it, `writers` show it.
"""

from __future__ import annotations

from dispatch.present.peak_report.study import Study, open_study, study_of
from dispatch.present.peak_report.tell import Teller
from dispatch.present.peak_report.write import FORMATS, formats_of, write_report

__all__ = ["FORMATS", "Study", "Teller", "formats_of", "open_study", "study_of", "write_report"]
