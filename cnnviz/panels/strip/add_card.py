"""The card at the end of the strip that adds a layer."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.focus_ring import draw_ring
from cnnviz.panels.kit.icons import icon
from cnnviz.panels.strip.card import BY_KEYS
from cnnviz.panels.strip.sizes import Sizes
from cnnviz.views.painting import painted
from cnnviz.words import text


class AddCard(QAbstractButton):
    """A dashed card with a plus.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        The row.
    """

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.by_keys = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.restyle()

    def restyle(self) -> None:
        """Say its name in the language."""
        said = self._appearance.words(text("Add a layer"))
        self.setAccessibleName(said)
        self.setToolTip(f"{said} (+)")
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus here."""
        self.by_keys = event.reason() in BY_KEYS
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to what is behind."""
        event.ignore()

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._appearance.theme
        hot = self.underMouse()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dashed = QPen(theme.colour("accent" if hot else "faint"), 1.2)
        dashed.setDashPattern([3, 3])
        painter.setPen(dashed)
        radius = Sizes.of(self._appearance).radius
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        if self.hasFocus() and self.by_keys:
            draw_ring(painter, theme, QRectF(self.rect()), radius)
        side = self._appearance.px(18)
        box = QRect(0, 0, side, side)
        box.moveCenter(self.rect().center())
        icon("add", theme, "accent" if hot else "text", side).paint(painter, box)
        painter.end()
