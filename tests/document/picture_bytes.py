"""Content of a picture file that a test has made in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cnnviz.document.picture import Picture
from cnnviz.document.pictures import read_picture


def read_bytes(data: bytes, name: str) -> Picture:
    """Read it from a file of that name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_picture(path)
