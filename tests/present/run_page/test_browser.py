"""The page in a real browser: every chart is drawn, in both languages, without a fault and without the network."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dispatch.solve.pipeline import Solved
from tests.present.run_page.pages import page_of

BROWSER = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome")) if p), None)
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,3000",
    "--virtual-time-budget=30000",
    "--enable-logging=stderr",
)
# Turns to another window and to the other language, as a reader would.
READER = """<script>
const pressed = setInterval(() => {
  if (document.documentElement.dataset.state !== "drawn") return;
  clearInterval(pressed);
  document.getElementById("later").click();
  document.getElementById("language").click();
}, 50);
</script></body>"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine")
def test_every_chart_is_drawn(run: Solved, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page_of(run).replace("</body>", READER), encoding="utf-8")
    asked = [str(BROWSER), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=True)
    assert not re.findall(r"CONSOLE.*", done.stderr)
    dom = done.stdout
    root = re.search(r"<html[^>]*>", dom)
    assert root is not None
    assert 'data-state="drawn"' in root[0]
    assert 'data-lang="en"' in root[0]
    charts = re.findall(r'id="chart_(\w+)"', dom)
    assert len(charts) == 15
    assert dom.count('<svg class="main-svg"') >= len(charts)
    assert ">Reservoir hydro</text>" in dom
    assert "<title>Small river</title>" in dom
