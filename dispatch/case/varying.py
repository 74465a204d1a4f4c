"""Values that may change over time: a number, a column of a series table, or twelve monthly values.

In YAML or a CSV cell a number is a constant, ``table/column`` names a column of a series table
(``{hydrology}`` in it is replaced by the case's hydrology), and a mapping spells the rest out::

    p_max_pu: 0.95
    p_max_pu: profiles/pv_qiaojia
    p_max_pu: {series: profiles/pv_qiaojia, scale: 0.97}
    volume_max_hm3: {monthly: [190, 190, 190, 190, 160, 115, 115, 115, 160, 190, 190, 190], scale: 100}
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class SeriesRef(BaseModel):
    """A column of a series table, times `scale`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    series: str = Field(pattern=r"^[^/]+/.+$", description="table/column")
    scale: float = Field(1.0, allow_inf_nan=False)

    def address(self, hydrology: str) -> tuple[str, str]:
        """(table, column) with the placeholder filled."""
        table, _, column = self.series.replace("{hydrology}", hydrology).partition("/")
        return table, column


class Monthly(BaseModel):
    """Twelve values, January to December, in local time, held over the month, times `scale`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    monthly: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = Field(min_length=12, max_length=12)
    scale: float = Field(1.0, allow_inf_nan=False)


def _spell_out(value: Any) -> Any:
    """`table/column` is short for `{series: table/column}`; numbers in CSV cells arrive as text."""
    if isinstance(value, str):
        text = value.strip()
        try:
            return float(text)
        except ValueError:
            return {"series": text}
    return value


class Resample:
    """Marks how a field lands on the horizon: `period` (mean over the period) or `boundary` (at the instant)."""

    def __init__(self, to: Literal["period", "boundary"]):
        self.to = to


_Any = Annotated[float, Field(allow_inf_nan=False)] | SeriesRef | Monthly
PeriodValue = Annotated[_Any, BeforeValidator(_spell_out), Resample("period")]
BoundaryValue = Annotated[_Any, BeforeValidator(_spell_out), Resample("boundary")]
