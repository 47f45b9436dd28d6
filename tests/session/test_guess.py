"""A guess at a value that is asked for: it stands, is judged, and is forgotten."""

from __future__ import annotations

import pytest

from cnnviz.document.numbers import SetValue
from cnnviz.document.state import AT_END, Playhead, State
from cnnviz.lessons import examples
from cnnviz.session import Session
from cnnviz.timeline.movement import START
from cnnviz.timeline.questions import HINTS, answer_of, question_after
from cnnviz.words import text
from tests.first_pipeline import start
from tests.session.sessions import KINDS, ROOM, Heard, conv, relu, said, session_of

SEEN = text("Look at the corner.")


def at_question(session: Session, position: int = 0) -> Playhead:
    """Go to where the value of a position is asked for."""
    timeline = session.presented.timeline
    assert timeline is not None
    question = question_after(timeline, Playhead(position, 0, 0.5))
    assert question is not None
    session.go_to(question)
    return question


def test_a_guess_stands_behind_the_question_and_is_judged_at_the_answer() -> None:
    session = session_of(KINDS["ReLU"](), predict=True)
    heard = Heard(session)
    question = at_question(session, 3)
    assert session.scene(ROOM).hint == HINTS[0]
    assert said(session).endswith(" ?")
    assert session.type_guess("7")
    assert session.type_guess("x") is False
    assert said(session).split()[-3:] == ["?", "guess", "7"]
    assert len(heard) == 2
    timeline = session.presented.timeline
    assert timeline is not None
    session.go_to(answer_of(timeline, question))
    assert said(session).endswith("guess 7 ≠")
    assert session.scene(ROOM).hint == HINTS[1]


def test_a_right_guess_is_told_so() -> None:
    state = start()
    session = Session(State(state.document, selected=1, predict=True))
    timeline = session.presented.timeline
    result = session.evaluation.output(1)
    assert timeline is not None
    assert result is not None
    question = at_question(session, 9)
    for key in f"{result[0].flat[9]:g}":
        assert session.type_guess(key)
    session.go_to(answer_of(timeline, question))
    assert said(session).endswith(" ✓")


def test_another_question_begins_another_guess_and_going_back_does_not() -> None:
    session = session_of(relu(), predict=True)
    question = at_question(session, 3)
    session.type_guess("7")
    session.view(numbers=False)
    assert said(session).endswith("guess 7")
    at_question(session, 4)
    assert said(session).endswith(" ?")
    session.go_to(question)
    assert said(session).endswith("guess 7")
    at_question(session, 4)
    session.type_guess("1")
    assert said(session).endswith("guess 1")
    session.go_to(question)
    assert said(session).endswith(" ?")


@pytest.mark.parametrize("micro", [0, 4])
def test_a_guess_typed_while_the_terms_still_play_stands_at_the_question(micro: int) -> None:
    session = session_of(conv(), predict=True)
    session.go_to(Playhead(3, micro, 0.5))
    assert session.presented.moment is not None
    assert not session.presented.moment.asks
    assert session.type_guess("1")
    assert said(session).endswith("guess 1")
    session.go_to(Playhead(3, micro + 1, 0.5))
    assert session.type_guess("2")
    at_question(session, 3)
    assert said(session).endswith("guess 12")
    at_question(session, 4)
    assert said(session).endswith(" ?")


def test_a_guess_is_forgotten_at_the_start() -> None:
    session = session_of(relu(), predict=True)
    question = at_question(session, 3)
    session.type_guess("7")
    session.go_to(START)
    session.go_to(question)
    assert said(session).endswith(" ?")


@pytest.mark.parametrize("head", [START, Playhead(2, 0, 0.4)])
def test_predicting_asks_as_soon_as_it_is_switched_on(head: Playhead) -> None:
    session = session_of(relu())
    session.go_to(head)
    session.predict(True)
    assert session.presented.moment is not None
    assert session.presented.moment.asks
    assert session.state.playhead.position == head.position
    assert said(session).endswith(" ?")
    session.predict(False)
    assert not said(session).endswith(" ?")


def test_predicting_leaves_a_value_that_is_told_already() -> None:
    session = session_of(relu())
    for head in (AT_END, Playhead(2, 2, 1.0)):
        session.predict(False)
        session.go_to(head)
        session.predict(True)
        assert session.state.playhead == head


def test_a_guess_at_values_that_have_changed_is_forgotten() -> None:
    session = session_of(conv(), relu(), predict=True)
    at_question(session, 3)
    session.type_guess("7")
    session.do(SetValue(0, "weight", (0, 0, 0, 0), 9.0))
    assert said(session).endswith(" ?")


def test_no_guess_is_taken_where_nothing_is_asked() -> None:
    session = session_of(relu())
    at_question(session)
    assert not session.type_guess("7")
    session.view(predict=True, playhead=AT_END)
    assert not session.type_guess("7")
    session.view(selected=0)
    assert not session.type_guess("7")
    asking_nothing = session_of(KINDS["BatchNorm2d"](), predict=True, playhead=Playhead(0, 1, 1.0))
    assert not asking_nothing.type_guess("7")
    assert asking_nothing.scene(ROOM).hint == ()


def test_a_guess_is_seen_though_an_introduction_was_said_at_the_question() -> None:
    session = session_of(relu(), predict=True)
    at_question(session)
    session.introduce(SEEN)
    session.type_guess("7")
    assert said(session).endswith("guess 7")


@pytest.mark.parametrize(("typed", "verdict"), [("3", "✓"), ("5", "≠"), ("20", "≠")])
def test_where_a_record_asks_for_another_number_a_guess_is_judged_by_that(
    typed: str, verdict: str
) -> None:
    example = next(each for each in examples() if each.key == "flatten-last")
    session = Session(example.build())
    session.view(playhead=Playhead(5, 1, 1.0), predict=True)  # the 20, which goes to index 3
    for key in typed:
        assert session.type_guess(key)
    session.go_to(Playhead(5, 2, 1.0))
    equation = "".join(str(span.text) for span in session.scene(ROOM).equation)
    assert equation.endswith(f"{typed} {verdict}")
