"""Fault catalogue, English. Order: files, shape of the case, scenarios and overrides, tables, series, sense."""

from __future__ import annotations

from dispatch.messages.text import Frame, Text

FRAME = Frame("{}: {}", " (value: {})", "; allowed: {}", "; next: {}", ", ", "(none is defined)")

FAULTS: dict[str, Text] = {
    # files
    "missing_file": Text("file {name} does not exist", "correct the path; files there: {nearest}"),
    "missing_case_file": Text("directory {name} holds no case.yaml", "name the case file; YAML there: {nearest}"),
    "unreadable_file": Text("file {name} cannot be read: {reason}", "check that it is a file that you may read"),
    "file_too_large": Text("file {name} is too large", "split it, or store series as Parquet"),
    "not_utf8": Text(
        "byte {byte} is not UTF-8 text",
        "save the file as UTF-8 (Excel: 'CSV UTF-8'), e.g. iconv -f gb18030 -t utf-8 {name}",
        "UTF-8",
    ),
    "yaml_syntax": Text("YAML cannot be read: {problem}", "correct the line; look at indentation, colons and quotes"),
    "yaml_tag": Text("tag {tag} is not allowed", "write a plain number, text, list or mapping", "no tags"),
    "not_a_case": Text("the file holds no mapping of keys", "start with name: and bus:, or copy a built-in case"),
    "duplicate_key": Text("key {key} was already given in line {first}", "keep one of the two"),
    # shape of the case
    "unknown_key": Text("key {key} does not exist here", "write one of: {nearest}"),
    "missing_field": Text("{field} is required", "add {field}{unit}"),
    "not_a_number": Text("{field} must be a number", "give a plain number{unit}, without its unit", "a number{unit}"),
    "not_a_whole_number": Text("{field} must be a whole number", "give a number without decimals", "a whole number"),
    "not_true_or_false": Text("{field} must be true or false", "write true or false", "true, false"),
    "not_text": Text("{field} must be text", "put the value in quotes", "text"),
    "not_a_list": Text("{field} must be a list", "write one item a line, each after '- '", "a list"),
    "not_a_mapping": Text("{field} must be a mapping", "write one 'key: value' a line, indented", "a mapping"),
    "not_a_choice": Text("{field} is none of the choices", "write one of: {nearest}"),
    "not_finite": Text(
        "{field} is not a finite number", "give a number{unit} that can be true", "a finite number{unit}"
    ),
    "out_of_limits": Text("{field} is outside its limits", "correct the number or its unit{unit}"),
    "empty_text": Text("{field} is empty", "give it a text", "at least one character"),
    "illegal_id": Text(
        "an id cannot be empty or hold the characters [ ] and ,", "rename it", "1–80 characters, no [ ] ,"
    ),
    "not_varying": Text(
        "{field} is neither a number nor a series",
        "give a number{unit}, a series as table/column, or {{monthly: [twelve numbers]}}",
        "number, table/column, {{series: …}}, {{monthly: […]}}",
    ),
    "not_twelve": Text("monthly needs one value a month, January to December", "give twelve numbers", "12 values"),
    "unreadable_time": Text(
        "{field} is not a date or time", "write it as 2030-01-01 or 2030-01-01T00:00+08:00", "ISO 8601"
    ),
    "time_without_zone": Text(
        "{field} has no time zone, or its local time is ambiguous", "add the offset, as in 2030-01-01T00:00+08:00"
    ),
    "no_bus": Text("no bus is given", "add at least one bus: - id: …", "at least one bus"),
    "not_a_table": Text("{field} is not a series table", "give a file, or a TimeTable in Python"),
    "value_refused": Text("{field} is not accepted ({reason})", "compare with 'dispatch schema'"),
    # scenarios and overrides
    "unknown_run": Text("there is no such run, or more than one", "name one of: {nearest}"),
    "run_exists": Text("the run directory exists already", "name another --out"),
    "directory_exists": Text("the directory exists already and is not empty", "name a new directory"),
    "objective_not_built": Text("objective {name} is not available in this version", "use --objective cost", "cost"),
    "unknown_scenario": Text("scenario {name} does not exist", "choose one of: {nearest}"),
    "remove_unknown": Text("{family} {name} cannot be removed, because the case has none", "name one of: {nearest}"),
    "override_unreadable": Text(
        "an override is written path=value", "write for example solver.name=simplex", "path=value"
    ),
    "override_unknown": Text("path {path} does not exist: {part} is not known", "write one of: {nearest}"),
    "override_incomplete": Text("path {path} stops too early", "go on with a part or a field, e.g.: {nearest}"),
    "override_too_deep": Text("path {path} goes too far: {part} has no parts", "set {part} as a whole"),
    # tables
    "missing_header": Text("the first row holds no column names", "put a header row on top: {example}", "a header row"),
    "one_column": Text("the table has only one column", "separate columns by commas", "comma-separated"),
    "duplicate_column": Text("column {column} appears twice", "rename or delete one of them"),
    "unnamed_column": Text("column number {number} has no name", "name or delete the column"),
    "empty_table": Text("the table has no rows", "add rows or leave the table out", "at least one row"),
    "ragged_row": Text("the row has another number of cells than the header", "look for a missing or extra comma"),
    "unreadable_cell": Text("the cell cannot be read: {problem}", "correct brackets and quotes"),
    # series
    "unknown_format": Text(
        "series file {name} is neither CSV nor Parquet", "give a .csv or .parquet file", ".csv, .parquet"
    ),
    "illegal_table_name": Text("a series table cannot have '/' in its name", "rename it", "no /"),
    "empty_cell": Text("the cell is empty ({count} in all)", "fill the gap with a number", "a number"),
    "nan_cell": Text("the cell is NaN ({count} in all)", "fill the gap with a number", "a number"),
    "infinite_cell": Text("the cell is infinite ({count} in all)", "give the true number", "a finite number"),
    "not_number_cell": Text("the cell is not a number ({count} in all)", "give a plain number", "a number"),
    "unreadable_stamp": Text(
        "the time stamp cannot be read ({count} in all)", "write it as 2030-01-01T00:15", "ISO 8601"
    ),
    "naive_stamp": Text(
        "stamps have no offset and the table declares no zone",
        "add zone: Asia/Shanghai to the series, or write stamps as 2030-01-01T00:00+08:00",
        "a zone or offsets",
    ),
    "mixed_stamps": Text("some stamps have an offset and some have none", "write all of them alike"),
    "zone_mismatch": Text(
        "the stamp's offset is not that of zone {zone} ({count} in all)", "correct the stamps or the zone"
    ),
    "ambiguous_stamp": Text(
        "the local time occurs twice when clocks go back in {zone} ({count} in all)",
        "write stamps with their offset",
        "stamps with an offset",
    ),
    "nonexistent_stamp": Text(
        "the local time does not exist, because clocks go forward in {zone} ({count} in all)",
        "write stamps with their offset",
        "stamps with an offset",
    ),
    "duplicate_stamp": Text("the stamp repeats that of the row before ({count} in all)", "delete one of the rows"),
    "unordered_stamp": Text(
        "the stamp is earlier than that of the row before ({count} in all)", "sort the rows by time"
    ),
    "stamp_gap": Text("rows are missing before this stamp ({count} in all)", "add the rows from {expected} on"),
    "irregular_step": Text(
        "the step to this stamp differs from that of the table ({count} in all)", "give the table one step"
    ),
    "table_too_short": Text("one row does not show the step of the table", "add rows", "at least two rows"),
    "not_whole_repeat": Text(
        "a table with repeat: {repeat} must begin at local midnight in {zone} (of 1 January) and hold one {repeat}",
        "cut or extend the table (29 February left out), or write repeat: no",
    ),
    "series_not_covering": Text(
        "series table {table} does not cover the horizon {start} to {end}",
        "shorten --from/--to, or give the table more rows or repeat: year",
    ),
    "sum_at_instant": Text(
        "series table {table} holds sums, which have no reading at an instant",
        "declare quantity: mean or instant",
        "mean, instant",
    ),
    # sense
    "duplicate_id": Text("the id is used by an earlier {family}", "rename one of the two"),
    "unknown_bus": Text("there is no bus {name}", "write one of: {nearest}"),
    "unknown_reservoir": Text("there is no reservoir {name}", "write one of: {nearest}"),
    "unknown_series": Text("there is no series table {name}", "write one of: {nearest}"),
    "unknown_column": Text("series table {table} has no column {name}", "write one of: {nearest}"),
    "unknown_zone": Text(
        "time zone {name} does not exist", "write one of: {nearest}", "a name of the IANA time zone database"
    ),
    "unknown_quantity": Text("a fact about {name} cannot be computed", "write one of: {nearest}"),
    "unknown_area": Text("no bus lies in area {name}", "write one of: {nearest}"),
    "cascade_cycle": Text("water would flow in a circle: {cycle}", "correct downstream of one of them", "no circle"),
    "pump_without_downstream": Text("a pumping powerhouse needs water to lift", "give reservoir {name} a downstream"),
    "pump_without_power": Text("a pumping powerhouse needs pump_mw_per_m3s", "add pump_mw_per_m3s in MW per m³/s"),
    "missing_reactance": Text("a line with kirchhoff: true needs x_pu", "add x_pu (not zero), or leave out kirchhoff"),
    "same_bus_twice": Text("both ends are bus {name}", "name another bus at one end", "two different buses"),
    "lossy_two_way_link": Text(
        "a link that may send back cannot lose power",
        "set loss_pu to 0, or make two one-way links",
        "loss_pu = 0 or p_min_pu ≥ 0",
    ),
    "crossed_limits": Text("{field} is beyond {other}", "correct one of the two"),
    "start_outside_limits": Text("{field} is outside the limits at the start", "correct {field} or the limits"),
    "terminal_outside_limits": Text("{field} cannot be held at the end", "correct {field} or the limits"),
    "cyclic_against_terminal": Text(
        "cyclic ends where it starts, which is below {other}", "raise {field}, lower {other} or leave out cyclic"
    ),
    "import_below_export": Text(
        "import is cheaper than export pays, so that buying and selling would earn without end",
        "set import_price_cny_per_mwh to at least price_cny_per_mwh, or p_min_pu to 0",
    ),
    "impossible_obligation": Text(
        "{field} is more than the corridor can carry in a year", "check the unit: MWh a year"
    ),
    "empty_case": Text("there is nothing to serve", "add a load or a corridor", "at least one load or corridor"),
    "end_before_start": Text("the end is not after the start", "give a later end (the end itself is not included)"),
    "incomplete_time": Text("start and end go together", "add {field}"),
    "time_given_twice": Text("either start and end, or segments, give the horizon", "leave out one of the two"),
    "illegal_step": Text("the step is not legal", "write for example 15min or 1h", "5min to 6h"),
    "step_not_dividing": Text(
        "the step does not divide the span of {hours} h", "choose a step that does, or move the end"
    ),
}
