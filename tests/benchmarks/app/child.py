"""Python programs that are measured from outside, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

REPORT = """
import sys as _sys, time as _time
print("measured", _time.perf_counter(), _time.process_time(), *_more, flush=True)
"""


@dataclass(frozen=True)
class Run:
    """What one process reported.

    Attributes
    ----------
    wall, cpu : float
        Milliseconds from its start to the report; those of CPU time in it.
    more : tuple of str
        What else it said.
    """

    wall: float
    cpu: float
    more: tuple[str, ...]


class Home:
    """A place for settings and byte code, so that runs are alike; removed in the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cnnviz-benchmark-")
        self.environment = os.environ | {
            "CNNVIZ_HOME": str(Path(self._folder.name) / "home"),
            "PYTHONPYCACHEPREFIX": str(Path(self._folder.name) / "bytecode"),
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(self, program: str, *arguments: str) -> Run:
        """Run a program that ends with `REPORT`, and give its figures.

        Raises
        ------
        RuntimeError
            If it reports nothing.
        """
        begun = time.perf_counter()
        found = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=900,
        )
        for line in found.stdout.splitlines():
            words = line.split()
            if words[:1] == ["measured"]:
                wall = (float(words[1]) - begun) * 1e3
                return Run(wall, float(words[2]) * 1e3, tuple(words[3:]))
        raise RuntimeError(f"nothing was measured:\n{found.stdout}\n{found.stderr}")

    def close(self) -> None:
        """Remove what was kept."""
        self._folder.cleanup()
