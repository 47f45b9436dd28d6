"""A clicker walks through layers and examples, on and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnnviz.document.commands import AddLayer, set_view
from cnnviz.document.state import AT_END
from cnnviz.lessons import examples
from cnnviz.timeline.movement import START
from tests.app.opened import CTRL, Opened
from tests.app.presenting.stage import choose, place, tools

Key = Qt.Key


def test_page_down_walks_through_every_layer_and_then_to_the_next_example(
    presented: Opened,
) -> None:
    titles = [each.title for each in examples()]
    for selected in (1, 2, 3, 4):
        assert place(presented) == (selected, START)
        assert presented.window.scene_files.title == titles[0]
        presented.press(Key.Key_End)
        presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == titles[1]
    assert presented.state.playhead == START
    presented.action("undo").trigger()
    assert presented.window.scene_files.title == titles[0]


def test_page_up_walks_back_through_every_layer_from_its_end(presented: Opened) -> None:
    titles = [each.title for each in examples()]
    choose(presented, examples()[1].key)
    presented.window.bridge.do(AddLayer("ReLU", 1))
    presented.window.bridge.do(AddLayer("MaxPool2d", 2))
    for selected in (3, 2, 1):
        presented.press(Key.Key_Home)
        presented.press(Key.Key_PageUp)
        if selected > 1:
            assert place(presented) == (selected - 1, AT_END)
    assert presented.window.scene_files.title == titles[0]
    assert place(presented) == (4, AT_END)
    presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == titles[1]
    assert place(presented) == (1, START)


@pytest.mark.parametrize("key", ["corner-once", "three-small", "photograph-edges"])
def test_page_up_finds_the_example_before_as_page_down_left_it(presented: Opened, key: str) -> None:
    """Also one without steps, one with several layers, and one whose maps come later."""
    example = next(each for each in examples() if each.key == key)
    choose(presented, key)
    bridge, files = presented.window.bridge, presented.window.scene_files
    while files.title == example.title:
        left = place(presented)[0]
        presented.press(Key.Key_End)
        presented.press(Key.Key_PageDown)
    presented.press(Key.Key_PageUp)
    assert files.title == example.title
    assert place(presented) == (left, AT_END)
    assert bridge.presented.introduction is None
    assert not bridge.presented.covered
    presented.action("undo").trigger()
    assert files.title != example.title


def test_page_down_passes_over_a_layer_that_has_no_steps(presented: Opened) -> None:
    bridge = presented.window.bridge
    bridge.do(set_view(explanations=("", "", "", "uses")))
    bridge.do(set_view(selected=3, playhead=AT_END))
    presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[1].title


def test_a_layer_chosen_before_a_class_begins_at_its_start(presented: Opened) -> None:
    presented.press(Key.Key_End)
    presented.press(Key.Key_PageDown, CTRL)
    assert place(presented) == (2, START)
    presented.press(Key.Key_PageUp, CTRL)
    assert place(presented) == (1, START)


def test_in_a_window_a_layer_is_found_as_it_was_left(opened: Opened) -> None:
    choose(opened, examples()[0].key)
    opened.press(Key.Key_Right)
    opened.press(Key.Key_Right)
    left = place(opened)
    opened.press(Key.Key_PageDown, CTRL)
    assert place(opened) == (2, START)
    opened.press(Key.Key_PageUp, CTRL)
    assert place(opened) == left


def test_page_down_before_the_end_is_a_step(presented: Opened) -> None:
    presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[0].title
    assert presented.state.playhead not in (START, AT_END)


def test_a_clicker_alone_walks_from_one_example_into_the_next(presented: Opened) -> None:
    choose(presented, "by-hand")
    for _ in range(2 * 4 + 2):
        if presented.window.scene_files.title != examples()[1].title:
            break
        presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[2].title


def test_no_page_is_turned_in_a_window_or_in_a_document_of_ones_own(opened: Opened) -> None:
    choose(opened, "one-edge")
    opened.press(Key.Key_End)
    opened.press(Key.Key_PageDown)
    assert opened.window.scene_files.title == examples()[2].title
    opened.window.scene_files.begin(examples()[2].build())
    opened.press(Key.Key_F5)
    opened.press(Key.Key_End)
    opened.press(Key.Key_PageDown)
    assert opened.window.scene_files.title is None
    opened.window.presentation.end()


def test_the_first_example_has_none_before_it_and_the_last_none_behind_it(
    presented: Opened,
) -> None:
    presented.press(Key.Key_Home)
    presented.press(Key.Key_PageUp)
    assert presented.window.scene_files.title == examples()[0].title
    choose(presented, examples()[-1].key)
    presented.press(Key.Key_End)
    presented.press(Key.Key_PageDown)
    assert presented.window.scene_files.title == examples()[-1].title


def test_the_buttons_of_the_bar_turn_pages_anywhere(presented: Opened) -> None:
    presented.press(Key.Key_W)
    QTest.mouseClick(tools(presented).after, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.window.scene_files.title == examples()[1].title
    assert presented.window.stage.hasFocus()
    QTest.mouseClick(tools(presented).before, Qt.MouseButton.LeftButton)
    presented.settle()
    assert presented.window.scene_files.title == examples()[0].title


def test_page_up_where_an_example_begins_goes_to_the_one_before(presented: Opened) -> None:
    """Also where it begins at a later layer, or at a cell in the middle."""
    for number, each in enumerate(examples()):
        if each.key not in ("batch-of-eight", "three-small", "growing-field"):
            continue
        choose(presented, each.key)
        presented.press(Key.Key_PageUp)
        assert presented.window.scene_files.title == examples()[number - 1].title
        assert presented.state.playhead == AT_END


def test_the_walk_of_an_example_that_asks_for_uses_ends_with_the_use_count(
    presented: Opened,
) -> None:
    choose(presented, "stride-is-kernel")
    bridge, files = presented.window.bridge, presented.window.scene_files
    title = files.title
    presented.press(Key.Key_End)
    presented.press(Key.Key_PageDown)
    assert files.title == title
    assert bridge.presented.explanation is not None
    assert bridge.presented.explanation.name == "uses"
    presented.press(Key.Key_PageUp)
    assert bridge.presented.explanation.name == "slide"
    assert place(presented) == (1, AT_END)
    presented.press(Key.Key_PageDown)
    presented.press(Key.Key_PageDown)
    assert files.title != title
