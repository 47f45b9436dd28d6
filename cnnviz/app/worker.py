"""Evaluating large documents beside the window, so that it never waits."""

from __future__ import annotations

import sys
import threading
import time
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

from cnnviz.document.evaluation import Cancelled, Evaluation, evaluate
from cnnviz.document.state import Document, State
from cnnviz.layers import Shape
from cnnviz.panels.bridge import Bridge

LIGHT: Final = 4_000_000
"""Multiply-adds, roughly, that are done at once without being noticed (a few ms)."""

SWITCH: Final = 0.0005
"""Seconds after which a thread lets others in. At Python's 5 ms each of the engine's
short calls would wait that long for its turn, and a 10 ms evaluation would take seconds."""

PATIENCE: Final = 0.5
"""Seconds that overtaken work may still take: a drag shall show something on its way."""


def work(document: Document, previous: Evaluation | None = None) -> int:
    """Estimate how much there is to do: multiply-adds, and ten for each number written."""
    total = 0
    shape: Shape = document.batch.shape
    same = previous is not None and previous.batch.pixels is document.batch.pixels
    for index, layer in enumerate(document.layers):
        try:
            out = layer.out_shape(shape)
        except ValueError:
            break
        old = previous.outcomes[index] if previous and index < len(previous.outcomes) else None
        same = same and old is not None and old.layer is layer
        if not same:
            written = out[0] * out[1] * out[2]
            total += len(document.batch) * (layer.cost(shape) + 10 * written)
        shape = out
    return total


class Evaluator(QObject):
    """Keeps the bridge's evaluation up to date with its document.

    Small changes are worked out at once. Large ones go to a thread: while it works,
    only the newest document waits, and every answer is newer than the one before.

    Parameters
    ----------
    bridge : Bridge
        Where documents come from and activations go.

    Attributes
    ----------
    busy : Signal(bool)
        A large evaluation has begun or ended.
    """

    busy = Signal(bool)
    _done = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._condition = threading.Condition()
        self._waiting: Document | None = None
        self._working = False
        self._stopped = False
        self._since = 0.0
        self._thread: threading.Thread | None = None
        self._done.connect(self._publish, Qt.ConnectionType.QueuedConnection)
        bridge.changed.connect(self._changed)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._working

    def request(self, document: Document) -> None:
        """Work out a document's activations, now or beside."""
        if not self._working and work(document, self._bridge.evaluation) <= LIGHT:
            self._bridge.show(evaluate(document, self._bridge.evaluation))
            return
        with self._condition:
            self._waiting = document
            if not self._working:
                self._working = True
                self.busy.emit(True)
            if self._thread is None:
                sys.setswitchinterval(SWITCH)
                self._thread = threading.Thread(target=self._run, name="evaluator", daemon=True)
                self._thread.start()
            self._condition.notify()

    def stop(self) -> None:
        """End the thread and wait for it."""
        with self._condition:
            self._stopped = True
            self._waiting = None
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(PATIENCE)  # a layer under way cannot be interrupted; it ends alone

    def _changed(self, old: State, new: State) -> None:
        if new.document is not old.document:
            self.request(new.document)

    def _run(self) -> None:
        previous = self._bridge.evaluation
        while True:
            with self._condition:
                while self._waiting is None and not self._stopped:
                    self._condition.wait()
                if self._stopped or self._waiting is None:
                    return
                document, self._waiting = self._waiting, None
            self._since = time.monotonic()
            try:
                previous = evaluate(document, previous, self._outdated)
            except Cancelled:
                continue
            except Exception as error:  # handed to the window, which raises it there
                self._tell((document, error))
                continue
            self._tell((document, previous))

    def _tell(self, answer: tuple[Document, Evaluation | Exception]) -> None:
        """Hand an answer over; after `stop` there may be nobody any more."""
        if not self._stopped:
            self._done.emit(answer)

    def _outdated(self) -> bool:
        """Whether the work under way is for nothing: at the end, or long since overtaken."""
        overtaken = self._waiting is not None and time.monotonic() - self._since > PATIENCE
        return self._stopped or overtaken

    def _publish(self, answer: tuple[Document, Evaluation | Exception]) -> None:
        document, evaluation = answer
        if self._stopped:
            return
        if not isinstance(evaluation, Exception):
            self._bridge.show(evaluation)
        current = self._bridge.state.document
        with self._condition:
            finished = self._waiting is None and document is current
            if finished:
                self._working = False
        if finished:
            self.busy.emit(False)
        elif document is not current and self._waiting is None:
            self.request(current)
        if isinstance(evaluation, Exception):
            raise evaluation
