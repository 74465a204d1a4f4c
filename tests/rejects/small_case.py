"""A small sound case as file contents, and one way of making it wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASE = """\
name: valley
home_area: home
time: {start: 2030-01-01, end: 2030-01-03, step: 1h, zone: Asia/Shanghai}
default_scenario: normal
scenarios:
  normal: {hydrology: normal}
  dry: {file: dry.yaml}
series:
  hourly: {file: hourly.csv, zone: Asia/Shanghai}
  daily: {file: daily.csv, zone: Asia/Shanghai, repeat: day}
bus:
  - {id: north, area: home}
  - {id: south, area: home}
renewable:
  - table: plants.csv
  - id: pv1
    technology: pv
    bus: south
    p_nom_mw: 50
    p_max_pu: hourly/sun
reservoir:
  - id: upper
    volume_max_hm3: {monthly: [9, 9, 9, 9, 8, 7, 7, 7, 8, 9, 9, 9]}
    inflow_m3s: hourly/{hydrology}
    downstream: lower
    travel_time_h: 2
  - id: lower
    volume_max_hm3: 5
    volume_initial_hm3: 3
powerhouse:
  - id: falls
    reservoir: upper
    bus: north
    p_nom_mw: 20
    turbine_max_m3s: 30
    productivity_mw_per_m3s: 0.7
storage:
  - id: bat1
    technology: lfp
    bus: south
    p_nom_mw: 10
    e_nom_mwh: 20
    soc_min_pu: 0.1
    soc_initial_mwh: 10
    cyclic: true
thermal:
  - {id: coal, technology: coal, bus: north, p_nom_mw: 100, p_min_pu: 0.4}
load:
  - id: town
    kind: residential
    bus: south
    p_nom_mw: 80
    p_pu: daily/town
line:
  - id: tie
    bus0: north
    bus1: south
    p_nom_mw: 60
    x_pu: 0.1
    kirchhoff: true
link:
  - id: cable
    bus0: north
    bus1: south
    p_nom_mw: 40
corridor:
  - id: out
    bus: north
    p_nom_mw: 30
    price_cny_per_mwh: 300
    energy_min_mwh: 1000
facts:
  - {id: pv, quantity: installed_mw, expected: 50, unit: MW}
"""
HOURLY = "time,sun,dry,normal\n" + "".join(
    f"2030-01-{1 + h // 24:02d} {h % 24:02d}:00,{0.5 if 8 <= h % 24 < 18 else 0},5,{6 + h % 3}\n" for h in range(48)
)
DAILY = "time,town\n" + "".join(f"2030-01-01T{h:02d}:00,{0.5 + 0.01 * h:.2f}\n" for h in range(24))
PLANTS = "id,technology,bus,p_nom_mw,p_max_pu\nwind1,wind,north,40,0.3\nror1,run_of_river,north,5,\n"
FILES = {
    "case.yaml": CASE,
    "hourly.csv": HOURLY,
    "daily.csv": DAILY,
    "plants.csv": PLANTS,
    "dry.yaml": "hydrology: dry\n",
}
QUANTITIES = ("installed_mw", "net_export_mwh")


@dataclass(frozen=True)
class Wrong:
    """`old` becomes `new` in `file` (or `new` is its whole content), and so on for the edits of `also`.

    `extra` are files beside. The fault must stand in the line that holds `at` (or has that number), and say `value`,
    `limit` and `told_in`.
    """

    code: str
    entity: str
    file: str = "case.yaml"
    old: str = ""
    new: str | bytes = ""
    at: str | int = ""
    value: Any = None
    told_in: str = ""
    limit: str | None = None
    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    remove: str = ""
    emptied: str = ""
    also: tuple[tuple[str, str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        what = f"{self.old}→{self.new[:40]!r}" if self.old else str(self.new[:40] or self.overrides or self.remove)
        return re.sub(r"\s+", " ", f"{self.code}: {what}")

    def files(self) -> dict[str, str | bytes]:
        """The files of the case with this wrong in them."""
        changed: dict[str, str | bytes] = {name: text for name, text in FILES.items() if name != self.remove}
        changed |= dict(self.extra)
        if self.old:
            changed[self.file] = _replaced(changed[self.file], self.old, str(self.new), 1)
        elif self.new or self.file == self.emptied:
            changed[self.file] = self.new
        for file, old, new in self.also:
            changed[file] = _replaced(changed[file], old, new, -1)
        return changed


def in_case(code: str, entity: str, old: str, new: str, at: str | int = "", value: Any = None, **more: Any) -> Wrong:
    return Wrong(code, entity, old=old, new=new, at=at, value=value, **more)


def _replaced(text: str | bytes, old: str, new: str, times: int) -> str:
    assert isinstance(text, str)
    assert old in text, f"{old!r} is not there to be replaced"
    return text.replace(old, new, times)


def write_case(folder: Path, wrong: Wrong | None = None) -> None:
    """Write the case, sound or wrong, and beside it a folder with the name of a file."""
    for name, content in (FILES if wrong is None else wrong.files()).items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "folder.csv").mkdir()
