"""Ways in which a run can be wrong, and the check that must say so; at least one for every check there is.

Results that were right for an efficiency of 0.95 are wrong for 0.951: most rows change the case, not the results.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from tests.audit.corrupting import (
    Wrong,
    add,
    both,
    certified,
    column,
    cost,
    judged_by,
    later,
    swapped,
    table,
    times,
    without,
)
from tests.audit.corruptions_industry import INDUSTRY
from tests.audit.corruptions_response import RESPONSE
from tests.audit.corruptions_sizing import METERS, SIZING
from tests.audit.corruptions_usage import USAGE
from tests.audit.corruptions_virtual import VIRTUAL
from tests.audit.rich_case import Exhibit
from tests.families.brought import of_rooms


def _no_table(x: Exhibit) -> Exhibit:
    return replace(x, tables={name: found for name, found in x.tables.items() if name != "thermal"})


def _charge_while_discharging(x: Exhibit) -> Exhibit:
    """Burn energy at rest: charge and discharge so that the store sees nothing."""
    most = 40 * 0.9
    return both(
        column("storage.p_charge_mw", "bat", lambda p: p * 0 + most),
        column("storage.p_discharge_mw", "bat", lambda p: p * 0 + most * 0.95 * 0.94),
    )(x)


def _weight_as_hours(x: Exhibit) -> Exhibit:
    """A state of charge that charged for weight × Δt."""
    horizon = x.series.horizon
    added = np.zeros(horizon.boundaries)
    added[horizon.last_boundary] = np.cumsum(
        (horizon.cost_h - horizon.dt_h) * x.tables["storage"].of("bat", "p_charge_mw")
    )
    return x.with_column("storage_state.soc_mwh", "bat", lambda soc: soc + added)


def _no_loss_on_the_way_back(x: Exhibit) -> Exhibit:
    line = x.tables["line"]
    return x.with_column("line.p0_mw", "cd", lambda _: line.of("cd", "forward_mw") - line.of("cd", "backward_mw"))


def _river_higher(x: Exhibit) -> Exhibit:
    """A tailwater curve a metre higher."""
    curves = tuple(
        c.model_copy(update={"y": tuple(y + 1 for y in c.y)}) if c.id == "brook" else c for c in x.case.curve
    )
    return replace(x, case=x.case.model_copy(update={"curve": curves}))


TABLES = [
    Wrong("a table is missing", "tables.missing", "thermal", _no_table),
    Wrong("a column is missing", "tables.columns", "storage.p_charge_mw", without("storage", "p_charge_mw")),
    Wrong("an asset has another name", "tables.labels", "storage: bat, bet",
          table("storage", labels=lambda known: ("bet", *known[1:]))),
    Wrong("an asset hides another", "tables.labels", "renewable: pv",
          table("renewable", labels=lambda known: ("wind", *known[1:]))),
    Wrong("stamps are an hour late", "tables.time", "load", table("load", time=lambda t: t + pd.Timedelta("1h"))),
    Wrong("stamps have no zone", "tables.time", "load", table("load", time=lambda t: t.tz_localize(None))),
    Wrong("stamps of a state are those of periods", "tables.time", "storage_state",
          lambda x: x.with_table("storage_state", time=x.tables["storage"].time)),
    Wrong("segments are swapped", "tables.time", "price", table("price", segment=lambda s: 1 - s)),
    Wrong("segments are not told", "tables.time", "price", table("price", segment=lambda _: None)),
    Wrong("one value is NaN", "tables.numbers", "thermal.p_mw: gas", column("thermal.p_mw", "gas", add(7, np.nan))),
    Wrong("one value is infinite", "tables.numbers", "line.p0_mw: ab", column("line.p0_mw", "ab", add(7, np.inf))),
    Wrong("a column holds text", "tables.numbers", "load.served_mw: city",
          table("load", columns=lambda c: {**c, "served_mw": np.full(c["served_mw"].shape, "much")})),
    Wrong("segments are told of other times", "tables.time", "price", table("price", segment=lambda s: s[:-1])),
    Wrong("a column is turned around", "tables.numbers", "load.served_mw",
          table("load", columns=lambda c: {**c, "served_mw": c["served_mw"].T})),
    Wrong("a column is too short", "tables.numbers", "load.served_mw",
          table("load", columns=lambda c: {**c, "served_mw": c["served_mw"][:, :-1]})),
]  # fmt: skip

PLANTS = [
    Wrong("available power in kW", "renewable.available", "pv", column("renewable.available_mw", "pv", times(1000))),
    Wrong("available power an hour late", "renewable.available", "pv", column("renewable.available_mw", "pv", later)),
    Wrong("more wind than blows", "renewable.power_limit", "wind", column("renewable.p_mw", "wind", add(9, 0.01))),
    Wrong("less than must run", "renewable.power_limit", "wind", judged_by("renewable", "wind", p_min_pu=0.3)),
    Wrong("curtailment with the wrong sign", "renewable.curtailed", "pv",
          column("renewable.curtailed_mw", "pv", times(-1))),
    Wrong("a price that pays for more sun", "renewable.price", "pv",
          column("price.price_cny_per_mwh", "a", lambda p: p + 100)),
    Wrong("curtailment not paid", "renewable.cost", "renewable.curtailment",
          cost("renewable.curtailment", lambda _: 0.0)),
    Wrong("less charging power", "storage.power_limit", "cave", judged_by("storage", "cave", p_charge_nom_mw=10)),
    Wrong("charging below nothing", "storage.power_limit", "bat", column("storage.p_charge_mw", "bat", add(3, -50))),
    Wrong("charging counted as giving", "storage.power", "bat", column("storage.p_mw", "bat", np.abs)),
    Wrong("charging and discharging at once", "storage.one_at_a_time", "bat", _charge_while_discharging),
    Wrong("one converter used twice", "storage.share_of_both", "bat", _charge_while_discharging),
    Wrong("another efficiency", "storage.soc_balance", "bat", judged_by("storage", "bat", eta_charge=0.951)),
    Wrong("standing loss left out", "storage.soc_balance", "bat", judged_by("storage", "bat", standing_loss_per_h=0)),
    Wrong("standing loss a step instead of an hour", "storage.soc_balance", "bat",
          judged_by("storage", "bat", standing_loss_per_h=1 - (1 - 0.002) ** 1.2)),
    Wrong("weight used for hours", "storage.soc_balance", "bat", _weight_as_hours),
    Wrong("charging an hour late", "storage.soc_balance", "bat", column("storage.p_charge_mw", "bat", later)),
    Wrong("stored energy in kWh", "storage.soc_balance", "bat", column("storage_state.soc_mwh", "bat", times(1000))),
    Wrong("two stores swapped", "storage.soc_balance", "cave",
          table("storage_state", labels=lambda known: (*known[1::-1], *known[2:]))),
    Wrong("less room", "storage.soc_limit", "bat", judged_by("storage", "bat", soc_max_pu=0.8)),
    Wrong("another start", "storage.soc_initial", "cave", judged_by("storage", "cave", soc_initial_mwh=60.1)),
    Wrong("more asked at the end", "storage.soc_terminal", "cave",
          judged_by("storage", "cave", soc_terminal_min_mwh=50.1)),
    Wrong("the end is not the start", "storage.soc_cycle", "bat", column("storage_state.soc_mwh", "bat", add(-1, 0.1))),
    Wrong("value a period late", "storage.soc_value", "bat", column("storage.soc_value_cny_per_mwh", "bat", later)),
    Wrong("wear per hour, not per MWh", "storage.cost", "storage.wear", cost("storage.wear", lambda c: c / 2)),
    Wrong("less capacity", "thermal.power_limit", "gas", judged_by("thermal", "gas", p_max_pu=0.2)),
    Wrong("another output before", "thermal.initial", "coal", judged_by("thermal", "coal", p_initial_mw=20)),
    Wrong("a price that pays for more gas", "thermal.price", "gas",
          column("price.price_cny_per_mwh", "a", lambda p: p + 100)),
    Wrong("more must be on line", "thermal.commitment_limit", "coal",
          judged_by("thermal", "coal", committed_min_pu=0.2)),
    Wrong("more than is on line", "thermal.enough_committed", "coal", column("thermal.p_mw", "coal", add(40, 200))),
    Wrong("more load needed", "thermal.minimum_load", "coal", judged_by("thermal", "coal", p_min_pu=0.45)),
    Wrong("a negative start", "thermal.start", "coal", column("thermal.started_mw", "coal", add(9, -1))),
    Wrong("a start forgotten", "thermal.stop", "coal", column("thermal.started_mw", "coal", times(0))),
    Wrong("slower up", "thermal.ramp_up", "coal", judged_by("thermal", "coal", ramp_up_pu_per_h=0.05)),
    Wrong("slower down", "thermal.ramp_down", "coal", judged_by("thermal", "coal", ramp_down_pu_per_h=0.05)),
    Wrong("another fuel price", "thermal.cost", "thermal.fuel",
          judged_by("thermal", "coal", fuel_cost_cny_per_mwh=281)),
    Wrong("starts paid by the hour", "thermal.cost", "thermal.start", cost("thermal.start", lambda c: c * 1.1)),
    Wrong("another demand", "load.demand", "city", judged_by("load", "city", p_nom_mw=401)),
    Wrong("a load that gives", "load.unserved_limit", "smelter", column("load.unserved_mw", "smelter", add(2, 151))),
    Wrong("unserved counted as served", "load.served", "smelter", lambda x: x.with_column(
        "load.served_mw", "smelter", lambda _: x.tables["load"].of("smelter", "demand_mw"))),
    Wrong("a price above that of shedding", "load.price", "smelter",
          column("price.price_cny_per_mwh", "c", times(10))),
    Wrong("shedding for free", "load.cost", "load.unserved", cost("load.unserved", lambda _: 0.0)),
]  # fmt: skip

WATER = [
    Wrong("smaller turbines", "powerhouse.turbine_limit", "left", judged_by("powerhouse", "left", turbine_max_m3s=90)),
    Wrong("less availability", "powerhouse.power_limit", "right", judged_by("powerhouse", "right", p_max_pu=0.7)),
    Wrong("smaller pumps", "powerhouse.pump_limit", "turn", judged_by("powerhouse", "turn", pump_max_m3s=60)),
    Wrong("power in kW", "powerhouse.power", "left", column("powerhouse.p_mw", "left", times(1000))),
    Wrong("pumping for free", "powerhouse.power", "turn", lambda x: x.with_column(
        "powerhouse.p_mw", "turn", lambda _: 0.5 * x.tables["powerhouse"].of("turn", "turbine_m3s"))),
    Wrong("two powerhouses swapped", "powerhouse.power", "right",
          table("powerhouse", labels=lambda v: (v[1], v[0], *v[2:]))),
    Wrong("another O&M cost", "powerhouse.cost", "powerhouse.operation",
          judged_by("powerhouse", "left", marginal_cost_cny_per_mwh=4)),
    Wrong("a smaller spillway", "reservoir.spill_limit", "upper", judged_by("reservoir", "upper", spill_max_m3s=50)),
    Wrong("spill uphill", "reservoir.spill_limit", "lower", column("reservoir.spill_m3s", "lower", add(5, -900))),
    Wrong("release without spill", "reservoir.release", "upper", lambda x: x.with_column(
        "reservoir.release_m3s", "upper", lambda q: q - x.tables["reservoir"].of("upper", "spill_m3s"))),
    Wrong("missing more than asked", "reservoir.shortfall_limit", "lower",
          column("reservoir.shortfall_m3s", "lower", add(20, 300))),
    Wrong("missed release not told", "reservoir.release_min", "lower",
          column("reservoir.shortfall_m3s", "lower", times(0))),
    Wrong("less release allowed", "reservoir.release_max", "middle",
          judged_by("reservoir", "middle", release_max_m3s=350)),
    Wrong("less change allowed", "reservoir.release_ramp", "upper",
          judged_by("reservoir", "upper", release_ramp_m3s_per_h=50)),
    Wrong("inflow a period late", "reservoir.inflow", "upper", column("reservoir.inflow_m3s", "upper", later)),
    Wrong("travel cut to whole hours", "reservoir.arrivals", "middle",
          judged_by("reservoir", "upper", travel_time_h=2)),
    Wrong("no water on its way at the start", "reservoir.arrivals", "middle",
          judged_by("reservoir", "upper", past_release_m3s=0)),
    Wrong("water lost at the turn", "reservoir.arrivals", "lower",
          judged_by("reservoir", "middle", past_release_m3s=0)),
    Wrong("travel time left out", "reservoir.volume_balance", "middle",
          judged_by("reservoir", "upper", travel_time_h=0)),
    Wrong("1,000 m³ appear", "reservoir.volume_balance", "lower",
          column("reservoir_state.volume_hm3", "lower", add(30, 0.001))),
    Wrong("a powerhouse on another reservoir", "reservoir.volume_balance", "middle",
          judged_by("powerhouse", "turn", reservoir="lower")),
    Wrong("February like January", "reservoir.volume_limit", "upper",
          judged_by("reservoir", "upper", volume_max_hm3={"monthly": [30, *[12] * 5, *[20] * 6]})),
    Wrong("a lower rule curve", "reservoir.volume_limit", "upper", judged_by("reservoir", "upper", level_max_m=118)),
    Wrong("a higher rule curve", "reservoir.volume_limit", "upper", judged_by("reservoir", "upper", level_min_m=112)),
    Wrong("a lower flood limit without a price", "reservoir.volume_limit", "upper",
          judged_by("reservoir", "upper", flood_limit_m=117)),
    Wrong("a lower flood limit", "reservoir.flood_limit", "lower", judged_by("reservoir", "lower", flood_limit_m=56.5)),
    Wrong("the excess not told", "reservoir.flood_limit", "lower",
          column("reservoir_state.flood_excess_hm3", "lower", times(0))),
    Wrong("an excess that pays", "reservoir.flood_excess", "lower",
          column("reservoir_state.flood_excess_hm3", "lower", add(3, -0.5))),
    Wrong("standing high for free", "reservoir.cost", "reservoir.flood",
          judged_by("reservoir", "lower", flood_excess_cost_cny_per_hm3_h=0)),
    Wrong("standing high on other terms", "reservoir.water_value", "lower",
          judged_by("reservoir", "lower", flood_excess_cost_cny_per_hm3_h=90)),
    Wrong("less change within an hour", "reservoir.tail_ramp_hour", "middle",
          judged_by("reservoir", "middle", tail_ramp_m_per_h=0.55)),
    Wrong("less change within a day", "reservoir.tail_ramp_day", "middle",
          judged_by("reservoir", "middle", tail_ramp_m_per_day=1.17)),
    Wrong("a higher river", "powerhouse.head", "fall", _river_higher),
    Wrong("another head told", "powerhouse.head", "fall", column("powerhouse.head_m", "fall", add(9, 0.001))),
    Wrong("better turbines", "powerhouse.true_power", "fall",
          judged_by("powerhouse", "fall", efficiency_constant=8.51)),
    Wrong("nothing expected less at low head", "powerhouse.true_power", "fall",
          judged_by("powerhouse", "fall", output_by_head=None)),
    Wrong("errors hidden", "powerhouse.true_energy", "fall",
          column("powerhouse_total.mean_error_pu", "fall", times(0.5))),
    Wrong("energy of the model as the true one", "powerhouse.true_energy", "fall", lambda x: x.with_column(
        "powerhouse_total.true_energy_mwh", "fall", lambda _: x.tables["powerhouse_total"].of("fall", "energy_mwh"))),
    Wrong("1 % more than the water gives", "powerhouse.head_error", "fall",
          column("powerhouse.generated_mw", "fall", times(1.01))),
    Wrong("power without water for an hour", "powerhouse.head_error_max", "fall", both(
        column("powerhouse.generated_mw", "fall", add(0, 15)), column("powerhouse.p_mw", "fall", add(0, 15)))),
    Wrong("power below nothing", "powerhouse.power_limit", "fall",
          column("powerhouse.generated_mw", "fall", add(0, -1))),
    Wrong("a higher mean volume", "reservoir.volume_mean", "tarn",
          column("reservoir.volume_mean_hm3", "tarn", add(3, 0.01))),
    Wrong("farther from the answer before", "reservoir.volume_held", "tarn",
          column("reservoir_state.volume_held_high_hm3", "tarn", lambda v: v - 0.5)),
    Wrong("head without a value", "reservoir.water_value", "tarn",
          column("reservoir.head_value_cny_per_hm3", "tarn", times(0))),
    Wrong("another start", "reservoir.volume_initial", "lower",
          judged_by("reservoir", "lower", volume_initial_hm3=5.001)),
    Wrong("more asked at the end", "reservoir.volume_terminal", "upper",
          judged_by("reservoir", "upper", volume_terminal_min_hm3=19)),
    Wrong("the end is not the start", "reservoir.volume_cycle", "middle",
          column("reservoir_state.volume_hm3", "middle", add(0, 0.001))),
    Wrong("value per million m³/s", "reservoir.water_value", "lower",
          column("reservoir.water_value_cny_per_hm3", "lower", times(0.0036))),
    Wrong("water left counted once for all weights", "reservoir.cost", "reservoir.water_left",
          cost("reservoir.water_left", lambda c: c / 23)),
    Wrong("spilling for free", "reservoir.cost", "reservoir.spill",
          judged_by("reservoir", "upper", spill_cost_cny_per_hm3=0)),
]  # fmt: skip

GRID = [
    Wrong("a weaker line", "line.flow_limit", "ab", judged_by("line", "ab", p_nom_mw=100)),
    Wrong("a line that only sends", "line.flow_limit", "bd", judged_by("line", "bd", one_way=True)),
    Wrong("a line sends both ways", "line.one_way", "cd", both(
        column("line.forward_mw", "cd", lambda p: p + 5), column("line.backward_mw", "cd", lambda p: p + 5))),
    Wrong("no loss on the way back", "line.sent", "cd", _no_loss_on_the_way_back),
    Wrong("another loss", "line.delivered", "bc", judged_by("line", "bc", loss_pu=0.021)),
    Wrong("loss with the wrong sign", "line.loss", "bc", column("line.loss_mw", "bc", times(-1))),
    Wrong("a price that pays for another flow", "line.price", "bd",
          column("price.price_cny_per_mwh", "d", lambda p: p + 50)),
    Wrong("another reactance", "line.voltage_law", "", judged_by("line", "ab", x_pu=0.0101)),
    Wrong("no phase shift", "line.voltage_law", "", judged_by("line", "ca", phase_shift_rad=0)),
    Wrong("100 kW around the triangle", "line.voltage_law", "", both(
        *(column(f"line.{c}", "ab", lambda p: p + 0.1) for c in ("flow_mw", "p0_mw", "p1_mw")),
        *(column(f"line.{c}", "ca", lambda p: p + 0.1) for c in ("flow_mw", "p0_mw", "p1_mw")))),
    Wrong("a weaker link", "link.flow_limit", "tie", judged_by("link", "tie", p_nom_mw=14)),
    Wrong("a link sends both ways", "link.one_way", "tie", both(
        column("link.forward_mw", "tie", lambda p: p + 5), column("link.backward_mw", "tie", lambda p: p + 5))),
    Wrong("the ends swapped", "link.sent", "dc", swapped("link", "p0_mw", "p1_mw")),
    Wrong("loss left out", "link.delivered", "dc", lambda x: x.with_column(
        "link.p1_mw", "dc", lambda _: x.tables["link"].of("dc", "flow_mw"))),
    Wrong("no loss told", "link.loss", "dc", column("link.loss_mw", "dc", times(0))),
    Wrong("a price that pays for another flow", "link.price", "dc",
          column("price.price_cny_per_mwh", "a", lambda p: p + 50)),
    Wrong("the way back for free", "link.cost", "link.both_ways", cost("link.both_ways", lambda _: 0.0)),
    Wrong("gas from nowhere", "bus.power_balance", "a", column("thermal.p_mw", "gas", add(11, 0.05))),
    Wrong("a load on another bus", "bus.power_balance", "d", judged_by("load", "village", bus="b")),
    Wrong("a line at another bus", "bus.power_balance", "d", judged_by("line", "bd", bus1="a")),
    Wrong("a line with its ends swapped", "bus.power_balance", "d",
          judged_by("line", "bd", bus0="d", bus1="b")),
]  # fmt: skip

EXPORT = [
    Wrong("above below nothing", "corridor.deviation_limit", "south",
          column("corridor.above_schedule_mw", "south", add(4, -60))),
    Wrong("schedule an hour late", "corridor.schedule", "east", column("corridor.schedule_mw", "east", later)),
    Wrong("import counted as export", "corridor.exchange", "south", column("corridor.export_mw", "south", np.abs)),
    Wrong("a weaker corridor", "corridor.capacity", "east", judged_by("corridor", "east", p_nom_mw=118)),
    Wrong("less import allowed", "corridor.capacity", "south", judged_by("corridor", "south", p_min_pu=-0.7)),
    Wrong("a step within a block", "corridor.hold", "east", both(
        column("corridor.above_schedule_mw", "east", add(1, 1.0)), column("corridor.export_mw", "east", add(1, 1.0)))),
    Wrong("longer blocks", "corridor.hold", "east", judged_by("corridor", "east", hold_h=8)),
    Wrong("less change allowed", "corridor.ramp", "east", judged_by("corridor", "east", ramp_mw_per_h=11)),
    Wrong("missed energy not told", "corridor.energy_min", "east",
          column("corridor_total.energy_missed_mwh", "east", times(0))),
    Wrong("a higher obligation", "corridor.energy_min", "east",
          judged_by("corridor", "east", energy_min_mwh=1_000_100)),
    Wrong("a lower cap", "corridor.energy_max", "south", judged_by("corridor", "south", energy_max_mwh=50_000)),
    Wrong("missing below nothing", "corridor.missed_limit", "east",
          column("corridor_total.energy_missed_mwh", "east", times(-1))),
    Wrong("a price above that of missing", "corridor.energy_price", "east",
          column("corridor_total.energy_price_cny_per_mwh", "east", times(2))),
    Wrong("export revenue without weights", "corridor.cost", "corridor.revenue",
          cost("corridor.revenue", lambda c: c / 10)),
]  # fmt: skip

MONEY = [
    Wrong("a cost that nobody knows", "cost.terms", "storage.luck", cost("storage.luck", lambda _: -1e6)),
    Wrong("a cheaper total", "cost.objective", "", lambda x: replace(x, objective_cny=x.objective_cny - 1)),
    Wrong("a total that is not a number", "cost.objective", "", lambda x: replace(x, objective_cny=np.nan)),
    Wrong("a cost that is not a number", "thermal.cost", "thermal.fuel", cost("thermal.fuel", lambda _: np.nan)),
    Wrong("limits of the program broken", "certificate.primal", "bus[a]", certified(primal=2e-6, primal_at="bus[a]")),
    Wrong("prices out of their cone", "certificate.dual", "bus[b]", certified(dual=2e-6, dual_at="bus[b]")),
    Wrong("slack with a price", "certificate.complementarity", "", certified(complementarity=2e-6)),
    Wrong("not the best", "certificate.gap", "", certified(gap=2e-6)),
    Wrong("better than the best", "certificate.gap", "", certified(gap=-2e-6)),
    Wrong("no certificate at all", "certificate.gap", "", certified(gap=np.nan)),
    Wrong("the certificate of another run", "certificate.objective", "", certified(objective=1.0)),
]  # fmt: skip

CORRUPTIONS = [
    *TABLES,
    *PLANTS,
    *WATER,
    *GRID,
    *EXPORT,
    *INDUSTRY,
    *USAGE,
    *VIRTUAL,
    *SIZING,
    *METERS,
    *RESPONSE,
    *MONEY,
    *(wrong for _, wrongs in of_rooms("corruptions", "CORRUPTIONS") for wrong in wrongs),
]
