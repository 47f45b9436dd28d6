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

CHECKS = {
    # The docstring and its sections are well-formed, in numpydoc's order.
    *("GL01", "GL02", "GL03", "GL05", "GL06", "GL07", "GL08", "GL09", "GL10"),
    # The summary is one sentence in the imperative, in one line.
    *("SS01", "SS02", "SS03", "SS04", "SS05", "SS06"),
    # Parameters are those of the signature, in its order, with type and description.
    *("PR01", "PR02", "PR03", "PR04", "PR05", "PR06", "PR07", "PR08", "PR09", "PR10"),
    # What is returned or yielded has a section with a description.
    *("RT01", "RT03", "RT04", "RT05", "YD01"),
}
"""Left out: ES01, EX01 and SA01 to SA04, which want an extended summary, examples and See Also
everywhere, and RT02, which forbids ``grad_x, grad_weight : numpy.ndarray`` in one line."""


def modules(floor: str) -> Iterator[Any]:
    """Import a package and everything below it."""
    top = importlib.import_module(floor)
    yield top
    for found in pkgutil.walk_packages(getattr(top, "__path__", ()), f"{floor}."):
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


def test_checks_are_those_of_numpydoc() -> None:
    assert set(ERROR_MSGS) >= CHECKS


def test_something_is_checked() -> None:
    assert all(any(name.startswith(floor) for name in EVERYTHING) for floor in FLOORS)


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
