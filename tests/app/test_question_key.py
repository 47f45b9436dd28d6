"""The key of the question covers its answer, and a second time tells it."""

from __future__ import annotations

from cnnviz.lessons import examples
from tests.app.opened import Opened


def test_the_key_of_the_question_tells_the_answer_and_asks_again(opened: Opened) -> None:
    incoming, bridge = opened.window.incoming, opened.window.bridge
    incoming.open_example(next(each for each in examples() if each.key == "dropped-rows"))
    assert bridge.presented.covered == {"size"}
    incoming.turn_summary()
    assert bridge.presented.introduction is None
    assert not bridge.presented.covered
    incoming.turn_summary()
    assert bridge.presented.covered == {"size"}
