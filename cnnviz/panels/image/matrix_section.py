"""A small matrix, typed or pasted, as the image."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from cnnviz.document.drawing import SetBatch
from cnnviz.document.intake import matrix_batch
from cnnviz.layers import ParameterError
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.loader import Loader
from cnnviz.panels.kit import FlowLayout, Section, TextButton, TextLabel
from cnnviz.trace import FloatArray
from cnnviz.views.fonts import mono_font
from cnnviz.words import text

SHOWN = 16
"""Cells a side up to which the image's numbers can be taken over."""


def _fully(value: np.float32) -> str:
    """Write a number with all the digits that tell it from its neighbours."""
    return str(value).removesuffix(".0")


class _Numbers(QPlainTextEdit):
    """Lines of numbers; Ctrl+Enter uses them."""

    def __init__(self, section: MatrixSection) -> None:
        super().__init__(section)
        self._section = section
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Use the numbers with Ctrl+Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._section.use_numbers()
        else:
            super().keyPressEvent(event)


class MatrixSection(Section):
    """A field for rows of numbers, and a button that makes the image of them.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        The panel.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, text("Numbers"), parent)
        self._bridge, self.appearance = bridge, appearance
        self.heading.hide()  # what folds it says it
        self.numbers = _Numbers(self)
        self.trouble = TextLabel(appearance, "", "warning", self)
        self.trouble.hide()
        self.use = TextButton(
            appearance,
            text("Use numbers"),
            text("Make the image of these numbers (Ctrl+Enter)"),
            icon_name="matrix",
            parent=self,
        )
        self.take = TextButton(
            appearance,
            text("From the image"),
            text("Write the numbers of the image here, to change them"),
            parent=self,
        )
        self.body.addWidget(self.numbers)
        self.body.addWidget(self.trouble)
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.addWidget(self.use)
        flow.addWidget(self.take)
        self.body.addWidget(buttons)
        self.use.clicked.connect(self.use_numbers)
        self.take.clicked.connect(self._take)
        self.numbers.textChanged.connect(self._forgive)
        self.restyle()

    def use_numbers(self) -> None:
        """Make the image of what is typed, or say what is wrong below the field."""
        try:
            batch = matrix_batch(self.numbers.toPlainText())
        except ParameterError as error:
            self.trouble.say(error.message)
            self.trouble.show()
            return
        Loader.of(self._bridge).cancel()
        self._bridge.settle()
        self._bridge.do(SetBatch(batch))

    def refresh(self) -> None:
        """The numbers of a large image are too many."""
        batch = self._bridge.state.document.batch
        self.take.setEnabled(max(batch.shape[1:]) <= SHOWN and batch.shape[0] == 1)

    def restyle(self) -> None:
        """Take the size of the text."""
        words = self.appearance.words
        font = mono_font(12.5 * self.appearance.tools)
        self.numbers.setFont(font)
        height = QFontMetrics(font).lineSpacing() * 5 + self.appearance.px(18)
        self.numbers.setFixedHeight(height)
        self.numbers.setPlaceholderText("1 0 2 1\n0 3 1 0\n2 1 0 1\n1 0 1 2")
        self.numbers.setAccessibleName(words(text("Rows of numbers")))
        hint = text("One line for each row; spaces, tabs or commas between numbers")
        self.numbers.setToolTip(words(hint))
        self.refresh()

    def _take(self) -> None:
        state = self._bridge.state
        pixels: FloatArray = state.document.batch.pixels[state.image, 0]
        rows = (" ".join(_fully(value) for value in row) for row in pixels)
        self.numbers.setPlainText("\n".join(rows))

    def _forgive(self) -> None:
        self.trouble.hide()
