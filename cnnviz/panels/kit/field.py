"""A line that holds one value: typed, stepped, refused, restored."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolTip, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.panels.kit.typed import Refusal
from cnnviz.views.fonts import mono_font
from cnnviz.words import Text

AROUND = 8
"""Pixels that Qt itself keeps free at the sides of a line, and for the cursor."""


class ValueField(QLineEdit):
    """Base of the fields: Enter and leaving commit, Escape restores, arrows step.

    Subclasses say how the value is read, written and stepped.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    label : Text or str
        What it sets, for screen readers.
    hint : Text, optional
        Tooltip.
    digits : int
        Characters that it has room for.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    edited : Signal(object)
        A new value of the user's; not sent by `set_value`.
    settled : Signal()
        The user is done with it: Enter, leaving, an arrow key let go.
    """

    edited = Signal(object)
    settled = Signal()

    def __init__(
        self,
        appearance: Appearance,
        label: Text | str,
        hint: Text | None = None,
        digits: int = 6,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance, self._label, self._hint, self._digits = appearance, label, hint, digits
        self._value: object = None
        self._refusal: Text | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(self._forgive)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def read(self, typed: str) -> object:
        """Read what was typed; raise `Refusal` if it cannot be taken."""
        raise NotImplementedError

    def write(self, value: object) -> str:
        """Write a value."""
        raise NotImplementedError

    def stepped(self, value: object, steps: int) -> object:
        """Give the value so many steps on, within bounds."""
        raise NotImplementedError

    def value(self) -> object:
        """Give the value last committed."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a value without saying so; the same value leaves what is being typed alone."""
        if value == self._value:
            return
        self._value = value
        self._restore()

    def sizeHint(self) -> QSize:
        """Room for its digits and the cursor behind them."""
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance("0" * self._digits) + self._appearance.px(18) + AROUND
        return QSize(width, self._appearance.px(26) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def step(self, steps: int) -> None:
        """Go so many steps on, as a gesture of its own."""
        self._step(steps)
        self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Up and Down, commit with Enter, restore with Escape."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            tenfold = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._step((1 if key == Qt.Key.Key_Up else -1) * (10 if tenfold else 1))
            event.accept()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            self.selectAll()
            self.settled.emit()
            event.ignore()  # the window learns that typing is over
        elif key == Qt.Key.Key_Escape and self.isModified():
            self._restore()
            self.selectAll()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """An arrow key let go ends a run of steps."""
        super().keyReleaseEvent(event)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.isAutoRepeat():
            self.settled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step while it has the focus; otherwise let the form scroll."""
        if self.hasFocus() and abs(event.angleDelta().y()) >= 60:
            self._step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit on leaving, unless only a menu popped up."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
            self.settled.emit()

    def commit(self) -> bool:
        """Take what is typed, or refuse it and restore; True if nothing was refused."""
        if not self.isModified():
            return True
        try:
            value = self.read(self.text())
        except Refusal as refusal:
            self.refuse(refusal.message)
            return False
        self._take(value)
        return True

    def refuse(self, message: Text) -> None:
        """Restore the value and say why, until the next key."""
        self._restore()
        self._refusal = message
        self._mark(True)
        self._say()
        if self.isVisible():
            below = self.mapToGlobal(QPoint(0, self.height()))
            QToolTip.showText(below, plain_hint(self._appearance.words(message)), self)

    @property
    def refusal(self) -> Text | None:
        """Why the last input was refused; None if it was not."""
        return self._refusal

    def _step(self, steps: int) -> None:
        if self.isReadOnly() or not self.commit():
            return
        where = self.cursorPosition()
        self._take(self.stepped(self._value, steps))
        self.setCursorPosition(where)

    def _take(self, value: object) -> None:
        self._forgive()
        changed = value != self._value
        self._value = value
        self._restore()
        if changed:
            self.edited.emit(value)

    def _restore(self) -> None:
        with QSignalBlocker(self):
            self.setText("" if self._value is None else self.write(self._value))
        self.setModified(False)
        self._forgive()

    def _forgive(self) -> None:
        if self._refusal is not None:
            if QToolTip.text() == plain_hint(self._appearance.words(self._refusal)):
                QToolTip.hideText()
            self._refusal = None
            self._mark(False)
            self._say()

    def _mark(self, refused: bool) -> None:
        self.setProperty("refused", refused)
        self.style().unpolish(self)
        self.style().polish(self)

    def _say(self) -> None:
        words = self._appearance.words
        self.setAccessibleName(words(self._label))
        hint = words(self._hint) if self._hint is not None else ""
        hint = words(self._refusal) if self._refusal else hint or words(self._label)
        self.setToolTip(plain_hint(hint))

    def _restyle(self) -> None:
        self.setFont(mono_font(13 * self._appearance.text))
        self._say()
        self.updateGeometry()
