"""Finds every sentence that the app can say: the literals given to ``text`` and its kin."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAYING = ("text", "Text", "GeometryError")
"""Names of what takes a template first; other errors take a text that is made already."""
HANDED_ON = ("template",)
"""Parameters that hold a template which somebody else wrote as a literal."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class NotLiteralError(Exception):
    """A template that cannot be read from the source, and so cannot be translated."""


def extracted(root: Path = ROOT) -> dict[str, tuple[str, ...]]:
    """Find the templates of the app, and the files that use each.

    Parameters
    ----------
    root : pathlib.Path
        The folder that holds ``cnnviz``.

    Raises
    ------
    NotLiteralError
        If a template is worked out and not written down.
    """
    found: dict[str, set[str]] = {}
    for path in sorted((root / "cnnviz").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for template in templates(path.read_text("utf-8"), name):
            found.setdefault(template, set()).add(name)
    found.pop("", None)
    return {template: tuple(sorted(found[template])) for template in sorted(found)}


def templates(source: str, name: str = "<source>") -> Iterator[str]:
    """Yield the templates of one file, in the order of its lines.

    Parameters
    ----------
    source : str
        Python.
    name : str
        What to call the file in an error.

    Raises
    ------
    NotLiteralError
        If a template is worked out and not written down.
    """
    tree = ast.parse(source, name)
    for scope in _scopes(tree):
        for call in _own(scope, ast.Call):
            if isinstance(call.func, ast.Name) and call.func.id in SAYING and call.args:
                first = call.args[0]
                try:
                    yield from _literals(first, scope)
                except NotLiteralError:
                    written = ast.unparse(call)
                    raise NotLiteralError(f"{name}:{call.lineno}: {written}") from None


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the module and every function in it."""
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield node


def _own(scope: ast.AST, kind: type[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a scope that are not inside one of its functions.

    Defaults and decorators of a function are outside it.
    """
    body = getattr(scope, "body", ())
    waiting: list[ast.AST] = list(body) if isinstance(body, list) else [body]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, kind):
            yield node
        if isinstance(node, FUNCTIONS):
            waiting = [*getattr(node, "decorator_list", ()), node.args, *waiting]
        else:
            waiting = [*ast.iter_child_nodes(node), *waiting]


def _literals(node: ast.expr, scope: ast.AST) -> Iterator[str]:
    """Yield the strings that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, scope)
        yield from _literals(node.orelse, scope)
    elif (isinstance(node, ast.Attribute) and node.attr == "template") or (
        isinstance(node, ast.Name) and node.id in HANDED_ON and node.id in _parameters(scope)
    ):
        return
    elif isinstance(node, ast.Name) and (values := list(_bound(node.id, scope))):
        for value in values:
            yield from _literals(value, scope)
    else:
        raise NotLiteralError


def _parameters(scope: ast.AST) -> set[str]:
    args = getattr(scope, "args", None)
    return {each.arg for each in (*args.args, *args.kwonlyargs)} if args else set()


def _bound(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    """Yield what a name is set to in its scope: by assignments, or by loops over tuples."""
    for assigned in _own(scope, ast.Assign):
        for target in assigned.targets:
            yield from _matched(name, target, assigned.value)
    for loop in (*_own(scope, ast.For), *_own(scope, ast.comprehension)):
        if isinstance(loop.iter, ast.Tuple | ast.List):
            for element in loop.iter.elts:
                yield from _matched(name, loop.target, element)


def _matched(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple | ast.List):
        for part, its in zip(target.elts, value.elts, strict=False):
            yield from _matched(name, part, its)
