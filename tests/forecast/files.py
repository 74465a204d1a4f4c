"""Forecast files of the small case, sound and wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tests.forecast.cases import ZONE

ISSUE = pd.Timestamp("2025-03-01T08:30", tz=ZONE)


def long_rows(entity: str = "breeze", hours: int = 3, value: float = 50.0) -> list[str]:
    """Lines of a sound long file: hourly values of 2 March, issued at 08:30 the day before."""
    day = pd.Timestamp("2025-03-02", tz=ZONE)
    return [f"{entity},{ISSUE.isoformat()},{(day + pd.Timedelta(hours=h)).isoformat()},{value}" for h in range(hours)]


LONG = "\n".join(["entity,issue_time,valid_time,forecast", *long_rows(), *long_rows("field", value=10.0)]) + "\n"
LEAD = "entity,lead_h,valid_time,forecast\n" + "".join(f"breeze,4,2025-03-02T{h:02d}:00+08:00,50\n" for h in range(3))
WIDE = "time,breeze,field\n" + "".join(
    f"2025-03-02T{q // 4:02d}:{q % 4 * 15:02d}+08:00,{40 + q % 7},{5 + q % 3}\n" for q in range(96)
)
ACTUAL = "entity,valid_time,actual\n" + "".join(
    f"{name},2025-03-02T{h:02d}:00+08:00,{30 + h}\n" for name in ("breeze", "field") for h in range(3)
)


@dataclass(frozen=True)
class Wrong:
    """`old` becomes `new` in a sound file. The fault stands in line `line` and tells `value` and `told_in`."""

    code: str
    line: int
    text: str = LONG
    old: str = ""
    new: str = ""
    value: Any = None
    told_in: str = ""
    name: str = "f.csv"
    actual: str = ""
    bytes_: bytes = b""

    def write(self, folder: Path) -> Path:
        file = folder / self.name
        assert not self.old or self.old in self.text
        text = self.text.replace(self.old, self.new, 1) if self.old else self.text
        file.write_bytes(self.bytes_ or text.encode())
        return file


_T = "2025-03-02T0{}:00:00+08:00"
WRONG = [
    Wrong("forecast_unknown_entity", 2, LONG.replace("breeze", "breze"), value="breze", told_in="breeze"),
    Wrong("forecast_scale", 2, LONG.replace(",50.0", ",0.5"), value=0.5, told_in="pu"),
    Wrong("forecast_scale", 2, LONG.replace(",50.0", ",50000"), value=50000.0, told_in="kW"),
    Wrong("forecast_beyond_rating", 3, old="01:00:00+08:00,50.0", new="01:00:00+08:00,160", value=160.0,
          told_in="≤ 1.5 × 100"),
    Wrong("forecast_beyond_rating", 5, LONG.replace(",50.0", ",0.05").replace("forecast\n", "forecast,unit\n")
          .replace(",0.05\n", ",0.05,GW\n").replace(",10.0\n", ",1000,MW\n"), value=1000.0, told_in="field"),
    Wrong("forecast_twice", 4, old=_T.format(2), new=_T.format(1)),
    Wrong("forecast_gap", 3, old=f"breeze,2025-03-01T08:30:00+08:00,{_T.format(1)},50.0\n", told_in="T01:00:00+08:00"),
    Wrong("forecast_overlapping_periods", 4, old=_T.format(2), new="2025-03-02T01:40:00+08:00", told_in="60 min"),
    Wrong("forecast_after_the_fact", 2, old="2025-03-01T08:30:00+08:00", new="2025-03-02T08:30:00+08:00",
          value="2025-03-02T08:30:00+08:00"),
    Wrong("forecast_after_the_fact", 3, LEAD, "breeze,4,2025-03-02T01", "breeze,-4,2025-03-02T01", "-4"),
    Wrong("forecast_lead_mismatch", 2, LONG.replace("forecast\n", "forecast,lead_h\n").replace(".0\n", ".0,15\n"),
          value="15"),
    Wrong("forecast_without_zone", 2, LONG.replace("+08:00", ""), value="2025-03-02T00:00:00"),
    Wrong("mixed_stamps", 3, old=_T.format(1), new="2025-03-02T01:00:00"),
    Wrong("unreadable_stamp", 3, old=_T.format(1), new="2025-13-02T01:00:00+08:00", value="2025-13-02T01:00:00+08:00"),
    Wrong("nan_cell", 3, old="01:00:00+08:00,50.0", new="01:00:00+08:00,nan", value="nan"),
    Wrong("empty_cell", 3, old="01:00:00+08:00,50.0", new="01:00:00+08:00,", value=""),
    Wrong("infinite_cell", 3, old="01:00:00+08:00,50.0", new="01:00:00+08:00,inf", value="inf"),
    Wrong("not_number_cell", 3, old="01:00:00+08:00,50.0", new="01:00:00+08:00,5O", value="5O"),
    Wrong("empty_cell", 3, old=f"breeze,2025-03-01T08:30:00+08:00,{_T.format(1)}",
          new=f",2025-03-01T08:30:00+08:00,{_T.format(1)}", value="", told_in="entity"),
    Wrong("ragged_row", 3, old="01:00:00+08:00,50.0", new="01:00:00+08:00,50.0,1", value=5),
    Wrong("forecast_negative", 3, old="01:00:00+08:00,50.0", new="01:00:00+08:00,-3", value=-3.0),
    Wrong("forecast_missing_column", 1, old="forecast", new="actual", told_in="forecast"),
    Wrong("forecast_missing_column", 1, old="issue_time,", new="county,", told_in="issue_time"),
    Wrong("forecast_unknown_column", 1, LONG.replace("forecast\n", "forecast,p10\n").replace(".0\n", ".0,1\n"),
          value="p10"),
    Wrong("duplicate_column", 1, old="issue_time", new="entity", value="entity"),
    Wrong("forecast_unit", 2, LONG.replace("forecast\n", "forecast,unit\n").replace(".0\n", ".0,MWh\n", 3)
          .replace("10.0\n", "10.0,MW\n"), value="MWh", told_in="breeze"),
    Wrong("forecast_outside_case", 2, LONG.replace("2025-03", "2026-03"), value="2026-03-02T00:00:00+08:00"),
    Wrong("table_too_short", 2, "\n".join(LONG.splitlines()[:2]) + "\n", value=1),
    Wrong("empty_table", 1, "entity,issue_time,valid_time,forecast\n"),
    Wrong("not_utf8", 2, bytes_=LONG.replace("breeze", "大").encode("gb18030")),
    Wrong("not_a_table_file", 0, name="f.xlsx"),
    Wrong("unreadable_file", 0, name="f.parquet", bytes_=b"no parquet"),
    Wrong("forecast_unknown_entity", 2, WIDE.replace("field", "feild"), value="feild", told_in="field"),
    Wrong("duplicate_column", 1, WIDE, "field", "breeze", "breeze"),
    Wrong("forecast_gap", 5, WIDE, "2025-03-02T00:45+08:00,43,5\n", ""),
    Wrong("duplicate_stamp", 5, WIDE, "2025-03-02T00:45", "2025-03-02T00:30+08:00,42,7\n2025-03-02T00:45"),
    Wrong("forecast_without_zone", 2, WIDE.replace("+08:00", "")),
    Wrong("forecast_beyond_rating", 8, WIDE, ",46,", ",4600,", 4600.0),
    Wrong("actual_missing", 5, actual=ACTUAL.replace("field", "meadow"), value="field", told_in="breeze"),
    Wrong("actual_not_covering", 5, actual=ACTUAL.replace("field,2025-03-02T02:00+08:00,32\n", ""), value="field",
          told_in="f_actual.csv"),
    Wrong("nan_cell", 2, actual=ACTUAL.replace(",30", ",nan", 1), value="nan"),
    Wrong("forecast_gap", 3, actual=ACTUAL.replace("breeze,2025-03-02T01:00+08:00,31\n", "")),
]  # fmt: skip
