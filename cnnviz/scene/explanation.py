"""Explanations: ways to show how a kind of layer works, each with its own timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cnnviz.layers import Layer, Shape
from cnnviz.scene.marks import Scene
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.trace import Asked, Line, Timeline
from cnnviz.words import Text


class Stage(Protocol):
    """An explanation of one layer for one image, ready for any moment.

    Attributes
    ----------
    timeline : Timeline
        The timeline that is played.
    """

    @property
    def timeline(self) -> Timeline: ...
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        ...


@dataclass(frozen=True)
class Explanation:
    """One way to explain the layers that it serves.

    Attributes
    ----------
    name : str
        Identifier in files; unique, and never changed.
    title : Text
        Label of its button.
    serves : callable
        Whether it can explain a layer, by what the layer can do and not by its kind.
    stage : callable
        Makes its stage for a subject; slow results are cached in the subject's memo.
    order : int
        Position among the explanations of a layer; the first is the default.
    still : bool
        Whether its picture is the same at every moment, so that nothing can be played.
    through : bool
        Whether it shows the layers before the one it serves, from the image on.
    tells : tuple of str
        The questions of `cnnviz.trace.asked` that its picture answers, whatever is on stage.
    says : callable or None
        Puts that answer into a line, given the layers asked about with their input shapes.
    """

    name: str
    title: Text
    serves: Callable[[Layer], bool]
    stage: Callable[[Subject], Stage]
    order: int = 100
    aside: bool = False
    still: bool = False
    through: bool = False
    tells: tuple[Asked, ...] = ()
    says: Callable[[Sequence[tuple[Layer, Shape]]], Line] | None = None
