"""No test reaches into a private attribute: what a test needs to know, an object can say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from textwrap import dedent

import pytest

from tests.contracts.running import ROOT

STILL_REACHING = {"engine/test_blas.py", "views/test_painting.py"}
"""Files whose subjects are being rewritten; nothing is to be added."""
PUBLIC = {"_exit", "_replace"}
"""Names of Python's own that are public in spite of their underscore."""
TAKE_A_NAME = {"getattr", "setattr", "delattr", "hasattr"}
"""Functions, and methods of monkeypatch, that name an attribute, alone or after its path."""


def reaches(code: str) -> Iterator[str]:
    """Name the private attributes that code takes from anything but ``self``, by line.

    Code that stands in a string, for a process of its own, is read too.
    """
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=name):
                names = [name]
            case ast.ImportFrom(names=imported):
                names = [each.name for each in imported]
            case ast.Call(
                func=ast.Name(id=called) | ast.Attribute(attr=called), args=arguments
            ) if called in TAKE_A_NAME:
                names = [path.rpartition(".")[2] for path in literals(arguments[:2])]
            case ast.Constant(value=str(inner)) if "\n" in inner and "._" in inner:
                yield from (f"{node.lineno} + {each}" for each in reaches_of_a_string(inner))
                continue
            case _:
                continue
        yield from (f"{node.lineno}: {name}" for name in names if is_private(name))


def literals(arguments: list[ast.expr]) -> Iterator[str]:
    """Give the strings among arguments, and those between which one chooses."""
    for each in arguments:
        match each:
            case ast.Constant(value=str(name)):
                yield name
            case ast.IfExp(body=one, orelse=other):
                yield from literals([one, other])


def reaches_of_a_string(text: str) -> list[str]:
    """Name what code in a string takes; nothing if it is no code."""
    try:
        return list(reaches(dedent(text)))
    except SyntaxError:
        return []


def is_private(name: str) -> bool:
    """Whether a name is meant for its own class or module alone."""
    return name.startswith("_") and not name.startswith("__") and name not in PUBLIC


@cache
def reaching() -> dict[str, list[str]]:
    """Give what every file of the tests takes, by its path below ``tests``."""
    folder = ROOT / "tests"
    found = {
        path.relative_to(folder).as_posix(): list(reaches(path.read_text("utf-8")))
        for path in folder.rglob("*.py")
    }
    return {file: taken for file, taken in found.items() if taken}


def test_no_file_takes_anything_private() -> None:
    assert {file: taken for file, taken in reaching().items() if file not in STILL_REACHING} == {}


def test_a_file_is_excused_only_while_it_needs_to_be() -> None:
    assert STILL_REACHING - reaching().keys() == set()


@pytest.mark.parametrize(
    "code",
    [
        "window._made",
        "bench.section._slice.weight",
        "from cnnviz.words import _plural",
        "getattr(player, '_clock')",
        "monkeypatch.setattr(panel, '_appearance' if painted else 'dress', None)",
        "monkeypatch.setattr('cnnviz.app.worker._begin', None)",
        "run('''\\n  import cnnviz\\n  canvas._look''')",
    ],
)
def test_every_way_to_reach_is_seen(code: str) -> None:
    assert len(list(reaches(code))) == 1


@pytest.mark.parametrize("code", ["self._go", "os._exit(0)", "one.__class__", "getattr(a, 'b')"])
def test_what_is_no_reach_is_left_alone(code: str) -> None:
    assert list(reaches(code)) == []
