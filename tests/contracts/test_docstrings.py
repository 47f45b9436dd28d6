"""Public functions, classes and methods are documented as numpydoc asks."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass
from typing import Any, Protocol

import pytest
from numpydoc.docscrape import get_doc_object
from numpydoc.validate import ERROR_MSGS, validate

from cnnviz.trace import FloatArray

ENGINE = "cnnviz.engine"

FLOORS = (
    *(ENGINE, "cnnviz.trace", "cnnviz.layers", "cnnviz.timeline", "cnnviz.document"),
    *("cnnviz.lessons", "cnnviz.scene", "cnnviz.session"),
)
"""Packages that are checked, with everything in them: those that do without Qt."""

SECTIONS = {"PR01", "RT01"}
"""Sections Parameters and Returns. Above the engine they are asked only of functions that take
or return an array, whose shape must be written down; one sentence is enough for the others."""

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


def public_things(floor: str) -> Iterator[tuple[str, Any]]:
    """Find the public functions and classes that a floor defines."""
    for module in modules(floor):
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(thing) or inspect.isclass(thing):
                yield f"{module.__name__}.{name}", thing


def public_names(floor: str, protocols: Sequence[type]) -> dict[str, Any]:
    """Find the public functions, classes and methods of a floor that need a docstring."""
    found: dict[str, Any] = {}
    for name, thing in public_things(floor):
        found[name] = thing
        if inspect.isclass(thing):
            found |= {f"{name}.{n}": m for n, m in own_methods(thing, protocols)}
    return found


def own_methods(cls: type, protocols: Sequence[type] = ()) -> Iterator[tuple[str, Any]]:
    """Find the public methods and properties of a class that are documented nowhere else."""
    elsewhere = listed_attributes(cls).union(*(documented_methods(p, cls) for p in protocols))
    for name, member in vars(cls).items():
        inner = getattr(member, "__func__", member)
        if name.startswith("_") or any(hasattr(base, name) for base in cls.__bases__):
            continue
        if name not in elsewhere and (inspect.isfunction(inner) or isinstance(inner, property)):
            yield name, inner


def listed_attributes(cls: type) -> set[str]:
    """Find what a dataclass or Protocol describes under Attributes."""
    if not (is_dataclass(cls) or is_protocol(cls)):
        return set()
    listed = get_doc_object(cls)["Attributes"]
    return {name.strip() for names, _, _ in listed for name in names.split(",")}


def is_protocol(cls: type) -> bool:
    """Whether a class is a Protocol itself, not only an implementation of one."""
    return Protocol in cls.__bases__


def documented_methods(protocol: type, cls: type) -> set[str]:
    """Find the methods of a class that a Protocol documents, if it has all of the Protocol's."""
    methods = {
        name: member.__doc__
        for name, member in vars(protocol).items()
        if inspect.isfunction(member) and not name.startswith("_")
    }
    if cls is protocol or not all(hasattr(cls, name) for name in methods):
        return set()
    return {name for name, doc in methods.items() if doc}


def complaints(thing: Any, sections: bool = True) -> list[str]:
    """List what numpydoc finds wrong, and exceptions that are raised but not documented."""
    checks = CHECKS if sections else CHECKS - SECTIONS
    found = validate(get_doc_object(thing))["errors"]
    return [f"{code} {message}" for code, message in found if code in checks] + [
        f"raises {name}, which is not under Raises" for name in undocumented_exceptions(thing)
    ]


def handles_arrays(thing: Any) -> bool:
    """Whether a function takes or returns an array, as far as its annotations say."""
    function = thing.fget if isinstance(thing, property) else thing
    if not inspect.isfunction(function):
        return False
    return any("Array" in str(hint) for hint in inspect.unwrap(function).__annotations__.values())


def needs_sections(name: str) -> bool:
    """Whether parameters and results must be described, not only mentioned."""
    return name.startswith(ENGINE) or handles_arrays(EVERYTHING[name])


def undocumented_exceptions(thing: Any) -> set[str]:
    """Compare the exceptions that a function raises itself with its section Raises.

    An `AssertionError` is a bug, not something that a caller has to expect.
    """
    if not inspect.isfunction(thing):
        return set()
    function = inspect.unwrap(thing)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    raised = {
        exception_name(function.__globals__.get(node.exc.func.id), node.exc.func.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
    }
    listed = {
        name.strip() for _, kinds, _ in get_doc_object(thing)["Raises"] for name in kinds.split(",")
    }
    return raised - listed - {"AssertionError"}


def exception_name(maker: Any, name: str) -> str:
    """Name the exception that a call makes: a class of that name, or what a function returns."""
    return str(maker.__annotations__["return"]) if inspect.isfunction(maker) else name


PROTOCOLS = [
    thing
    for floor in FLOORS
    for _, thing in public_things(floor)
    if inspect.isclass(thing) and is_protocol(thing)
]

EVERYTHING = {
    name: thing for floor in FLOORS for name, thing in public_names(floor, PROTOCOLS).items()
}


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_public_name_is_documented(name: str) -> None:
    assert complaints(EVERYTHING[name], needs_sections(name)) == []


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


class Measured(Protocol):
    """Something with a size.

    Attributes
    ----------
    unit : str
        Of the area.
    """

    @property
    def unit(self) -> str: ...
    def area(self) -> float:
        """Compute the area."""
        ...


def test_a_listed_attribute_needs_no_docstring() -> None:
    assert [name for name, _ in own_methods(Measured)] == ["area"]


def test_a_method_of_a_protocol_is_documented_there() -> None:
    class Square:
        """Has what `Measured` asks for."""

        def area(self) -> float:
            return 1.0

        def side(self) -> float:
            return 1.0

    assert [name for name, _ in own_methods(Square, [Measured])] == ["side"]


def test_only_functions_of_arrays_need_their_sections() -> None:
    def plain(x: float) -> float:
        """Return the number."""
        return x

    def shaped(x: FloatArray) -> FloatArray:
        """Return the array."""
        return x

    assert complaints(plain, handles_arrays(plain)) == []
    assert len(complaints(shaped, handles_arrays(shaped))) == 2
