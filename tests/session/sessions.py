"""Sessions at work, an evaluator that waits to be told, and what listeners hear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnviz.document.evaluation import Evaluation, evaluate
from cnnviz.document.state import Batch, CellRef, Document, State
from cnnviz.layers import Layer, catalogue
from cnnviz.scene.marks import Viewport
from cnnviz.session import Evaluate, Presented, Session
from cnnviz.session.session import evaluate_now
from tests.scene.staged import plain

KINDS = catalogue()
ROOM = Viewport(1000, 620)


class Later:
    """Takes what is to be evaluated, and delivers the oldest of it when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Document, Evaluation, Callable[[Document, Evaluation], None]]] = []

    def __call__(
        self,
        document: Document,
        previous: Evaluation,
        deliver: Callable[[Document, Evaluation], None],
    ) -> None:
        """Note a document."""
        self.asked.append((document, previous, deliver))

    def deliver(self) -> None:
        """Evaluate the document that was asked for first."""
        document, previous, deliver = self.asked.pop(0)
        deliver(document, evaluate(document, previous))


class Heard:
    """Notes every notice of a session."""

    def __init__(self, session: Session) -> None:
        self.notices: list[tuple[Presented, Presented]] = []
        session.listen(lambda old, new: self.notices.append((old, new)))

    def __len__(self) -> int:
        return len(self.notices)


def document_of(*layers: Layer, side: int = 8, images: int = 2) -> Document:
    """Images of noise, and these layers."""
    pixels = np.random.default_rng(0).normal(size=(images, 1, side, side)).astype(np.float32)
    return Document(Batch(pixels, ("",) * images)).with_layers(layers)


def session_of(*layers: Layer, evaluator: Evaluate = evaluate_now, **view: Any) -> Session:
    """A session with these layers, the last one on stage."""
    view.setdefault("selected", len(layers))
    return Session(State(document_of(*layers), **view), evaluator)


def conv(**parameters: Any) -> Layer:
    """A convolution."""
    return KINDS["Conv2d"](**parameters)


def pool(**parameters: Any) -> Layer:
    """A maximum pooling."""
    return KINDS["MaxPool2d"](**parameters)


def too_large() -> Layer:
    """A pooling whose window no image of these tests can hold."""
    return pool(kernel_size=(9, 9))


def relu() -> Layer:
    """An activation."""
    return KINDS["ReLU"]()


def said(session: Session, pointed: CellRef | None = None) -> str:
    """What stands in the strip."""
    return plain(session.scene(ROOM, pointed).equation)
