"""Importing the engine brings in nothing slow beside NumPy."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

from cnnviz import engine

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


def test_the_convolution_comes_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    added = set(done.stdout.split())
    assert "cnnviz.engine.ops.conv2d" in added
    assert not added & {"cnnviz.engine.public", "cnnviz.engine.algorithms.winograd"}


def test_no_file_is_named_like_a_function() -> None:
    files = {m.name for m in pkgutil.iter_modules(engine.__path__)}
    assert not files & set(engine.__all__)


def test_every_name_is_found_and_others_are_not() -> None:
    assert all(hasattr(engine, name) for name in engine.__all__)
    assert not hasattr(engine, "conv3d")
    assert sorted(engine.__all__) == dir(engine)
