"""Values that are asked for before they are shown: which, and what is known until then."""

from __future__ import annotations

from cnnviz.document.state import Playhead
from cnnviz.scene.timeline import at_end, micro_steps, resolve
from cnnviz.trace import Trace
from cnnviz.words import Text, text

HINTS: tuple[tuple[Text, ...], ...] = (
    (text("Space reveals"), text("type your guess")),
    (text("Space asks the next"),),
)
"""What stands beside the equation at a question, and at its answer, line under line."""


def can_ask(trace: Trace) -> bool:
    """Whether each position ends with a value that is written, and so can be asked for."""
    return trace.phases[-1].name == "write"


def written_so_far(trace: Trace, playhead: Playhead) -> int | None:
    """Count the values that the timeline has written, map after map; None at its end."""
    moment = resolve(trace, playhead)
    if moment is None:
        return None
    return moment.position + (1 if moment.phase == trace.phases[-1].name else 0)


def at_question(trace: Trace, playhead: Playhead) -> bool:
    """Whether the timeline stands where everything but the value itself has been shown."""
    before = micro_steps(trace) - 2
    return not at_end(trace, playhead) and playhead.micro == before and playhead.t >= 1


def at_answer(trace: Trace, playhead: Playhead) -> bool:
    """Whether the timeline stands where a value has just been written."""
    last = micro_steps(trace) - 1
    return not at_end(trace, playhead) and playhead.micro == last and playhead.t >= 1


def question_after(trace: Trace, playhead: Playhead) -> Playhead | None:
    """Where the next value is asked for; None after the last."""
    last = micro_steps(trace) - 1
    position = playhead.position + (1 if playhead.micro >= last else 0)
    return Playhead(position, last - 1, 1.0) if position < len(trace) else None


def answer_of(trace: Trace, question: Playhead) -> Playhead:
    """Where the value of a question has been written."""
    return Playhead(question.position, micro_steps(trace) - 1, 1.0)


def hint(trace: Trace, playhead: Playhead) -> tuple[Text, ...]:
    """Say what the next key does at a question and at its answer; empty elsewhere."""
    if at_question(trace, playhead):
        return HINTS[0]
    if at_answer(trace, playhead) and question_after(trace, playhead) is not None:
        return HINTS[1]
    return ()
