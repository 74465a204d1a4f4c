"""4 Power plants and water: what generated, how hard it worked, how deep it regulated, what the rivers brought."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.constants import HOURS_PER_YEAR
from dispatch.families.hydro.reservoir_water import reservoir_water
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import colours_of, stack_order
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.table import Table
from dispatch.results.study_area import generation_mw
from dispatch.shaving.variants import Study, Variant

SHOWN = 15


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Generation by technology and month, regulation depth by plant, reservoirs."""
    main = study.main
    found: list[Block] = [Paragraph(_summary(main, fmt)), _generation(main, fmt), _monthly(main, fmt)]
    found += _depths(main, fmt)
    found += _water(main, fmt)
    return found


def _rows(main: Variant) -> list[tuple[str, float, float]]:
    """(technology, MW, MWh), most energy first."""
    installed, made = main.summary["installed_mw"], main.summary["energy_mwh"]
    return sorted(((t, installed[t], made.get(t, 0.0)) for t in installed), key=lambda row: -row[2])


def _hours(main: Variant, mw: float, mwh: float) -> float | None:
    """Full-load hours of a year."""
    return mwh / mw / main.horizon.hours * HOURS_PER_YEAR if mw > 0 else None


def _summary(main: Variant, fmt: Formatter) -> str:
    rows = [row for row in _rows(main) if row[1] > 0]
    whole = sum(row[2] for row in rows)
    parts = [
        fmt.say(
            "supply_said",
            capacity=fmt.power(sum(row[1] for row in rows)),
            made=fmt.energy(whole),
            top=fmt.within(fmt.named("technology", rows[0][0])),
            share=fmt.share(rows[0][2] / whole if whole else 0),
        )
    ]
    thermal = main.area.assets(main.case.thermal)
    if thermal:
        power = main.area.total("thermal", "p_mw", thermal)
        rated = sum(t.p_nom_mw for t in thermal)
        parts.append(
            fmt.say(
                "supply_thermal",
                count=len(thermal),
                low=fmt.power(float(power.min())),
                high=fmt.power(float(power.max())),
                share=fmt.share(float(power.min()) / rated),
            )
        )
    return fmt.sentences(*parts)


def _generation(main: Variant, fmt: Formatter) -> Table:
    rows = _rows(main)
    whole, capacity = sum(row[2] for row in rows), sum(row[1] for row in rows)
    powers = generation_mw(main.area)
    columns = [
        fmt.text_column("h_technology", [*(fmt.named("technology", row[0]) for row in rows), fmt.say("total")]),
        fmt.power_column("installed", [*(row[1] for row in rows), capacity]),
        fmt.energy_column("energy", [*(row[2] for row in rows), whole]),
        fmt.share_column("share", [*(row[2] / whole if whole else None for row in rows), 1.0]),
        fmt.plain_column(
            "full_load_hours", [*(_hours(main, row[1], row[2]) for row in rows), _hours(main, capacity, whole)], "h", 0
        ),
        fmt.power_column("h_max", [*(float(powers[row[0]].max()) if row[0] in powers else None for row in rows), None]),
        fmt.power_column("h_min", [*(float(powers[row[0]].min()) if row[0] in powers else None for row in rows), None]),
    ]
    return fmt.table("t_generation", columns, note="t_hours_note", total=True)


def _monthly(main: Variant, fmt: Formatter) -> Chart:
    """Mean power of every technology by month, of a short run by day."""
    labels, parts = span_bins(main, fmt)
    powers = generation_mw(main.area)
    colours = colours_of(powers)
    curves = [
        Curve(fmt.named("technology", t), fmt.in_power(_means(main, powers[t], parts)), colours[t], "bar")
        for t in stack_order(powers)
        if np.abs(powers[t]).max() > 1e-3
    ]
    panel = Panel("", labels, curves, y_title=fmt.power_unit.name, stacked=True)
    return Chart("monthly_generation", fmt.say("f_generation" if main.year else "f_generation_days"), [panel])


def span_bins(main: Variant, fmt: Formatter) -> tuple[list[str], list[np.ndarray]]:
    """Months of a long run, days of a short one: names and periods."""
    if main.year:
        return [fmt.month(s.label) for s in main.months], [s.periods for s in main.months]
    codes, days = pd.factorize(main.local.tz_localize(None).normalize())
    chosen = range(min(len(days), 31))
    return [f"{days[i]:%m-%d}" for i in chosen], [np.flatnonzero(codes == i) for i in chosen]


def _means(main: Variant, power: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    hours = main.horizon.energy_h
    return np.array([float(np.average(power[p], weights=hours[p])) for p in parts])


def _depths(main: Variant, fmt: Formatter) -> list[Block]:
    frame = main.depths
    frame = frame[frame["p_nom_mw"] > 0].sort_values("p_nom_mw", ascending=False)
    if frame.empty:
        return []
    shown = frame.head(SHOWN)
    swing = frame.assign(swing=frame["max_mw"] - frame["min_mw"]).sort_values("swing", ascending=False).iloc[0]
    column = "zh" if fmt.lang == "zh" else "en"
    text = fmt.say(
        "depth_said",
        name=swing[column] or swing["id"],
        swing=fmt.power(swing["swing"]),
        depth=fmt.share(swing["depth_pu"]),
        low=fmt.power(swing["min_mw"]),
        high=fmt.power(swing["max_mw"]),
    )
    columns = [
        fmt.text_column("plant", [str(n or i) for n, i in zip(shown[column], shown["id"], strict=True)]),
        fmt.text_column("h_sort", [fmt.say(f"group.{kind}") for kind in shown["kind"]]),
        fmt.power_column("installed", shown["p_nom_mw"]),
        fmt.power_column("h_max", shown["max_mw"]),
        fmt.power_column("h_min", shown["min_mw"]),
        fmt.share_column("h_depth", shown["depth_pu"]),
    ]
    table = fmt.table("t_depths", columns, count=len(shown))
    return [Paragraph(text), table]


def _water(main: Variant, fmt: Formatter) -> list[Block]:
    area = main.area
    houses = {h.reservoir for h in area.assets(main.case.powerhouse)}
    lakes = [r for r in main.case.reservoir if r.id in houses]
    if not lakes:
        return [Paragraph(fmt.say("water_none"))]
    water = reservoir_water(area, lakes)
    spill = main.spill[main.spill["label"] == "all"]
    own = spill[spill["kind"] == "hydro"]
    wasted, made = float(own["spilled_mwh"].sum()), float(own["generated_mwh"].sum())
    text = fmt.say(
        "water_said" if wasted > 0.05 else "water_unspilled",
        count=len(lakes),
        own=_volume(float(water.inflow.sum()), fmt),
        wasted=fmt.energy(wasted),
        rate=fmt.share(wasted / (wasted + made) if made + wasted > 0 else 0.0, 2),
        spilled=_volume(float(water.spilled.sum()), fmt),
    )
    most = int(np.argmax(np.abs(water.end - water.begin)))
    text = fmt.sentences(
        text,
        fmt.say(
            "water_moved",
            name=fmt.name(lakes[most]),
            change=_volume(float(water.end[most] - water.begin[most]), fmt),
            begin=_volume(float(water.begin[most]), fmt),
            end=_volume(float(water.end[most]), fmt),
        ),
    )
    river = spill[spill["kind"] == "river"]
    lost, made = float(river["spilled_mwh"].sum()), float(river["generated_mwh"].sum())
    if lost > 0.05:
        rated = fmt.share(lost / (lost + made), 2)
        text = fmt.sentences(text, fmt.say("water_rivers", count=len(river), lost=fmt.energy(lost), rate=rated))
    rate = dict(zip(spill["id"], spill["spilled_pu"], strict=True))
    unit = fmt.say("hm3")
    columns = [
        fmt.text_column("reservoir", [fmt.name(lake) for lake in lakes]),
        fmt.plain_column("h_inflow", (water.inflow + water.arrived).tolist(), unit, 0),
        fmt.plain_column("h_turbined", water.turbined.tolist(), unit, 0),
        fmt.plain_column("spilled", water.spilled.tolist(), unit, 0),
        fmt.share_column("spill_rate", [rate.get(lake.id) for lake in lakes], 2),
        fmt.plain_column("h_begin", water.begin.tolist(), unit, 0),
        fmt.plain_column("h_end", water.end.tolist(), unit, 0),
    ]
    table = fmt.table("t_reservoirs", columns, note="t_reservoirs_note")
    return [Paragraph(text), table]


def _volume(hm3: float, fmt: Formatter) -> str:
    if fmt.lang == "zh" and abs(hm3) >= 100:
        return fmt.figure(hm3 / 100, "亿立方米", 2)
    return fmt.figure(hm3, fmt.say("hm3"), 0 if abs(hm3) >= 100 else 1)
