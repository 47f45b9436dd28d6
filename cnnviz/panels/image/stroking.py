"""A stroke while it is drawn: painted at once, sent to the document as events are worked off."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.document.drawing import Paint
from cnnviz.ink.strokes import PenStroke, Point
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.pen import Pen

_NUMBERS = itertools.count(1)
LEAST_WHOLE = 8
"""Peak from which on soft edges are whole numbers, if the pen's value is one."""


class Stroking(QObject):
    """Turns movements of the pen into commands, at most one for each turn of the event loop.

    Parameters
    ----------
    bridge : Bridge
        Where the commands go.
    pen : Pen
        What is in the hand.
    parent : QObject
        The pad.

    Attributes
    ----------
    touched : Signal(ndarray, CellBox)
        The image as it is now, shape (C, H, W), and which cells may have changed.
    sending : bool
        Whether the document is changing by this stroke just now.
    """

    touched = Signal(object, object)

    def __init__(self, bridge: Bridge, pen: Pen, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._pen = bridge, pen
        self._stroke: PenStroke | None = None
        self._number = 0
        self._last: Point = (0.0, 0.0)
        self.sending = False
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._send)

    @property
    def active(self) -> bool:
        """Whether the pen is down."""
        return self._stroke is not None

    def begin(self, start: Point, erasing: bool | None = None) -> None:
        """Put the pen down on a point, in cells."""
        state = self._bridge.state
        batch = state.document.batch
        values = self._pen.ink(batch, erasing)
        whole = batch.peak >= LEAST_WHOLE and all(value == round(value) for value in values)
        self._stroke = PenStroke(batch.pixels[state.image], self._pen.size / 2, values, whole=whole)
        self._number = next(_NUMBERS)
        self._last = start
        self._bridge.settle()
        self.go_on(start)

    def go_on(self, to: Point) -> None:
        """Move the pen on to a point."""
        if self._stroke is None:
            return
        region = self._stroke.line(self._last, to)
        self._last = to
        self.touched.emit(self._stroke.pixels, region)
        if not self._later.isActive():
            self._later.start()

    def lift(self) -> None:
        """End the stroke: it was one undo step."""
        if self._stroke is not None:
            self._later.stop()
            self._send()
            self._stroke = None
            self._bridge.settle()

    def abandon(self) -> None:
        """Forget a stroke that something else has overtaken."""
        self._later.stop()
        self._stroke = None

    def _send(self) -> None:
        if self._stroke is None:
            return
        self.sending = True
        try:
            pixels = np.array(self._stroke.pixels)
            self._bridge.do(Paint(self._bridge.state.image, pixels, self._number))
        finally:
            self.sending = False
