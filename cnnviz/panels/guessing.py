"""The guess that is being typed on the stage; another question begins another one."""

from __future__ import annotations

from cnnviz.document.state import Playhead
from cnnviz.scene.guess import Guess
from cnnviz.scene.questions import at_answer, at_question
from cnnviz.trace import ChannelStatistics, Line, Trace


class Guessing:
    """Remembers one guess, and what it was at."""

    def __init__(self) -> None:
        self._guess = Guess()
        self._at: tuple[Trace, int] | None = None

    def take(self, key: str, trace: Trace, playhead: Playhead) -> bool:
        """Add a key to the guess; False if nothing is asked, or the key means nothing there."""
        if not at_question(trace, playhead):
            return False
        after = self._of(trace, playhead).after(key)
        if after is None:
            return False
        self._guess, self._at = after, (trace, playhead.position)
        return True

    def line(self, trace: Trace, playhead: Playhead) -> Line:
        """Write the guess at a question, and judge it at the answer; empty without one."""
        if at_question(trace, playhead):
            return self._of(trace, playhead).line(None)
        if not at_answer(trace, playhead):
            return ()
        record = trace[playhead.position]
        if isinstance(record, ChannelStatistics):
            return ()
        return self._of(trace, playhead).line(record.value)

    def _of(self, trace: Trace, playhead: Playhead) -> Guess:
        same = self._at is not None and self._at[0] is trace and self._at[1] == playhead.position
        return self._guess if same else Guess()
