"""The Dask cluster that a sweep runs on: one on this machine, or one that is there already.

On this machine there are as many workers as cores, but no more than fit into the memory that is free: one process a
worker, one thread a process, since a solve is one point's and HiGHS has threads of its own. A worker that outgrows its
share is restarted by its nanny; its point is tried again by another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dask
from distributed import Client, LocalCluster

from dispatch.errors import ClusterError, Fault, Where

# Peak memory of one point: Python, tables and page libraries, and per column of the program model, solver and results;
# measured on Zhaotong: 0.5 GiB at 44,000 columns, 3.2 GiB at 2.3 million.
BASE_BYTES = 0.5 * 2**30
BYTES_PER_COLUMN = 1300.0
CONNECT_S = 10.0
LOOPBACK = "127.0.0.1"
_QUIET: dict[str, Any] = {
    # A solve may keep a process busy for minutes; it is alive all the same.
    "distributed.scheduler.worker-ttl": None,
    "distributed.worker.daemon": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    # No pages: nobody asks for them, and they show the program and the state of every worker.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.comm.timeouts.connect": f"{CONNECT_S:g}s",
}


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_memory_bytes() -> float:
    """Memory that new processes may take; a container's own limit counts where it is lower."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        memory = {line.split(":")[0]: float(line.split()[1]) * 1024 for line in lines if line.strip()}
        free = memory["MemAvailable"]
    except (OSError, KeyError, ValueError):
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        used = Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii").strip()
        return min(free, float(limit) - float(used)) if limit != "max" else free
    except (OSError, ValueError):
        return free


def worker_count(points: int, columns: float, most: int | None = None) -> int:
    """How many workers to start for so many points of so many columns."""
    fitting = int(0.8 * free_memory_bytes() / (BASE_BYTES + BYTES_PER_COLUMN * columns))
    return max(1, min(most or cores(), fitting, points))


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator[Client]:
    """A client of the scheduler at an address, or of a new cluster on this machine that ends with the body.

    Raises ClusterError where nobody answers at the address.
    """
    with dask.config.set(_QUIET):
        if scheduler is not None:
            try:
                client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
            except (OSError, ValueError) as silent:
                where = Where(entity=f"--scheduler {scheduler}")
                raise ClusterError(Fault.of("no_scheduler", where, value=scheduler, reason=str(silent))) from None
            with _closing(client):
                yield client
            return
        share = int(0.9 * free_memory_bytes() / workers)
        cluster = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            memory_limit=share,
            host=LOOPBACK,
            # Dask starts these servers whether anybody looks or not; without an address they listen to the network.
            dashboard_address=f"{LOOPBACK}:0",
            scheduler_kwargs={"dashboard": False},
            worker_dashboard_address=f"{LOOPBACK}:0",
            silence_logs=50,
        )
        try:
            with _closing(Client(cluster, set_as_default=False)) as client:  # type: ignore[no-untyped-call]
                yield client
        finally:
            # Every point that is done is on disk by now; workers that are slow to leave end with this process.
            with suppress(TimeoutError):
                cluster.close(timeout=5)


@contextmanager
def _closing(client: Client) -> Iterator[Client]:
    try:
        yield client
    finally:
        # A scheduler that is gone does not answer, a busy one answers late; neither matters to the sweep.
        with suppress(TimeoutError):
            client.close(timeout=2)  # type: ignore[no-untyped-call]
