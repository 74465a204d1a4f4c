"""What was measured → Markdown tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Found = dict[str, Any]

NAMES = {
    "dispatch": "dispatch",
    "pypsa": "PyPSA + linopy",
    "pypsa_sparse": "PyPSA + linopy, sparse path",
    "pyomo_arrays": "plain Pyomo, matrix compiler",
    "pyomo": "plain Pyomo, persistent interface",
    "rules": "our rules as plain Pyomo, persistent interface",
}
METHODS = {
    "simplex": "dual simplex", "hipo": "HiPO", "hipo_crossover": "HiPO + crossover", "ipx": "IPX",
}  # fmt: skip


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """A Markdown table whose first `left` columns are text."""
    rule = ["---" if i < left else "---:" for i in range(len(head))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows)) + "\n"


def build_table(found: list[Found]) -> str:
    """Sizes, seconds and memory of building, and how many times ours each takes."""
    ours = {f["periods"]: f for f in found if f["side"] == "dispatch"}
    rows = []
    for f in sorted(found, key=lambda f: f["periods"]):
        own = ours[f["periods"]]
        low, high = f["build_s_range"]
        rows.append([
            f"{f['periods']:,}", NAMES[f["side"]], f"{f['rows']:,}", f"{f['columns']:,}", f"{f['nonzeros']:,}",
            f"{f['prepare_s']:.3f}", f"{f['build_s']:.3f}" + (f" ({low:.3f}–{high:.3f})" if f["repeat"] > 1 else ""),
            f"{f['build_s'] / own['build_s']:.1f}", f"{f['peak_built']:.0f}",
            f"{f['peak_built'] / own['peak_built']:.2f}", f"{f['peak_built'] - f['peak_imports']:.0f}",
        ])  # fmt: skip
    head = (
        "periods", "side", "rows", "columns", "nonzeros", "prepare, s", "**build, s**", "× ours", "**peak, MiB**",
        "× ours", "of which after imports",
    )  # fmt: skip
    return table(head, rows, left=2)


def solve_table(found: list[Found]) -> str:
    """Solve times with the same options, and how far the objectives differ."""
    ours = {(f["periods"], f["method"]): f for f in found if f["side"] == "dispatch"}
    rows = []
    for f in found:
        own = ours[f["periods"], f["method"]]
        apart = abs(f["objective"] - own["objective"]) / (1 + abs(own["objective"]))
        ended, compared = f["status"] == "Optimal", f["status"] == own["status"] == "Optimal" and f is not own
        rows.append([
            f"{f['periods']:,}", METHODS[f["method"]], NAMES[f["side"]], f["status"], f"{f['solve_s']:.1f}",
            f"{f['objective']:.6f}" if ended else "", f"{apart:.1e}" if compared else "", f"{f['peak_solved']:.0f}",
        ])  # fmt: skip
    head = ("periods", "method", "side", "status", "solve, s", "objective, CNY", "differs by", "peak, MiB")
    return table(head, rows, left=4)


def growth_table(found: list[Found]) -> str:
    """Build seconds and memory over the length of the horizon at 15 min."""
    rows = [
        [
            f"{f['periods'] // 672}", f"{f['periods']:,}", f"{f['nonzeros']:,}", f"{f['build_s']:.3f}",
            f"{1e6 * f['build_s'] / f['periods']:.1f}", f"{f['peak_built']:.0f}",
        ]
        for f in found
    ]  # fmt: skip
    return table(("weeks", "periods", "nonzeros", "build, s", "µs a period", "peak, MiB"), rows, left=0)


def line_fit(x: Sequence[float], y: Sequence[float]) -> tuple[float, float, float]:
    """Least squares y = a + b·x: (a, b, R²)."""
    n, sx, sy = len(x), sum(x), sum(y)
    sxx, sxy = sum(v * v for v in x), sum(v * w for v, w in zip(x, y, strict=True))
    b = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    a = (sy - b * sx) / n
    rest = sum((w - a - b * v) ** 2 for v, w in zip(x, y, strict=True))
    return a, b, 1 - rest / sum((w - sy / n) ** 2 for w in y)


def growth_fit(found: list[Found]) -> str:
    """The straight line through the build seconds, and the exponent over the upper half."""
    x, y = [float(f["periods"]) for f in found], [f["build_s"] for f in found]
    a, b, r2 = line_fit(x, y)
    half = len(x) // 2
    exponent = line_fit([math.log(v) for v in x[half:]], [math.log(v) for v in y[half:]])[1]
    return f"build = {a:.3f} s + {1e6 * b:.1f} µs × periods, R² = {r2:.4f}; exponent of the longer half {exponent:.2f}."


def solver_table(found: list[Found]) -> str:
    """Every method on every horizon, ours only."""
    rows = [
        [
            f"{f['periods']:,}", f"{f['nonzeros']:,}", METHODS[f["method"]],
            ", ".join(f"{k} = {v}" for k, v in f.get("options", {}).items()) or "defaults",
            f["status"], f"{f['solve_s']:.2f}", " / ".join(str(i) for i in f["iterations"]), f"{f['peak_solved']:.0f}",
        ]
        for f in found
    ]  # fmt: skip
    counted = "iterations (simplex / barrier / crossover)"
    head = ("periods", "nonzeros", "method", "options", "status", "solve, s", counted, "peak, MiB")
    return table(head, rows, left=5)


def job_table(found: Found) -> str:
    """Parts of the whole job."""
    parts = found["seconds"]
    counted = sum(parts.values())
    rows = [[name, f"{seconds:.2f}"] for name, seconds in parts.items()]
    rows += [["start, read and check the case", f"{found['wall_s'] - counted:.2f}"]]
    rows += [["**in all**", f"**{found['wall_s']:.2f}**"]]
    return table(("part", "s"), rows)


def series_table(found: Found) -> str:
    """Weather and water to series on the horizon."""
    said = {"uncached": "nothing kept", "first": "made and kept", "again": "read back by content"}
    return table(("series of all plants", "s"), [[words, f"{found[f'{name}_s']:.2f}"] for name, words in said.items()])


def loads_table(found: list[Found]) -> str:
    """Size and time with every flexible load and with none."""
    heads = ("periods", "flexible loads", "columns", "rows", "nonzeros", "build, s", "solve, s")
    rows = [
        [f"{f['periods']} × {f['step']}", {"on": "all", "off": "none"}[f["switch"]],
         *(f"{f[name]:,}" for name in ("columns", "rows", "nonzeros")), f"{f['build']:.2f}", f"{f['solve']:.2f}"]
        for f in found
    ]  # fmt: skip
    return table(heads, rows)


def frequency_table(found: list[Found]) -> str:
    """Cases a second, and how far the steps are from the limit of short ones."""
    heads = ("cases", "groups", "steps each", "threads", "wall, s", "CPU, s", "error of the steps, Hz")
    rows = [
        [f"{f['cases']:,}", str(f["groups"]), f"{f['steps']:,}", str(f["threads"]), f"{f['wall_s']:.1f}",
         f"{f['cpu_s']:.1f}", f"{f['step_error_hz']:.0e}"]
        for f in found
    ]  # fmt: skip
    return table(heads, rows)


def response_table(found: list[Found]) -> str:
    """Size and time without a response, with a share of milliseconds, with frequency security."""
    said = {"off": "nothing", "share": "milliseconds", "security": "milliseconds, frequency"}
    heads = ("periods", "asked for", "columns", "rows", "nonzeros", "build, s", "solve, s")
    rows = [
        [f"{f['periods']} × {f['step']}", said[f["asked"]],
         *(f"{f[name]:,}" for name in ("columns", "rows", "nonzeros")),
         f"{f['build']:.2f}", f"{f['solve']:.2f}"]
        for f in found
    ]  # fmt: skip
    return table(heads, rows)


def sweep_table(found: list[Found]) -> str:
    """A whole sweep against one cold solve."""
    heads = ("points", "periods", "workers", "sweep, s", "one cold run, s", "ratio", "a warm point, s", "apart")
    rows = [
        [str(f["points"]), f"{f['periods']} × {f['step']}", str(f["workers"]), f"{f['total_s']:.0f}",
         f"{f['cold_s']:.1f}", f"{f['total_s'] / f['cold_s']:.1f}",
         "–" if f["warm_point_s"] is None else f"{f['warm_point_s']:.2f}", f"{f['apart_pu']:.0e}"]
        for f in found
    ]  # fmt: skip
    return table(heads, rows)


RENDER: dict[str, Callable[[Any], str]] = {
    "build": build_table, "solve": solve_table, "growth": growth_table, "solvers": solver_table, "job": job_table,
    "series": series_table, "loads": loads_table, "response": response_table,
    "frequency": frequency_table, "sweep": sweep_table,
}  # fmt: skip
