"""Arrays inside a page: rounded to a quantum, as the narrowest integers that hold them, in base64.

A year by the hour is 23 KB as int16 and 47 KB as int32; a constant is one number. The page divides no further: value =
integer × quantum, and the smallest integer stands for NaN. Little-endian, which every browser's typed arrays are.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

_GAP = {"i2": -(2**15), "i4": -(2**31)}


def pack(values: np.ndarray, quantum: float = 0.1) -> dict[str, Any]:
    """`{k, q, b}`, or `{c, n}` for a constant. Values beyond ±2³¹ quanta are cut there."""
    counted = np.rint(np.asarray(values, dtype=float) / quantum)
    known = np.isfinite(counted)
    if known.all() and len(counted) and np.ptp(counted) == 0:
        return {"c": _clean(float(counted[0]) * quantum), "n": len(counted)}
    largest = np.abs(counted[known]).max(initial=0.0)
    kind = "i2" if largest < 2**15 else "i4"
    limit = -_GAP[kind] - 1
    whole = np.where(known, np.clip(counted, -limit, limit), _GAP[kind]).astype(f"<{kind}")
    return {"k": kind, "q": quantum, "b": base64.b64encode(whole.tobytes()).decode("ascii")}


def unpack(packed: dict[str, Any]) -> np.ndarray:
    """What the page reads."""
    if "c" in packed:
        return np.full(packed["n"], packed["c"])
    whole = np.frombuffer(base64.b64decode(packed["b"]), dtype=f"<{packed['k']}")
    return np.where(whole == _GAP[packed["k"]], np.nan, whole * packed["q"])


def quantum_of(largest: float, steps: float = 20_000) -> float:
    """The power of ten that cuts `largest` into at most `steps` steps: keeps a chart within int16."""
    return float(10.0 ** np.ceil(np.log10(largest / steps))) if largest > 0 else 1.0


def _clean(value: float) -> float:
    return float(f"{value:.12g}")
