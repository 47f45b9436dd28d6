"""The whole window as a user has it: keys go through the window system, dialogs are answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnnviz.app.actions import ACTIONS
from cnnviz.app.question import Question
from cnnviz.app.settings import Settings
from cnnviz.app.window import Window
from cnnviz.document.state import State
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import apply_appearance
from tests.first_pipeline import start

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Opened(QObject):
    """A window that is open, and what a user can do to it.

    Parameters
    ----------
    qtbot : QtBot
        Hands and eyes.
    state : State, optional
        What is on stage; the start scene if left out.
    appearance : Appearance, optional
        What it wears.
    """

    def __init__(
        self, qtbot: QtBot, state: State | None = None, appearance: Appearance | None = None
    ) -> None:
        super().__init__()
        self.bot, self.appearance = qtbot, appearance or Appearance()
        self._answering: QTimer | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_appearance(app, self.appearance)
        self.window = Window(state or start(), self.appearance, Settings())
        self.window.showNormal()  # not as the small offscreen screen would have it
        self.window.resize(1440, 900)
        self.window.stage.setFocus()  # as `start.run` does
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.window.build_deferred()
        self.settle()

    @property
    def state(self) -> State:
        """The state of the moment."""
        return self.window.bridge.state

    def action(self, name: str) -> QAction:
        """The Qt action of a row of the table."""
        label = next(row.label for row in ACTIONS if row.name == name)
        return next(
            each for each in self.window.actions() if each.text() == self.appearance.words(label)
        )

    def settle(self) -> None:
        """Let what is put off to the next turn happen."""
        for _ in range(3):
            QApplication.processEvents()

    def press(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press and release a key, in whatever window and field has the focus."""
        window = QApplication.activeModalWidget() or self.window
        if not window.isActiveWindow():
            window.activateWindow()
            self.bot.waitUntil(window.isActiveWindow)
        QTest.keyClick(window.windowHandle(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Press one key after another."""
        for letter in text:
            self.press(letter)

    def click(self, widget: QWidget) -> None:
        """Click the middle of a widget."""
        self.bot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def answer(self, what: Callable[[QDialog], None]) -> list[str]:
        """Do something to the next dialog that asks; what it said is in the list afterwards."""
        said: list[str] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog):
                timer.stop()
                if isinstance(dialog, Question):
                    said.append(f"{dialog.title.text()} {dialog.sentence.text()}".strip())
                else:
                    said.append(dialog.windowTitle())
                what(dialog)

        timer = QTimer(self)
        timer.timeout.connect(look)
        timer.start(10)
        self._answering = timer
        return said

    def close(self) -> bool:
        """Close the window; False if it stays."""
        closed = self.window.close()
        self.settle()
        return closed

    def end(self) -> None:
        """Close whatever the test has left open, without asking."""
        if self._answering is not None:
            self._answering.stop()
        if self.window.isVisible():
            self.window.scene_files.begin(self.state)
            self.window.presentation.end()
            assert self.close()
        self.window.deleteLater()
        self.settle()


def choose(label: str) -> Callable[[QDialog], None]:
    """Click the button of a dialog that says this."""

    def click(dialog: QDialog) -> None:
        buttons = dialog.findChildren(QAbstractButton)
        found = [each for each in buttons if each.text().replace("&", "") == label]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    return click


def name_file(path: Path) -> Callable[[QDialog], None]:
    """Type a path into a file dialog and confirm it."""

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        field.setText(str(path))
        QTest.keyClick(field, Qt.Key.Key_Return)

    return enter


def dismiss(dialog: QDialog) -> None:
    """Press Escape in a dialog."""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
