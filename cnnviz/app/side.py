"""The side of the window that can be dragged wider and folded away."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.app.settings import Settings
from cnnviz.panels.appearance import COMPACT, Appearance
from cnnviz.panels.inspector.inspector import NARROWEST, WIDTH
from cnnviz.panels.kit import IconButton
from cnnviz.views.painting import painted
from cnnviz.words import text

WIDEST = 560
"""Logical pixels of what stands at the side, at the most."""
GRIP = 18
"""Logical pixels of what is dragged."""
STAGE = 420
"""Logical pixels that are left for the stage, at the least."""
ROOMY = 1100
"""Width of a window, in logical pixels for text size 1, in which larger text folds nothing."""
NARROW = 900
"""Width of a window, in logical pixels, below which the inspector is folded at first."""
KEYS = "F9"


class Grip(QWidget):
    """A line to drag, with a button on it that folds."""

    dragged = Signal(int)
    let_go = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._from: QPoint | None = None
        self.setFixedWidth(GRIP)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.button = IconButton(
            appearance, "chevron-right", text("Fold the inspector"), size=12, keys=KEYS, parent=self
        )
        self.button.setStyleSheet("QToolButton { padding: 0; min-height: 0; min-width: 0; }")
        self.button.setFixedSize(GRIP - 1, 2 * GRIP)
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 0, 0)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def show_folded(self, folded: bool) -> None:
        """Offer what can be done."""
        if folded:
            self.button.show_icon("chevron-left", text("Unfold the inspector"))
        else:
            self.button.show_icon("chevron-right", text("Fold the inspector"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            where = event.globalPosition().toPoint()
            self.dragged.emit(self._from.x() - where.x())
            self._from = where

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._from = None
        self.let_go.emit()

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, 1, self.height(), self._appearance.theme.colour("border"))
        painter.end()


class Side(QWidget):
    """Holds the inspector; remembers how wide it is and whether it is folded.

    A narrow window folds it, sooner for larger text, and a wider one unfolds it again.

    Parameters
    ----------
    appearance : Appearance
        Text size and language.
    settings : Settings
        What was remembered.
    content : QWidget
        What can be folded.
    """

    def __init__(self, appearance: Appearance, settings: Settings, content: QWidget) -> None:
        super().__init__()
        self._appearance, self._settings, self._content = appearance, settings, content
        self._wanted = settings.number("inspector_width", WIDTH)
        self._reach = float(self._wanted)
        self._folds_itself = False
        self.grip = Grip(appearance, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.grip)
        row.addWidget(content)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.grip.button.clicked.connect(self.toggle)
        self.grip.dragged.connect(self._drag)
        self.grip.let_go.connect(self._dropped)
        self._fold(settings.number("inspector_folded", 0) != 0)

    @property
    def folded(self) -> bool:
        """Whether the inspector is out of sight."""
        return self._content.isHidden()

    def toggle(self) -> None:
        """Fold or unfold the inspector; kept for the next start unless there is no room for it."""
        self._fold(not self.folded)
        if not self._folds_itself:
            self._settings.remember("inspector_folded", int(self.folded))

    def unfold(self) -> None:
        """Bring the inspector in sight."""
        self._fold(False)

    def fit(self, room: int) -> None:
        """Take part of a window's width, in logical pixels."""
        size = self._appearance.text
        large = size >= COMPACT and room < ROOMY * size
        tight = large or room < NARROW
        if tight != self._folds_itself:
            self._folds_itself = tight
            self._fold(tight or self._settings.number("inspector_folded", 0) != 0)
        most = max(NARROWEST, min(WIDEST, room - GRIP - STAGE))
        wanted = self._appearance.px(self._wanted)
        self._content.setFixedWidth(max(NARROWEST, min(wanted, most)))

    def _fold(self, folded: bool) -> None:
        self._content.setVisible(not folded)
        self.grip.show_folded(folded)

    def _drag(self, by: int) -> None:
        if self.folded:
            return
        self._reach += by / self._appearance.tools
        self._wanted = round(max(NARROWEST, min(self._reach, WIDEST)))
        self.fit(self.window().width())

    def _dropped(self) -> None:
        self._reach = float(self._wanted)
        self._settings.remember("inspector_width", self._wanted)
