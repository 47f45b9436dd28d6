"""A small chart of the running averages over the batches."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.typed import format_real
from cnnviz.scene.marks import Box, Fill, Label, Mark, Stroke
from cnnviz.scene.plot import finite_range
from cnnviz.trace import FloatArray, Role, Span, line
from cnnviz.views.mark_widget import MarkWidget
from cnnviz.views.text import Typeface
from cnnviz.words import text

HEIGHT = 104
ROLES: tuple[Role, Role] = ("stat", "write")
"""Of the mean and of the variance."""
ALIGNS: tuple[Literal["right"], Literal["left"]] = ("right", "left")
"""Of the numbers of the axis at the left and of that at the right."""
NOTHING = text("Not updated yet.")
BATCHES = text("batches")


class RunningChart(MarkWidget):
    """The mean on the left axis, drawn through; the variance on the right axis, dashed.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    course : ndarray, shape (K, 2)
        Mean and variance after each batch, with the start if it is shown.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance.theme, appearance.words, parent)
        self._appearance = appearance
        self.course: NDArray[np.float32] = np.zeros((0, 2), np.float32)
        self._first = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        appearance.changed.connect(self._restyle)
        self._restyle()

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
        if course.shape == self.course.shape and np.array_equal(
            course, self.course, equal_nan=True
        ):
            return
        self.course, self._first = course, 0 if whole else 1
        self._describe()
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(self._appearance.px(200), self._appearance.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._appearance.px(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        size = 10 * self._appearance.text
        if len(self.course) < 2:
            middle, room = (self.width() / 2, self.height() / 2), (0.0, float(self.width()))
            self.show_marks(
                Label("nothing", *middle, line(Span(NOTHING, "muted")), 1.2 * size, room=room)
            )
            return
        ends = [finite_range(values) for values in self.course.T]
        numbers = [[format_real(end, 2) for end in pair] for pair in ends]
        typeface = Typeface.of(size, mono=True)
        left, right = (max(map(typeface.width, pair)) + 6 for pair in numbers)
        top, below = 0.8 * size, 1.9 * size
        plot = Box(left, top, self.width() - left - right, self.height() - top - below)
        marks: list[Mark] = [
            Fill(f"line {y}", Box(plot.x, y, plot.w, 1), "faint", 0.3)
            for y in (plot.y, plot.bottom)
        ]
        for which, role in enumerate(ROLES):
            points = _points(self.course[:, which], *ends[which], plot)
            marks.append(Stroke(role, points, role, 1.8, dashed=role == "write"))
            x = (plot.x - 5, plot.right + 5)[which]
            for number, y in zip(numbers[which], (plot.bottom, plot.y), strict=True):
                words = (Span(number, role),)
                marks.append(Label(f"{role} {y}", x, y, words, size, ALIGNS[which], mono=True))
        y = self.height() - 0.7 * size
        first, last = str(self._first), str(len(self.course) - 1 + self._first)
        between = plot.x + 2 * size, plot.right - typeface.width(last) - size
        marks += (
            Label("first", plot.x, y, line(Span(first, "muted")), size, "left", mono=True),
            Label("last", plot.right, y, line(Span(last, "muted")), size, "right", mono=True),
            Label("unit", plot.cx, y, line(Span(BATCHES, "muted")), size, room=between),
        )
        self.show_marks(*marks)

    def _describe(self) -> None:
        count = max(len(self.course) - 1, 0)
        summary = text("after {count} batches", count=count)
        if count < 2:
            summary = text("after 1 batch") if count else NOTHING
        self.setAccessibleDescription(self._appearance.words(summary))

    def _restyle(self) -> None:
        name = self._appearance.words(text("History of the running averages"))
        hint = self._appearance.words(
            text("Running mean (solid, left axis) and variance (dashed, right axis).")
        )
        self.setAccessibleName(name)
        self.setToolTip(hint)
        self._describe()
        self.set_style(self._appearance.theme.on("panel"), self._appearance.words)
        self.updateGeometry()
        self._show()


def _points(values: NDArray[np.float32], low: float, high: float, plot: Box) -> FloatArray:
    """Give the places of values in a plot, shape (K, 2); those out of range lie on its edge."""
    parts = np.clip((values.astype(np.float64) - low) / (high - low), 0, 1)
    across = np.linspace(plot.x, plot.right, len(values))
    return np.stack((across, plot.bottom - parts * plot.h), axis=1)
