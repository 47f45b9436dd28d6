"""Two small buttons at the end of a field: one less, one more."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.focus import give_keys_back
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.views.painting import painted
from cnnviz.words import Text

SIDE = 19
"""Width of a button, in logical pixels at text size 1."""
ARM = 3.5
"""Half of the length of the sign's strokes."""


class StepButton(QAbstractButton):
    """A plus or a minus; held down it goes on.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    more : bool
        Whether it is a plus.
    label : Text
        What it does.
    parent : QWidget
        The field.
    """

    def __init__(self, appearance: Appearance, more: bool, label: Text, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance, self._more, self._label = appearance, more, label
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAutoRepeat(True)
        self.setAutoRepeatDelay(400)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(SIDE), self._appearance.px(SIDE))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the keyboard to who had it: a click on a sign is no typing."""
        super().mouseReleaseEvent(event)
        give_keys_back(self)

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(QPen(theme.colour("text" if self.isEnabled() else "faint"), 1.6))
        middle, arm = QRectF(self.rect()).center(), ARM * self._appearance.tools
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        if self._more:
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        painter.end()

    def _restyle(self) -> None:
        said = self._appearance.words(self._label)
        self.setAccessibleName(said)
        self.setToolTip(plain_hint(said))
        self.update()
