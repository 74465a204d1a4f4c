"""The page as a pdf, printed by a Chromium or Chrome of the machine without a window."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from dispatch.errors import CaseError, Fault, Where

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
PATIENCE_S = 180


def find_browser() -> str:
    """The command of a browser that prints. Raises CaseError where there is none."""
    for name in BROWSERS:
        if (found := shutil.which(name)) is not None:
            return found
    for place in ELSEWHERE:
        if Path(place).is_file():
            return place
    raise CaseError(Fault.of("report_no_browser", Where(entity="--format pdf"), nearest=BROWSERS[:3]))


def print_page(html: str, path: Path) -> None:
    """Print a page; paper and margins are those of its style sheet."""
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="dispatch-report-") as folder:
        page, made = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={made}",
            page.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # a browser refuses its sandbox to the superuser; the page is our own
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        except (subprocess.TimeoutExpired, OSError) as failed:
            raise CaseError(Fault.of("report_not_printed", Where(entity=browser), value=str(failed))) from failed
        if not made.is_file():
            raise CaseError(Fault.of("report_not_printed", Where(entity=browser), value=done.stderr.strip()[-200:]))
        shutil.copyfile(made, path)
