"""Values that are asked for before they are shown: positions of questions and answers."""

from __future__ import annotations

from cnnviz.document.state import Playhead
from cnnviz.timeline.movement import at_end, can_ask, told_at
from cnnviz.trace import Timeline
from cnnviz.words import Text, text

HINTS: tuple[tuple[Text, ...], ...] = (
    (text("Space reveals"), text("type your guess")),
    (text("Space asks the next"),),
)
"""What stands beside the equation at a question, and at its answer, line under line."""


def at_question(timeline: Timeline, playhead: Playhead) -> bool:
    """Whether the playhead is where everything but the value itself has been shown."""
    told = told_at(timeline)
    return told is not None and _stands(timeline, playhead, told - 1)


def at_answer(timeline: Timeline, playhead: Playhead) -> bool:
    """Whether the playhead is where a value has just been revealed."""
    told = told_at(timeline)
    return told is not None and _stands(timeline, playhead, told)


def question_after(timeline: Timeline, playhead: Playhead) -> Playhead | None:
    """Find the playhead at which the next value is asked for; None after the last."""
    told = told_at(timeline)
    if told is None:
        return None
    position = playhead.position + int(playhead.micro >= told)
    return Playhead(position, told - 1, 1.0) if position < len(timeline) else None


def question_of(timeline: Timeline, position: int) -> Playhead:
    """Give the playhead at which the value of a position is asked for."""
    return Playhead(position, (told_at(timeline) or 1) - 1, 1.0)


def question_begins(timeline: Timeline, question: Playhead) -> Playhead:
    """Find from where on playing would show nothing but the question.

    A single micro-step before the value, such as adding the bias, is covered as a whole;
    the first one moves to the position.
    """
    before = 0
    for number, each in enumerate(timeline.steps):
        if before == question.micro and each.count == 1 and number > 0:
            return Playhead(question.position, question.micro, 0.0)
        before += each.count
    return question


def answer_of(timeline: Timeline, question: Playhead) -> Playhead:
    """Give the playhead at which the value of a question is revealed."""
    return Playhead(question.position, told_at(timeline) or 0, 1.0)


def hint(timeline: Timeline, playhead: Playhead) -> tuple[Text, ...]:
    """Describe what the next key does at a question and at its answer; empty elsewhere."""
    if not can_ask(timeline):
        return ()
    if at_question(timeline, playhead):
        return HINTS[0]
    if at_answer(timeline, playhead) and question_after(timeline, playhead) is not None:
        return HINTS[1]
    return ()


def _stands(timeline: Timeline, playhead: Playhead, micro: int) -> bool:
    return not at_end(timeline, playhead) and playhead.micro == micro and playhead.t >= 1
