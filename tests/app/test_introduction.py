"""A prepared scene says what it is there for, once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from cnnviz.lessons.catalogue import prepared
from cnnviz.words import Words
from tests.app.opened import Opened


def said(opened: Opened) -> str:
    """What stands under the stage."""
    opened.settle()
    return opened.window.stage.equation.accessibleName()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("key", ["three-small", "growing-field", "by-hand", "batch-of-eight"])
def test_a_scene_that_is_opened_says_what_is_to_be_seen(
    opened: Opened, key: str, language: str
) -> None:
    opened.appearance.set(language=language)
    scene = next(each for each in prepared() if each.key == key)
    opened.window.top.scene_chosen.emit(scene)
    assert said(opened) == Words(language)(scene.summary)


def test_the_first_step_takes_it_away(opened: Opened) -> None:
    scene = next(each for each in prepared() if each.key == "by-hand")
    opened.window.top.scene_chosen.emit(scene)
    opened.press(Qt.Key.Key_Right)
    assert "=" in said(opened)
    opened.press(Qt.Key.Key_End)
    assert said(opened).startswith("Space plays; ")
