"""Pictures that are being read, as work that shows itself once it lasts."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.app.waiting import PATIENCE_MS
from cnnviz.panels.image.loader import Loader
from cnnviz.words import text


class Reading(QObject):
    """Follows a loader.

    Parameters
    ----------
    loader : Loader
        Reads pictures beside the window.

    Attributes
    ----------
    lasting : Signal(Text, Work)
        Reading takes longer than half a second.
    over : Signal()
        All is read, or not wanted any more.
    """

    lasting = Signal(object, object)
    over = Signal()

    def __init__(self, loader: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._tell)
        loader.busy_changed.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._loader.busy

    @property
    def part(self) -> None:
        """Nobody knows how much is done."""

    def stop(self) -> None:
        """Leave the images as they are; what is being read is dropped when it comes."""
        self._loader.forget()

    def _follow(self, busy: bool) -> None:
        if busy:
            self._patience.start()
        else:
            self._patience.stop()
            self.over.emit()

    def _tell(self) -> None:
        self.lasting.emit(text("Reading pictures"), self)
