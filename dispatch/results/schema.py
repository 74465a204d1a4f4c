"""The tables of results: every table that a run may hold, and every column that each may hold.

A run holds those of the families and options of its case. Whoever reads a name that is not declared here has misspelt
it; a name that is declared and not there is absent for a reason. A name that ends in `.*` stands for one column for
every asset (`p_mw.bat1`). Indices are in `results.tables`, units in the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dispatch.case.names import nearest

_BENDING = ("baseline_mw", "down_mw", "up_mw", "p_mw")
_WINDOW = ("lost_mwh", "made_t", "lost_t", "deferred_t", "output_cny", "lost_cny")
_PAUSE = ("off_pu", "restarted_pu")
_VERDICTS = ("deviation", "rocof", "steady", "share", "energy", "southern", "gbt40595")
_BRANCH = ("flow_mw", "forward_mw", "backward_mw", "p0_mw", "p1_mw", "loss_mw")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "renewable": ("available_mw", "p_mw", "curtailed_mw"),
    "thermal": ("p_mw", "committed_mw", "started_mw"),
    "powerhouse": ("turbine_m3s", "pump_m3s", "generated_mw", "p_mw", "head_m", "p_true_mw"),
    "powerhouse_total": ("energy_mwh", "true_energy_mwh", "mean_error_pu", "max_error_pu"),
    "reservoir": (
        "inflow_m3s", "spill_m3s", "volume_mean_hm3", "shortfall_m3s", "release_m3s", "arrivals_m3s",
        "water_value_cny_per_hm3", "head_value_cny_per_hm3",
    ),
    "reservoir_state": ("volume_hm3", "flood_excess_hm3", "volume_held_low_hm3", "volume_held_high_hm3"),
    "storage": ("p_charge_mw", "p_discharge_mw", "p_mw", "soc_value_cny_per_mwh"),
    "storage_state": ("soc_mwh",),
    "storage_segment": ("built_mw", "built_mwh", "installed_mw", "installed_mwh"),
    "site_segment": ("built_mw", "connection_mw"),
    "target_total": (
        "counted_mw", "counted_mwh", "rated_mw", "target_price_cny_per_mw", "target_price_cny_per_mwh",
    ),
    "load": ("demand_mw", "unserved_mw", "served_mw"),
    "shiftable": _BENDING,
    "shiftable_window_total": _WINDOW,
    "furnace": _BENDING,
    "furnace_state": ("deep_mwh",),
    "furnace_stretch_total": _PAUSE,
    "furnace_window_total": _WINDOW,
    "potline": (*_BENDING, "frozen_mw", "shed_mw"),
    "potline_state": ("heat_mwh", "used_mwh", "heat_h"),
    "potline_stretch_total": _PAUSE,
    "potline_window_total": _WINDOW,
    "batch_fleet": _BENDING,
    "batch_fleet_state": ("deep_mwh",),
    "batch_fleet_start_total": ("baseline_mwh", "started_mwh"),
    "batch_fleet_window_total": _WINDOW,
    "charging": (*_BENDING, "managed_mw", "give_mw", "restore_mw"),
    "charging_state": ("owed_mwh", "lent_mwh"),
    "computing": (*_BENDING, "arriving_mw", "unmatched_mw", "green_mw", "green_value_cny_per_mwh"),
    "computing_state": ("queue_mwh",),
    "computing_window_total": ("missing_mwh",),
    "virtual_plant": ("promised_mw", "baseline_mw", "less_mw", "p_mw"),
    "offer": ("offered_mw", "called_pu", "begun", "delivered_mw", "rebound_mw"),
    "offer_total": (
        "energy_mwh", "rebound_mwh", "calls", "events", "longest_h", "paid_energy_cny", "paid_event_cny", "paid_cny",
    ),
    "corridor": ("schedule_mw", "above_schedule_mw", "below_schedule_mw", "import_mw", "export_mw"),
    "corridor_total": ("energy_missed_mwh", "energy_price_cny_per_mwh"),
    "meter": ("energy_price_cny_per_mwh", "import_mw", "export_mw"),
    "bill_total": ("peak_mw", "charge_cny"),
    "line": _BRANCH,
    "link": _BRANCH,
    "price": ("price_cny_per_mwh",),
    "response": ("reserve_up_mw", "reserve_down_mw"),
    "response_total": (
        *(f"paid_{kind}_cny" for kind in ("ms", "nadir", "steady", "inertia")),
        "paid_cny", "held_up_mw_h", "held_down_mw_h",
    ),
    "response_profile": ("total_mw",),
    "responder": ("online_mw", "kinetic_mw_s", "held_up_mw", "held_down_mw"),
    "responder_total": ("paid_inertia_cny",),
    "security": ("kinetic_mw_s", "price_inertia_cny_per_mw_s_h"),
    "contingency": (
        "rows_kept", "size_mw", "kinetic_mw_s", "margin_pu", "margin_ms_pu", "required_ms_mw", "delivered_ms_mw",
        "delivered_200ms_mw", "shortfall_ms_mw", "shortfall_mw", "price_ms_cny_per_mw_h", "price_rocof_cny_per_mw_h",
        "price_steady_cny_per_mw_h", "price_nadir_cny_per_mw_h", "price_inertia_cny_per_mw_s_h",
    ),
    "contingency_total": ("charged_cny", "shortfall_cny", "outside_cny"),
    "instant": ("tau_s", "price_cny_per_mw_h"),
    "frequency": (
        "nadir_hz", "nadir_s", "beyond_hz", "rocof_hz_s", "rocof_initial_hz_s", "settled_hz", "size_mw",
        "kinetic_mw_s", "required_ms_mw", "delivered_ms_mw", "used_mwh", "claimed", "secure",
        *(f"passes_{name}" for name in _VERDICTS),
    ),
    "frequency_trace": ("time_s", "deviation_hz", "p_mw.*", "contingency", "period"),
    "arming": ("setpoint_mw", "headroom_up_mw", "headroom_down_mw", "droop_mw_per_hz"),
    "arming_total": (
        "trigger_hz", "dead_band_hz", "droop_pu", "delay_ms", "ramp_ms", "by_signal", "lag_s", "rise_s", "settle_s",
    ),
    "secure_iteration": (
        "objective_cny", "answered", "failed", "failed_ms", "mended", "withdrawn", "claimed", "claimed_ms", "secure",
        "cases", "tightened", "largest_margin_pu", "largest_margin_ms_pu", "worst_deviation_hz", "worst_rocof_hz_s",
        "seconds",
    ),
    "head_iteration": (
        "objective_cny", "true_objective_cny", "energy_mwh", "true_energy_mwh", "true_energy_mwh.*", "mean_error_pu",
        "worst_plant_mean_error_pu", "max_error_pu", "solver_iterations", "trust_m", "accepted", "seconds",
    ),
    "peak": ("residual_mw", "residual_price_cny_per_mwh"),
    "peak_total": ("top_mw", "bottom_mw", "measure_mw"),
    "stage": ("value", "held", "final", "bound", "price_cny", "seconds", "iterations"),
    "stage_window": ("value_mw", "held_mw", "final_mw", "price_cny_per_mw", "weight"),
    "limit": (
        "window", "family", "asset", "side", "mw_per_unit", "by", "mw_by", "at_peak", "at_valley", "between", "first",
        "last",
    ),
}  # fmt: skip


class UnknownResultError(LookupError):
    """A table or column that no run holds, or a label that this one does not.

    No KeyError, so that `get` of a mapping does not take it for an absent key.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], inside: str = ""):
        where = f" in table {inside!r}" if inside else ""
        near = ", ".join(repr(other) for other in nearest(name, known)) or "none"
        super().__init__(f"no {kind} {name!r}{where}; nearest: {near}")


def declares(table: str, column: str = "") -> bool:
    """Whether a run may hold such a table, and in it such a column."""
    known = COLUMNS.get(table, ())
    return table in COLUMNS and (not column or column in known or f"{column.partition('.')[0]}.*" in known)


def columns_of(table: str = "") -> tuple[str, ...]:
    """Declared columns of a table; of all, if none is named."""
    return COLUMNS[table] if table else tuple(dict.fromkeys(name for columns in COLUMNS.values() for name in columns))


def check(table: str, column: str) -> None:
    """Raises UnknownResultError unless a run may hold the column."""
    if not declares(table):
        raise UnknownResultError("table", table, COLUMNS)
    if not declares(table, column):
        raise UnknownResultError("column", column, COLUMNS[table], table)
