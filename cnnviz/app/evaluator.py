"""Evaluating large documents beside the window, so that it never waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.document.evaluation import Evaluation, evaluate, evaluate_steps
from cnnviz.document.state import Document
from cnnviz.layers import Shape
from cnnviz.panels.jobs import Job

LIGHT: Final = 4_000_000
"""Multiply-adds, roughly, that are done at once without being noticed (a few ms)."""

PATIENCE_MS: Final = 500
"""What overtaken work may take in all: a drag shall show something on its way."""

Deliver = Callable[[Document, Evaluation], None]


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be evaluated, from where on, and who waits for it."""

    document: Document
    previous: Evaluation
    deliver: Deliver


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
    """Evaluates documents, one after the other; every answer is newer than the one before.

    Attributes
    ----------
    busy : Signal(bool)
        A large evaluation has begun or ended.
    """

    busy = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._request: Request | None = None
        self._waiting: Request | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._drop_overtaken)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def __call__(self, document: Document, previous: Evaluation, deliver: Deliver) -> None:
        """Evaluate a document; what has been asked for before is out of date.

        Parameters
        ----------
        document : Document
            The newest.
        previous : Evaluation
            The last one that was delivered.
        deliver : callable
            Given the document and its evaluation, in the window's thread: before this
            returns if the work is light, else later, unless a newer document comes first.
        """
        if work(document, previous) <= LIGHT:
            self._forget()
            deliver(document, evaluate(document, previous))
            return
        request = Request(document, previous, deliver)
        if self._job is None:
            self._begin(request)
            self.busy.emit(True)
            return
        self._waiting = request
        if not self._patience.isActive():
            self._drop_overtaken()

    def stop(self) -> None:
        """Drop what is asked for, and wait a little for the layer under way.

        That cannot be interrupted; if it takes longer, its job ends alone.
        """
        self._forget()
        if self._job is not None:
            self._job.finish(PATIENCE_MS / 1000)

    def _begin(self, request: Request) -> None:
        self._request = request
        self._job = Job(evaluate_steps(request.document, request.previous), "evaluator")
        self._job.finished.connect(self._deliver)
        self._job.ended.connect(self._go_on)
        self._patience.start()

    def _forget(self) -> None:
        self._waiting = None
        if self._job is not None:
            self._job.cancel()

    def _drop_overtaken(self) -> None:
        if self._waiting is not None and self._job is not None:
            self._job.cancel()

    def _deliver(self, evaluation: Evaluation) -> None:
        request = self._request
        assert request is not None
        if self._waiting is not None:
            self._waiting = replace(self._waiting, previous=evaluation)
        request.deliver(request.document, evaluation)

    def _go_on(self) -> None:
        self._patience.stop()
        self._job = self._request = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._begin(waiting)
        else:
            self.busy.emit(False)
