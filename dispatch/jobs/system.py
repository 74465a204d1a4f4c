"""What operating systems answer in different ways: memory that was used, processes that are alive."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

_KIB, _MIB = 2**10, 2**20


def peak_memory_mib() -> float:
    """Peak resident memory of this process so far; 0 where the system does not say."""
    return _by_windows() if sys.platform == "win32" else _by_unix()


def _by_unix() -> float:
    try:
        import resource  # Unix has it, others do not
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux KiB.
    return peak / _MIB if sys.platform == "darwin" else peak * _KIB / _MIB


def is_alive(process: int) -> bool:
    """Whether a process of this number runs."""
    if sys.platform == "win32":
        return _is_alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_alive_on_windows(process: int) -> bool:
    """By a handle: `os.kill` would interrupt the process there."""
    library = _kernel()
    if library is None:
        return False
    query, still_active = 0x1000, 259
    library.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(library.OpenProcess(query, False, process))
    if not handle:
        return False
    code = ctypes.c_uint32()
    known = library.GetExitCodeProcess(handle, ctypes.byref(code))
    library.CloseHandle(handle)
    return bool(known) and code.value == still_active


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of psapi.h."""

    _fields_ = [
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        ("PeakWorkingSetSize", ctypes.c_size_t),
        ("WorkingSetSize", ctypes.c_size_t),
        ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
        ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    ]


def _by_windows() -> float:
    library, counters = _kernel(), _Counters(cb=ctypes.sizeof(_Counters))
    if library is None:
        return 0.0
    library.GetCurrentProcess.restype = ctypes.c_void_p
    ask = library.K32GetProcessMemoryInfo
    ask.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Counters), ctypes.c_uint32]
    answered = ask(library.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return float(counters.PeakWorkingSetSize) / _MIB if answered else 0.0


def _kernel() -> Any:
    """The library of Windows' own functions; None elsewhere."""
    load = getattr(ctypes, "WinDLL", None)
    return None if load is None else load("kernel32")
