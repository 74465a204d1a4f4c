"""Colours stay apart for normal vision and for three kinds of colour blindness.

Simulation: Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency"
(2009), severity 1. Distance: CIE 1976 in L*a*b*.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from dispatch.present.colours import LINES, SPARE, STACK, colours_of, line_style, stack_order

VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour: str, vision: np.ndarray) -> np.ndarray:
    """(3,) L*a*b* of a colour as that vision sees it."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(vision @ linear, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", list(VISION))
@pytest.mark.parametrize("colours", [tuple(STACK.values()), LINES], ids=["stack", "lines"])
def test_any_two_can_be_told_apart(colours: tuple[str, ...], vision: str) -> None:
    seen = {c: lab(c, VISION[vision]) for c in colours}
    close = [(a, b) for a, b in combinations(colours, 2) if np.linalg.norm(seen[a] - seen[b]) < 15]
    assert not close


def test_no_colour_twice_and_unknown_technologies_below_the_weather() -> None:
    technologies = ["pv", "tidal", "wind", "wind_offshore", "coal", "geothermal"]
    order = stack_order(technologies)
    assert order == ["coal", "geothermal", "tidal", "wind_offshore", "wind", "pv"]
    given = colours_of(order)
    assert len(set(given.values())) == len(order)
    assert given["tidal"] in SPARE


def test_lines_beyond_the_colours_are_dashed() -> None:
    assert len({line_style(i) for i in range(12)}) == 12
