"""The key of the question covers its answer, and a second time tells it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from cnnviz.lessons import examples
from tests.app.opened import CTRL, Opened


def test_the_key_of_the_question_tells_the_answer_and_asks_again(opened: Opened) -> None:
    incoming, bridge = opened.window.incoming, opened.window.bridge
    incoming.open_example(next(each for each in examples() if each.key == "dropped-rows"))
    assert bridge.presented.covered == {"size"}
    incoming.turn_summary()
    assert bridge.presented.introduction is None
    assert not bridge.presented.covered
    incoming.turn_summary()
    assert bridge.presented.covered == {"size"}


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_PageDown])
@pytest.mark.parametrize("presenting", [False, True])
def test_the_first_step_answers_for_a_picture_without_steps(
    opened: Opened, key: Qt.Key, presenting: bool
) -> None:
    """The use count has no steps: its numbers come with the key that would be the first."""
    incoming, bridge = opened.window.incoming, opened.window.bridge
    incoming.open_example(next(each for each in examples() if each.key == "corner-once"))
    if presenting:
        opened.window.presentation.begin()
    opened.settle()
    title = opened.window.scene_files.title
    assert bridge.presented.timeline is None
    assert bridge.presented.covered == {"counts"}
    hint = "PageDown or Space reveals" if presenting else "Space reveals"
    assert opened.window.stage.equation.accessibleDescription() == hint
    opened.press(key)
    assert not bridge.presented.covered
    assert not opened.window.stage.equation.accessibleDescription()
    assert opened.window.scene_files.title == title


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("key", ["dropped-rows", "corner-once", "growing-field"])
def test_a_look_at_the_image_tells_nothing_and_the_question_is_back(
    opened: Opened, key: str, presenting: bool
) -> None:
    incoming, bridge = opened.window.incoming, opened.window.bridge
    example = next(each for each in examples() if each.key == key)
    incoming.open_example(example)
    if presenting:
        opened.window.presentation.begin()
    opened.settle()
    before = opened.state
    opened.press(Qt.Key.Key_D)
    assert opened.state.selected == 0
    opened.press(Qt.Key.Key_Space)
    assert bridge.presented.covered == set(example.asks)
    for _ in range(before.selected):
        opened.press(Qt.Key.Key_PageDown, CTRL)
    assert opened.state.playhead == before.playhead
    assert bridge.presented.introduction == example.summary
    assert bridge.presented.covered == set(example.asks)
