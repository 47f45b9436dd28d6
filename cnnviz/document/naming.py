"""Names of files in messages."""

from __future__ import annotations

import os
from pathlib import Path


def display_name(path: str | os.PathLike[str]) -> str:
    """Shorten a path to a name that can be shown on one line."""
    name = os.fspath(path).encode("utf-8", "replace").decode("utf-8")
    name = "".join(c if c.isprintable() else "?" for c in Path(name).name or name)
    return name if len(name) <= 80 else f"{name[:50]}…{name[-25:]}"
