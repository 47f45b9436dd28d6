"""The sentence that an example begins with, and what it keeps covered until it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.document.state import State
from cnnviz.trace import OPEN, Covered, Shown
from cnnviz.words import Text

STEPS = ("playhead", "map", "image", "predict", "explanations")
"""Fields of the state that change with what is to be seen of the layer on stage."""


@dataclass(frozen=True, eq=False)
class Introduction:
    """A sentence about one stage.

    Attributes
    ----------
    message : Text
        The sentence.
    selected : int
        Which stage it is about: 0 the image, i the i-th layer.
    shown : Shown
        The visible part of that layer's output.
    covered : frozenset of str
        What it asks for.
    explanation : str
        How the layer was explained when it was asked.
    through : bool
        Whether it is about all layers up to that one, and not about those from it on.
    """

    message: Text
    selected: int
    shown: Shown
    covered: Covered = OPEN
    explanation: str = ""
    through: bool = False

    def stands(self, old: State, new: State) -> bool:
        """Whether a change leaves it unanswered.

        A look at the image, or at a layer before, and how cells are drawn, tell nothing of
        what is asked; an edit, a step and a later layer, which begins with the answer, do.
        """
        if new.document is not old.document or new.selected > self.selected:
            return False
        moved = new.selected != old.selected
        return moved or all(getattr(new, name) == getattr(old, name) for name in STEPS)
