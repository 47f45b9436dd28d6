"""Importing the engine brings in nothing slow beside NumPy."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
import __future__, numpy
before = set(sys.modules)
from cnnviz.engine import conv2d
print(*sorted(set(sys.modules) - before))
"""


def test_only_the_engine_itself_is_added() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    added = [name for name in done.stdout.split() if not name.startswith("cnnviz")]
    assert added == []
