"""Inputs of Switch 2 (folders of CSV tables) → what a dispatch case needs, and its net present value.

Switch minimises the net present value of a period's costs: what a timepoint costs per hour counts
`tp_weight_in_year` hours a year, annual costs count once, and a year's cost is brought to the base year as an annuity
over the period, discounted from its start. Capacities that are given are costed here; `present_cost` says what a MW
built in a year costs, so that a case can offer it to the dispatch model in the form in which that model decides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from peer_data import START

from dispatch.horizon import Horizon

HOURS_PER_YEAR = 8766
LOCAL_LOSS_PU = 0.053  # Switch's default of local_td_loss_rate


@dataclass(frozen=True, eq=False)
class SwitchInputs:
    """The tables of one folder with a single investment period and a single load zone."""

    tables: Mapping[str, pd.DataFrame]

    @classmethod
    def read(cls, folder: Path) -> SwitchInputs:
        """All CSV files of `<folder>/inputs`; a dot stands for no value."""
        files = sorted((folder / "inputs").glob("*.csv"))
        return cls({f.stem: pd.read_csv(f, na_values=".") for f in files})

    def only(self, table: str, column: str) -> Any:
        """The value of a table with one row."""
        (value,) = self.tables[table][column]
        return value

    def gen(self, name: str) -> pd.Series:
        """The row of gen_info of a project."""
        return self.tables["gen_info"].set_index("GENERATION_PROJECT").loc[name]

    # -- time and money ---------------------------------------------------------------------------------------------- -

    def years(self) -> float:
        """Length of the period; its end is a whole year or an instant, whichever suits the weights better."""
        series = self.tables["timeseries"]
        count = series.TIMESERIES.map(self.tables["timepoints"].timeseries.value_counts())
        hours = float((series.ts_duration_of_tp * count * series.ts_scale_to_period).sum())
        plain = self.only("periods", "period_end") - self.only("periods", "period_start")
        return min(plain, plain + 1, key=lambda years: abs(years * HOURS_PER_YEAR - hours))

    def annual_to_base_year(self) -> float:
        """Present value in the base year of 1 paid in every year of the period."""
        rate = self.only("financials", "discount_rate")
        annuity = (1 - (1 + rate) ** -self.years()) / rate
        wait = self.only("periods", "period_start") - self.only("financials", "base_financial_year")
        return float(annuity * (1 + rate) ** -wait)

    def horizon(self) -> Horizon:
        """One segment a timeseries; a CNY/h over a period of it costs its present value.

        Switch takes the timepoints of a timeseries from the table of timepoints, whatever `ts_num_tps` says.
        """
        parts, start = [], pd.Timestamp(START)
        count = self.tables["timepoints"].timeseries.value_counts()
        for row in self.tables["timeseries"].itertuples():
            hours = np.full(count[row.TIMESERIES], float(row.ts_duration_of_tp))
            weight = row.ts_scale_to_period / self.years() * self.annual_to_base_year()
            parts.append(Horizon.from_steps(start, hours, weight=weight))
            start += pd.Timedelta(hours=float(hours.sum()))
        return Horizon.chain(parts)

    def joined_horizon(self) -> Horizon:
        """The same as one segment, for what must be equal in all timeseries; their weights must be."""
        parts = self.horizon()
        if (parts.weight != parts.weight[0]).any():
            raise ValueError("timeseries of different weight cannot be joined")
        return Horizon.from_steps(START, parts.dt_h, weight=float(parts.weight[0]))

    # -- capacities -------------------------------------------------------------------------------------------------- -

    def present_cost(self, name: str, build_year: float) -> float:
        """Of 1 MW over the period: the annuity of the overnight and connection cost, and fixed O&M."""
        row = self._build_cost(name, build_year)
        capital = row.gen_overnight_cost + self.gen(name).gen_connect_cost_per_mw
        return float(capital * self._recovery(name) + row.gen_fixed_om) * self.annual_to_base_year()

    def present_energy_cost(self, name: str, build_year: float) -> float:
        """The same of 1 MWh of storage."""
        row = self._build_cost(name, build_year)
        annual = row.gen_storage_energy_overnight_cost * self._recovery(name) + row.gen_storage_energy_fixed_om
        return float(annual) * self.annual_to_base_year()

    def _build_cost(self, name: str, build_year: float) -> pd.Series:
        return self.tables["gen_build_costs"].set_index(["GENERATION_PROJECT", "build_year"]).loc[(name, build_year)]

    def capacity_price(self, name: str, build_year: float, horizon: Horizon) -> float:
        """CNY per MWh that pay for a MW built in a year if it is paid in every hour of the horizon alike."""
        return self.present_cost(name, build_year) / float(horizon.cost_h.sum())

    def _recovery(self, name: str) -> float:
        rate = self.only("financials", "interest_rate")
        return float(rate / (1 - (1 + rate) ** -self.gen(name).gen_max_age))

    def standing(self) -> pd.DataFrame:
        """Given builds that are in service when the period starts."""
        built = self.tables["gen_build_predetermined"]
        age = self.tables["gen_info"].set_index("GENERATION_PROJECT").gen_max_age
        start = self.only("periods", "period_start")
        serving = (built.build_year <= start) & (start < built.build_year + built.GENERATION_PROJECT.map(age))
        return built[serving]

    def standing_mw(self, name: str) -> float:
        """Capacity of a project that is there already."""
        return float(self.standing().groupby("GENERATION_PROJECT").build_gen_predetermined.sum().get(name, 0.0))

    def standing_cost(self) -> float:
        """Present value of what stands already costs, power and energy."""
        total = 0.0
        for row in self.standing().itertuples():
            total += row.build_gen_predetermined * self.present_cost(row.GENERATION_PROJECT, row.build_year)
            energy = getattr(row, "build_gen_energy_predetermined", np.nan)
            if np.isfinite(energy):
                total += energy * self.present_energy_cost(row.GENERATION_PROJECT, row.build_year)
        return total

    # -- operation --------------------------------------------------------------------------------------------------- -

    def availability(self, name: str) -> float:
        """Baseload plants lose scheduled outages too."""
        gen = self.gen(name)
        scheduled = gen.gen_scheduled_outage_rate if gen.gen_is_baseload else 0.0
        return float((1 - gen.gen_forced_outage_rate) * (1 - scheduled))

    def variable_cost(self, name: str) -> float:
        """Variable O&M and fuel, per MWh."""
        gen = self.gen(name)
        fuel = self.tables["fuel_cost"].set_index("fuel").fuel_cost
        if gen.gen_energy_source not in fuel.index:
            return float(gen.gen_variable_om)
        return float(gen.gen_variable_om + gen.gen_full_load_heat_rate * fuel[gen.gen_energy_source])

    def capacity_factors(self, name: str) -> np.ndarray:
        """(timepoints,) largest output per MW in service, outages included."""
        factors = self.tables["variable_capacity_factors"]
        own = factors.set_index(["GENERATION_PROJECT", "timepoint"]).gen_max_capacity_factor.loc[name]
        return own[self.tables["timepoints"].timepoint_id].to_numpy() * self.availability(name)

    def demand(self) -> np.ndarray:
        """(timepoints,) MW."""
        loads = self.tables["loads"].set_index("TIMEPOINT").zone_demand_mw
        return loads[self.tables["timepoints"].timepoint_id].to_numpy(dtype=float)
