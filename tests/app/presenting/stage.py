"""What a class and its lecturer see, and what the lecturer does."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cnnviz.app.present_tools import PresentTools
from cnnviz.document.state import Playhead
from cnnviz.lessons import examples
from tests.app.opened import Opened


def tools(opened: Opened) -> PresentTools:
    """The tools over the stage."""
    found = opened.window.presentation.tools
    assert found is not None
    return found


def move_mouse(opened: Opened) -> None:
    """Move the mouse over the upper part of the stage."""
    for place in (QPoint(600, 150), QPoint(640, 170)):
        QTest.mouseMove(opened.window.windowHandle(), place)
    opened.settle()


def choose(opened: Opened, key: str) -> None:
    """Put an example on stage."""
    opened.window.incoming.open_example(next(each for each in examples() if each.key == key))
    opened.settle()


def seen(opened: Opened) -> set[str]:
    """The classes of the widgets that can be seen."""
    every = opened.window.findChildren(QWidget)
    return {type(each).__name__ for each in every if each.isVisible()}


def place(opened: Opened) -> tuple[int, Playhead]:
    """The layer on stage, and where its timeline stands."""
    return opened.state.selected, opened.state.playhead
