"""Sections of a form: a heading under a hairline, and coloured lines."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.labels import Hairline, TextLabel
from cnnviz.panels.kit.lines import Run, plain_text, set_lines
from cnnviz.trace import Line
from cnnviz.views.painting import painted
from cnnviz.views.text import LOUD_FORMULA, Typeface
from cnnviz.words import Text


class Section(QWidget):
    """A hairline, a heading in small capitals, and what is put below it.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    title : Text or str
        The heading.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    heading : TextLabel
        Says the title.
    body : QVBoxLayout
        Takes the section's widgets.
    """

    def __init__(
        self, appearance: Appearance, title: Text | str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Hairline(self))
        self.heading = TextLabel(appearance, title, "heading", self)
        self.heading.setWordWrap(True)
        self._above = QVBoxLayout()
        self._above.addWidget(self.heading)
        whole.addLayout(self._above)
        self.body = QVBoxLayout()
        whole.addLayout(self.body)
        appearance.changed.connect(self._space)
        self._space()

    def set_title(self, title: Text | str) -> None:
        """Take another heading."""
        self.heading.say(title)

    def _space(self) -> None:
        px = self._appearance.px
        self._above.setContentsMargins(0, px(6), 0, px(3))
        self.body.setContentsMargins(0, 0, 0, px(6))
        self.body.setSpacing(px(4))


class LineBlock(QWidget):
    """Lines of coloured spans in the mono font, wrapped, never cut off.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    px : float
        Height of the text at text size 1, in logical pixels.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self, appearance: Appearance, px: float = 12.5, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._px = appearance, px
        self._lines: tuple[Line, ...] = ()
        self._typeface = Typeface.of(px, mono=True)
        self._runs: tuple[Run, ...] = ()
        self._rows, self._set_for, self._natural = 0, -1, -1.0
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show other lines; nothing happens if they are the same."""
        if lines == self._lines:
            return
        before = self._rows
        self._lines = lines
        self._forget()
        self.setAccessibleName(plain_text(lines, self._appearance.words))
        self._set(self.width())
        if self._rows != before:
            self.updateGeometry()
        self.update()

    def natural_width(self) -> float:
        """Give the width in which no line is broken, in logical pixels."""
        if self._natural < 0:
            runs, _ = set_lines(self._lines, self._appearance.words, self._typeface, 1e9)
            self._natural = max((run.x + run.width for run in runs), default=0.0)
        return self._natural

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._height(self._broken(width)[1])
        return self._heights[width]

    def sizeHint(self) -> QSize:
        width = max(self.width(), 120)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._height(max(self._rows, 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set(event.size().width())

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        for run in self._runs:
            painter.setFont(self._typeface.font(run.role in LOUD_FORMULA))
            painter.setPen(self._appearance.theme.colour(run.role))
            base = run.row * self._row_height() + (self._row_height() + self._typeface.capital) / 2
            painter.drawText(QPointF(run.x, base), run.text)
        painter.end()

    def _row_height(self) -> float:
        return round(self._px * self._appearance.tools * 1.45)

    def _height(self, rows: int) -> int:
        return round(rows * self._row_height())

    def _set(self, width: int) -> None:
        if width != self._set_for:
            self._runs, self._rows = self._broken(width)
            self._set_for, self._heights[width] = width, self._height(self._rows)

    def _broken(self, width: int) -> tuple[tuple[Run, ...], int]:
        indent = self._appearance.px(12)
        return set_lines(self._lines, self._appearance.words, self._typeface, width, indent)

    def _forget(self) -> None:
        self._set_for, self._natural = -1, -1.0
        self._heights.clear()

    def _restyle(self) -> None:
        self._typeface = Typeface.of(self._px * self._appearance.tools, mono=True)
        self._forget()
        self._set(self.width())
        self.setAccessibleName(plain_text(self._lines, self._appearance.words))
        self.updateGeometry()
        self.update()


__all__ = ["LineBlock", "Section"]
