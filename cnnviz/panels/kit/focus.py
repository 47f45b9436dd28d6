"""Who has the keyboard: one widget, unless a text is being typed or Tab led elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_TYPED_IN = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_KEEPS = "keepsKeys"


def keep_keys(widget: QWidget) -> None:
    """Let a widget that is no text field have the keyboard after a click into it."""
    widget.setProperty(_KEEPS, True)


def give_keys_back(widget: QWidget) -> None:
    """Give the keyboard to what owns it in a widget's window, after a menu has closed."""
    for each in widget.window().findChildren(KeyOwner):
        each.take_keys()


def _keeps(widget: QWidget | None) -> bool:
    if widget is None or isinstance(widget, _TYPED_IN):
        return widget is not None
    return bool(widget.property(_KEEPS))


class KeyOwner(QObject):
    """Gives the keyboard back to one widget when the mouse or a dialog has been used.

    It watches the window's events from the screen, so that it holds for every control
    there is: whatever a click did, afterwards the owner has the keyboard, unless the
    click went into a text. What was typed elsewhere is committed before the click acts.

    Parameters
    ----------
    owner : QWidget
        What has the keyboard: the stage.

    Attributes
    ----------
    pressed : Signal()
        The mouse has been pressed somewhere: the keyboard leads no longer.
    """

    pressed = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._scrolled: QWidget | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._settle)

    def watch(self) -> None:
        """Begin; the window has to be on the screen."""
        handle = self._owner.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def take_keys(self) -> None:
        """Give the owner the keyboard now."""
        self._soon.stop()
        self._owner.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at presses, releases, the wheel, and at the end of modal dialogs."""
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            assert isinstance(event, QMouseEvent)
            self.pressed.emit()
            self._leave_text(event)
            self._later(None)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._later(None)
        elif kind == QEvent.Type.Wheel and not self._soon.isActive():
            self._later(self._focused())
        elif kind == QEvent.Type.KeyPress and self._soon.isActive():
            self._settle()
        elif kind == QEvent.Type.WindowUnblocked:
            self.take_keys()
        return False

    def _focused(self) -> QWidget | None:
        return self._owner.window().focusWidget()

    def _leave_text(self, event: QMouseEvent) -> None:
        """Take the focus out of a text before a press beside it."""
        focused = self._focused()
        under = self._owner.window().childAt(event.position().toPoint())
        if focused is None or not _keeps(focused):
            return
        if under is None or not (under is focused or focused.isAncestorOf(under)):
            self._owner.setFocus(Qt.FocusReason.MouseFocusReason)

    def _later(self, scrolled: QWidget | None) -> None:
        self._scrolled = scrolled
        self._soon.start()

    def _settle(self) -> None:
        """Take the keyboard, unless a text has it, or the mouse is still held down."""
        self._soon.stop()
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if held and QApplication.activePopupWidget() is None:
            return  # the release is still to come
        focused = self._focused()
        scrolled, self._scrolled = self._scrolled, None
        if scrolled is not None and focused is scrolled:
            return
        if focused is not self._owner and not _keeps(focused):
            self._owner.setFocus(Qt.FocusReason.MouseFocusReason)
