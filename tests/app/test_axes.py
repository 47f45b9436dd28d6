"""The order of axes is switched by a key in strip, form and stage, and outlives an example."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.app.opened import Opened
from tests.app.test_introduction import open_example


def cards(opened: Opened) -> list[str]:
    """The shapes on the strip."""
    opened.settle()
    return [card.content.shape for card in opened.window.strip.cards]


def form(opened: Opened) -> str:
    """The formulas of the layer on stage."""
    opened.settle()
    made = opened.window.inspector.form
    assert made is not None
    blocks = made.formulas
    shown = [each for each in blocks if not each.isHidden()]
    return " ".join(each.lines.accessibleName() for each in shown).replace("\n", " ")


def test_x_turns_strip_form_and_stage(opened: Opened) -> None:
    assert cards(opened)[:2] == ["1×8×8", "4×8×8"]
    assert "(out, in, h, w) 4 × 1 × 3 × 3" in form(opened)
    opened.press(Qt.Key.Key_X)
    assert cards(opened)[:2] == ["8×8×1", "8×8×4"]
    assert "(h, w, in, out) 3 × 3 × 1 × 4" in form(opened)
    opened.press(Qt.Key.Key_X)
    assert cards(opened)[:2] == ["1×8×8", "4×8×8"]


def test_an_example_keeps_the_order_and_never_brings_its_own(opened: Opened) -> None:
    opened.press(Qt.Key.Key_X)
    open_example(opened, "rows-and-columns")
    assert opened.state.axes == "NHWC"
    assert cards(opened)[0] == "28×31×1"
