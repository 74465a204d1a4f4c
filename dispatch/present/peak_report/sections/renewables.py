"""5 Output of wind and PV: energy, how much at once, when, how surely."""

from __future__ import annotations

import numpy as np

from dispatch.constants import HOURS_PER_YEAR
from dispatch.families.declare import Role
from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.colours import STACK
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.sections.supply import span_bins
from dispatch.present.quantity import ENERGY
from dispatch.present.table import Table
from dispatch.shaving.spans import spans_of
from dispatch.shaving.variants import Study, Variant

SURE = 0.95
SEASONS = ("wet", "normal", "dry")


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Figures of wind, PV and both; daily shape by season; duration."""
    main = study.main
    power = _power(main)
    if not power:
        return [Paragraph(fmt.say("new_none"))]
    found: list[Block] = [Paragraph(_summary(main, power, fmt)), Paragraph(_surely(main, power, fmt))]
    found += [
        _table(main, power, fmt),
        _months(main, power, fmt),
        _shape(main, power, fmt),
        _duration(main, power, fmt),
    ]
    return found


def _power(main: Variant) -> dict[str, tuple[float, np.ndarray]]:
    """wind, pv → installed MW and (N,) available MW."""
    found = {}
    for name, pv in (("wind", False), ("pv", True)):
        plants = main.area.varying(pv)
        if plants:
            found[name] = (sum(p.p_nom_mw for p in plants), main.area.role_mw(Role.AVAILABLE, plants))
    return found


def _both(power: dict[str, tuple[float, np.ndarray]]) -> tuple[float, np.ndarray]:
    return sum(p for p, _ in power.values()), np.sum([a for _, a in power.values()], axis=0)


def _summary(main: Variant, power: dict[str, tuple[float, np.ndarray]], fmt: Formatter) -> str:
    rated, output = _both(power)
    at = int(np.argmax(output))
    energy = float(main.area.energy(output))
    parts = [
        fmt.say(
            "new_said",
            rated=fmt.power(rated),
            energy=fmt.energy(energy),
            hours=f"{energy / rated / main.horizon.hours * HOURS_PER_YEAR:,.0f}" if rated else "–",
        ),
        fmt.say(
            "new_most",
            most=fmt.power(float(output[at])),
            share=fmt.share(float(output[at]) / rated if rated else 0),
            at=fmt.when(main.local[at]),
        ),
    ]
    if len(power) == 2:
        wind, pv = power["wind"][1], power["pv"][1]
        r = float(np.corrcoef(wind, pv)[0, 1]) if wind.std() > 0 and pv.std() > 0 else 0.0
        key = "new_opposed" if r < -0.1 else "new_together" if r > 0.1 else "new_apart"
        parts.append(fmt.say(key, r=fmt.figure(r, decimals=2)))
    return fmt.sentences(*parts)


def _surely(main: Variant, power: dict[str, tuple[float, np.ndarray]], fmt: Formatter) -> str:
    rated, output = _both(power)
    load, net = main.area.curves["load"], main.area.curves["net_load_before"]
    top = _top(load)
    at = int(np.argmax(load))
    parts = [
        fmt.say(
            "new_at_peak",
            output=fmt.power(float(output[at])),
            share=fmt.share(float(output[at]) / rated),
            at=fmt.when(main.local[at]),
        ),
        fmt.say(
            "new_sure",
            sure=fmt.share(SURE, 0),
            output=fmt.power(float(np.quantile(output[top], 1 - SURE))),
            share=fmt.share(float(np.quantile(output[top], 1 - SURE)) / rated, 2),
            hours=f"{len(top):,}",
        ),
    ]
    relief = float(load.max() - net.max())
    parts.append(fmt.say("new_relief", relief=fmt.power(relief), share=fmt.share(relief / rated, 2)))
    return fmt.sentences(*parts)


def _top(load: np.ndarray) -> np.ndarray:
    """The tenth of the periods with the largest load."""
    return np.argsort(-load, kind="stable")[: max(len(load) // 10, 1)]


def _table(main: Variant, power: dict[str, tuple[float, np.ndarray]], fmt: Formatter) -> Table:
    rows = [(fmt.named("technology", name), *pair) for name, pair in power.items()]
    rows.append((fmt.say("both_new"), *_both(power)))
    top = _top(main.area.curves["load"])
    energy = [float(main.area.energy(output)) for _, _, output in rows]
    columns = [
        fmt.text_column("h_technology", [name for name, _, _ in rows]),
        fmt.power_column("installed", [rated for _, rated, _ in rows]),
        fmt.energy_column("h_available", energy),
        fmt.plain_column(
            "full_load_hours",
            [
                e / rated / main.horizon.hours * HOURS_PER_YEAR if rated else None
                for e, (_, rated, _) in zip(energy, rows, strict=True)
            ],
            "h",
            0,
        ),
        fmt.power_column("h_output_max", [output.max() for *_, output in rows]),
        fmt.share_column("h_together_pu", [output.max() / rated if rated else None for _, rated, output in rows]),
        fmt.power_column("h_sure", [float(np.quantile(output[top], 1 - SURE)) for *_, output in rows]),
    ]
    return Table("new_energy", fmt.say("t_new"), columns, note=fmt.say("t_new_note", sure=fmt.share(SURE, 0)))


def _months(main: Variant, power: dict[str, tuple[float, np.ndarray]], fmt: Formatter) -> Chart:
    labels, parts = span_bins(main, fmt)
    hours = main.horizon.energy_h
    energies = {name: [float(output[p] @ hours[p]) for p in parts] for name, (_, output) in power.items()}
    unit = fmt.unit(ENERGY, [v for values in energies.values() for v in values])
    curves = [
        Curve(fmt.named("technology", name), [v / unit.size for v in values], STACK[name], "bar")
        for name, values in energies.items()
    ]
    panel = Panel("", labels, curves, y_title=unit.name, stacked=True)
    return Chart("new_months", fmt.say("f_new_months" if main.year else "f_new_days"), [panel])


def _shape(main: Variant, power: dict[str, tuple[float, np.ndarray]], fmt: Formatter) -> Chart:
    """Mean output of every hour of the day, by season."""
    hour = main.local.hour.to_numpy()
    panels = []
    for span in sorted(spans_of(main.horizon, ["season"]), key=lambda s: SEASONS.index(s.label)):
        curves = []
        for name, (_, output) in power.items():
            hours = sorted(set(hour[span.periods].tolist()))
            mean = {h: float(output[span.periods][hour[span.periods] == h].mean()) for h in hours}
            # An hour that no period begins in has the value of the period that it lies in.
            filled = [mean[max((k for k in hours if k <= h), default=hours[-1])] for h in range(24)]
            curves.append(
                Curve(fmt.named("technology", name), fmt.in_power(np.array([*filled, filled[-1]])), STACK[name])
            )
        panels.append(
            Panel(
                fmt.say(f"season.{span.label}"),
                list(range(25)),
                curves,
                fmt.say("x_hour"),
                fmt.power_unit.name,
                ticks=tuple(range(0, 25, 6)),
            )
        )
    return Chart("new_shape", fmt.say("f_new_shape"), panels, across=len(panels))


def _duration(main: Variant, power: dict[str, tuple[float, np.ndarray]], fmt: Formatter) -> Chart:
    at = np.linspace(0, 1, 201)
    both = {**power, "both": _both(power)}
    names = {"both": fmt.say("both_new")}
    colours = {**STACK, "both": "#404040"}
    curves = [
        Curve(names.get(n) or fmt.named("technology", n), fmt.in_power(np.quantile(output, 1 - at)), colours[n])
        for n, (_, output) in both.items()
    ]
    panel = Panel(
        "", (100 * at).tolist(), curves, fmt.say("x_time_share"), fmt.power_unit.name, ticks=tuple(range(0, 101, 20))
    )
    return Chart("new_duration", fmt.say("f_new_duration"), [panel])
