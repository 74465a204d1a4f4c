"""Components of a case: one frozen model per kind of asset, with the unit in every field name.

Conventions: power is positive when injected into the bus; `*_pu` is per unit of `p_nom_mw`;
`PeriodValue` is a mean over the period, `BoundaryValue` holds at an instant (`varying.py`).
Series tables are not here but in `table.py`, the whole case is `schema.Case`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

# No asset on earth is this large: catches MW typed as kW or W, and a 2 GB number.
Power = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Energy = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Volume = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Flow = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Efficiency = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Hours = Annotated[float, Field(ge=0, le=8784, allow_inf_nan=False)]
Price = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Cost = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Life = Annotated[float, Field(ge=1, le=200, allow_inf_nan=False)]

Group = Literal["grid", "flexible", "connection", "response", "series"]
"""grid: what makes, stores, carries and uses power; flexible: what changes a demand; connection: what bounds or meters
other plants; response: the millisecond response; series: what makes series."""
GROUPS: tuple[Group, ...] = get_args(Group)


class Entity(BaseModel):
    """Anything with an id. `zh` and `en` are display names; `source` says where the numbers come from."""

    group: ClassVar[Group] = "grid"
    asks_for_power: ClassVar[bool] = False
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    id: str = Field(min_length=1, max_length=80, pattern=r"^[^\[\],]+$")
    zh: str = ""
    en: str = ""
    source: str = ""
    note: str = ""
