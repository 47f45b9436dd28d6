"""The small line in which one number of a kernel is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.panels.kit.typed import Refusal, read_real
from cnnviz.views.fonts import mono_font
from cnnviz.words import text

LARGEST = 1e9


class CellEditor(QLineEdit):
    """Lies over the cell that is being typed in; hidden otherwise.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget
        The grid.

    Attributes
    ----------
    committed : Signal(object, int)
        The number, None if it could not be read, and where to go on: 1 to the
        next cell, −1 to the one before, 0 stay.
    left : Signal()
        Typing is over.
    """

    committed = Signal(object, int)
    left = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._open = False
        self.setProperty("look", "cell")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def begin(self, rect: QRect, begun: str, selected: bool) -> None:
        """Open over a cell with what was begun."""
        self.setAccessibleName(self._appearance.words(text("Number of this cell")))
        self.lay(rect)
        self.setText(begun)
        self._open = True
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if selected:
            self.selectAll()
        else:
            self.deselect()
            self.end(False)

    @property
    def open(self) -> bool:
        """Whether a number is being typed."""
        return self._open

    def lay(self, rect: QRect) -> None:
        """Lie over a cell, wider than it if it is too small to type in."""
        px = min(12.5 * self._appearance.tools, max(rect.height() * 0.5, 9))
        self.setFont(mono_font(px))
        width = max(rect.width() + 1, round(px * 4.2))
        grid = self.parentWidget()
        assert grid is not None
        left = max(0, min(rect.center().x() - width // 2, grid.width() - width))
        self.setGeometry(left, rect.top(), width, rect.height() + 1)

    def finish(self) -> None:
        """Commit what is typed, if anything is."""
        if self._open:
            self._commit(0)

    def drop(self) -> None:
        """Forget what is typed, if anything is."""
        if self._open:
            self._close()

    def event(self, event: QEvent) -> bool:
        """Tab commits and goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab:
                self._commit(1)
                return True
            if event.key() == Qt.Key.Key_Backtab:
                self._commit(-1)
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits and goes on, Escape restores."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._commit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish()

    def _commit(self, direction: int) -> None:
        try:
            value: float | None = read_real(self.text(), -LARGEST, LARGEST)
        except Refusal as refusal:
            value = None
            where = self.mapToGlobal(QPoint(0, self.height()))
            message = plain_hint(self._appearance.words(refusal.message))
            QToolTip.showText(where, message, self.parentWidget())
        self._close()
        self.committed.emit(value, direction if value is not None else 0)

    def _close(self) -> None:
        self._open = False
        grid = self.parentWidget()
        assert grid is not None
        if self.hasFocus():
            # Before hiding: Qt would pass the focus on to what follows the grid.
            grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.left.emit()
