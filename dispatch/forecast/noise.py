"""White noise for the errors of forecasts, one stream per site: seeded, correlated over the earth, reproducible.

Noise is drawn in blocks of 31 days counted from 1970, each from its own stream of (seed, kind, block) by
`weather.field.regional_field`, so that January alone has the same noise as January within the year, and a site the
same as with other sites beside it. Of its variance a share `own` comes from a stream of (seed, kind, name, block)
that no neighbour knows; a site without coordinates has nothing but that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from dispatch.forecast.error_model import HOURS_OF_NEWS, STEPS_A_DAY, Noise
from dispatch.weather.field import positions_km, regional_field

BLOCK = 31 * STEPS_A_DAY
# What is learnt in each of the last hours, and with the two day-ahead issues.
_NEWS_ROWS = HOURS_OF_NEWS + 2
# 128 waves: correlations off by 0.03 (root mean square), half the time of 256.
_WAVES = 128
_REGIONAL, _OWN = 1, 2
_BASE, _NEWS = 1, 2

Place = tuple[float, float]


@dataclass(frozen=True)
class Stream:
    """Where noise comes from: seed of the case and number of the kind, correlation length."""

    seed: int
    kind: int
    correlation_km: float


@dataclass(frozen=True)
class Span:
    """Quarter-hours that noise is needed for: the common path from `first` to `last`, news from `issued` on."""

    first: int
    issued: int
    last: int

    @property
    def blocks(self) -> range:
        return range(self.first // BLOCK, self.last // BLOCK + 1)

    def has_news(self, block: int) -> bool:
        return block >= self.issued // BLOCK


# (what, rows, block) → (n, rows, BLOCK) unit noise
_Draw = Callable[[int, int, int], np.ndarray]


def regional_noise(stream: Stream, places: Sequence[Place], span: Span) -> dict[Place, Noise]:
    """Noise at places (lat, lon)."""
    distinct = sorted(set(places))
    if not distinct:
        return {}
    at = positions_km([lat for lat, _ in distinct], [lon for _, lon in distinct])

    def draw(what: int, rows: int, block: int) -> np.ndarray:
        seed = (stream.seed, stream.kind, _REGIONAL, what, block)
        field = regional_field(seed, at, rows * BLOCK, memory=0.0, length_km=stream.correlation_km, waves=_WAVES)
        return field.reshape(len(distinct), rows, BLOCK)

    return dict(zip(distinct, _noises(draw, span, len(distinct)), strict=True))


def own_noise(stream: Stream, name: str, span: Span) -> Noise:
    """Noise of one site alone."""

    def draw(what: int, rows: int, block: int) -> np.ndarray:
        seed = np.random.SeedSequence((stream.seed, stream.kind, _OWN, what, crc32(name.encode()), block))
        return np.random.Generator(np.random.PCG64(seed)).standard_normal((1, rows, BLOCK))

    return _noises(draw, span, 1)[0]


def site_noise(
    stream: Stream, regional: Mapping[Place, Noise], place: Place | None, name: str, own_pu: float, span: Span
) -> Noise:
    """What a site gets: of its variance `own_pu` is its own, all of it where its place is not known."""
    if place is None:
        return own_noise(stream, name, span)
    shared = regional[place]
    if own_pu == 0:
        return shared
    alone, a, b = own_noise(stream, name, span), np.sqrt(1 - own_pu), np.sqrt(own_pu)
    return Noise(
        shared.first,
        a * shared.base + b * alone.base,
        a * shared.hourly + b * alone.hourly,
        a * shared.daily + b * alone.daily,
    )


def _noises(draw: _Draw, span: Span, sites: int) -> list[Noise]:
    """One Noise per site, block by block; nothing is needed before the first issue."""
    base = np.concatenate([draw(_BASE, 1, block)[:, 0] for block in span.blocks], axis=1)
    nothing = np.zeros((sites, _NEWS_ROWS, BLOCK))
    parts = [draw(_NEWS, _NEWS_ROWS, block) if span.has_news(block) else nothing for block in span.blocks]
    news = np.concatenate(parts, axis=2)
    first = span.blocks[0] * BLOCK
    return [Noise(first, base[i], news[i, :HOURS_OF_NEWS].T, news[i, HOURS_OF_NEWS:].T) for i in range(sites)]
