"""The code keeps to its style, its types and its floors."""

from __future__ import annotations

import ast
import sys

import pytest

from tests.contracts.running import ROOT, run

PURE = (
    "paths",
    "words",
    "engine",
    "trace",
    "layers",
    "document",
    "timeline",
    "lessons",
    "scene",
    "session",
)


def test_ruff_finds_nothing() -> None:
    assert run("ruff", "check", "cnnviz", "tests") == ""


def test_ruff_would_format_nothing() -> None:
    assert run("ruff", "format", "--check", "cnnviz", "tests") == ""


def test_mypy_finds_nothing() -> None:
    assert run("mypy") == ""


def test_imports_point_down() -> None:
    assert run("lint-imports", "--no-cache") == ""


@pytest.mark.parametrize("floor", PURE)
def test_a_pure_floor_needs_no_qt(floor: str) -> None:
    code = (
        "import importlib, pkgutil, sys\n"
        f"top = importlib.import_module('cnnviz.{floor}')\n"
        "for each in pkgutil.walk_packages(getattr(top, '__path__', ()), top.__name__ + '.'):\n"
        "    importlib.import_module(each.name)\n"
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules))\n"
    )
    assert run(sys.executable, "-c", code) == ""


def test_kinds_of_layer_know_nothing_of_each_other() -> None:
    folder = ROOT / "cnnviz" / "layers" / "kinds"
    imported = {
        (file.name, node.module)
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert {pair for pair in imported if ".kinds" in pair[1]} == set()
    assert len(imported) > len(list(folder.glob("*.py")))
