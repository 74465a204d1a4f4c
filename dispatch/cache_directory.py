"""Where the user's cache is: `$DISPATCH_CACHE` (empty: nowhere), else the cache directory of the user."""

from __future__ import annotations

import os
from pathlib import Path

DIRECTORY_VARIABLE = "DISPATCH_CACHE"


def cache_directory() -> Path | None:
    """The directory, which need not exist yet; None where nothing may be kept."""
    asked = os.environ.get(DIRECTORY_VARIABLE)
    if asked is not None:
        return Path(asked) if asked else None
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dispatch"
