"""Who gets the room: larger text makes the lesson larger, and the tools give way."""

from __future__ import annotations

import pytest

from cnnviz.scene.marks import Grid
from cnnviz.views.number_size import number_size
from tests.app.opened import Opened

LAPTOP = (1280, 776)
"""Logical pixels inside the window's frame on most projectors."""


def digits(opened: Opened) -> float:
    """Give the height of the digits of the input, in logical pixels."""
    grid = next(each for each in opened.window.stage.scene.marks if isinstance(each, Grid))
    longest = max(len(f"{value:g}") for value in grid.values.flat)
    side = grid.box.w / grid.columns
    return number_size(side, side - 2, longest)


def resized(opened: Opened, size: tuple[int, int], text: float = 1.0) -> None:
    """Give the window a size and the text another."""
    opened.window.setMinimumSize(*size)
    opened.window.resize(*size)
    opened.settle()
    opened.window.text_size.set(text)
    opened.settle()
    opened.bot.wait(30)
    opened.settle()


@pytest.mark.parametrize("size", [LAPTOP, (1440, 876), (1920, 1056), (1024, 744)])
def test_larger_text_makes_the_digits_of_the_lesson_larger(
    opened: Opened, size: tuple[int, int]
) -> None:
    measured = []
    for text in (1.0, 1.2, 1.4, 1.6, 1.8, 2.0):
        resized(opened, size, text)
        measured.append(digits(opened))
    assert min(measured) == measured[0]
    assert measured[-1] > measured[0]
