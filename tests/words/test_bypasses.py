"""No words reach the screen past the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.words.extraction import ROOT

SHOWING = frozenset(
    (
        *("setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setTitle"),
        *("setAccessibleName", "setAccessibleDescription", "setPlaceholderText"),
        *("setInformativeText", "setDetailedText", "setPrefix", "setSuffix", "setTabText"),
        *("setSpecialValueText", "setLabelText", "show_text", "showMessage", "drawText"),
        *("addAction", "addItem", "addItems", "addMenu", "addButton", "addTab", "insertItem"),
        *("QAction", "QCheckBox", "QGroupBox", "QLabel", "QMenu", "QMessageBox", "QPushButton"),
        *("QRadioButton", "QToolButton", "emit"),
    )
)
"""What puts its strings before the user's eyes or ears."""
DRAWING = frozenset(("Formula", "Span", "line"))
"""Functions that do so on the stage; methods of these names do not."""
WORDLESS = frozenset(
    (
        *("cnnviz", "EN", "max", "exp", "tanh", "ReLU", "softmax"),
        *("running_mean", "running_var", "train", "eval"),
        *("read", "weight", "write", "stat", "muted", "faint", "strong", "text", "accent"),
    )
)
"""The name of the app, functions, PyTorch's names, and the roles that colour a span."""

LABEL = r"^(?!Ctrl|Home|End|Space)[A-Z][a-z]{2,}|[a-z]{2,} [a-z]{2,}"
"""What looks like a label or a sentence, and is not a key."""


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the strings written in an expression, but for those given to other calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.Constant):
                yield str(part.value)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join", "replace"):
            yield from literals(node.func.value)
    elif isinstance(node, ast.IfExp | ast.BinOp | ast.BoolOp | ast.Starred | ast.Tuple | ast.List):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from literals(child)


def spoken(source: str) -> list[str]:
    """List the English that a file shows without `text`, each with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "")
        called = name or getattr(node.func, "attr", "")
        if called not in SHOWING and name not in DRAWING:
            continue
        for argument in (*node.args, *(each.value for each in node.keywords)):
            for literal in literals(argument):
                if set(re.findall(r"[A-Za-z_]{2,}", literal)) - WORDLESS:
                    found.append(f"line {node.lineno}: {called}({literal!r})")
    return found


def labelled(source: str) -> list[str]:
    """List what looks like a label or a sentence among the strings that widgets are made with."""
    found = []
    for node in ast.walk(ast.parse(source)):
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and name[:1].isupper() and not name.endswith("Error"):
            for argument in (*node.args, *(each.value for each in node.keywords)):
                if isinstance(argument, ast.Constant | ast.JoinedStr | ast.IfExp):
                    said = [s for s in literals(argument) if re.search(LABEL, s)]
                    found += [f"line {node.lineno}: {name}({s!r})" for s in said]
    return found


@pytest.mark.parametrize("floor", ["app", "panels"])
def test_no_widget_is_made_with_words_of_its_own(floor: str) -> None:
    files = sorted((ROOT / "cnnviz" / floor).rglob("*.py"))
    made = {str(file.relative_to(ROOT)): labelled(file.read_text("utf-8")) for file in files}
    assert {name: found for name, found in made.items() if found} == {}


@pytest.mark.parametrize("floor", ["app", "panels", "views", "scene", "layers", "document"])
def test_no_words_reach_the_screen_past_the_catalogue(floor: str) -> None:
    files = sorted((ROOT / "cnnviz" / floor).rglob("*.py"))
    shown = {str(file.relative_to(ROOT)): spoken(file.read_text("utf-8")) for file in files}
    assert {name: found for name, found in shown.items() if found} == {}


@pytest.mark.parametrize(
    "source",
    [
        "label.setText('Ready')",
        "QLabel('Ready')",
        "label.setToolTip(f'{count} ready')",
        "label.setText('Ready' if x else words(text('Busy')))",
        "menu.addAction('Open ' + name)",
    ],
)
def test_a_bypass_is_seen(source: str) -> None:
    assert len(spoken(source)) == 1


def test_a_label_given_to_a_widget_of_ours_is_seen() -> None:
    assert len(labelled("TextButton(appearance, 'Ready', icon_name='open')")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "label.setText(words(text('Ready')))",
        "QLabel('cnnviz')",
        "button.setText('한 / EN')",
        "label.setText(f'{row} × {column}')",
        "Span(said, 'muted')",
    ],
)
def test_what_is_translated_or_wordless_is_let_pass(source: str) -> None:
    assert spoken(source) == []
