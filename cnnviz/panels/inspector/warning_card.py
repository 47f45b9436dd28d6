"""The card that says why a layer cannot work."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import TextLabel, icon
from cnnviz.words import Text


class WarningCard(QFrame):
    """A sign and a sentence; hidden while there is nothing to say.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setProperty("surface", "warning")
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sentence = TextLabel(appearance, "", "text", self)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._sentence, 1)
        self.hide()
        appearance.changed.connect(self._restyle)
        self._restyle()

    def warn(self, said: Text | None) -> None:
        """Say a sentence; None hides the card."""
        if said is not None:
            self._sentence.say(said)
        if self.isHidden() != (said is None):
            self.setVisible(said is not None)

    def _restyle(self) -> None:
        px = self._appearance.px
        self._row.setContentsMargins(px(10), px(8), px(10), px(8))
        self._row.setSpacing(px(8))
        side = px(18)
        sign = icon("warning", self._appearance.theme, "warning", side)
        self._sign.setPixmap(sign.pixmap(QSize(side, side), self.devicePixelRatioF()))
