"""What commands import: nothing that takes long and is not used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

QUICKSTART = Path(__file__).resolve().parents[2] / "models" / "quickstart"
HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "pyarrow",
    "pyomo",
    "highspy",
    "pvlib",
    "windpowerlib",
    "plotly",
    "jinja2",
    "yaml",
    "matplotlib",
    "openpyxl",
    "docx",
    "duckdb",
    "dask",
    "distributed",
    "h5py",
    "requests",
)
# What a run of the quickstart has no use for: no sites, no plants made from weather, no sweep.
NOT_FOR_A_RUN = (
    "scipy",
    "pvlib",
    "windpowerlib",
    "matplotlib",
    "openpyxl",
    "docx",
    "duckdb",
    "dask",
    "distributed",
    "h5py",
    "requests",
)
SCRIPT = """
import sys
from dispatch.cli import main
try:
    main(sys.argv[2:])
except SystemExit as ended:
    assert not ended.code, ended.code
found = sorted(set(sys.argv[1].split(",")) & {name.partition(".")[0] for name in sys.modules})
sys.stderr.write("imported: " + ",".join(found))
"""


def imported(names: tuple[str, ...], *words: str) -> list[str]:
    """Which of some packages a command imports."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, ",".join(names), *words], capture_output=True, text=True, timeout=300, check=True
    )
    return [name for name in done.stderr.rpartition("imported: ")[2].split(",") if name]


@pytest.mark.parametrize("command", [["--help"], ["list"], ["run", "--help"], ["report", "--help"]])
def test_help_and_lists_import_nothing_heavy(command: list[str], tmp_path: Path) -> None:
    given = [*command, "--runs", str(tmp_path)] if command == ["list"] else command
    assert imported(HEAVY, *given) == []


def test_a_list_of_runs_imports_nothing_heavy(tmp_path: Path) -> None:
    run = tmp_path / "one"
    run.mkdir()
    summary = '{"audit": {"passed": true}, "objective_cny": 1.0, "periods": 24, "status": "optimal"}'
    (run / "summary.json").write_text(summary, encoding="utf-8")
    (run / "run.json").write_text('{"scenario": "", "started": "2030-01-01T00:00:00+00:00"}', encoding="utf-8")
    assert imported(HEAVY, "list", "--runs", str(tmp_path)) == []


def test_a_run_imports_nothing_that_its_case_has_no_use_for(tmp_path: Path) -> None:
    assert imported(NOT_FOR_A_RUN, "run", str(QUICKSTART), "--step", "6h", "--runs", str(tmp_path)) == []
