"""The whole window on the way: nothing tells a value before it is revealed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cnnviz.app import window as app_window
from cnnviz.app.evaluator import Deliver, Evaluator
from cnnviz.document.commands import set_view
from cnnviz.document.evaluation import Evaluation
from cnnviz.document.state import AT_END, Document, Playhead
from cnnviz.layers.base import frozen
from cnnviz.timeline.movement import micro_steps
from cnnviz.trace import FloatArray
from tests.app.opened import Opened

LAYERS = {"Conv2d": 1, "ReLU": 3, "MaxPool2d": 4}
POSITION = 20
"""Of every timeline, in the middle of a feature map."""


def otherwise(y: FloatArray, known: int) -> FloatArray:
    """The same values as far as they are known; from there on those of each map change places."""
    values = y.copy()
    size = y.shape[2] * y.shape[3]
    for index, plane in enumerate(np.moveaxis(values.reshape(*y.shape[:2], size), 1, 0)):
        begin = min(max(known - index * size, 0), size)
        plane[:, begin:] = plane[:, begin:][:, ::-1].copy()
    return frozen(values)


def deceived(truth: Evaluation, selected: int, known: int) -> Evaluation:
    """Results in which all that is not known yet is otherwise."""
    changed, x = list(truth.results[: selected - 1]), truth.results[selected - 1].x
    for index, result in enumerate(truth.results[selected - 1 :]):
        assert result.y is not None
        y = otherwise(result.y, known if index == 0 else 0)
        changed.append(dataclasses.replace(result, x=x, y=y))
        x = y
    return Evaluation(truth.batch, tuple(changed))


class Deceiver(Evaluator):
    """An evaluator that can be told how much of its answers shall be true."""

    known: tuple[int, int] | None = None

    def __call__(self, document: Document, previous: Evaluation, deliver: Deliver) -> None:
        """Evaluate, and deliver something else if told so."""

        def falsified(asked: Document, evaluation: Evaluation) -> None:
            if self.known is not None:
                evaluation = deceived(evaluation, *self.known)
            deliver(asked, evaluation)

        super().__call__(document, previous, falsified)


def deceive(opened: Opened, kind: str, known: int) -> None:
    """Let the window have results that are true as far as they are known."""
    evaluator, store = opened.window.evaluator, opened.window.bridge.store
    assert isinstance(evaluator, Deceiver)
    evaluator.known = LAYERS[kind], known
    truth = opened.window.bridge.presented.stage
    same = dataclasses.replace(opened.state.document)
    store.replace(opened.state.with_document(same))
    assert opened.window.bridge.presented.stage is not truth


@pytest.fixture(autouse=True)
def deceiver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give windows an evaluator that can deceive; by itself it tells the truth."""
    monkeypatch.setattr(app_window, "Evaluator", Deceiver)


def seen(opened: Opened) -> QImage:
    """Every pixel of the window."""
    opened.settle()
    return opened.window.grab().toImage()


def told(opened: Opened) -> list[str]:
    """Every word for pointers and screen readers."""
    return [
        said
        for each in opened.window.findChildren(QWidget)
        for said in (each.accessibleName(), each.accessibleDescription(), each.toolTip())
    ]


def ask(
    opened: Opened, kind: str, *, inside: int = -2, view: str = "", predict: bool = True
) -> int:
    """Put a layer on stage where a value is asked for, or just revealed; give how many are known.

    Without predicting, the arithmetic of a value tells it before it is revealed.
    """
    bridge = opened.window.bridge
    bridge.do(set_view(selected=LAYERS[kind], predict=predict))
    if view:
        bridge.session.choose_explanation(view)
        assert bridge.presented.explanation is not None
        assert bridge.presented.explanation.name == view
    opened.settle()
    timeline = bridge.presented.timeline
    assert timeline is not None
    bridge.session.go_to(Playhead(POSITION, micro_steps(timeline) + inside, 1.0))
    return POSITION + int(inside == -1)


@pytest.mark.parametrize(
    ("theme", "predict"), [("light", True), ("dark", True), ("light", False)], ids=str
)
@pytest.mark.parametrize(
    ("kind", "view"),
    [("Conv2d", ""), ("Conv2d", "field"), ("ReLU", ""), ("MaxPool2d", ""), ("MaxPool2d", "field")],
)
def test_nothing_in_the_window_depends_on_what_is_not_revealed(
    opened: Opened, kind: str, view: str, theme: str, predict: bool
) -> None:
    opened.appearance.set(theme=theme)
    known = ask(opened, kind, inside=-2 if predict else -1, view=view, predict=predict)
    picture, words = seen(opened), told(opened)
    deceive(opened, kind, known)
    assert seen(opened) == picture
    assert told(opened) == words
    opened.window.bridge.do(set_view(playhead=AT_END))
    assert seen(opened) != picture


def test_the_thumbnails_show_a_value_as_soon_as_it_is_revealed(opened: Opened) -> None:
    ask(opened, "Conv2d")
    asked = opened.window.strip.grab().toImage()
    ask(opened, "Conv2d", inside=-1)
    assert opened.window.strip.grab().toImage() != asked


@pytest.mark.parametrize("predict", [True, False])
def test_all_thumbnails_are_back_at_the_end(opened: Opened, predict: bool) -> None:
    strip, bridge = opened.window.strip, opened.window.bridge
    bridge.do(set_view(selected=1))
    everything = strip.grab().toImage()
    ask(opened, "Conv2d", predict=predict)
    assert strip.grab().toImage() != everything
    bridge.do(set_view(playhead=AT_END))
    assert strip.grab().toImage() == everything


def test_a_covered_cell_is_not_the_colour_of_zero(opened: Opened) -> None:
    for theme in ("light", "dark"):
        opened.appearance.set(theme=theme)
        ask(opened, "Conv2d")
        neutral, cover = (opened.appearance.theme.colour(each) for each in ("neutral", "border"))
        parts = zip(neutral.getRgb()[:3], cover.getRgb()[:3], strict=True)
        assert max(abs(a - b) for a, b in parts) >= 16


def equation(opened: Opened) -> str:
    """What the strip under the stage says."""
    opened.settle()
    return opened.window.stage.equation.accessibleName()


def hint(opened: Opened) -> str:
    """What it says that the next key does."""
    opened.settle()
    return opened.window.stage.equation.accessibleDescription()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_PageDown])
def test_one_press_reveals_and_leaves_the_equation_to_be_checked(
    opened: Opened, key: Qt.Key
) -> None:
    ask(opened, "Conv2d")
    asked = equation(opened)
    opened.press(key)
    opened.bot.waitUntil(lambda: not opened.window.player.is_playing)
    assert equation(opened).startswith(asked.removesuffix("?"))
    assert not equation(opened).endswith("?")


def test_the_next_press_asks_for_the_next_value(opened: Opened) -> None:
    ask(opened, "Conv2d", inside=-1)
    opened.press(Qt.Key.Key_Space)
    window = opened.window
    opened.bot.waitUntil(lambda: not window.player.is_playing, timeout=5000)
    assert opened.state.playhead.position == POSITION + 1
    assert equation(opened).endswith("?")


@pytest.mark.parametrize(
    ("language", "reveals", "asks"),
    [("en", "Space reveals", "Space asks"), ("ko", "Space로 값", "Space로 다음")],
)
def test_a_hint_beside_the_equation_says_what_space_does(
    opened: Opened, language: str, reveals: str, asks: str
) -> None:
    opened.appearance.set(language=language)
    ask(opened, "Conv2d")
    assert hint(opened).startswith(reveals)
    with_hint = opened.window.stage.equation.grab().toImage()
    opened.press(Qt.Key.Key_Space)
    assert hint(opened).startswith(asks)
    opened.window.bridge.do(set_view(predict=False))
    assert hint(opened) == ""
    assert opened.window.stage.equation.grab().toImage() != with_hint


def test_a_guess_is_typed_at_the_question_and_judged_at_the_answer(opened: Opened) -> None:
    known = ask(opened, "Conv2d")
    output = opened.window.bridge.evaluation.output(1)
    assert output is not None
    value = round(float(output[0].flat[known]))
    opened.type(f"9{value}")
    assert equation(opened).split()[-2:] == ["guess", f"9{value}".replace("-", "")]
    opened.press(Qt.Key.Key_Space)
    assert equation(opened).endswith("≠")
    opened.press(Qt.Key.Key_Left)
    for _ in range(4):
        opened.press(Qt.Key.Key_Backspace)
    opened.type(str(value))
    opened.press(Qt.Key.Key_Space)
    assert equation(opened).endswith("✓")


def test_a_guess_is_gone_at_the_next_question(opened: Opened) -> None:
    ask(opened, "Conv2d")
    opened.type("12")
    opened.press(Qt.Key.Key_Right)
    opened.press(Qt.Key.Key_Right)
    assert equation(opened).endswith("?")


def test_the_point_of_a_clicker_blanks_the_screen_even_at_a_question(opened: Opened) -> None:
    ask(opened, "Conv2d")
    opened.press(".")
    assert opened.window.blank_sheet.isVisible()
