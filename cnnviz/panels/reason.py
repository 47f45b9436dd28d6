"""What stands on the stage where a layer cannot work: why, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import TextLabel, icon
from cnnviz.words import Text, text

LARGE, ICON = 20, 36
"""Pixels of the sentence and of the sign at text size 1."""


class Reason(QWidget):
    """A sentence in the middle, with a sign above and a way out below."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._sign = QLabel()
        self._why, self._what = TextLabel(appearance, text("")), TextLabel(appearance, text(""))
        self._what.setProperty("look", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 0, 40, 0)
        column.setSpacing(10)
        column.addStretch(2)
        for label in (self._sign, self._why, self._what):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self._why.setWordWrap(True)
        self._what.setWordWrap(True)
        column.addStretch(3)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def say(self, why: Text, what: Text) -> None:
        """Say why, and what can be done; an empty reason shows nothing."""
        self._why.say(why)
        self._what.say(what)
        self._sign.setVisible(bool(why.template))

    def _restyle(self) -> None:
        side = self._appearance.px(ICON)
        self._sign.setPixmap(
            icon("warning", self._appearance.theme, "warning", side).pixmap(side, side)
        )
        font = self._why.font()
        font.setPixelSize(self._appearance.px(LARGE))
        self._why.setFont(font)
