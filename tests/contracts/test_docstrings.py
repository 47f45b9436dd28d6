"""Public functions, classes and methods are documented as numpydoc asks."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
from numpydoc.docscrape import get_doc_object
from numpydoc.validate import ERROR_MSGS, validate

FLOORS = ("cnnviz.engine",)
"""Packages that are checked, with everything in them."""

LEFT_OUT = {
    "ES01": "an extended summary is written where there is more to say",
    "SA01": "other functions are named in the text, in backticks",
    "EX01": "examples are written where they explain something",
    "RT02": "results of one kind are listed in one line: grad_x, grad_weight : numpy.ndarray",
}
CHECKS = set(ERROR_MSGS) - set(LEFT_OUT)
"""All other checks of numpydoc: docstrings and sections are well-formed (GL), the summary is one
sentence in the imperative (SS), parameters are those of the signature, in its order, with type and
description (PR), and so is what is returned (RT) or yielded (YD)."""


def modules(floor: str) -> Iterator[Any]:
    """Import a package and everything below it."""
    top = importlib.import_module(floor)
    yield top
    for found in pkgutil.walk_packages(top.__path__, f"{floor}."):
        yield importlib.import_module(found.name)


def public_names(floor: str) -> dict[str, Any]:
    """Find the public functions, classes and methods that a floor defines."""
    found: dict[str, Any] = {}
    for module in modules(floor):
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(thing) or inspect.isclass(thing):
                found[f"{module.__name__}.{name}"] = thing
            if inspect.isclass(thing):
                found |= {f"{module.__name__}.{name}.{n}": m for n, m in own_methods(thing)}
    return found


def own_methods(cls: type) -> Iterator[tuple[str, Any]]:
    """Find the public methods and properties of a class that override nothing."""
    for name, member in vars(cls).items():
        inner = getattr(member, "__func__", member)
        if name.startswith("_") or any(hasattr(base, name) for base in cls.__bases__):
            continue
        if inspect.isfunction(inner) or isinstance(inner, property):
            yield name, inner


def complaints(thing: Any) -> list[str]:
    """List what numpydoc finds wrong, and exceptions that are raised but not documented."""
    found = validate(get_doc_object(thing))["errors"]
    return [f"{code} {message}" for code, message in found if code in CHECKS] + [
        f"raises {name}, which is not under Raises" for name in undocumented_exceptions(thing)
    ]


def undocumented_exceptions(thing: Any) -> set[str]:
    """Compare the exceptions that a function raises itself with its section Raises."""
    if not inspect.isfunction(thing):
        return set()
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(thing))))
    raised = {
        node.exc.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
    }
    listed = {
        name.strip() for _, kinds, _ in get_doc_object(thing)["Raises"] for name in kinds.split(",")
    }
    return raised - listed


EVERYTHING = {name: thing for floor in FLOORS for name, thing in public_names(floor).items()}


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_public_name_is_documented(name: str) -> None:
    assert complaints(EVERYTHING[name]) == []


def test_something_is_checked() -> None:
    assert all(sum(name.startswith(floor) for name in EVERYTHING) > 3 for floor in FLOORS)


def test_an_incomplete_docstring_is_noticed() -> None:
    def area(width: int, height: int) -> int:
        """Multiplies

        Parameters
        ----------
        height
            in cells
        """
        if width < 0:
            raise ValueError("width")
        return width * height

    codes = {complaint.split()[0] for complaint in complaints(area)}
    assert codes >= {"SS03", "SS05", "PR01", "PR04", "PR08", "PR09", "RT01", "raises"}
