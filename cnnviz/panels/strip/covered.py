"""What the thumbnails hold back while the stage asks for values before it shows them."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.document.evaluation import Evaluation, Outcome
from cnnviz.document.state import AT_END, State
from cnnviz.scene.questions import can_ask, written_so_far
from cnnviz.trace import Trace


@dataclass(frozen=True)
class Covered:
    """From which layer on thumbnails are covered; those behind it would tell what it gives.

    Attributes
    ----------
    index : int
        The layer that is asked about, counted from 0.
    known : int
        Values of its output that have been shown, map after map.
    """

    index: int
    known: int

    def of(self, index: int) -> int | None:
        """Count the values of a layer's output that may be seen; None for all."""
        if index < self.index:
            return None
        return self.known if index == self.index else 0


class Cover:
    """Works out what is covered; keeps the trace of the layer that is asked about."""

    def __init__(self) -> None:
        self._trace: tuple[Outcome, int, Trace | None] | None = None

    def of(self, state: State, evaluation: Evaluation) -> Covered | None:
        """Give what is covered in a state; None if nothing is."""
        if not state.predict or state.selected == 0 or state.playhead == AT_END:
            return None
        index = state.selected - 1
        outcomes = evaluation.outcomes
        kind = state.document.layers[index].kind
        if index >= len(outcomes) or outcomes[index].layer.kind != kind:
            return Covered(index, 0)  # its numbers are still being worked out
        trace = self._trace_of(outcomes[index], state.image)
        known = written_so_far(trace, state.playhead) if trace and can_ask(trace) else None
        return None if known is None else Covered(index, known)

    def _trace_of(self, outcome: Outcome, image: int) -> Trace | None:
        kept = self._trace
        if kept is None or kept[0] is not outcome or kept[1] != image:
            trace = None
            if outcome.x is not None and outcome.y is not None:
                trace = outcome.layer.trace(outcome.x, outcome.y, min(image, len(outcome.x) - 1))
            kept = self._trace = (outcome, image, trace)
        return kept[2]
