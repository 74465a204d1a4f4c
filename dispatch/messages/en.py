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
    "unwritable_folder": Text("no directory can be written there", "name another place, with --out or --runs"),
    "directory_exists": Text("the directory exists already and is not empty", "name a new directory"),
    "scenario_cycle": Text("scenarios extend each other in a circle: {cycle}", "let one of them extend none"),
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
        "the extension of series file {name} names no format",
        "write format: csv, parquet, epw, tmy2, tmy3, pvgis or nsrdb",
        ".csv, .parquet, .epw, .tm2, .tmy3, .json",
    ),
    "wrong_format": Text("the file is {found}, not {format}", "write format: {found}, or name another file"),
    "weather_header": Text(
        "this is no {format} file: {what} is not where it belongs", "check the file, or write another format: …"
    ),
    "not_pvgis_json": Text(
        "the JSON is no answer of PVGIS", "fetch it from PVGIS again (outputformat=json), or name another file"
    ),
    "impossible_site": Text("{what} of the station cannot be", "correct the header of the file"),
    "weather_not_hourly": Text("the file has more than one record an hour", "give a file of hours, or a CSV"),
    "tilted_irradiance": Text(
        "the irradiance is that of a tilted plane", "fetch it from PVGIS with angle=0 and components=1"
    ),
    "mixed_years": Text(
        "month {month} has rows of more than one year", "put months together from whole months", "one year a month"
    ),
    "typical_year_once": Text(
        "the months come from {years}: a typical year has no date of its own", "write repeat: year, or leave repeat out"
    ),
    "too_few_rows": Text(
        "the file breaks off: less than half of the {count} periods of a year are there, up to {last}",
        "fetch the file again",
    ),
    "zone_between_steps": Text(
        "new year in {zone} lies between two rows of the file", "write a zone that is whole steps away"
    ),
    "missing_column": Text("the table has no column {name}", "write one of: {nearest}"),
    "unit_without_quantity": Text(
        "{name} is no column of weather, so its unit is not known", "write one of: {nearest}"
    ),
    "unknown_unit": Text("{name} cannot be in this unit", "write one of: {nearest}"),
    "wrong_unit": Text(
        "{name} is plainly not in the unit of its name, but in {unit}", "write units: {{{name}: {unit}}} in the series"
    ),
    "repair_needs_site": Text("repair: [{repair}] needs to know where the sun stands", "add lat and lon to the series"),
    "site_mismatch": Text(
        "the table was measured elsewhere ({place})", "name the file of this place, or correct lat and lon"
    ),
    "station_differs": Text(
        "the weather file was measured at another height ({field})",
        "write {field}: {told}; a plant may have an altitude_m of its own",
    ),
    "missing_rows": Text(
        "{count} rows are missing, first at {first}, at most {hours} h on end",
        "add the rows, or write repair: [gaps] in the series",
    ),
    "missing_values": Text(
        "{count} values are missing, first at {first}, at most {hours} h on end",
        "fill them, or write repair: [gaps] in the series",
        "a number",
    ),
    "gap_too_long": Text(
        "{count} values are missing, first at {first}, up to {hours} h on end, which is too long to be filled",
        "use another file for this time, or a synthetic year",
        "≤ 31 d, with the days around it there",
    ),
    "illegal_table_name": Text("a series table cannot have '/' in its name", "rename it", "no /"),
    "empty_cell": Text(
        "the cell is empty ({count} in all)",
        "fill the gap with a number, or write repair: [gaps] in the series",
        "a number",
    ),
    "nan_cell": Text(
        "the cell is NaN ({count} in all)",
        "fill the gap with a number, or write repair: [gaps] in the series",
        "a number",
    ),
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
    "stamp_gap": Text(
        "rows are missing before this stamp ({count} in all)",
        "add the rows from {expected} on, or write repair: [gaps] in the series",
    ),
    "irregular_step": Text(
        "the step to this stamp differs from that of the table ({count} in all)", "give the table one step"
    ),
    "table_too_short": Text("one row does not show the step of the table", "add rows", "at least two rows"),
    "not_whole_repeat": Text(
        "a table with repeat: {repeat} must begin at local midnight in {zone} (of 1 January) and hold one {repeat}",
        "cut or extend the table (29 February left out), write zone: {zone} for a weather file, or repeat: no",
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
    "unknown_entity": Text("there is no {family} {name}", "write one of: {nearest}"),
    "unknown_turbine": Text("there is no whole power curve of turbine {name}", "write one of: {nearest}"),
    "hub_below_blades": Text(
        "the blades of {name} would touch the ground", "give a hub higher than the blades are long"
    ),
    "weather_lacks": Text("weather {name} has no {field}", "add it to the table, or name another weather site"),
    "wind_below_roughness": Text(
        "the roughness is taller than the height at which weather {name} has its wind",
        "lower the roughness, or give the wind at a greater height",
    ),
    "yield_needs_year": Text(
        "full-load hours cannot be met by weather {name}, which does not span whole years",
        "leave out full_load_hours_h, or give weather of a whole year",
        "whole years",
    ),
    "yield_out_of_reach": Text(
        "the yield cannot be reached with this weather",
        "check full_load_hours_h, the weather of the site and the size of the plant",
    ),
    "unusual_factor": Text(
        "meeting the known yield takes an unusual factor",
        "check altitude, sunshine or wind of the site, losses and the yield itself",
    ),
    "reserved_table_name": Text(
        "{name} is the name of a family that makes series", "give the table another name", "no family name"
    ),
    "unknown_series": Text("there is no series table {name}", "write one of: {nearest}"),
    "unknown_column": Text("series table {table} has no column {name}", "write one of: {nearest}"),
    "unknown_zone": Text(
        "time zone {name} does not exist", "write one of: {nearest}", "a name of the IANA time zone database"
    ),
    "impossible_sunshine": Text(
        "so much sun cannot be at latitude {lat}°, {altitude_m} m: the clear sky has less",
        "correct sun_hours_h (hours with direct normal irradiance above 120 W/m²), lat or altitude_m",
    ),
    "impossible_ghi": Text(
        "this GHI cannot be at latitude {lat}° together with {hours} h of sun",
        "correct ghi_kwh_per_m2 or sun_hours_h; leave one out to have it follow from the other",
    ),
    "impossible_month": Text("a monthly value is beyond what any place has", "correct the twelve values or their unit"),
    "weather_sums": Text(
        "table {table} holds sums; weather is read as means", "declare quantity: mean", "mean, instant"
    ),
    "no_weather_column": Text(
        "series table {table} has no column {name}, which weather needs",
        "add {name}, or name its column in the series, columns: {{{name}: …}}; columns there: {nearest}",
    ),
    "impossible_weather": Text(
        "column {name} of series table {table} cannot be true at {time} ({count} in all)",
        "correct the values or the unit of the column",
    ),
    "unknown_quantity": Text("a fact about {name} cannot be computed", "write one of: {nearest}"),
    "unknown_area": Text("no bus lies in area {name}", "write one of: {nearest}"),
    "cascade_cycle": Text("water would flow in a circle: {cycle}", "correct downstream of one of them", "no circle"),
    "missing_companion": Text("{field} has no meaning without {other}", "add {other}, or leave out {field}"),
    "one_of_two": Text("exactly one of {one} and {other} must be given", "add one, or leave out the other"),
    "curve_lengths": Text("a curve needs as many y as x", "correct one of the two lists"),
    "curve_unordered": Text("the x of a curve do not increase", "sort the points by x, and give each x once"),
    "curve_falling": Text("the y of the curve do not increase, as {field} needs them to", "correct the points"),
    "head_without_plant": Text(
        "no plant has both an efficiency_constant and a reservoir with level_storage and tailwater",
        "give them to a plant, or write method: constant",
        "a plant with head",
    ),
    "level_outside_curve": Text("{field} lies outside the level–storage curve", "correct {field}, or extend the curve"),
    "not_thirty_six": Text("ten_day_shape needs a value for each ten days of the year", "give 36 numbers", "36 values"),
    "hours_out_of_reach": Text(
        "no design flow gives so many full-load hours", "lower full_load_hours_h or ecological_m3s"
    ),
    "pump_without_downstream": Text("a pumping powerhouse needs water to lift", "give reservoir {name} a downstream"),
    "pump_without_power": Text("a pumping powerhouse needs pump_mw_per_m3s", "add pump_mw_per_m3s in MW per m³/s"),
    "load_bent_twice": Text("load {name} is bent by {other} already", "disable one of the two (enabled: false)"),
    "depths_unordered": Text(
        "duration_depth_pu and duration_h do not pair deeper with shorter",
        "give as many durations as depths; depths rising, depth·duration not",
    ),
    "batch_too_long": Text("ramp_share and hold_share are more than a batch", "lower one of the two", "≤ 1 together"),
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
    "charging_energy_beyond_stays": Text(
        "the piles cannot give that much while cars are there", "lower the energy, or add power or fast piles"
    ),
    "charging_share_beyond_stays": Text(
        "fewer cars than that stay long enough to be moved", "lower the share, or add home, work or heavy piles"
    ),
    "charging_without_its_profile": Text(
        "the load of a charging fleet must read the demand of its own sessions", "write p_pu: {needed} in the load"
    ),
    "charging_without_piles": Text("all shares of piles are 0", "give at least one of them", "a sum above 0"),
    "green_plant_unknown": Text("there is no renewable plant or powerhouse {name}", "write one of: {nearest}"),
    "green_contracts_differ": Text(
        "there must be one contract for every green plant", "give as many shares as plants, or none", "{count} values"
    ),
    "green_sold_twice": Text(
        "more of plant {name} is sold as green than it makes", "lower one of the contracts: {users}", "≤ 1 in all"
    ),
    "green_without_plants": Text("green energy must come from somewhere", "name green_plants, or set the share to 0"),
    "nothing_flexible": Text("nothing in this case bends a load", "add or enable one of: {nearest}"),
    "member_shares_differ": Text(
        "there must be one share for every load that is named",
        "give as many shares as loads, or none",
        "{count} values",
    ),
    "unknown_county": Text("no bus lies in county {name}", "write one of: {nearest}"),
    "kind_not_here": Text("no load in county {county} is of this kind", "write one of: {nearest}"),
    "virtual_plant_empty": Text("a virtual plant needs members", "name loads, or kinds of a county"),
    "virtual_plant_small": Text(
        "members promise too little for a virtual plant", "add members, or let them promise a larger share"
    ),
    "load_promised_twice": Text(
        "load {name} promises more than all of itself", "lower its share in one of: {plants}", "≤ 1 in all"
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
