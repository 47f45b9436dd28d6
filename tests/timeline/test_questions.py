"""Where a timeline asks for a value and where it answers."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.timeline.movement import START, can_ask, resolve, step
from cnnviz.timeline.questions import (
    HINTS,
    answer_of,
    at_answer,
    at_question,
    hint,
    question_after,
)
from tests.timeline.counted import PLACE, WRITE, Counted, a_step, counted, flat, heads


def stops(timeline: Counted, granularity: Granularity) -> list[Playhead]:
    """Where stepping on halts with questions, from the start to the last position."""
    found = [START]
    while (there := step(timeline, found[-1], granularity, 1, predict=True)) != AT_END:
        found.append(there)
    return found


@given(counted(), st.data())
def test_the_next_question_is_the_first_that_stepping_micro_step_by_micro_step_meets(
    timeline: Counted, data: st.DataObject
) -> None:
    here = data.draw(heads(timeline))
    on = here
    while on != AT_END and not at_question(timeline, on):
        on = step(timeline, on, "term", 1, predict=True)
    assert question_after(timeline, here) == (None if on == AT_END else on)


@given(counted())
def test_every_position_asks_once_and_the_answer_tells_its_value(timeline: Counted) -> None:
    asked = [each for each in stops(timeline, "term") if at_question(timeline, each)]
    assert [each.position for each in asked] == list(range(len(timeline)))
    for question in asked:
        answer = answer_of(timeline, question)
        assert at_answer(timeline, answer)
        before, after = (resolve(timeline, each, predict=True) for each in (question, answer))
        assert before is not None
        assert after is not None
        assert (before.asks, after.revealed) == (True, True)


def test_the_hint_says_what_space_does_at_a_question_and_at_its_answer_but_the_last() -> None:
    timeline = Counted((1, 1, 2), (PLACE, WRITE))
    first, last = (each for each in stops(timeline, "cell") if at_question(timeline, each))
    assert hint(timeline, START) == ()
    assert [hint(timeline, each) for each in (first, last)] == [HINTS[0], HINTS[0]]
    assert hint(timeline, answer_of(timeline, first)) == HINTS[1]
    assert hint(timeline, answer_of(timeline, last)) == ()


def test_a_timeline_without_a_moment_before_the_value_asks_for_nothing() -> None:
    told_first = Counted((1, 1, 2), (WRITE, a_step("after")))
    never_told = Counted((1, 1, 2), (PLACE,))
    for timeline in (told_first, never_told):
        assert not can_ask(timeline)
        assert hint(timeline, question_after(timeline, START) or START) == ()
        for one, other in itertools.pairwise(stops(timeline, "cell")):
            assert flat(timeline, other) - flat(timeline, one) == len(timeline.steps)
