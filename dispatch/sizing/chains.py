"""Assignment of points to workers: neighbours stay together and no worker is idle.

Points stand in one line in which neighbours are alike. Every worker works through an interval of its own, so that each
point begins at the basis of the one before. A worker without one takes the latter half of the longest interval that is
left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Chains(Generic[T]):
    """Stretches of one line, handed out to workers by name."""

    def __init__(self, line: Sequence[T]):
        self._of: dict[str, deque[T]] = {}
        self._free: list[deque[T]] = [deque(line)] if line else []

    def __len__(self) -> int:
        return sum(map(len, (*self._of.values(), *self._free)))

    def share(self, workers: Iterable[str]) -> None:
        """Cut what is free into equal intervals for the workers that have none: before the first point is solved."""
        idle = [w for w in workers if not self._of.get(w)]
        line = [item for interval in self._free for item in interval]
        if not idle or not line:
            return
        self._free = []
        size, more = divmod(len(line), len(idle))
        for k, worker in enumerate(idle):
            at = k * size + min(k, more)
            self._of[worker] = deque(line[at : at + size + (k < more)])

    def next(self, worker: str) -> T | None:
        """The next point of a worker's interval, of one that it takes, or None where nothing is left."""
        if not self._of.get(worker):
            taken = self._free.pop() if self._free else self._half_of_longest()
            if taken is None:
                return None
            self._of[worker] = taken
        return self._of[worker].popleft()

    def put_back(self, item: T) -> None:
        """A point that was not finished is free again."""
        self._free.append(deque([item]))

    def keep_only(self, workers: Iterable[str]) -> None:
        """The intervals of workers that are gone become free."""
        there = set(workers)
        for worker in [w for w in self._of if w not in there]:
            interval = self._of.pop(worker)
            if interval:
                self._free.append(interval)

    def _half_of_longest(self) -> deque[T] | None:
        longest = max(self._of.values(), key=len, default=None)
        if longest is None or not longest:
            return None
        half = [longest.pop() for _ in range((len(longest) + 1) // 2)]
        return deque(reversed(half))
