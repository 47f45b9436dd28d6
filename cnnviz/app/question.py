"""A question of the window: a title, a sentence, and buttons that say what they do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import TextButton, TextLabel
from cnnviz.words import Text

WIDTH = 400
"""Logical pixels of the sentence at normal text size."""


class Question(QDialog):
    """Asks, and knows which button was pressed; Escape is the last one.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    title : Text
        What it is about, in large type.
    sentence : Text
        What follows from the answers.
    answers : dict of str to Text
        What each button says, from the one that Enter presses to the one that changes nothing.
    parent : QWidget or None
        The window.
    """

    def __init__(
        self,
        appearance: Appearance,
        title: Text,
        sentence: Text,
        answers: dict[str, Text],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("cnnviz")
        self.answer = list(answers)[-1]
        self.title = _line(appearance, title, "title")
        self.sentence = _line(appearance, sentence, "")
        buttons = QHBoxLayout()
        buttons.setSpacing(appearance.px(8))
        buttons.addStretch(1)
        for number, (name, label) in enumerate(answers.items()):
            look = "" if number or len(answers) == 1 else "primary"
            button = TextButton(appearance, label, look=look, parent=self)
            button.setObjectName(name)
            button.setAutoDefault(True)
            button.setDefault(number == 0)
            button.clicked.connect(self._close)
            buttons.insertWidget(1, button)  # the first stands at the right
        column = QVBoxLayout(self)
        around = appearance.px(22)
        column.setContentsMargins(around, around, around, appearance.px(18))
        column.setSpacing(appearance.px(8))
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addSpacing(appearance.px(14))
        column.addLayout(buttons)

    def ask(self) -> str:
        """Ask, and give the name of the answer."""
        self.exec()
        self.deleteLater()
        return self.answer

    def _close(self) -> None:
        self.answer = self.sender().objectName()
        self.accept()


def _line(appearance: Appearance, said: Text, look: str) -> QLabel:
    """Make a label of some lines, with nothing in it that counts as markup."""
    label = TextLabel(appearance, said, look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFixedWidth(appearance.px(WIDTH))
    return label
