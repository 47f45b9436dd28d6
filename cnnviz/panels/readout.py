"""One short line of coloured spans: which cell is on stage."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.trace import Line
from cnnviz.views.fonts import mono_font
from cnnviz.views.painting import painted

WIDEST = 270
"""Logical pixels at text size 1; the line is shortened beyond that."""
LARGEST, SMALLEST = 12.5, 8.0
"""Height of the type in logical pixels: at text size 1, and at the least."""


class Readout(QWidget):
    """Says where the timeline stands, right-aligned, in digits that do not jump.

    Attributes
    ----------
    type_size : float
        Height of the type: as small as the longest line so far needs, until `begin`.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._line: Line = ()
        self.type_size = self._largest()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        appearance.changed.connect(self._restyle)

    def show_line(self, line: Line) -> None:
        """Show a line; only another one is painted."""
        if line != self._line:
            self._line = line
            self.setAccessibleName(self._plain())
            self.updateGeometry()
            self.update()

    def begin(self) -> None:
        """Write as large as usual again: lines of another timeline come."""
        self.type_size = self._largest()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.begin()

    def sizeHint(self) -> QSize:
        """Room for the usual line, so that the slider does not jump."""
        return QSize(self._appearance.px(WIDEST * 0.78), self._appearance.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._appearance.px(WIDEST * 0.45), self._appearance.px(24))

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the spans in the colours of their roles, smaller if one was too long."""
        painter = QPainter(self)
        words = [(self._appearance.words(span.text), span.role) for span in self._line]
        while True:
            painter.setFont(mono_font(self.type_size))
            metrics = painter.fontMetrics()
            total = sum(metrics.horizontalAdvance(said) for said, _ in words)
            if total <= self.width() or self.type_size <= SMALLEST:
                break
            self.type_size -= 0.5
        x = max(self.width() - total, 0)
        for said, role in words:
            painter.setPen(QPen(self._appearance.theme.colour(role)))
            advance = metrics.horizontalAdvance(said)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(x, 0, advance + 2, self.height(), flags, said)
            x += advance

    def _largest(self) -> float:
        return LARGEST * self._appearance.tools

    def _plain(self) -> str:
        return "".join(self._appearance.words(span.text) for span in self._line)

    def _restyle(self) -> None:
        self.setAccessibleName(self._plain())
        self.updateGeometry()
        self.begin()
