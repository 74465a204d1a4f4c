"""From long steps to short ones: the same windows and states on coarser programs, solved first.

A coarse pass costs a small part of a fine one, and the coarse optimum is near the fine one: at its states the fine
windows begin, and each window is solved once at the states of every cut that carried weight in the coarse proof. These
few cuts stand where the fine proof needs them, so that passes that only find out where the optimum lies are not made at
short steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dispatch.errors import SolveError
from dispatch.program.linear_program import LinearProgram
from dispatch.solve.windows.bundle import Bundle
from dispatch.solve.windows.coarse import GONE, Coarse, coarsen
from dispatch.solve.windows.link_types import Links
from dispatch.solve.windows.passes import Solvers
from dispatch.solve.windows.split import Split
from dispatch.solve.windows.start import Start
from dispatch.solve.windows.window import cut_windows

# Steps of the coarser programs, h, and the gap at which each is left. Passes at an hour or more are cheap, and what six
# hours know of an hour is little (Zhaotong: no CPU second saved); what an hour knows of its quarters is nearly all.
STEPS_H, AT_ONCE_H = (6.0, 1.0), 1.0
COARSE_GAP = 1e-5
MOST_PASSES = 40
# So many cuts of a window are tried again at shorter steps, those of the largest weight.
MOST_SEEDS = 8

Seeds = list[list[np.ndarray]]


def climb(
    program: LinearProgram, split: Split, links: Links, start: Start, threads: int, stop: Callable[[], bool]
) -> tuple[Start, Seeds]:
    """(where the fine windows begin, for each window the states at which it is worth a cut)."""
    seeds: Seeds = [[] for _ in range(split.windows)]
    step_h = float(np.median(program.horizon.dt_h))
    if step_h >= AT_ONCE_H:
        return start, seeds
    for factor in (round(hours / step_h) for hours in STEPS_H if hours > 1.5 * step_h):
        coarse = coarsen(program, factor, split.edge)
        try:
            start, seeds = _solve_coarse(coarse, split, links, start, seeds, threads, stop)
        except SolveError:
            break
    return start, seeds


def plant(solvers: Solvers, bundle: Bundle, seeds: Seeds) -> None:
    """Cuts of every window at its own seeds; a window that has no more is not solved."""
    for number in range(max((len(own) for own in seeds), default=0)):
        bundle.add(solvers.solve_some({k: own[number] for k, own in enumerate(seeds) if number < len(own)}))


def _solve_coarse(
    coarse: Coarse, split: Split, links: Links, start: Start, seeds: Seeds, threads: int, stop: Callable[[], bool]
) -> tuple[Start, Seeds]:
    part, between = _coarse_split(split, coarse), coarse_links(links, coarse)
    windows = list(cut_windows(coarse.program, part, between, start.penalty))
    solvers, bundle = Solvers(windows, threads, stop), Bundle(coarse.program, between, len(windows), start)
    try:
        for number in range(MOST_PASSES):
            done = solvers.solve(bundle.trial)
            bundle.learn(done.cuts, done.cost)
            if number == 0:
                plant(solvers, bundle, seeds)
            if bundle.gap < COARSE_GAP:
                break
    finally:
        solvers.close()
    return replace(start, state=bundle.centre), _seeds(bundle, len(windows))


def _seeds(bundle: Bundle, windows: int) -> Seeds:
    """States of the cuts that carry weight in the proof, the heaviest first."""
    seeds: Seeds = [[] for _ in range(windows)]
    if bundle.proof is not None:
        point, cuts = bundle.proof
        for i in np.argsort(-point.weight, kind="stable"):
            own = seeds[cuts[i].window]
            if point.weight[i] > 0 and len(own) < MOST_SEEDS:
                own.append(cuts[i].at)
    return seeds


def _coarse_split(split: Split, coarse: Coarse) -> Split:
    rows, columns = coarse.program.shape[:2]
    row, column = np.zeros(rows, dtype=np.int64), np.zeros(columns, dtype=np.int64)
    kept_row, kept_column = coarse.row != GONE, coarse.column != GONE
    row[coarse.row[kept_row]] = split.row[kept_row]
    column[coarse.column[kept_column]] = split.column[kept_column]
    return Split(split.edge, column, row)


def coarse_links(links: Links, coarse: Coarse) -> Links:
    """The same states on the coarse program. What is left out there is left out of the link rows too."""
    out, come, own = links.outgoing, links.incoming, links.master
    column = coarse.column[out.column]
    kept = column != GONE
    outgoing = replace(out, window=out.window[kept], state=out.state[kept], column=column[kept], value=out.value[kept])
    row = coarse.row[come.row]
    kept = row != GONE
    incoming = replace(come, of=come.of[kept], row=row[kept], value=come.value[kept])
    rows = coarse.row[own.row]
    if (rows == GONE).any() or len(np.unique(rows)) < len(rows):
        raise SolveError("rows of the master have no counterpart at longer steps")
    order = np.argsort(rows)
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = np.arange(len(rows))
    master = replace(own, row=rows[order], at=place[own.at])
    whole = np.where(links.states.column >= 0, coarse.column[links.states.column], GONE)
    dropped = coarse.row[links.dropped]
    states = replace(links.states, column=whole, row=np.maximum(coarse.row[links.states.row], 0))
    return Links(states, outgoing, incoming, master, np.unique(dropped[dropped != GONE]))
