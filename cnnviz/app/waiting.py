"""Waiting for work beside the window, which stays alive meanwhile: in silence, then with a bar."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import TextButton, TextLabel
from cnnviz.words import Text, text

PATIENCE_MS = 500
"""What lasts longer shows that it does, and can be cancelled."""
WIDTH = 360


class Work(Protocol):
    """Something that goes on beside the window: a job, or several."""

    progressed: SignalInstance
    ended: SignalInstance

    @property
    def busy(self) -> bool:
        """Whether it goes on."""
        ...

    @property
    def part(self) -> float:
        """How much is done, 0 to 1; 0 if nobody knows."""
        ...

    def cancel(self) -> None:
        """Ask it to end early."""
        ...


class ProgressBar(QProgressBar):
    """Follows work until it has ended.

    Attributes
    ----------
    ended : Signal()
        The work has ended.
    """

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work: Work | None = None
        self.setTextVisible(False)

    def follow(self, work: Work | None) -> None:
        """Follow this from now on; nothing if None."""
        if self._work is not None:
            self._work.progressed.disconnect(self._show)
            self._work.ended.disconnect(self._end)
        self._work = work
        if work is not None:
            work.progressed.connect(self._show)
            work.ended.connect(self._end)
            self._show(work.part)

    def _show(self, part: float) -> None:
        self.setRange(0, 100 if part else 0)
        self.setValue(round(100 * part))

    def _end(self) -> None:
        self.follow(None)
        self.ended.emit()


class WaitDialog(QDialog):
    """What is going on, how far it is, and a button for who will not wait.

    Parameters
    ----------
    parent : QWidget
        The window; it takes no input meanwhile.
    appearance : Appearance
        Language, theme and text size.
    said : Text
        What is going on.
    work : Work
        What is waited for.
    """

    def __init__(self, parent: QWidget, appearance: Appearance, said: Text, work: Work) -> None:
        super().__init__(parent)
        self.setWindowTitle("cnnviz")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(appearance.px(WIDTH))
        self.bar = ProgressBar(self)
        self.bar.setAccessibleName(appearance.words(said))
        self.bar.follow(work)
        cancel = TextButton(appearance, text("Cancel"), parent=self)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(appearance.px(10))
        column.addWidget(TextLabel(appearance, said, parent=self))
        column.addWidget(self.bar)
        column.addWidget(cancel, 0, Qt.AlignmentFlag.AlignRight)
        work.ended.connect(self.accept)


def wait(parent: QWidget, appearance: Appearance, said: Text, work: Work) -> bool:
    """Let the window live until work has ended, without letting anyone change anything.

    What the user does in the first half second happens after it.

    Returns
    -------
    bool
        Whether it has ended; False if the user will not wait.
    """
    if work.busy:
        quiet = QEventLoop()
        work.ended.connect(quiet.quit)
        patience = QTimer()
        patience.setSingleShot(True)
        patience.timeout.connect(quiet.quit)
        patience.start(PATIENCE_MS)
        quiet.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        patience.stop()
    if work.busy:
        dialog = WaitDialog(parent, appearance, said, work)
        dialog.exec()
        dialog.bar.follow(None)
        dialog.deleteLater()
    return not work.busy
