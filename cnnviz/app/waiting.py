"""Waiting for work beside the window, which stays alive meanwhile: in silence, then with a bar."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from cnnviz.panels.dress import Dress
from cnnviz.panels.kit import SaidLabel, WordButton
from cnnviz.words import Text, text

PATIENCE_MS = 500
"""What lasts longer shows that it does, and can be cancelled."""
LOOK_MS = 100
WIDTH = 360


class Work(Protocol):
    """Something that goes on in a worker."""

    over: SignalInstance

    @property
    def busy(self) -> bool:
        """Whether it goes on."""
        ...

    @property
    def part(self) -> float | None:
        """How much is done, 0 to 1; None if nobody knows."""
        ...

    def stop(self) -> None:
        """Ask it to end early."""
        ...


class ProgressBar(QProgressBar):
    """Follows work until it is over.

    Attributes
    ----------
    ended : Signal()
        The work is over.
    """

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work: Work | None = None
        self.setTextVisible(False)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def follow(self, work: Work | None) -> None:
        """Follow this from now on; nothing if None."""
        self._work = work
        self._timer.stop()
        if work is not None:
            self._look()
            self._timer.start()

    def _look(self) -> None:
        if self._work is not None and self._work.busy:
            part = self._work.part
            self.setRange(0, 0 if part is None else 100)
            self.setValue(round(100 * (part or 0.0)))
        else:
            self.follow(None)
            self.ended.emit()


class WaitDialog(QDialog):
    """What is going on, how far it is, and a button for who will not wait.

    Parameters
    ----------
    parent : QWidget
        The window; it takes no input meanwhile.
    dress : Dress
        Language, theme and text size.
    said : Text
        What is going on.
    work : Work
        What is waited for.
    """

    def __init__(self, parent: QWidget, dress: Dress, said: Text, work: Work) -> None:
        super().__init__(parent)
        self.setWindowTitle("cnnviz")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(dress.px(WIDTH))
        self.bar = ProgressBar(self)
        self.bar.setAccessibleName(dress.words(said))
        self.bar.follow(work)
        cancel = WordButton(dress, text("Cancel"), parent=self)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(dress.px(10))
        column.addWidget(SaidLabel(dress, said, parent=self))
        column.addWidget(self.bar)
        column.addWidget(cancel, 0, Qt.AlignmentFlag.AlignRight)
        work.over.connect(self.accept)


def wait(parent: QWidget, dress: Dress, said: Text, work: Work) -> bool:
    """Let the window live until work is over, without letting anyone change anything.

    What the user does in the first half second happens after it.

    Returns
    -------
    bool
        Whether it is over; False if the user will not wait.
    """
    if work.busy:
        quiet = QEventLoop()
        work.over.connect(quiet.quit)
        patience = QTimer()
        patience.setSingleShot(True)
        patience.timeout.connect(quiet.quit)
        patience.start(PATIENCE_MS)
        quiet.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        patience.stop()
    if work.busy:
        dialog = WaitDialog(parent, dress, said, work)
        dialog.exec()
        dialog.bar.follow(None)
        dialog.deleteLater()
    return not work.busy
