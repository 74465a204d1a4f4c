"""Listen to HiGHS: its barrier HiPO writes to the process's stdout and to nothing else.

While a solve runs, file descriptor 1 is a pipe whose lines go to a listener, so that progress can be shown, log.txt
is complete, and `--json` keeps stdout clean. HiGHS lets other threads run meanwhile. A listener must not write to
stdout: it would hear itself.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str], None]


@contextmanager
def forward_log(listener: Listener | None) -> Iterator[None]:
    """Every line written to stdout by native code inside the body goes to `listener`."""
    if listener is None:
        yield
        return
    sys.stdout.flush()
    kept = os.dup(1)
    reading, writing = os.pipe()
    os.dup2(writing, 1)
    os.close(writing)
    reader = threading.Thread(target=_forward, args=(reading, listener), daemon=True)
    reader.start()
    try:
        yield
    finally:
        # What C has buffered belongs to the listener, not to the terminal that comes back now.
        _c_library().fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        reader.join()


def _c_library() -> ctypes.CDLL:
    """The C runtime of this process, which keeps the buffer of its stdout."""
    return ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)


def _forward(descriptor: int, listener: Listener) -> None:
    with os.fdopen(descriptor, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            listener(line)
