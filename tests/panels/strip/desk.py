"""A strip at work, and the places of its cards."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from cnnviz.document.intake import digits_batch
from cnnviz.document.state import Document, State
from cnnviz.layers import catalogue
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.strip import PipelineStrip
from cnnviz.session import Session


class Desk(Bridge):
    """A bridge to a pipeline of some kinds of layer."""

    def __init__(self, kinds: tuple[str, ...], images: int = 1, selected: int = 1) -> None:
        layers = tuple(catalogue()[kind]() for kind in kinds)
        document = Document(digits_batch(range(images))).with_layers(layers)
        super().__init__(Session(State(document, selected=selected)))

    @property
    def kinds(self) -> list[str]:
        return [layer.kind for layer in self.state.document.layers]


FOUR = ("Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d")


def middle(strip: PipelineStrip, index: int) -> QPoint:
    return strip.cards[index].geometry().center()
