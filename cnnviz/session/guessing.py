"""The guess being typed for a question, also before it stands; cleared at the next one."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.document.state import Playhead
from cnnviz.session.present import Presented
from cnnviz.timeline.guess import Guess
from cnnviz.timeline.movement import resolve
from cnnviz.timeline.questions import at_answer, question_of
from cnnviz.trace import Answers, Line, Timeline

_Place = tuple[int, int, float]


class Guessing:
    """One guess, and the question that it answers."""

    def __init__(self) -> None:
        self._guess = Guess()
        self._at: tuple[Timeline, int] | None = None
        self._since: _Place = (0, 0, 0.0)

    def follow(self, presented: Presented) -> None:
        """Forget the guess once the timeline is back before its question, and before the guess."""
        playhead, timeline = presented.state.playhead, presented.timeline
        if timeline is None or self._at is None or self._at[0] is not timeline:
            return
        question = question_of(timeline, self._at[1])
        if _place(playhead) < min(self._since, _place(question)):
            self._at = None

    def take(self, key: str, presented: Presented) -> bool:
        """Add a key to the guess; False if nothing is asked, or the key is not part of a number."""
        timeline, playhead = presented.timeline, presented.state.playhead
        if timeline is None or not _is_open(presented):
            return False
        before = self._of(timeline, playhead.position)
        after = before.after(key)
        if after is None:
            return False
        if not before.typed:
            self._since = _place(playhead)
        self._guess, self._at = after, (timeline, playhead.position)
        return True

    def line(self, presented: Presented) -> Line:
        """Write the guess at a question, with the verdict at its answer; empty without a guess."""
        timeline, playhead = presented.timeline, presented.state.playhead
        if timeline is None or not presented.asks:
            return ()
        guess = self._of(timeline, playhead.position)
        if _is_open(presented):
            return guess.line(None)
        if not at_answer(timeline, playhead):
            return ()
        return guess.line(_answer(presented, timeline))

    def _of(self, timeline: Timeline, position: int) -> Guess:
        same = self._at is not None and self._at[0] is timeline and self._at[1] == position
        return self._guess if same else Guess()


def _is_open(presented: Presented) -> bool:
    """Whether a value is asked for that is still to be revealed, or will be: a guess is taken."""
    moment = presented.moment
    return presented.asks and moment is not None and moment.covered


def _place(playhead: Playhead) -> _Place:
    return playhead.position, playhead.micro, playhead.t


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
