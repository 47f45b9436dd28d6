"""How a contract is checked: by the program that knows it, in the repository's folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> str:
    """Run a program of this environment; return what it said if it found fault."""
    found = shutil.which(command[0], path=str(Path(sys.executable).parent)) or command[0]
    done = subprocess.run(
        [found, *command[1:]],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return "" if done.returncode == 0 else f"{done.returncode}\n{done.stdout}{done.stderr}"
