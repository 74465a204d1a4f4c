"""One colour a technology, everywhere on the page.

Chosen so that any two of the stack, and any two lines, can be distinguished by every kind of colour vision, not by
hue alone: `tests/present/run_page/test_colours.py` simulates three deficiencies. Unknown technologies take the next
of SPARE.
"""

from __future__ import annotations

from collections.abc import Iterable

# Bottom to top in the stack: steady first, what follows the load in the middle, weather above, then what balances.
STACK = {
    "nuclear": "#580562",
    "hydro_run_of_river": "#8CC9F0",
    "hydro_reservoir": "#1F5FA8",
    "biomass": "#8BA455",
    "coal": "#4A4A4A",
    "thermal_other": "#EDE6A6",
    "gas": "#7A5A3C",
    "wind": "#00957A",
    "pv": "#F2C230",
    "storage": "#C865DC",
    "import": "#C4EBC3",
    "unserved": "#DE0A12",
}
CHARGE = "#E6BDF0"
LOAD = "#111111"
EXPORT = "#5B2A86"
BEFORE = "#8A8A8A"
AFTER = "#B8480B"
SPARE = ("#6B8E9E", "#A04668", "#D9A066", "#4F7942", "#8F7FB3", "#C0C781")
LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#404040", "#E69F00", "#56B4E9", "#580562")
# Scales of heat maps, low to high; each grows steadily darker or, where zero is in the middle, does so on both sides.
SUNNY = ("#fffbe0", "#fbc94b", "#e2711d", "#7d1d0f")
WINDY = ("#f4faf6", "#8fd0c2", "#2c8a9a", "#0b3a57")
THERMAL = ("#0b3c8c", "#8fb8e8", "#f7f7f7", "#f2a28a", "#9c1c1c")
# Contingencies and what answers them.
EVENTS = ("#1F5FA8", "#B8480B", "#2E8B57", "#7A4FA3", "#B58900", "#2AA198", "#8A8A8A", "#C2185B")
DASHES = ("solid", "dash", "dot")


def stack_order(technologies: Iterable[str]) -> list[str]:
    """Technologies from the bottom of the stack to its top; unknown ones below the weather."""
    order = list(STACK)
    middle = order.index("wind") - 0.5
    return sorted(technologies, key=lambda t: (order.index(t) if t in STACK else middle, t))


def colours_of(technologies: Iterable[str]) -> dict[str, str]:
    """Technology → colour; a variant (`wind_offshore`) that stands alone takes its family's."""
    given: dict[str, str] = {}
    spare = 0
    for technology in technologies:
        family = technology.split("_")[0]
        wanted = STACK.get(technology) or STACK.get(family)
        if wanted is None or wanted in given.values():
            wanted, spare = SPARE[spare % len(SPARE)], spare + 1
        given[technology] = wanted
    return given


def line_style(position: int) -> tuple[str, str]:
    """(colour, dash) of the n-th of several lines."""
    return LINES[position % len(LINES)], DASHES[position // len(LINES) % len(DASHES)]
