"""What an explanation is: one way to show how a kind of layer works, with its own timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cnnviz.layers import Layer
from cnnviz.scene.marks import Scene
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.trace import Timeline
from cnnviz.words import Text


class Stage(Protocol):
    """An explanation of one layer for one image, ready for any moment.

    Attributes
    ----------
    timeline : Timeline
        What is played.
    """

    @property
    def timeline(self) -> Timeline: ...
    def compose(self, look: StageInput) -> Scene:
        """Make the picture of a moment."""
        ...


@dataclass(frozen=True)
class Explanation:
    """One way to explain the layers that it serves.

    Attributes
    ----------
    name : str
        What files call it; unique, and never changed.
    title : Text
        What its button says.
    serves : callable
        Whether it can explain a layer; asks for what the layer can do, not for its kind.
    stage : callable
        Makes its stage for a subject; slow work is kept in the subject's memo.
    order : int
        Place among the explanations of a layer; the first is chosen unless another is.
    """

    name: str
    title: Text
    serves: Callable[[Layer], bool]
    stage: Callable[[Subject], Stage]
    order: int = 100
