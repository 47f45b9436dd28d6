"""The guess being typed at a question; it is cleared at the next question."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.session.present import Presented
from cnnviz.timeline.guess import Guess
from cnnviz.timeline.movement import resolve
from cnnviz.timeline.questions import at_answer, at_question, question_of
from cnnviz.trace import Answers, Line, Timeline


class Guessing:
    """One guess, and the question that it answers."""

    def __init__(self) -> None:
        self._guess = Guess()
        self._at: tuple[Timeline, int] | None = None

    def follow(self, presented: Presented) -> None:
        """Forget the guess once the timeline is back before its question."""
        playhead, timeline = presented.state.playhead, presented.timeline
        if timeline is None or self._at is None or self._at[0] is not timeline:
            return
        question = question_of(timeline, self._at[1])
        here, there = ((each.position, each.micro, each.t) for each in (playhead, question))
        if here < there:
            self._at = None

    def take(self, key: str, presented: Presented) -> bool:
        """Add a key to the guess; False if nothing is asked, or the key is not part of a number."""
        timeline, playhead = presented.timeline, presented.state.playhead
        if timeline is None or not presented.asks or not at_question(timeline, playhead):
            return False
        after = self._of(timeline, playhead.position).after(key)
        if after is None:
            return False
        self._guess, self._at = after, (timeline, playhead.position)
        return True

    def line(self, presented: Presented) -> Line:
        """Write the guess at a question, with the verdict at its answer; empty without a guess."""
        timeline, playhead = presented.timeline, presented.state.playhead
        if timeline is None or not presented.asks:
            return ()
        guess = self._of(timeline, playhead.position)
        if at_question(timeline, playhead):
            return guess.line(None)
        if not at_answer(timeline, playhead):
            return ()
        return guess.line(_answer(presented, timeline))

    def _of(self, timeline: Timeline, position: int) -> Guess:
        same = self._at is not None and self._at[0] is timeline and self._at[1] == position
        return self._guess if same else Guess()


def _answer(presented: Presented, timeline: Timeline) -> float | None:
    """Give the value that was asked for, once it is revealed."""
    question = replace(presented.state.playhead, micro=presented.state.playhead.micro - 1)
    asked = timeline.shown(resolve(timeline, question, predict=True)).asked
    status = presented.status
    record = timeline[question.position]
    if isinstance(record, Answers):
        return record.answer
    if asked is None or status is None or status.result is None or status.result.y is None:
        return None
    if presented.shown.values is not None:  # what the cell holds so far
        return float(presented.shown.values.flat[asked])
    image = min(presented.state.image, len(status.result.y) - 1)
    return float(status.result.y[image].flat[asked])
