"""What an example asks stands on the picture once it is answered."""

from __future__ import annotations

import pytest

from cnnviz.document.commands import SetParameter
from cnnviz.document.state import AT_END, Playhead
from cnnviz.lessons import Example, examples
from cnnviz.scene.marks import Viewport
from cnnviz.session import Session
from cnnviz.trace import Line
from cnnviz.words import Words
from tests.scene.staged import plain

EXAMPLES = {each.key: each for each in examples()}
VIEW = Viewport(1240, 560, 1.7, True)
ANSWERS = {
    "start": "1 × 8 × 8 → 4 × 6 × 6 → 4 × 3 × 3",
    "stride-is-kernel": "= 2    Use count  corner 1    centre 1",
    "rows-and-columns": "/3⌋ + 1 = 10    W: ⌊(31 + 2·2 − 5)/3⌋ + 1 = 11",
    "dropped-rows": "⌊(6 + 2·0 − 3)/2⌋ + 1 = ⌊2.5⌋ = 2",
    "dilation": "one cell sees 5 × 5",
    "corner-once": "corner 1    centre 9",
    "seven-filters": "(3·3·3 + 1)·7 = 189 weights + 7 biases = 196",
    "bottleneck": "(1·1·64)·16 + (3·3·16)·64 = 1,024 + 9,216 = 10,240",
    "direct": "(3·3·64)·64 = 36,864",
    "groups": "(3·3·1)·3 = 27",
    "sixty-four-maps": "Parameters  0  nothing to learn",
    "global-or-flat": "(14·14·64 + 1)·10 = 125,450    (64 + 1)·10 = 650",
    "photograph-colour": "(7·7·3)·4 = 588",
    "classic": "→ 4 × 8 × 8 → 4 × 4 × 4",
    "three-small": "(3·3·1)·1 + (3·3·1)·1 + (3·3·1)·1 = 9 + 9 + 9 = 27",
    "growing-field": "one cell sees 46 × 46",
    "dropout-coins": "1/(1 − p) = 1/(1 − 0.5) = 2",
    "dropout-eval": "y = x",
}
"""The last words of the answers, which follow from the questions by hand."""
DRAWN = ("padding", "statistics", "mean")
"""Questions that cells and lines answer, without a formula."""


def opened(key: str) -> Session:
    """An example with its question."""
    session = Session(EXAMPLES[key].build())
    session.introduce(EXAMPLES[key].summary, EXAMPLES[key].asks)
    return session


def at_end(session: Session) -> Session:
    """The same, walked to its end, or uncovered where nothing is to be played."""
    if session.presented.timeline is None:
        session.introduce(None)
    else:
        session.go_to(AT_END)
    return session


def equation(session: Session) -> Line:
    """What the picture says below the stage."""
    return session.scene(VIEW).equation


@pytest.mark.parametrize("key", ANSWERS)
def test_the_answer_stands_on_the_picture_at_the_end(key: str) -> None:
    session = opened(key)
    assert not session.presented.answer
    at_end(session)
    assert plain(session.presented.answer).endswith(ANSWERS[key])
    told = plain(equation(session))
    assert ANSWERS[key] in told or ANSWERS[key].split("sees")[-1] in told


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_every_question_is_answered_in_words_or_in_the_picture(example: Example) -> None:
    session = at_end(opened(example.key))
    asked = [each for each in example.asks if each not in DRAWN]
    assert bool(session.presented.answer) == bool(asked)
    said = {each for span in (*session.presented.answer, *equation(session)) for each in span.tells}
    if session.presented.answer and "→" not in plain(session.presented.answer):
        assert set(asked) <= said | {"parameters"}


def test_the_answer_is_that_of_the_layers_as_they_are() -> None:
    session = opened("seven-filters")
    session.do(SetParameter(0, "out_channels", 5))
    assert plain(session.presented.answer) == "(3·3·3 + 1)·5 = 135 weights + 5 biases = 140"
    session.do(SetParameter(0, "use_bias", False))
    assert plain(session.presented.answer) == "(3·3·3)·5 = 135"


def test_the_cell_in_work_goes_before_the_answer_which_the_question_covers_again() -> None:
    session = opened("direct")
    session.go_to(Playhead(3, 1, 1.0))
    assert session.presented.answer
    assert "36,864" not in plain(equation(session))
    session.introduce(EXAMPLES["direct"].summary, EXAMPLES["direct"].asks)
    assert not session.presented.answer


def test_another_scene_has_no_answer_of_the_one_before() -> None:
    session = at_end(opened("seven-filters"))
    session.store.replace(EXAMPLES["one-edge"].build())
    assert not session.presented.answer
    assert session.presented.answered is None


def test_the_answer_has_korean_words() -> None:
    session = at_end(opened("seven-filters"))
    said = "".join(Words("ko")(span.text) for span in session.presented.answer)
    assert said == "(3·3·3 + 1)·7 = 가중치 189개 + 편향 7개 = 196"


def test_what_is_shown_by_another_view_is_looked_at_behind_the_end() -> None:
    session = at_end(opened("stride-is-kernel"))
    assert not session.look_at_answer(-1)
    assert session.look_at_answer(1)
    assert "corner 1    centre 1" in plain(equation(session))
    assert not session.look_at_answer(1)
    assert session.look_at_answer(-1)
    assert session.state.playhead == AT_END
    assert session.presented.timeline is not None


@pytest.mark.parametrize("key", ["corner-once", "dropped-rows", "growing-field"])
def test_there_is_no_other_view_where_the_own_one_answers(key: str) -> None:
    session = at_end(opened(key))
    assert not session.look_at_answer(1)
    assert not session.look_at_answer(-1)
