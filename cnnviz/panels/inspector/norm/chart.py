"""A small chart of the running averages over the batches."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.panels.dress import Dress
from cnnviz.panels.kit.typed import shown_real
from cnnviz.views.fonts import mono_font, ui_font
from cnnviz.views.painting import painted
from cnnviz.words import text

HEIGHT = 104


class RunningChart(QWidget):
    """The mean on the left axis, drawn through; the variance on the right axis, dashed.

    Parameters
    ----------
    dress : Dress
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(self, dress: Dress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dress = dress
        self._course: NDArray[np.float32] = np.zeros((0, 2), np.float32)
        self._first = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        dress.changed.connect(self._redress)
        self._redress()

    def show_course(self, course: NDArray[np.float32], whole: bool) -> None:
        """Show the averages after each batch.

        Parameters
        ----------
        course : ndarray, shape (K, 2)
            Mean and variance, oldest first.
        whole : bool
            Whether the first batch is among them; then the start at 0 and 1 is shown too.
        """
        if whole and len(course):
            course = np.concatenate((np.array([[0, 1]], np.float32), course))
        if course.shape == self._course.shape and np.array_equal(
            course, self._course, equal_nan=True
        ):
            return
        self._course, self._first = course, 0 if whole else 1
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """A few lines high."""
        return QSize(self._dress.px(200), self._dress.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Narrower is possible, lower is not."""
        return QSize(80, self._dress.px(HEIGHT))

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axes, numbers and the two lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._course) < 2:
            painter.setFont(ui_font(12 * self._dress.text))
            painter.setPen(self._dress.theme.colour("muted"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect(), flags, self._dress.words(NOTHING))
            painter.end()
            return
        font = mono_font(10 * self._dress.text)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        ends = [_ends(self._course[:, which]) for which in (0, 1)]
        marks = [[shown_real(end, 2) for end in pair] for pair in ends]
        left, right = (max(metrics.horizontalAdvance(m) for m in pair) + 6 for pair in marks)
        line = metrics.height()
        plot = QRectF(self.rect()).adjusted(left, line / 2 + 1, -right, -line - 5)
        self._paint_axes(painter, plot, metrics, marks)
        for which, role in ((0, "stat"), (1, "write")):
            low, high = ends[which]
            pen = QPen(self._dress.theme.colour(role), 1.8)
            if which:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPolyline(_points(self._course[:, which], low, high, plot))
        painter.end()

    def _paint_axes(
        self, painter: QPainter, plot: QRectF, metrics: QFontMetricsF, marks: list[list[str]]
    ) -> None:
        theme, line = self._dress.theme, metrics.height()
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(plot.topLeft(), plot.topRight())
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        for pair, role, edge in ((marks[0], "stat", "left"), (marks[1], "write", "right")):
            painter.setPen(theme.colour(role))
            for said, y in ((pair[0], plot.bottom()), (pair[1], plot.top())):
                if edge == "left":
                    box = QRectF(0, y - line / 2, plot.left() - 5, line)
                    painter.drawText(box, Qt.AlignmentFlag.AlignRight, said)
                else:
                    box = QRectF(plot.right() + 5, y - line / 2, self.width(), line)
                    painter.drawText(box, Qt.AlignmentFlag.AlignLeft, said)
        painter.setPen(theme.colour("muted"))
        below = QRectF(plot.left(), plot.bottom() + 4, plot.width(), line)
        last = len(self._course) - 1 + self._first
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, str(self._first))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, str(last))
        font, said = ui_font(10 * self._dress.text), self._dress.words(text("batches"))
        ends = 2 * metrics.horizontalAdvance(str(last)) + 16
        if QFontMetricsF(font).horizontalAdvance(said) + ends <= plot.width():
            painter.setFont(font)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, said)

    def _describe(self) -> None:
        said = text("{count} batches have counted", count=max(len(self._course) - 1, 0))
        self.setAccessibleDescription(self._dress.words(said))

    def _redress(self) -> None:
        name = self._dress.words(text("Course of the running averages"))
        hint = self._dress.words(
            text("Running mean (drawn through, left axis) and variance (dashed, right axis).")
        )
        self.setAccessibleName(name)
        self.setToolTip(hint)
        self._describe()
        self.updateGeometry()
        self.update()


NOTHING = text("No batch has counted yet.")


def _ends(values: NDArray[np.float32]) -> tuple[float, float]:
    seen = values[np.isfinite(values)]
    if not seen.size:
        return -0.5, 0.5
    low, high = float(seen.min()), float(seen.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _points(values: NDArray[np.float32], low: float, high: float, plot: QRectF) -> QPolygonF:
    step = plot.width() / (len(values) - 1)
    parts = (values.astype(np.float64) - low) / (high - low)
    heights = plot.bottom() - np.clip(parts, 0, 1) * plot.height()
    places = enumerate(heights.tolist())
    return QPolygonF([QPointF(plot.left() + i * step, y) for i, y in places if not math.isnan(y)])
